//! Messages and reactions: written, changed, taken back.

use serde_json::json;
use uuid::Uuid;

use super::{Draft, Result, State, events::remove};
use crate::slack::{
    model::{Edited, Message, Reaction},
    rich_text, text,
};

impl State {
    /// Adds a message and tells the app.
    pub(in crate::slack) fn post(&mut self, draft: Draft) -> Message {
        let Draft { mut message, broadcast } = draft;
        message.ts = self.new_ts();
        if let Some(thread) = message.thread_ts.take() {
            // A reply to a reply lands in the same thread.
            let known = self
                .messages
                .iter()
                .find(|it| it.channel == message.channel && it.ts == thread);
            message.thread_ts = Some(known.and_then(|it| it.thread_ts.clone()).unwrap_or(thread));
            if broadcast {
                message.subtype = Some("thread_broadcast".to_owned());
            }
        }
        if message.blocks.is_empty() && !message.text.is_empty() {
            let id = self.new_id("b");
            message.blocks = vec![rich_text::rich_text(&message.text, &id)];
        }
        for file in &mut self.files {
            if message.files.contains(&file.id) {
                file.shares.push((message.channel.clone(), message.ts.clone()));
            }
        }
        self.messages.push(message.clone());
        let event = self.message_event(&message);
        self.emit(&message.channel, event);
        if message.bot_id.is_none() && message.mentions().iter().any(|mention| mention == self.bot()) {
            let mut event = self.message_event(&message);
            event["type"] = "app_mention".into();
            remove(&mut event, &["channel_type", "subtype"]);
            self.emit(&message.channel, event);
        }
        for id in &message.files {
            let shared = json!({"type": "file_shared", "file_id": id, "user_id": message.user, "file": {"id": id},
                "channel_id": message.channel, "event_ts": message.ts});
            self.emit(&message.channel, shared);
        }
        message
    }

    /// A person writes what they typed.
    pub(in crate::slack) fn say(
        &mut self,
        user: &str,
        channel: &str,
        typed: &str,
        thread: Option<&str>,
        broadcast: bool,
    ) -> Result<Message> {
        let text = text::typed(typed, &self.workspace);
        self.say_stored(user, channel, text, thread, broadcast, Vec::new())
    }

    /// A person writes, and the text needs no reading any more.
    pub(in crate::slack) fn say_stored(
        &mut self,
        user: &str,
        channel: &str,
        text: String,
        thread: Option<&str>,
        broadcast: bool,
        files: Vec<String>,
    ) -> Result<Message> {
        self.may_write(user, channel)?;
        if text.trim().is_empty() && files.is_empty() {
            return Err("no_text".into());
        }
        let message = Message {
            channel: channel.to_owned(),
            user: user.to_owned(),
            text,
            subtype: (!files.is_empty()).then(|| "file_share".to_owned()),
            files,
            thread_ts: thread.map(String::from),
            client_msg_id: Some(Uuid::new_v4().to_string()),
            ..Message::default()
        };
        Ok(self.post(Draft { message, broadcast }))
    }

    /// A person may write where they are, and nobody in an archived channel.
    pub(in crate::slack) fn may_write(&self, user: &str, channel: &str) -> Result<()> {
        self.user(user)?;
        let channel = self.channel(channel)?;
        if channel.is_archived {
            return Err("is_archived".into());
        }
        if channel.has(user) {
            Ok(())
        } else {
            Err("not_in_channel".into())
        }
    }

    /// The author changes a message.
    pub(in crate::slack) fn change(
        &mut self,
        channel: &str,
        ts: &str,
        change: impl FnOnce(&mut Message),
    ) -> Result<Message> {
        let previous = self.message(channel, ts)?.clone();
        change(self.message_mut(channel, ts)?);
        let message = self.message(channel, ts)?.clone();
        let event_ts = self.new_ts();
        let event = json!({
            "type": "message", "subtype": "message_changed", "hidden": true, "channel": channel, "ts": event_ts,
            "event_ts": event_ts, "channel_type": self.channel_type(channel),
            "message": self.show(&message, true), "previous_message": self.show(&previous, true),
        });
        self.emit(channel, event);
        Ok(message)
    }

    /// A person changes what they wrote.
    pub(in crate::slack) fn edit(&mut self, user: &str, channel: &str, ts: &str, typed: &str) -> Result<Message> {
        if self.message(channel, ts)?.user != user {
            return Err("cant_update_message".into());
        }
        let text = text::typed(typed, &self.workspace);
        let id = self.new_id("b");
        let edited = Edited {
            user: user.to_owned(),
            ts: self.new_ts(),
        };
        self.change(channel, ts, |message| {
            message.blocks = vec![rich_text::rich_text(&text, &id)];
            message.text = text;
            message.edited = Some(edited);
        })
    }

    /// The author takes a message back.
    pub(in crate::slack) fn delete(&mut self, user: &str, channel: &str, ts: &str) -> Result<()> {
        let previous = self.message(channel, ts)?.clone();
        if previous.user != user {
            return Err("cant_delete_message".into());
        }
        self.remove(channel, ts)
    }

    /// A message is taken away, by its author or by somebody who may take away everybody's.
    pub(in crate::slack) fn remove(&mut self, channel: &str, ts: &str) -> Result<()> {
        let previous = self.message(channel, ts)?.clone();
        let shown = self.show(&previous, true);
        self.message_mut(channel, ts)?.deleted = true;
        let event_ts = self.new_ts();
        let mut event = json!({
            "type": "message", "hidden": true, "channel": channel, "ts": event_ts, "event_ts": event_ts,
            "channel_type": self.channel_type(channel), "previous_message": shown,
        });
        if let Some(root) = self.root(channel, ts) {
            event["subtype"] = "message_changed".into();
            event["message"] = self.show(root, false);
        } else {
            event["subtype"] = "message_deleted".into();
            event["deleted_ts"] = ts.into();
        }
        self.emit(channel, event);
        Ok(())
    }

    /// The owner takes a file away; the messages that showed it stay.
    pub(in crate::slack) fn delete_file(&mut self, user: &str, id: &str) -> Result<()> {
        let file = self.files.iter_mut().find(|file| file.id == id && file.complete);
        let file = file.ok_or("file_not_found")?;
        if file.deleted {
            return Err("file_deleted".into());
        }
        if file.user != user {
            return Err("cant_delete_file".into());
        }
        file.deleted = true;
        file.content.clear();
        for (channel, ts) in file.shares.clone() {
            self.change(&channel, &ts, |_| {})?;
        }
        Ok(())
    }

    /// Somebody reacts to a message.
    pub(in crate::slack) fn react(&mut self, user: &str, channel: &str, ts: &str, name: &str) -> Result<()> {
        let sound = |c: char| c.is_alphanumeric() || "_-+':".contains(c);
        if name.is_empty() || name.len() > 100 || !name.chars().all(sound) {
            return Err("invalid_name".into());
        }
        let message = self.message_mut(channel, ts)?;
        if let Some(reaction) = message.reactions.iter_mut().find(|reaction| reaction.name == name) {
            if reaction.users.iter().any(|it| it == user) {
                return Err("already_reacted".into());
            }
            reaction.users.push(user.to_owned());
        } else {
            message.reactions.push(Reaction {
                name: name.to_owned(),
                users: vec![user.to_owned()],
            });
        }
        self.reaction_event("reaction_added", user, channel, ts, name)
    }

    /// Somebody takes a reaction back.
    pub(in crate::slack) fn unreact(&mut self, user: &str, channel: &str, ts: &str, name: &str) -> Result<()> {
        let message = self.message_mut(channel, ts)?;
        let reaction = message
            .reactions
            .iter_mut()
            .find(|it| it.name == name && it.users.iter().any(|it| it == user));
        let Some(reaction) = reaction else {
            return Err("no_reaction".into());
        };
        reaction.users.retain(|it| it != user);
        message.reactions.retain(|reaction| !reaction.users.is_empty());
        self.reaction_event("reaction_removed", user, channel, ts, name)
    }

    fn reaction_event(&mut self, kind: &str, user: &str, channel: &str, ts: &str, name: &str) -> Result<()> {
        let item_user = self.message(channel, ts)?.user.clone();
        let event = json!({"type": kind, "user": user, "reaction": name, "item_user": item_user,
            "item": {"type": "message", "channel": channel, "ts": ts}, "event_ts": self.new_ts()});
        self.emit(channel, event);
        Ok(())
    }
}
