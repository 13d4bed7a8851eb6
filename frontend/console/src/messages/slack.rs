//! How the connection to Slack is.

pub const SLACK_LINE: &str = "Whether everything arrives, and what to do if not";
pub const SLACK_TEXT: &str = "Each ticket is a card with a thread in your triage channel and in the customer's own. Here you see whether all of it arrives.";
pub const SLACK_NOT_CONFIGURED: &str = "Slack is not connected";
pub const SLACK_NOT_CONFIGURED_TEXT: &str = "Whoever runs Portico connects it: the README tells how, under Slack. Tickets that are open by then get their threads.";
pub const SLACK_WORKSPACES: &str = "Workspaces";
pub const SLACK_CONNECTED: &str = "Connected";
pub const SLACK_DISCONNECTED: &str = "Disconnected";
pub const SLACK_MISSING_SCOPES: &str = "Missing scopes";
pub const SLACK_NO_WORKSPACE: &str = "Portico has a token, but Slack has not answered yet. Look again in a minute.";
pub const SLACK_TRAFFIC: &str = "Traffic";
pub const SLACK_LAST_EVENT: &str = "Slack last told of something";
pub const SLACK_NO_EVENT: &str = "never yet";
pub const SLACK_BACKLOG: &str = "Waiting to be posted or applied";
pub const SLACK_OLDEST: &str = "the oldest since";
pub const SLACK_LINKED: &str = "Team members who can answer from Slack";
pub const SLACK_CHANNELS: &str = "Channels";
pub const SLACK_USABLE: &str = "Works";
pub const SLACK_TROUBLE: &str = "Trouble";
pub const SLACK_TEST: &str = "Send a test message";
pub const SLACK_TEST_SENT: &str = "On its way: look into the channel";
pub const SLACK_STUCK: &str = "Given up";
pub const SLACK_NOTHING_STUCK: &str = "Nothing was given up.";
pub const SLACK_RETRY: &str = "Try again";
pub const SLACK_RETRIED: &str = "It is tried again";

pub fn of_agents(linked: u64, agents: u64) -> String {
    format!("{linked} of {agents}")
}
