//! One sea-orm entity per table, no logic. The migrations are the truth; a test compares the two. Tables form one graph, so they
//! are not cut into features: a feature's queries on them stand in its `store.rs`, and those of one job or one check beside it.

pub mod account;
pub mod agent;
pub mod api_key;
pub mod attachment;
pub mod attachment_piece;
pub mod audit_entry;
pub mod audit_head;
pub mod collection;
pub mod contact;
pub mod customer;
pub mod customer_domain;
pub mod customer_user;
pub mod digest_entry;
pub mod export;
pub mod follower;
pub mod form;
pub mod form_draft;
pub mod form_placement;
pub mod form_version;
pub mod idempotency_key;
pub mod identity;
pub mod job;
pub mod magic_link;
pub mod mail_budget;
pub mod mention;
pub mod message;
pub mod message_revision;
pub mod muted_ticket;
pub mod notification_preference;
pub mod openid_flow;
pub mod openid_provider;
pub mod portal_logo;
pub mod read_mark;
pub mod received_event;
pub mod received_mail;
pub mod reply_address;
pub mod saved_view;
pub mod search_text;
pub mod session;
pub mod slack_budget;
pub mod slack_channel;
pub mod slack_file;
pub mod slack_heard;
pub mod slack_install;
pub mod slack_post;
pub mod slack_thread;
pub mod slack_thread_alias;
pub mod slack_user;
pub mod slack_workspace;
pub mod ticket;
pub mod timeline_entry;

use portico_types::{sign_in::SignInMethod, staff::ApiScope};
use sea_orm::{FromJsonQueryResult, entity::prelude::*};

/// Which of the two doors somebody uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Surface {
    #[sea_orm(string_value = "portal")]
    Portal,
    #[sea_orm(string_value = "console")]
    Console,
}

impl Surface {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Console => "console",
        }
    }
}

/// Ways to sign in, as a JSON list of words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Methods(pub Vec<SignInMethod>);

impl Methods {
    pub fn has(&self, method: SignInMethod) -> bool {
        self.0.contains(&method)
    }
}

/// What an API key may do, as a JSON list of words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Scopes(pub Vec<ApiScope>);

/// Moments, oldest first, as a JSON list.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Moments(pub Vec<DateTimeUtc>);

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum FileState {
    /// Somebody is uploading it.
    #[sea_orm(string_value = "uploading")]
    Uploading,
    /// It was shared in Slack and is on its way here.
    #[sea_orm(string_value = "coming")]
    Coming,
    /// All of it is here.
    #[sea_orm(string_value = "stored")]
    Stored,
    /// It was shared in Slack and will not come.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// Its message was taken back, and it with it.
    #[sea_orm(string_value = "removed")]
    Removed,
}

/// What became of a message that somebody wrote in Slack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Heard {
    /// It is on the ticket.
    #[sea_orm(string_value = "taken")]
    Taken,
    /// There was nothing in it for us; once it is changed there may be.
    #[sea_orm(string_value = "ignored")]
    Ignored,
    /// It was not theirs to say, and they were told so.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// It was taken back.
    #[sea_orm(string_value = "deleted")]
    Deleted,
}

/// Which of a ticket's two Slack threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize, serde::Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ThreadKind {
    /// Internal: agents only.
    #[sea_orm(string_value = "triage")]
    Triage,
    /// In the customer's own channel: no internal data there.
    #[sea_orm(string_value = "customer")]
    Customer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum JobState {
    /// Waits for its time.
    #[sea_orm(string_value = "ready")]
    Ready,
    /// A worker holds its lease.
    #[sea_orm(string_value = "running")]
    Running,
    /// Given up; waits for a person.
    #[sea_orm(string_value = "dead")]
    Dead,
    /// May have taken effect, and nobody can be asked; waits for a person to say.
    #[sea_orm(string_value = "uncertain")]
    Uncertain,
}

/// Whether a Slack channel can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ChannelState {
    #[sea_orm(string_value = "open")]
    Open,
    /// Closed, and can be opened again.
    #[sea_orm(string_value = "archived")]
    Archived,
    /// Deleted, or private and not shown to us.
    #[sea_orm(string_value = "missing")]
    Missing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum WorkspaceState {
    #[sea_orm(string_value = "connected")]
    Connected,
    /// The token no longer works; posts wait until it is renewed.
    #[sea_orm(string_value = "disconnected")]
    Disconnected,
    /// An admin took it away, and its tokens with it.
    #[sea_orm(string_value = "removed")]
    Removed,
}
