//! Which changes the app hears of, and in which words.

use serde_json::{Value, json};

use super::{Access, Outgoing, State};
use crate::slack::model::{ChannelKind, Message, User};

impl State {
    /// Queues an event about a channel, if the app can see the channel.
    pub(super) fn emit(&mut self, channel: &str, event: Value) {
        let Ok(channel) = self.channel(channel) else { return };
        // Public channels come and go before everybody's eyes.
        let announced = ["channel_archive", "channel_unarchive", "channel_rename"];
        let kind = event["type"].as_str().unwrap_or_default();
        let visible = channel.has(self.bot()) || channel.kind == ChannelKind::Public && announced.contains(&kind);
        let shared = !channel.shared_with.is_empty();
        if visible && self.access == Access::Granted {
            self.outgoing.push(Outgoing { event, shared });
        }
    }

    /// Adds a user, or changes the one with this id: then the app is told.
    pub(in crate::slack) fn put_user(&mut self, user: User) {
        let (shown, known) = (
            self.show_user(&user),
            self.workspace.users.iter().any(|it| it.id == user.id),
        );
        self.workspace.users.retain(|it| it.id != user.id);
        self.workspace.users.push(user);
        if known && self.access == Access::Granted && self.has_scope("users:read") {
            let event = json!({"type": "user_change", "user": shown, "event_ts": self.new_ts()});
            self.outgoing.push(Outgoing { event, shared: false });
        }
    }

    /// Whether the app asked to be told of this.
    pub(in crate::slack) fn subscribes(&self, event: &Value) -> bool {
        let Some(names) = &self.subscriptions else { return true };
        let name = match (event["type"].as_str(), event["channel_type"].as_str()) {
            (Some("message"), Some("group")) => "message.groups",
            (Some("message"), Some("im")) => "message.im",
            (Some("message"), _) => "message.channels",
            (kind, _) => kind.unwrap_or_default(),
        };
        names.iter().any(|it| it == name)
    }

    /// `channel_archive` for a public channel, `group_archive` for a private one.
    pub(super) fn named_for(&self, channel: &str, word: &str) -> String {
        let public = self
            .channel(channel)
            .is_ok_and(|channel| channel.kind == ChannelKind::Public);
        format!("{}_{word}", if public { "channel" } else { "group" })
    }

    pub(super) fn channel_type(&self, channel: &str) -> &'static str {
        match self.channel(channel).map(|channel| channel.kind) {
            Ok(ChannelKind::Private) => "group",
            Ok(ChannelKind::Direct) => "im",
            _ => "channel",
        }
    }

    /// A new message as an event shows it.
    pub(super) fn message_event(&self, message: &Message) -> Value {
        let mut event = self.show(message, true);
        event["channel"] = message.channel.clone().into();
        event["channel_type"] = self.channel_type(&message.channel).into();
        event["event_ts"] = message.ts.clone().into();
        if message.subtype.as_deref() == Some("thread_broadcast") {
            let root = message
                .thread_ts
                .as_deref()
                .and_then(|ts| self.root(&message.channel, ts));
            event["root"] = root.map_or(Value::Null, |root| self.show(root, true));
        }
        event
    }
}

/// Takes these fields away.
pub(super) fn remove(value: &mut Value, keys: &[&str]) {
    if let Some(object) = value.as_object_mut() {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    }
}
