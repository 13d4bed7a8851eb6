//! Where tickets appear in Slack, and how the connection is.

pub const SLACK_LINE: &str = "Where tickets appear, whether everything arrives, and what to do if not";
pub const SLACK_TEXT: &str = "Each ticket is a card with a thread in your triage channel and in the customer's own. Choose the channels here, and see whether all of it arrives.";
pub const SLACK_NOT_CONFIGURED: &str = "Slack is not connected";
pub const SLACK_NOT_CONFIGURED_TEXT: &str = "Whoever runs Portico connects it: the README tells how, under Slack. Tickets that are open by then get their threads.";
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
