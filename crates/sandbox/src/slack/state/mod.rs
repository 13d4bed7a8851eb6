//! The workspace as it stands, the changes that people and the app make to it, and the events that these cause.
//!
//! Every change goes through here, whoever makes it, so that an event cannot be forgotten: `messages` and `channels`
//! change, `events` tells the app, `show` writes things as Slack does.

mod channels;
mod events;
mod messages;
mod show;

use std::{collections::HashMap, time::Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    model::{Channel, Ephemeral, File, Message, User, View, Workspace},
    oauth::Issued,
};
use crate::clock;

/// Why Slack refuses: an error code, and details for `response_metadata.messages`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Such as `channel_not_found`.
    pub error: String,
    /// What exactly is wrong, for a developer.
    pub messages: Vec<String>,
}

impl From<&str> for Refusal {
    fn from(error: &str) -> Self {
        Self {
            error: error.to_owned(),
            messages: Vec::new(),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.error)?;
        self.messages.iter().try_for_each(|message| write!(f, "; {message}"))
    }
}

pub(crate) type Result<T, E = Refusal> = std::result::Result<T, E>;

/// An event on its way to the app.
pub(super) struct Outgoing {
    pub event: Value,
    /// Whether it happened in a channel shared with another company.
    pub shared: bool,
}

/// The right to answer a reader's action for a while.
pub(super) struct Trigger {
    pub user: String,
    pub at: Instant,
    pub used: bool,
}

/// The right to answer in the place of an action, by its `response_url`.
#[derive(Clone)]
pub(super) struct ResponseUrl {
    pub user: String,
    pub channel: String,
    pub ts: String,
    pub thread_ts: Option<String>,
    pub ephemeral: bool,
    pub left: u32,
}

/// Whether the app's token works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Access {
    #[default]
    Granted,
    Revoked,
    Uninstalled,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct State {
    pub workspace: Workspace,
    /// Of all channels, oldest first.
    pub(super) messages: Vec<Message>,
    pub(super) ephemerals: Vec<Ephemeral>,
    pub(super) views: Vec<View>,
    pub(super) files: Vec<File>,
    pub(super) access: Access,
    /// What the app asked to be told of, by the names that its manifest has for it; everything, when it has not said.
    #[serde(default)]
    pub(super) subscriptions: Option<Vec<String>>,
    /// Given out to whoever installed the app.
    #[serde(default)]
    pub(super) tokens: Vec<Issued>,
    last_ts: i64,
    last_id: u64,
    #[serde(skip)]
    pub(super) triggers: HashMap<String, Trigger>,
    #[serde(skip)]
    pub(super) response_urls: HashMap<String, ResponseUrl>,
    #[serde(skip)]
    pub(super) outgoing: Vec<Outgoing>,
    /// How far Slack's clock is ahead of the real one.
    #[serde(skip)]
    pub(super) ahead: TimeDelta,
    /// Where files and messages are found.
    #[serde(skip)]
    pub(super) base_url: String,
}

/// A message to be added; the rest follows from who writes it.
#[derive(Default)]
pub(super) struct Draft {
    pub message: Message,
    pub broadcast: bool,
}

impl State {
    pub(crate) fn new(workspace: Workspace) -> Self {
        Self {
            workspace,
            messages: Vec::new(),
            ephemerals: Vec::new(),
            views: Vec::new(),
            files: Vec::new(),
            access: Access::Granted,
            subscriptions: None,
            tokens: Vec::new(),
            last_ts: 0,
            last_id: 0,
            triggers: HashMap::new(),
            response_urls: HashMap::new(),
            outgoing: Vec::new(),
            ahead: TimeDelta::zero(),
            base_url: String::new(),
        }
    }

    /// Says where files and messages are found.
    pub(crate) fn at(self, base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            ..self
        }
    }

    pub(super) fn bot(&self) -> &str {
        &self.workspace.app.user_id
    }

    pub(super) fn user(&self, id: &str) -> Result<&User> {
        self.workspace
            .users
            .iter()
            .find(|user| user.id == id)
            .ok_or_else(|| "user_not_found".into())
    }

    pub(super) fn channel(&self, id: &str) -> Result<&Channel> {
        self.workspace
            .channels
            .iter()
            .find(|channel| channel.id == id)
            .ok_or_else(|| "channel_not_found".into())
    }

    pub(super) fn channel_mut(&mut self, id: &str) -> Result<&mut Channel> {
        self.workspace
            .channels
            .iter_mut()
            .find(|channel| channel.id == id)
            .ok_or_else(|| "channel_not_found".into())
    }

    /// The messages of a channel that still exist, oldest first; threads included.
    pub(super) fn messages_in<'a, 'b>(
        &'a self,
        channel: &'b str,
    ) -> impl DoubleEndedIterator<Item = &'a Message> + use<'a, 'b> {
        self.messages
            .iter()
            .filter(move |message| message.channel == channel && !message.deleted)
    }

    pub(super) fn message(&self, channel: &str, ts: &str) -> Result<&Message> {
        let found = self.messages_in(channel).rev().find(|message| message.ts == ts);
        found.ok_or_else(|| "message_not_found".into())
    }

    fn message_mut(&mut self, channel: &str, ts: &str) -> Result<&mut Message> {
        let found = self
            .messages
            .iter_mut()
            .rev()
            .find(|it| it.channel == channel && it.ts == ts && !it.deleted);
        found.ok_or_else(|| "message_not_found".into())
    }

    pub(super) fn replies<'a, 'b>(
        &'a self,
        channel: &'b str,
        ts: &'b str,
    ) -> impl Iterator<Item = &'a Message> + use<'a, 'b> {
        self.messages_in(channel)
            .filter(move |message| message.is_reply() && message.thread_ts.as_deref() == Some(ts))
    }

    /// The first message of a thread, or what is left of it: Slack keeps a tombstone while there are replies.
    pub(super) fn root(&self, channel: &str, ts: &str) -> Option<&Message> {
        let root = self
            .messages
            .iter()
            .find(|message| message.channel == channel && message.ts == ts)?;
        (!root.deleted || self.replies(channel, ts).next().is_some()).then_some(root)
    }

    /// A new id that begins with this letter.
    pub(super) fn new_id(&mut self, letter: &str) -> String {
        self.last_id += 1;
        format!("{letter}0{:08X}", self.last_id)
    }

    /// The time at Slack.
    pub(super) fn now(&self) -> DateTime<Utc> {
        clock::now() + self.ahead
    }

    /// Later than every timestamp before it, whatever the clock does.
    pub(super) fn new_ts(&mut self) -> String {
        self.last_ts = self.now().timestamp_micros().max(self.last_ts + 100);
        format!("{}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000)
    }

    /// Comes with every action of a reader.
    pub(super) fn new_trigger(&mut self, user: &str) -> String {
        let id = format!("{}.{}", self.new_ts().replace('.', ""), Uuid::new_v4().simple());
        self.triggers.insert(
            id.clone(),
            Trigger {
                user: user.to_owned(),
                at: Instant::now(),
                used: false,
            },
        );
        id
    }
}

/// When everything in the workspace was created.
pub(super) const CREATED: i64 = 1_700_000_000;

/// Puts every field of `more` into `into`.
pub(super) fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
