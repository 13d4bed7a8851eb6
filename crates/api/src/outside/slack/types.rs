//! What we send to Slack and read from it. Only the fields we use; Slack adds others as it pleases.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

/// The type of the metadata by which we know our own posts again.
pub(super) const METADATA: &str = "portico";

/// Something to post.
#[derive(Clone, Debug, Default)]
pub(crate) struct Post {
    /// What notifications show, and all there is without blocks.
    pub text: String,
    pub blocks: Option<Vec<Value>>,
    /// Names the post in its metadata, so that it can be found again when Slack's answer was lost.
    pub id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
pub(super) struct Posted {
    pub ts: String,
}

#[derive(Deserialize)]
pub(super) struct Permalink {
    pub permalink: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Identity {
    pub team_id: String,
    #[serde(default)]
    pub team: String,
    pub user_id: String,
    #[serde(default)]
    pub bot_id: String,
    /// Behind commas.
    #[serde(default)]
    pub granted_scopes: String,
    /// For a whole organisation, not for a workspace.
    #[serde(default)]
    pub is_enterprise_install: bool,
}

#[derive(Deserialize)]
pub(super) struct BotInfo {
    pub bot: Bot,
}

#[derive(Deserialize)]
pub(super) struct Bot {
    #[serde(default)]
    pub app_id: String,
}

/// What is exchanged for tokens.
pub(crate) enum Grant<'a> {
    /// Somebody installed the app just now.
    Code {
        code: &'a str,
        redirect_uri: &'a str,
    },
    Refresh(&'a SecretString),
}

/// What the app was given in a workspace.
#[derive(Deserialize)]
pub(crate) struct Granted {
    pub access_token: SecretString,
    /// Where tokens end.
    #[serde(default)]
    pub refresh_token: Option<SecretString>,
    /// In seconds.
    #[serde(default)]
    pub expires_in: Option<i64>,
    #[serde(default)]
    pub app_id: String,
    #[serde(default)]
    pub token_type: String,
    #[serde(default)]
    pub is_enterprise_install: bool,
    /// The workspace; absent for a whole organisation.
    #[serde(default)]
    pub team: Option<GrantedIn>,
}

#[derive(Deserialize)]
pub(crate) struct GrantedIn {
    pub id: String,
}

#[derive(Deserialize)]
pub(super) struct UserInfo {
    pub user: User,
}

#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "as Slack writes it")]
pub(crate) struct User {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub deleted: bool,
    #[serde(default)]
    pub is_bot: bool,
    /// Their own company's workspace.
    pub team_id: Option<String>,
    /// Guests: of several channels, or of one.
    #[serde(default)]
    pub is_restricted: bool,
    #[serde(default)]
    pub is_ultra_restricted: bool,
    /// Absent for people of other workspaces, whose own workspace vouches for them.
    pub is_email_confirmed: Option<bool>,
    #[serde(default)]
    pub profile: Profile,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Profile {
    #[serde(default)]
    pub real_name: String,
    #[serde(default)]
    pub display_name: String,
    pub email: Option<String>,
}

impl User {
    /// As people read it, on one line and not too long.
    pub(crate) fn shown_name(&self) -> String {
        let names = [
            &self.profile.real_name,
            &self.profile.display_name,
            &self.name,
            &self.id,
        ];
        let name = names
            .into_iter()
            .find(|name| !name.trim().is_empty())
            .unwrap_or(&self.id);
        let words = name
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|w| !w.is_empty());
        words.collect::<Vec<_>>().join(" ").chars().take(80).collect()
    }
}

#[derive(Deserialize)]
pub(super) struct ChannelInfo {
    pub channel: Channel,
}

#[derive(Clone, Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "as Slack writes it")]
pub(crate) struct Channel {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub is_archived: bool,
    #[serde(default)]
    pub is_member: bool,
    #[serde(default)]
    pub is_private: bool,
    #[serde(default)]
    is_ext_shared: bool,
    #[serde(default)]
    is_pending_ext_shared: bool,
    /// Companies that were invited and have not come yet.
    #[serde(default)]
    pending_connected_team_ids: Vec<String>,
    /// The companies it is shared with.
    #[serde(default)]
    pub connected_team_ids: Vec<String>,
}

impl Channel {
    /// Whether another company reads it, or is invited to.
    pub(crate) fn is_external(&self) -> bool {
        self.is_ext_shared || self.is_pending_ext_shared || !self.pending_connected_team_ids.is_empty()
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct ChannelPage {
    #[serde(default)]
    pub channels: Vec<Channel>,
    #[serde(default)]
    response_metadata: Cursor,
}

impl ChannelPage {
    /// Asks for the next page; `None` on the last.
    pub(crate) fn next(&self) -> Option<&str> {
        self.response_metadata.next()
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    #[serde(default)]
    pub messages: Vec<PageMessage>,
    #[serde(default)]
    response_metadata: Cursor,
}

/// A page whose messages are read as events are.
#[derive(Debug, Deserialize)]
pub(crate) struct ThreadPage {
    #[serde(default)]
    pub messages: Vec<Value>,
    /// The workspace's plan hides older ones.
    #[serde(default)]
    pub is_limited: bool,
    #[serde(default)]
    response_metadata: Cursor,
}

impl ThreadPage {
    /// Asks for the next page; `None` on the last.
    pub(crate) fn next(&self) -> Option<&str> {
        self.response_metadata.next()
    }
}

#[derive(Debug, Default, Deserialize)]
struct Cursor {
    #[serde(default)]
    next_cursor: String,
}

impl Cursor {
    fn next(&self) -> Option<&str> {
        Some(self.next_cursor.as_str()).filter(|cursor| !cursor.is_empty())
    }
}

impl Page {
    /// Asks for the next page; `None` on the last.
    pub(crate) fn next(&self) -> Option<&str> {
        self.response_metadata.next()
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct PageMessage {
    pub ts: String,
    #[serde(default)]
    pub bot_id: Option<String>,
    #[serde(default)]
    pub user: Option<String>,
    #[serde(default)]
    pub subtype: Option<String>,
    #[serde(default)]
    metadata: Value,
}

impl PageMessage {
    /// The name one of our posts carries.
    pub(crate) fn id(&self) -> Option<&str> {
        self.metadata["event_payload"]["id"]
            .as_str()
            .filter(|_| self.metadata["event_type"] == METADATA)
    }
}
