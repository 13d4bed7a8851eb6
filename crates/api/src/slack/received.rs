//! What Slack tells us, cut down to what we act on, and kept before it is acknowledged.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, MessageId, ReceivedEventId, SlackThreadId, SlackWorkspaceId},
    staff::SlackSource,
    tickets::{TicketPriority, TicketStatus},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, TryInsertResult};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{channels::ChannelChange, post, shapes};
use crate::{
    app::AppState,
    attachments::Shared,
    db::{WriteTxn, or_nothing},
    entity::{JobState, WorkspaceState, job, received_event, slack_thread, slack_workspace},
    error::Result,
    jobs::{self, Job, NewJob, enqueue},
    scope,
};

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
        thread_id: SlackThreadId,
        message_id: MessageId,
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
    /// Reads an event; `None` when it is nothing to us: another app's or our own doing, a kind we do not follow, no thread.
    ///
    /// `app_mention` tells of a message that arrives as `message`, too: whichever comes first is it.
    pub(super) fn of(event: &Value, workspace: &slack_workspace::Model) -> Option<Self> {
        let text = |key: &str| event[key].as_str().map(str::to_owned);
        match event["type"].as_str()? {
            "message" | "app_mention" => match event["subtype"].as_str() {
                subtype if is_said(subtype) => written(event, text("channel")?, workspace).map(Self::Said),
                // With replies below it, of a message its place remains.
                Some("message_changed")
                    if event["message"]["subtype"] == "tombstone" && ours(&event["previous_message"], workspace) =>
                {
                    is_root(&event["message"]).then_some(Self::CardDeleted {
                        channel: text("channel")?,
                        ts: event["message"]["ts"].as_str()?.to_owned(),
                    })
                }
                Some("message_changed") if event["message"]["subtype"] == "tombstone" => Some(Self::Deleted {
                    channel: text("channel")?,
                    thread_ts: event["message"]["thread_ts"].as_str()?.to_owned(),
                    ts: event["message"]["ts"].as_str()?.to_owned(),
                }),
                Some("message_changed") if is_said(event["message"]["subtype"].as_str()) => {
                    written(&event["message"], text("channel")?, workspace).map(Self::Edited)
                }
                Some("message_deleted") => {
                    let before = &event["previous_message"];
                    if ours(before, workspace) {
                        return is_root(before).then_some(Self::CardDeleted {
                            channel: text("channel")?,
                            ts: text("deleted_ts")?,
                        });
                    }
                    Some(Self::Deleted {
                        channel: text("channel")?,
                        thread_ts: before["thread_ts"].as_str()?.to_owned(),
                        ts: text("deleted_ts")?,
                    })
                }
                _ => None,
            },
            "reaction_added" if event["item"]["type"] == "message" && event["user"] != *workspace.bot_user_id => {
                Some(Self::Pressed {
                    user: text("user")?,
                    user_team: None, // Not told; who is linked is judged by what Slack says of them.
                    channel: event["item"]["channel"].as_str()?.to_owned(),
                    ts: event["item"]["ts"].as_str()?.to_owned(),
                    action: commanded(event["reaction"].as_str()?)?,
                })
            }
            // Of a private channel.
            "channel_rename" | "group_rename" => Some(Self::ChannelRenamed {
                channel: event["channel"]["id"].as_str()?.to_owned(),
                name: event["channel"]["name"].as_str()?.to_owned(),
            }),
            "channel_id_changed" => Some(Self::ChannelMoved {
                from: text("old_channel_id")?,
                to: text("new_channel_id")?,
            }),
            "member_joined_channel" if event["user"] != workspace.bot_user_id.as_str() => None,
            "app_uninstalled" => Some(Self::Disconnected),
            "tokens_revoked" => {
                let bots = event["tokens"]["bot"].as_array()?;
                (!bots.is_empty()).then_some(Self::Disconnected)
            }
            other => Some(Self::ChannelChanged {
                change: ChannelChange::of(other, event)?,
                channel: text("channel")?,
            }),
        }
    }

    /// Whether it happened below, or on, a message of ours: a card that came twice, maybe, of which we have not heard.
    fn is_below_us(&self) -> bool {
        match self {
            Self::Said(it) | Self::Edited(it) => it.below_us,
            Self::Pressed { .. } => true,
            _ => false,
        }
    }

    /// The thread it belongs to: channel and first message.
    fn thread(&self) -> Option<(&str, &str)> {
        match self {
            Self::Said(it) | Self::Edited(it) => Some((&it.channel, &it.thread_ts)),
            Self::Deleted { channel, thread_ts, .. } => Some((channel, thread_ts)),
            Self::CardDeleted { channel, ts } | Self::Pressed { channel, ts, .. } => Some((channel, ts)),
            Self::Replied { .. }
            | Self::Undone { .. }
            | Self::ChannelRenamed { .. }
            | Self::ChannelChanged { .. }
            | Self::ChannelMoved { .. }
            | Self::Disconnected => None,
        }
    }
}

/// Whether a message is one that somebody wrote, not one by which Slack tells what somebody did.
fn is_said(subtype: Option<&str>) -> bool {
    matches!(subtype, None | Some("thread_broadcast" | "file_share" | "me_message"))
}

/// What a reaction to a card asks for.
fn commanded(reaction: &str) -> Option<Action> {
    match reaction {
        "eyes" => Some(Action::Take),
        "white_check_mark" => Some(Action::Status(TicketStatus::Solved)),
        "rotating_light" => Some(Action::Priority(TicketPriority::Urgent)),
        _ => None,
    }
}

/// A person's message in a thread. A person may write through another app, so only what is ours is left out here; other bots are
/// recognised when their profile is read.
fn written(message: &Value, channel: String, workspace: &slack_workspace::Model) -> Option<Written> {
    let text = |key: &str| message[key].as_str().map(str::to_owned);
    let (ts, thread_ts) = (text("ts")?, text("thread_ts")?);
    if ours(message, workspace) || ts == thread_ts {
        return None;
    }
    Some(Written {
        channel,
        thread_ts,
        ts,
        user: text("user")?,
        user_team: text("user_team"),
        text: shapes::text_of(message),
        below_us: message["parent_user_id"] == workspace.bot_user_id.as_str(),
        files: shapes::files_of(message),
        version: message["edited"]["ts"].as_str().map_or(0, micros),
    })
}

fn ours(message: &Value, workspace: &slack_workspace::Model) -> bool {
    message["user"] == workspace.bot_user_id.as_str()
        || (!workspace.bot_id.is_empty() && message["bot_id"] == workspace.bot_id.as_str())
        // Anybody's app can write our name into its metadata: it tells something only until we know who we are.
        || (workspace.bot_id.is_empty() && message["metadata"]["event_type"] == "portico")
}

/// Whether a message is the first of its thread, or has none.
fn is_root(message: &Value) -> bool {
    message["thread_ts"].is_null() || message["thread_ts"] == message["ts"]
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

/// Where something of Slack's came in: what it can speak of.
#[derive(Clone)]
pub(super) enum Door {
    /// By the secret, or the socket, of the app that the configuration names: of every workspace that this app is installed in.
    Configured,
    /// By those of a workspace with an app of its own: of that workspace alone.
    Of(Box<slack_workspace::Model>),
}

impl Door {
    /// Whether what comes in here can be a workspace's.
    fn leads_to(&self, workspace: &slack_workspace::Model) -> bool {
        match self {
            Self::Configured => workspace.source != SlackSource::Pasted,
            Self::Of(only) => only.id == workspace.id,
        }
    }
}

/// The workspace that one of `teams` names. A message in a channel shared between companies names several; one of them is ours.
pub(super) async fn workspace(state: &AppState, door: &Door, teams: &[&str]) -> Result<Option<slack_workspace::Model>> {
    for team in teams {
        let found = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq(*team));
        let found = scope::everything(found.one(&state.db)).await?;
        let open = |it: &slack_workspace::Model| it.state != WorkspaceState::Removed && door.leads_to(it);
        if let Some(workspace) = found.filter(open) {
            return Ok(Some(workspace));
        }
    }
    Ok(None)
}

/// Keeps what happened and the job that applies it, in one transaction; what is known already is kept once. After this, and not before,
/// Slack may be told that we have it.
pub(super) async fn store(
    state: &AppState,
    workspace: &slack_workspace::Model,
    external_id: &str,
    seq: i64,
    received: Received,
) -> Result<()> {
    let work = store_within(state, workspace, external_id, seq, received);
    scope::of_account(workspace.account_id, work).await
}

async fn store_within(
    state: &AppState,
    workspace: &slack_workspace::Model,
    external_id: &str,
    seq: i64,
    received: Received,
) -> Result<()> {
    let account_id = workspace.account_id;
    if let Some((channel, root)) = received.thread()
        && !received.is_below_us()
        && !concerns_us(state, workspace, channel, root).await?
    {
        return Ok(()); // What people say elsewhere is none of our business, and is not kept.
    }
    let now = state.clock.now();
    let event_id = ReceivedEventId(Uuid::now_v7());
    let lane = match (&received, received.thread()) {
        (_, Some((channel, root))) => format!("slack-in:{channel}:{root}"),
        (Received::Replied { thread_id, .. } | Received::Undone { thread_id, .. }, None) => {
            lane_of(state, workspace, *thread_id).await?
        }
        _ => format!("slack-in:{}", workspace.id),
    };
    let kept = Kept {
        workspace_id: workspace.id,
        what: received,
    };
    let row = received_event::ActiveModel {
        account_id: Set(account_id),
        id: Set(event_id),
        source: Set("slack".to_owned()),
        external_id: Set(external_id.to_owned()),
        payload: Set(serde_json::to_value(&kept).map_err(anyhow::Error::from)?),
        received_at: Set(now),
        applied_at: Set(None),
    };
    let txn = state.begin_write().await?;
    let inserted = received_event::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(&*txn)
        .await?;
    if !matches!(inserted, TryInsertResult::Inserted(1..)) {
        revive(&txn, account_id, external_id, now).await?;
        return Ok(txn.commit().await?);
    }
    let job = NewJob::new(account_id, Job::ApplySlackEvent { event_id })
        .of_workspace(workspace.id)
        .in_lane(lane, seq);
    enqueue(&*txn, now, job).await?;
    Ok(txn.commit().await?)
}

/// The lane of what is written in a thread: the modal's replies have their place among the others.
async fn lane_of(state: &AppState, workspace: &slack_workspace::Model, id: SlackThreadId) -> Result<String> {
    let thread = slack_thread::Entity::find_by_id((workspace.account_id, id))
        .one(&state.db)
        .await?;
    let place = thread.and_then(|thread| Some((thread.channel_id, thread.ts?)));
    Ok(match place {
        Some((channel, root)) => format!("slack-in:{channel}:{root}"),
        None => format!("slack-in:{id}"),
    })
}

/// Slack tells again of what was set aside before it was applied: that is a reason to try once more.
async fn revive(txn: &WriteTxn, account_id: AccountId, external_id: &str, now: DateTime<Utc>) -> Result<()> {
    let kept = received_event::Entity::find()
        .filter(received_event::Column::AccountId.eq(account_id))
        .filter(received_event::Column::Source.eq("slack"))
        .filter(received_event::Column::ExternalId.eq(external_id))
        .one(&**txn)
        .await?;
    let Some(kept) = kept.filter(|it| it.applied_at.is_none()) else {
        return Ok(());
    };
    let dead = job::Entity::find()
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .filter(job::Column::State.eq(JobState::Dead))
        .all(&**txn)
        .await?;
    for job in dead.iter().filter(|it| it.payload["event_id"] == kept.id.to_string()) {
        jobs::retry(&**txn, Some(job.id), now).await?;
    }
    Ok(())
}

/// Whether a thread is a ticket's, or may be one whose card we have not heard back about.
async fn concerns_us(state: &AppState, workspace: &slack_workspace::Model, channel: &str, root: &str) -> Result<bool> {
    let ts = slack_thread::Column::Ts;
    let found = slack_thread::Entity::find()
        .filter(slack_thread::Column::AccountId.eq(workspace.account_id))
        .filter(slack_thread::Column::WorkspaceId.eq(workspace.id))
        .filter(slack_thread::Column::ChannelId.eq(channel))
        .filter(Condition::any().add(ts.eq(root)).add(ts.is_null()));
    if found.one(&state.db).await?.is_some() {
        return Ok(true);
    }
    Ok(post::whose_was(&state.db, workspace, channel, root).await?.is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workspace() -> slack_workspace::Model {
        slack_workspace::Model {
            account_id: AccountId(Uuid::nil()),
            id: SlackWorkspaceId(Uuid::nil()),
            created_at: chrono::DateTime::UNIX_EPOCH,
            team_id: "T0ACME".to_owned(),
            team_name: String::new(),
            bot_user_id: "U0PORTICO".to_owned(),
            bot_id: "B0PORTICO".to_owned(),
            state: WorkspaceState::Connected,
            scopes: String::new(),
            source: SlackSource::Configured,
            app_id: String::new(),
            bot_token: None,
            signing_secret: None,
            refresh_token: None,
            app_token: None,
            token_expires_at: None,
        }
    }

    fn read(event: Value) -> Option<Received> {
        Received::of(&event, &workspace())
    }

    #[test]
    fn a_persons_reply_in_a_thread_is_taken_even_when_written_through_another_app() {
        let mut event = json!({
            "type": "message", "channel": "C1", "user": "U1", "text": "hi", "ts": "2.000001", "thread_ts": "1.000001",
        });
        assert!(matches!(read(event.clone()), Some(Received::Said(_))));
        event["bot_id"] = "B0OTHER".into();
        assert!(matches!(read(event), Some(Received::Said(_))));
    }

    #[test]
    fn our_own_posts_and_what_is_in_no_thread_are_left_out() {
        let message = json!({
            "type": "message", "channel": "C1", "user": "U1", "text": "hi", "ts": "2.000001", "thread_ts": "1.000001",
        });
        let with = |key: &str, value: Value| {
            let mut message = message.clone();
            message[key] = value;
            message
        };
        assert_eq!(read(with("bot_id", "B0PORTICO".into())), None);
        assert_eq!(read(with("user", "U0PORTICO".into())), None);
        // Another app's that calls itself as we do is a person's all the same.
        assert!(read(with("metadata", json!({ "event_type": "portico" }))).is_some());
        let unknown = slack_workspace::Model {
            bot_id: String::new(),
            ..workspace()
        };
        let event = with("metadata", json!({ "event_type": "portico" }));
        assert_eq!(Received::of(&event, &unknown), None, "who we are is not known yet");
        assert_eq!(read(with("thread_ts", "2.000001".into())), None);
        assert_eq!(read(with("thread_ts", Value::Null)), None);
        assert_eq!(read(with("subtype", "channel_join".into())), None);
        let change = json!({ "type": "message", "subtype": "message_changed", "channel": "C1", "message": with("bot_id", "B0PORTICO".into()) });
        assert_eq!(read(change), None);
    }

    #[test]
    fn timestamps_order_as_numbers() {
        assert_eq!(micros("1700000000.000200"), 1_700_000_000_000_200);
        assert_eq!(micros("1700000000"), 1_700_000_000_000_000);
        assert_eq!(micros("nonsense"), 0);
    }
}
