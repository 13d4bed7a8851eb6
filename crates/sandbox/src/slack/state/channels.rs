//! Channels: who is in them, what they are called, whether they are open; and the app's own place in the workspace.

use serde_json::json;

use super::{Access, CREATED, Draft, Outgoing, Result, State};
use crate::slack::model::{ChannelKind, Message};

impl State {
    /// Somebody comes into a channel, alone or invited.
    pub(in crate::slack) fn join(&mut self, user: &str, channel: &str, inviter: Option<&str>) -> Result<()> {
        let team = self.user(user)?.team_id.clone();
        let it = self.channel_mut(channel)?;
        if it.is_archived {
            return Err("is_archived".into());
        }
        if it.has(user) {
            return Err("already_in_channel".into());
        }
        it.members.push(user.to_owned());
        self.system_message(
            user,
            channel,
            "channel_join",
            &format!("<@{user}> has joined the channel"),
        );
        let kind = if self.channel(channel)?.kind == ChannelKind::Public {
            "C"
        } else {
            "G"
        };
        let mut event = json!({"type": "member_joined_channel", "user": user, "channel": channel, "channel_type": kind,
            "team": team, "event_ts": self.new_ts()});
        if let Some(inviter) = inviter {
            event["inviter"] = inviter.into();
        }
        self.emit(channel, event);
        Ok(())
    }

    /// Somebody leaves a channel, or is removed from it. The app hears of its own removal, too.
    pub(in crate::slack) fn leave(&mut self, user: &str, channel: &str) -> Result<()> {
        let it = self.channel(channel)?;
        if !it.has(user) {
            return Err("not_in_channel".into());
        }
        let mut event = if user == self.bot() {
            let kind = if it.kind == ChannelKind::Public {
                "channel_left"
            } else {
                "group_left"
            };
            json!({"type": kind, "channel": channel, "actor_id": user})
        } else {
            let kind = if it.kind == ChannelKind::Public { "C" } else { "G" };
            json!({"type": "member_left_channel", "user": user, "channel": channel, "channel_type": kind,
                "team": self.user(user)?.team_id})
        };
        event["event_ts"] = self.new_ts().into();
        self.emit(channel, event);
        self.channel_mut(channel)?.members.retain(|member| member != user);
        Ok(())
    }

    /// Closes a channel, or opens it again.
    pub(in crate::slack) fn archive(&mut self, user: &str, channel: &str, archived: bool) -> Result<()> {
        let word = if archived { "archive" } else { "unarchive" };
        if self.channel(channel)?.is_archived == archived {
            return Err(if archived { "already_archived" } else { "not_archived" }.into());
        }
        self.system_message(
            user,
            channel,
            &format!("channel_{word}"),
            &format!("{word}d the channel"),
        );
        self.channel_mut(channel)?.is_archived = archived;
        let event =
            json!({"type": self.named_for(channel, word), "channel": channel, "user": user, "event_ts": self.new_ts()});
        self.emit(channel, event);
        Ok(())
    }

    /// Gives a channel another name.
    pub(in crate::slack) fn rename(&mut self, user: &str, channel: &str, name: &str) -> Result<()> {
        let old = std::mem::replace(&mut self.channel_mut(channel)?.name, name.to_owned());
        let text = format!("has renamed the channel from \"{old}\" to \"{name}\"");
        self.system_message(user, channel, "channel_name", &text);
        let event = json!({"type": self.named_for(channel, "rename"), "event_ts": self.new_ts(),
            "channel": {"id": channel, "name": name, "name_normalized": name, "is_channel": true, "created": CREATED}});
        self.emit(channel, event);
        Ok(())
    }

    /// Another company comes into a channel, or leaves it.
    pub(in crate::slack) fn share(&mut self, channel: &str, team: &str, shared: bool) -> Result<()> {
        let it = self.channel_mut(channel)?;
        it.shared_with.retain(|other| other != team);
        if shared {
            it.shared_with.push(team.to_owned());
        }
        let still = !it.shared_with.is_empty();
        let event = if shared {
            json!({"type": "channel_shared", "connected_team_id": team, "channel": channel, "event_ts": self.new_ts()})
        } else {
            json!({"type": "channel_unshared", "previously_connected_team_id": team, "channel": channel,
                "is_ext_shared": still, "event_ts": self.new_ts()})
        };
        self.emit(channel, event);
        Ok(())
    }

    fn system_message(&mut self, user: &str, channel: &str, subtype: &str, text: &str) {
        let message = Message {
            channel: channel.to_owned(),
            user: user.to_owned(),
            subtype: Some(subtype.to_owned()),
            text: text.to_owned(),
            ..Message::default()
        };
        self.post(Draft {
            message,
            broadcast: false,
        });
    }

    /// The app's token stops working; an uninstalled app hears that, too.
    pub(in crate::slack) fn revoke(&mut self, uninstall: bool) {
        let ts = self.new_ts();
        let tokens = json!({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot()]}, "event_ts": ts});
        self.outgoing.push(Outgoing {
            event: tokens,
            shared: false,
        });
        if uninstall {
            let event = json!({"type": "app_uninstalled", "event_ts": ts});
            self.outgoing.push(Outgoing { event, shared: false });
        }
        self.access = if uninstall {
            Access::Uninstalled
        } else {
            Access::Revoked
        };
    }
}
