//! Reads Slack's events: from JSON to what we act on ([`Received`]), and to nothing where it is none of our business.

use portico_types::tickets::{TicketPriority, TicketStatus};
use serde_json::Value;

use super::{
    channels::ChannelChange,
    people,
    received::{Action, Received, Written, micros},
    shapes,
};
use crate::{entity::slack_workspace, outside::slack::User};

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
            // Cards are ours; what others wrote is none of our business.
            "reaction_added"
                if event["item"]["type"] == "message"
                    && event["user"] != *workspace.bot_user_id
                    && event["item_user"] == *workspace.bot_user_id =>
            {
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
            "user_change" => {
                let user: User = serde_json::from_value(event["user"].clone()).ok()?;
                Some(Self::PersonChanged {
                    is_colleague: people::is_shown_as_colleague(&user, workspace),
                    user: user.id,
                })
            }
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

#[cfg(test)]
mod tests {
    use portico_types::ids::{AccountId, SlackWorkspaceId};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn workspace() -> slack_workspace::Model {
        slack_workspace::Model::configured(
            (AccountId(Uuid::nil()), SlackWorkspaceId(Uuid::nil())),
            ("T0ACME", ""),
            ("U0PORTICO", "B0PORTICO"),
            chrono::DateTime::UNIX_EPOCH,
        )
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
