//! What Slack tells us, cut down to what we act on, and kept before it is acknowledged.

use portico_types::{
    ids::{SlackThreadId, SlackWorkspaceId},
    tickets::{TicketPriority, TicketStatus},
};
use serde::{Deserialize, Serialize};

use super::{channels::ChannelChange, undo::Undo};
use crate::attachments::Shared;

/// Something that happened in Slack, as it is stored until it is applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Received {
    /// Somebody wrote in a thread.
    Said(Written),
    /// Somebody changed what they had written.
    Edited(Written),
    /// Somebody took back what they had written.
    Deleted {
        channel: String,
        thread_ts: String,
        ts: String,
    },
    /// Somebody took away a message of ours that begins a thread.
    CardDeleted {
        channel: String,
        ts: String,
    },
    /// Somebody used a button or menu of a card.
    Pressed {
        user: String,
        /// As in [`Written`].
        #[serde(default)]
        user_team: Option<String>,
        channel: String,
        ts: String,
        action: Action,
    },
    /// Somebody sent the *Reply* modal.
    Replied {
        user: String,
        #[serde(default)]
        user_team: Option<String>,
        thread_id: SlackThreadId,
        /// As typed.
        text: String,
        note: bool,
        solve: bool,
    },
    /// Somebody takes back what they have just answered.
    Undone {
        user: String,
        user_team: Option<String>,
        #[serde(flatten)]
        undo: Undo,
    },
    ChannelRenamed {
        channel: String,
        name: String,
    },
    ChannelChanged {
        channel: String,
        change: ChannelChange,
    },
    /// The channel has another id now.
    ChannelMoved {
        from: String,
        to: String,
    },
    /// Slack tells something new of a person.
    PersonChanged {
        user: String,
        /// Of our company, and neither guest nor bot nor gone.
        is_colleague: bool,
    },
    /// The app was removed or its token taken away.
    Disconnected,
}

/// What is stored: where it happened, and what.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub workspace_id: SlackWorkspaceId,
    #[serde(flatten)]
    pub what: Received,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Written {
    pub channel: String,
    pub thread_ts: String,
    pub ts: String,
    pub user: String,
    /// The company of somebody from another workspace.
    pub user_team: Option<String>,
    pub text: String,
    /// Files shared with it.
    pub files: Vec<Shared>,
    /// It stands below a message of ours.
    #[serde(default)]
    pub below_us: bool,
    /// When it was last changed, in microseconds; 0 when never.
    #[serde(default)]
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", content = "to", rename_all = "snake_case")]
pub(super) enum Action {
    Take,
    Status(TicketStatus),
    Priority(TicketPriority),
}

impl Received {
    /// Whether it happened below, or on, a message of ours: a card that came twice, maybe, of which we have not heard.
    pub(super) fn is_below_us(&self) -> bool {
        match self {
            Self::Said(it) | Self::Edited(it) => it.below_us,
            Self::Pressed { .. } => true,
            _ => false,
        }
    }

    /// The thread it belongs to: channel and first message.
    pub(super) fn thread(&self) -> Option<(&str, &str)> {
        match self {
            Self::Said(it) | Self::Edited(it) => Some((&it.channel, &it.thread_ts)),
            Self::Deleted { channel, thread_ts, .. } => Some((channel, thread_ts)),
            Self::CardDeleted { channel, ts } | Self::Pressed { channel, ts, .. } => Some((channel, ts)),
            Self::Replied { .. }
            | Self::Undone { .. }
            | Self::ChannelRenamed { .. }
            | Self::ChannelChanged { .. }
            | Self::ChannelMoved { .. }
            | Self::PersonChanged { .. }
            | Self::Disconnected => None,
        }
    }
}

/// A timestamp of Slack's in microseconds: what orders a lane.
pub(super) fn micros(ts: &str) -> i64 {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let seconds: i64 = seconds.parse().unwrap_or(0);
    seconds
        .saturating_mul(1_000_000)
        .saturating_add(fraction.parse().unwrap_or(0))
}
