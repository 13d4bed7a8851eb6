//! Where tickets appear in Slack, and how the connection is.

use portico_types::staff::SlackSource;
use portico_ui::intl;

pub const SLACK_LINE: &str = "Where tickets appear, whether everything arrives, and what to do if not";
pub const SLACK_TEXT: &str = "Each ticket is a card with a thread in your triage channel and in the customer's own. Choose the channels here, and see whether all of it arrives.";
pub const SLACK_NOT_CONNECTED: &str = "Slack is not connected yet";
pub const SLACK_NOT_CONNECTED_TEXT: &str =
    "Once it is, your team answers tickets where it talks already. Tickets that are open by then get their threads.";
pub const SLACK_ADD: &str = "Add to Slack";
pub const SLACK_ADD_AGAIN: &str = "Install again";
pub const SLACK_PASTE: &str = "Paste tokens";
pub const SLACK_OWN_APP: &str = "With an app of your own";
pub const SLACK_OWN_APP_TEXT: &str =
    "Where Add to Slack is not for you, make a Slack app for Portico in your workspace.";
pub const SLACK_ONLY_OWN_APP_TEXT: &str =
    "Make a Slack app for Portico in your workspace. It takes about five minutes, and an admin of the workspace.";
pub const SLACK_STEP_CREATE: &str =
    "Create the app from this manifest, which says what it may do and where it reaches Portico.";
pub const SLACK_STEP_INSTALL: &str = "In the app's settings, choose Install to Workspace.";
pub const SLACK_STEP_PASTE: &str = "Come back with its Bot User OAuth Token and its Signing Secret.";
pub const SLACK_STEP_ADDRESSES: &str =
    "Portico then shows two addresses: enter them under Event Subscriptions and Interactivity & Shortcuts.";
pub const SLACK_STEP_APP_TOKEN: &str =
    "Under Basic Information, generate an App-Level Token with the scope connections:write.";
pub const SLACK_STEP_PASTE_BOTH: &str =
    "Come back with its Bot User OAuth Token and that token. Nothing else is to do.";
pub const SLACK_WAY: &str = "How Slack reaches Portico";
pub const SLACK_BY_ADDRESS: &str = "By its address";
pub const SLACK_BY_SOCKET: &str = "Through a socket";
pub const SLACK_BY_ADDRESS_TEXT: &str = "Slack sends to Portico's address, which must be reachable from outside.";
pub const SLACK_BY_SOCKET_TEXT: &str =
    "Socket Mode: Portico connects to Slack and keeps the line open. No address needs to be reachable from outside.";
pub const SLACK_APP: &str = "The Slack app";
pub const SLACK_APP_TEXT: &str = "What the app may do and where it reaches Portico. Give it to Slack for a new app, or under App Manifest in the settings of one that lacks something.";
pub const SLACK_CREATE_APP: &str = "Create the app at Slack";
pub const SLACK_NEW_WINDOW: &str = "(opens Slack in a new tab)";
pub const SLACK_COPY: &str = "Copy";
pub const SLACK_THE_MANIFEST: &str = "manifest";
pub const SLACK_MANIFEST_COPIED: &str = "The manifest was copied";
pub const SLACK_DOWNLOAD: &str = "Download";
pub const SLACK_SHOW_MANIFEST: &str = "Read the manifest";
pub const SLACK_MANIFEST: &str = "Manifest";
pub const SLACK_BOT_TOKEN: &str = "Bot User OAuth Token";
pub const SLACK_BOT_TOKEN_HELP: &str = "In the app's settings under OAuth & Permissions; begins with xoxb-.";
pub const SLACK_SIGNING_SECRET: &str = "Signing Secret";
pub const SLACK_SIGNING_SECRET_HELP: &str =
    "In the app's settings under Basic Information. For Slack to reach Portico.";
pub const SLACK_APP_TOKEN: &str = "App-level token (Socket Mode)";
pub const SLACK_APP_TOKEN_HELP: &str = "Instead, where Slack cannot reach Portico: under Basic Information, with the scope connections:write; begins with xapp-.";
pub const SLACK_PASTE_TEXT: &str =
    "Slack is asked at once whether they work. They are stored encrypted, and nobody is shown them again.";
pub const SLACK_CONNECT: &str = "Connect";
pub const SLACK_REPLACE: &str = "Replace tokens";
pub const SLACK_REPLACE_ACTION: &str = "Replace tokens…";
pub const SLACK_DISCONNECT: &str = "Disconnect";
pub const SLACK_DISCONNECT_ACTION: &str = "Disconnect…";
pub const SLACK_ADDED: &str = "added";
pub const SLACK_ADDRESSES: &str = "Addresses for the app's settings";
pub const SLACK_EVENTS_URL: &str = "Request URL of Event Subscriptions";
pub const SLACK_INTERACTIONS_URL: &str = "Request URL of Interactivity & Shortcuts";
pub const SLACK_FINISHING: &str = "Slack said yes. Connecting the workspace…";
pub const SLACK_NEXT_INVITE: &str = "Invite @Portico to the channels it is for, then choose them below.";
pub const SLACK_NEXT_ADDRESSES: &str =
    "One step is left: enter the two addresses that are shown with it below in the settings of its app.";
pub const SLACK_DENIED: &str = "Slack was not connected: somebody said no";
pub const SLACK_DENIED_TEXT: &str = "Nothing was changed. Slack asks for an admin of the workspace; if you are none, have one of them do this, or request the app there.";
pub const SLACK_FAILED: &str = "Slack sent you back without connecting";
pub const SLACK_FAILED_TEXT: &str =
    "Nothing was changed. Begin again; if that fails, too, paste the tokens of an app of your own.";
pub const SLACK_NOT_FINISHED: &str = "The workspace was not connected";
pub const SLACK_NO_ANSWER: &str = "Nobody knows yet whether it worked";
pub const SLACK_NO_ANSWER_TEXT: &str = "The connection broke before Portico could say. Trying again does no harm.";
pub const SLACK_SIGN_IN_FIRST: &str = "Sign in again to finish";
pub const SLACK_SIGN_IN_FIRST_TEXT: &str =
    "Slack said yes. Connecting a workspace takes a fresh sign-in; then it goes on here by itself.";
pub const SLACK_FINISH: &str = "Finish";
pub const SLACK_WORKSPACES: &str = "Workspaces";
pub const SLACK_CONNECTED: &str = "Connected";
pub const SLACK_DISCONNECTED: &str = "Disconnected";
pub const SLACK_MISSING_SCOPES: &str = "Missing scopes";
pub const SLACK_NO_WORKSPACE: &str = "Portico has a token, but Slack has not answered yet. Look again in a minute.";
pub const SLACK_SOCKET_OPENING: &str = "Socket: being opened";
pub const SLACK_SOCKET_OPEN: &str = "Socket: open since";
pub const SLACK_SOCKET_BROKEN: &str = "Socket: broken and tried again, since";
pub const SLACK_SOCKET_REFUSED: &str = "Socket: not possible since";
pub const SLACK_TRIAGE: &str = "Triage channels";
pub const SLACK_TRIAGE_TEXT: &str = "New tickets of each collection appear in its channel. Invite @Portico to it first. Channels that another company reads cannot be chosen.";
pub const SLACK_REFRESH: &str = "Look for new channels";
pub const SLACK_LOOKING: &str = "Slack is asked which channels there are";
pub const SLACK_NO_CHANNEL: &str = "None";
pub const SLACK_CHANNEL_SET: &str = "New tickets go there from now on";
pub const SLACK_CUSTOMERS: &str = "Customers' channels";
pub const SLACK_CUSTOMERS_TEXT: &str =
    "In a customer's own channel, their people read and answer along. No note ever goes there.";
pub const SLACK_NO_CUSTOMER_CHANNELS: &str = "No customer has a channel of its own yet.";
pub const SLACK_ADD_CUSTOMER_CHANNEL: &str = "Set a customer's channel";
pub const SLACK_CHOOSE_CUSTOMER: &str = "Choose a customer";
pub const SLACK_THEIR_CHANNEL: &str = "Customer channel";
pub const SLACK_THEIR_CHANNEL_HELP: &str = "Often shared with the customer. It belongs to one customer only.";
pub const SLACK_POST_TO_THEIRS: &str = "Post this customer's tickets there";
pub const SLACK_OWN_TRIAGE: &str = "Own triage channel";
pub const SLACK_OWN_TRIAGE_HELP: &str = "For your team alone; it wins over the collection's.";
pub const SLACK_SAVE_CHANNELS: &str = "Save channels";
pub const SLACK_TRAFFIC: &str = "Traffic";
pub const SLACK_LAST_EVENT: &str = "Slack last told of something";
pub const SLACK_NO_EVENT: &str = "Never yet";
pub const SLACK_BACKLOG: &str = "Waiting to be posted or applied";
pub const SLACK_OLDEST: &str = "the oldest since";
pub const SLACK_PEOPLE: &str = "Who can answer from Slack";
pub const SLACK_PEOPLE_TEXT: &str = "Only linked members of the team speak for the company. Link them on the page Team, or let them sign in with Slack.";
pub const SLACK_LINKED: &str = "Linked";
pub const SLACK_NOT_LINKED: &str = "Not linked";
pub const SLACK_MAY_NOT_SPEAK: &str = "Cannot answer";
pub const SLACK_CHANNELS: &str = "Channels in use";
pub const SLACK_NO_CHANNELS: &str = "None is chosen yet, so no ticket appears in Slack.";
pub const SLACK_USABLE: &str = "Works";
pub const SLACK_TROUBLE: &str = "Trouble";
pub const SLACK_TEST: &str = "Send a test message";
pub const SLACK_TEST_SENT: &str = "On its way: look into the channel";
pub const SLACK_STUCK: &str = "Given up";
pub const SLACK_NOTHING_STUCK: &str = "Nothing was given up.";
pub const SLACK_RETRY: &str = "Try again";
pub const SLACK_RETRIED: &str = "It is tried again";
pub const SLACK_DECIDE: &str = "Say what is true";
pub const SLACK_DECIDE_TEXT: &str = "Portico sent this and got no answer, and Slack does not tell whether it arrived. Look in the thread: if the message is there, paste its link; if not, have it posted again.";
pub const SLACK_LINK: &str = "Link of the message";
pub const SLACK_LINK_HELP: &str = "In Slack: the message's menu, Copy link.";
pub const SLACK_NO_LINK: &str = "Paste the link of the message in Slack; it ends with p and 16 digits.";
pub const SLACK_POST_AGAIN: &str = "It is not there: post again";
pub const SLACK_IT_IS_THERE: &str = "It is there";
pub const SLACK_DECIDED: &str = "Thank you: it goes on from there";

pub fn channel(name: &str) -> String {
    format!("#{name}")
}

pub fn test_in(name: &str) -> String {
    format!("to #{name}")
}

pub fn change_channels_of(customer: &str) -> String {
    format!("the channels of {customer}")
}

pub fn shared(channel: &str) -> String {
    format!("{channel} (shared with another company)")
}

pub fn without_bot(channel: &str) -> String {
    format!("{channel} (invite @Portico)")
}

pub fn slack_connected(workspace: &str) -> String {
    format!("{workspace} is connected")
}

/// The tokens were another workspace's.
pub fn slack_other(workspace: &str, meant: &str) -> String {
    format!("These tokens are {workspace}'s, which is connected now; {meant} has its own as before.")
}

pub fn replace_tokens_of(workspace: &str) -> String {
    format!("Replace the tokens of {workspace}")
}

pub fn disconnect(workspace: &str) -> String {
    format!("Disconnect {workspace}?")
}

pub fn disconnect_text(channels: u64) -> String {
    let channels = match channels {
        0 => String::new(),
        1 => " One of the channels you chose is in it: what is meant for it waits until the workspace is back."
            .to_owned(),
        _ => format!(
            " {} of the channels you chose are in it: what is meant for them waits until the workspace is back.",
            intl::number(channels)
        ),
    };
    format!(
        "At once nothing is posted there any more, and nobody's reply from there reaches a customer.{channels} Its tokens are deleted here. The app stays in Slack until somebody removes it there."
    )
}

pub fn disconnected(workspace: &str) -> String {
    format!("{workspace} is disconnected")
}

pub const fn slack_source(source: SlackSource) -> &'static str {
    match source {
        SlackSource::Configured => "by the server's configuration",
        SlackSource::Pasted => "by pasted tokens",
        SlackSource::Installed => "by installing the app",
    }
}

/// How many of a workspace's channels the bot is in, and how many of them were chosen.
pub fn slack_channels(joined: u64, chosen: u64) -> String {
    match joined {
        0 => "the bot is in no channel".to_owned(),
        1 => format!("the bot is in 1 channel, {} chosen", intl::number(chosen)),
        _ => format!(
            "the bot is in {} channels, {} chosen",
            intl::number(joined),
            intl::number(chosen)
        ),
    }
}

/// Slack would not take it.
pub fn slack_needs_https(url: &str) -> String {
    format!("Slack reaches Portico by https only, and this one is at {url}. Whoever runs it sets server.public_url.")
}

/// One of a channel's names, where there are several workspaces.
pub fn channel_of(channel: &str, workspace: &str) -> String {
    format!("{channel} · {workspace}")
}

/// Of what was given up only the oldest is listed.
pub fn slack_stuck(shown: u64, total: u64) -> String {
    format!(
        "{} were given up; the oldest {} are listed.",
        intl::number(total),
        intl::number(shown)
    )
}

/// What a job was to do.
pub fn job(kind: &str) -> String {
    let words = match kind {
        "post_card" => "Post a ticket's card",
        "update_card" => "Bring a card up to date",
        "post_message" => "Post a message",
        "update_message" => "Change a posted message",
        "post_change" => "Tell of a change",
        "delete_post" => "Take a second copy away",
        "add_reaction" | "remove_reaction" => "Mark a message",
        "confirm_reply" | "post_ephemeral" => "Tell somebody something",
        "apply_slack_event" => "Apply what was written in Slack",
        "post_test_message" => "Post a test message",
        other => other,
    };
    words.to_owned()
}
