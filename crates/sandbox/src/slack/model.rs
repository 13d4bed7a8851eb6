//! What a workspace consists of. The fields are ours; `state.rs` shows them as Slack would.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A Slack workspace and the app that is installed in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Workspace {
    /// The company whose workspace it is.
    pub team: Team,
    /// Companies that share channels with it.
    pub other_teams: Vec<Team>,
    /// The one app that is installed.
    pub app: App,
    /// Everybody, the app's own bot user included.
    pub users: Vec<User>,
    /// Every conversation.
    pub channels: Vec<Channel>,
}

/// A company on Slack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Team {
    /// `T…`
    pub id: String,
    /// As people read it.
    pub name: String,
    /// The first label of its address, `acme` in `acme.slack.com`.
    pub domain: String,
}

/// The app that talks to the Web API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct App {
    /// `A…`
    pub id: String,
    /// As people read it.
    pub name: String,
    /// Its user, `U…`, in `Workspace::users`.
    pub user_id: String,
    /// `B…`
    pub bot_id: String,
    /// What it may do.
    pub scopes: Vec<String>,
}

/// A person, or the app's bot user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// `U…`
    pub id: String,
    /// The handle.
    pub name: String,
    /// As people read it.
    pub real_name: String,
    /// Not everybody shows one.
    pub email: Option<String>,
    /// The company they belong to, which needs not be the workspace's own.
    pub team_id: String,
    /// Whether it is an app's user.
    pub is_bot: bool,
    /// A guest: a member of the workspace, but not of the company.
    pub is_restricted: bool,
    /// Whether the account was closed.
    pub deleted: bool,
}

/// A conversation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Channel {
    /// `C…`, or `D…` for a direct message.
    pub id: String,
    /// Without the `#`; empty for a direct message.
    pub name: String,
    /// Who can see it.
    pub kind: ChannelKind,
    /// What it is for.
    pub topic: String,
    /// User ids.
    pub members: Vec<String>,
    /// Nobody can write in it any more.
    pub is_archived: bool,
    /// The other companies in it (Slack Connect).
    pub shared_with: Vec<String>,
}

/// Who can see a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Everybody in the workspace.
    Public,
    /// Its members.
    Private,
    /// Two users.
    Direct,
}

/// A message in a channel.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Message {
    /// Its id within the channel, and when it was written.
    pub ts: String,
    /// Where.
    pub channel: String,
    /// Who wrote it; the bot user for the app's own.
    pub user: String,
    /// Set when an app wrote it.
    pub bot_id: Option<String>,
    /// Set when an app wrote it.
    pub app_id: Option<String>,
    /// `thread_broadcast`, `file_share`, `channel_join` …
    pub subtype: Option<String>,
    /// As Slack stores it: `& < >` escaped, mentions and links in angle brackets.
    pub text: String,
    /// Block Kit blocks, completed with ids.
    pub blocks: Vec<Value>,
    /// What the app attached: `{event_type, event_payload}`.
    pub metadata: Option<Value>,
    /// The first message of the thread that this one answers, or belongs to.
    pub thread_ts: Option<String>,
    /// The name that the app chose for this message.
    pub username: Option<String>,
    /// The picture that the app chose: `{emoji}` or `{image_48}`.
    pub icons: Option<Value>,
    /// Set for people's messages.
    pub client_msg_id: Option<String>,
    /// In the order in which the first of each kind came.
    pub reactions: Vec<Reaction>,
    /// The last change by its author.
    pub edited: Option<Edited>,
    /// Ids of files.
    pub files: Vec<String>,
    /// Readers see it no more; kept so that tests can.
    pub deleted: bool,
}

/// One kind of reaction to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The emoji's name without colons.
    pub name: String,
    /// Who reacted with it.
    pub users: Vec<String>,
}

/// The last change of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    /// Who changed it.
    pub user: String,
    /// When.
    pub ts: String,
}

/// A message that one person sees.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ephemeral {
    /// Who sees it.
    pub user: String,
    /// What they see.
    #[serde(flatten)]
    pub message: Message,
}

/// A modal that the app opened and that waits for its reader.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct View {
    /// `V…`
    pub id: String,
    /// Who sees it.
    pub user: String,
    /// As `views.open` answered it.
    pub view: Value,
    /// What the app found wrong with the last submission, by block id.
    pub errors: serde_json::Map<String, Value>,
}

/// A file somebody shared.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct File {
    /// `F…`
    pub id: String,
    /// The file's own name.
    pub name: String,
    /// As people read it.
    pub title: String,
    /// Guessed from the name.
    pub mimetype: String,
    /// Who shared it.
    pub user: String,
    /// The bytes, in base64 when stored as JSON.
    #[serde(with = "bytes_as_base64")]
    pub content: Vec<u8>,
    /// The length that was announced.
    pub size: usize,
    /// Where it was shared: channel and message.
    pub shares: Vec<(String, String)>,
    /// False between the request for an upload and its completion.
    pub complete: bool,
    /// Somebody took it away; its bytes are gone.
    #[serde(default)]
    pub deleted: bool,
}

impl Team {
    /// A company on Slack.
    pub fn new(id: &str, name: &str, domain: &str) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            domain: domain.into(),
        }
    }
}

impl User {
    /// A person of the company `team`, without an e-mail address.
    pub fn person(id: &str, real_name: &str, team: &str) -> Self {
        Self {
            id: id.into(),
            name: real_name.to_lowercase().replace(' ', "."),
            real_name: real_name.into(),
            email: None,
            team_id: team.into(),
            is_bot: false,
            is_restricted: false,
            deleted: false,
        }
    }

    /// An app's user.
    pub fn bot(id: &str, name: &str, team: &str) -> Self {
        Self {
            is_bot: true,
            ..Self::person(id, name, team)
        }
    }

    /// Shows this address.
    #[must_use]
    pub fn email(self, email: &str) -> Self {
        Self {
            email: Some(email.into()),
            ..self
        }
    }

    /// Makes them a guest.
    #[must_use]
    pub fn guest(self) -> Self {
        Self {
            is_restricted: true,
            ..self
        }
    }
}

impl Channel {
    /// A conversation without members.
    pub fn new(id: &str, name: &str, kind: ChannelKind) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            kind,
            topic: String::new(),
            members: Vec::new(),
            is_archived: false,
            shared_with: Vec::new(),
        }
    }

    /// Says what it is for.
    #[must_use]
    pub fn topic(self, topic: &str) -> Self {
        Self {
            topic: topic.into(),
            ..self
        }
    }

    /// Lets these users in.
    #[must_use]
    pub fn members(self, users: &[&str]) -> Self {
        Self {
            members: users.iter().map(ToString::to_string).collect(),
            ..self
        }
    }

    /// Shares it with another company.
    #[must_use]
    pub fn shared_with(mut self, team: &str) -> Self {
        self.shared_with.push(team.into());
        self
    }

    /// Closes it.
    #[must_use]
    pub fn archived(self) -> Self {
        Self {
            is_archived: true,
            ..self
        }
    }

    /// Whether this user is in it.
    pub fn has(&self, user: &str) -> bool {
        self.members.iter().any(|member| member == user)
    }
}

impl Message {
    /// Everybody whom this message calls: user ids, and `!channel`, `!here`, `!everyone`, `!subteam…`.
    ///
    /// Reads the text and every formatted text within the blocks, as Slack does before it notifies.
    pub fn mentions(&self) -> Vec<String> {
        let mut found = super::text::mentions(&self.text);
        for block in &self.blocks {
            super::blocks::each_mention(block, &mut |mention| found.push(mention));
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether it is a reply in a thread.
    pub fn is_reply(&self) -> bool {
        self.thread_ts.as_ref().is_some_and(|thread| *thread != self.ts)
    }
}

mod bytes_as_base64 {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64_STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(D::Error::custom)
    }
}
