//! The workspace as it stands, the changes that people and the app make to it, and the events that these cause.
//!
//! Every change goes through here, whoever makes it, so that an event cannot be forgotten.

use std::{collections::HashMap, time::Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    model::{Channel, ChannelKind, Edited, Ephemeral, File, Message, Reaction, User, View, Workspace},
    text,
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
        write!(f, "{} {}", self.error, self.messages.join("; "))
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
    last_ts: i64,
    last_id: u64,
    #[serde(skip)]
    pub(super) triggers: HashMap<String, Trigger>,
    #[serde(skip)]
    pub(super) response_urls: HashMap<String, ResponseUrl>,
    #[serde(skip)]
    pub(super) outgoing: Vec<Outgoing>,
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
            last_ts: 0,
            last_id: 0,
            triggers: HashMap::new(),
            response_urls: HashMap::new(),
            outgoing: Vec::new(),
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

    // Looking things up.

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

    /// Later than every timestamp before it, whatever the clock does.
    pub(super) fn new_ts(&mut self) -> String {
        self.last_ts = clock::now().timestamp_micros().max(self.last_ts + 100);
        format!("{}.{:06}", self.last_ts / 1_000_000, self.last_ts % 1_000_000)
    }

    /// A trigger and a response URL's key come with every action of a reader.
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

    // Changes.

    /// Adds a message and tells the app.
    pub(super) fn post(&mut self, draft: Draft) -> Message {
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
            message.blocks = vec![text::rich_text(&message.text, &id)];
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
    pub(super) fn say(
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
    pub(super) fn say_stored(
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
    pub(super) fn may_write(&self, user: &str, channel: &str) -> Result<()> {
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
    pub(super) fn change(&mut self, channel: &str, ts: &str, change: impl FnOnce(&mut Message)) -> Result<Message> {
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
    pub(super) fn edit(&mut self, user: &str, channel: &str, ts: &str, typed: &str) -> Result<Message> {
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
            message.blocks = vec![text::rich_text(&text, &id)];
            message.text = text;
            message.edited = Some(edited);
        })
    }

    /// The author takes a message back.
    pub(super) fn delete(&mut self, user: &str, channel: &str, ts: &str) -> Result<()> {
        let previous = self.message(channel, ts)?.clone();
        if previous.user != user {
            return Err("cant_delete_message".into());
        }
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

    /// Somebody reacts to a message.
    pub(super) fn react(&mut self, user: &str, channel: &str, ts: &str, name: &str) -> Result<()> {
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
    pub(super) fn unreact(&mut self, user: &str, channel: &str, ts: &str, name: &str) -> Result<()> {
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

    /// Somebody comes into a channel, alone or invited.
    pub(super) fn join(&mut self, user: &str, channel: &str, inviter: Option<&str>) -> Result<()> {
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
    pub(super) fn leave(&mut self, user: &str, channel: &str) -> Result<()> {
        let it = self.channel(channel)?;
        if !it.has(user) {
            return Err("not_in_channel".into());
        }
        let event = if user == self.bot() {
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
        let event = with_ts(event, &self.new_ts());
        self.emit(channel, event);
        self.channel_mut(channel)?.members.retain(|member| member != user);
        Ok(())
    }

    /// Closes a channel, or opens it again.
    pub(super) fn archive(&mut self, user: &str, channel: &str, archived: bool) -> Result<()> {
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
    pub(super) fn rename(&mut self, user: &str, channel: &str, name: &str) -> Result<()> {
        let old = std::mem::replace(&mut self.channel_mut(channel)?.name, name.to_owned());
        let text = format!("has renamed the channel from \"{old}\" to \"{name}\"");
        self.system_message(user, channel, "channel_name", &text);
        let event = json!({"type": self.named_for(channel, "rename"), "event_ts": self.new_ts(),
            "channel": {"id": channel, "name": name, "name_normalized": name, "is_channel": true, "created": CREATED}});
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
    pub(super) fn revoke(&mut self, uninstall: bool) {
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

    // Events.

    /// Queues an event about a channel, if the app can see the channel.
    fn emit(&mut self, channel: &str, event: Value) {
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

    /// `channel_archive` for a public channel, `group_archive` for a private one.
    fn named_for(&self, channel: &str, word: &str) -> String {
        let public = self
            .channel(channel)
            .is_ok_and(|channel| channel.kind == ChannelKind::Public);
        format!("{}_{word}", if public { "channel" } else { "group" })
    }

    fn channel_type(&self, channel: &str) -> &'static str {
        match self.channel(channel).map(|channel| channel.kind) {
            Ok(ChannelKind::Private) => "group",
            Ok(ChannelKind::Direct) => "im",
            _ => "channel",
        }
    }

    /// A new message as an event shows it.
    fn message_event(&self, message: &Message) -> Value {
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

    // How Slack shows things.

    /// A message as `conversations.history` and the events show it.
    pub(super) fn show(&self, message: &Message, with_metadata: bool) -> Value {
        let team = self
            .user(&message.user)
            .map_or(&self.workspace.team.id, |user| &user.team_id);
        let mut shown = Map::new();
        shown.insert("type".into(), "message".into());
        shown.insert("ts".into(), message.ts.clone().into());
        if message.deleted {
            shown.insert("subtype".into(), "tombstone".into());
            shown.insert("user".into(), "USLACKBOT".into());
            shown.insert("text".into(), "This message was deleted.".into());
            shown.insert("hidden".into(), true.into());
        } else {
            shown.insert("text".into(), message.text.clone().into());
            shown.insert("team".into(), team.clone().into());
            if message.username.is_none() {
                shown.insert("user".into(), message.user.clone().into());
            }
            if !message.blocks.is_empty() {
                shown.insert("blocks".into(), message.blocks.clone().into());
            }
            let subtype = message
                .subtype
                .clone()
                .or(message.username.as_ref().map(|_| "bot_message".to_owned()));
            let texts = [
                ("subtype", &subtype),
                ("client_msg_id", &message.client_msg_id),
                ("username", &message.username),
                ("bot_id", &message.bot_id),
                ("app_id", &message.app_id),
            ];
            for (key, text) in texts {
                if let Some(text) = text {
                    shown.insert(key.into(), text.clone().into());
                }
            }
            if let Some(icons) = &message.icons {
                shown.insert("icons".into(), icons.clone());
            }
            if message.bot_id.is_some() {
                shown.insert("bot_profile".into(), self.show_bot());
            }
            if *team != self.workspace.team.id {
                shown.insert("user_team".into(), team.clone().into());
                shown.insert("source_team".into(), team.clone().into());
                let profile = self
                    .user(&message.user)
                    .map(|user| self.show_user(user)["profile"].clone());
                shown.insert("user_profile".into(), profile.unwrap_or_default());
            }
            if let Some(edited) = &message.edited {
                shown.insert("edited".into(), json!(edited));
            }
            if !message.files.is_empty() {
                let files = self.files.iter().filter(|file| message.files.contains(&file.id));
                shown.insert("files".into(), files.map(|file| self.show_file(file)).collect());
                shown.insert("upload".into(), false.into());
            }
            if with_metadata && let Some(metadata) = &message.metadata {
                shown.insert("metadata".into(), metadata.clone());
            }
        }
        if !message.reactions.is_empty() {
            let reactions = message.reactions.iter();
            let shown_ones = reactions.map(|it| json!({"name": it.name, "users": it.users, "count": it.users.len()}));
            shown.insert("reactions".into(), shown_ones.collect());
        }
        self.show_thread(message, &mut shown);
        Value::Object(shown)
    }

    fn show_thread(&self, message: &Message, shown: &mut Map<String, Value>) {
        if let Some(thread) = &message.thread_ts {
            shown.insert("thread_ts".into(), thread.clone().into());
            if let Some(root) = self.root(&message.channel, thread) {
                let author = if root.deleted { "USLACKBOT" } else { &root.user };
                shown.insert("parent_user_id".into(), author.into());
            }
            return;
        }
        let replies: Vec<&Message> = self.replies(&message.channel, &message.ts).collect();
        let Some(latest) = replies.last() else { return };
        let mut users: Vec<&str> = Vec::new();
        for reply in &replies {
            if !users.contains(&reply.user.as_str()) {
                users.push(&reply.user);
            }
        }
        shown.insert("thread_ts".into(), message.ts.clone().into());
        shown.insert("reply_count".into(), replies.len().into());
        shown.insert("reply_users_count".into(), users.len().into());
        shown.insert("reply_users".into(), json!(users.iter().take(5).collect::<Vec<_>>()));
        shown.insert("latest_reply".into(), latest.ts.clone().into());
        shown.insert("is_locked".into(), false.into());
        shown.insert("subscribed".into(), true.into());
    }

    pub(super) fn show_bot(&self) -> Value {
        let app = &self.workspace.app;
        json!({"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": false, "updated": CREATED,
            "team_id": self.workspace.team.id, "icons": {}})
    }

    /// A user as `users.info` shows them; the address only to who may see it.
    pub(super) fn show_user(&self, user: &User) -> Value {
        let foreign = user.team_id != self.workspace.team.id;
        let (first, last) = user.real_name.split_once(' ').unwrap_or((&user.real_name, ""));
        let picture = |size: u32| format!("https://avatars.example/{}_{size}.png", user.id);
        let mut profile = json!({
            "real_name": user.real_name, "real_name_normalized": user.real_name, "first_name": first, "last_name": last,
            "display_name": user.real_name, "display_name_normalized": user.real_name, "title": "", "phone": "",
            "status_text": "", "status_emoji": "", "avatar_hash": user.id.to_lowercase(), "team": user.team_id,
            "image_24": picture(24), "image_32": picture(32), "image_48": picture(48), "image_72": picture(72),
            "image_192": picture(192), "image_512": picture(512),
        });
        if let Some(email) = user.email.as_ref().filter(|_| self.has_scope("users:read.email")) {
            profile["email"] = email.clone().into();
        }
        let mut shown = json!({
            "id": user.id, "team_id": user.team_id, "name": user.name, "deleted": user.deleted, "real_name": user.real_name,
            "color": "3c989f", "tz": "Europe/Berlin", "tz_label": "Central European Time", "tz_offset": 3600,
            "profile": profile, "is_admin": false, "is_owner": false, "is_primary_owner": false,
            "is_restricted": user.is_restricted, "is_ultra_restricted": false, "is_bot": user.is_bot,
            "is_app_user": false, "updated": CREATED,
        });
        if user.is_bot {
            shown["profile"]["api_app_id"] = self.workspace.app.id.clone().into();
            shown["profile"]["bot_id"] = self.workspace.app.bot_id.clone().into();
        } else if !foreign {
            shown["is_email_confirmed"] = user.email.is_some().into();
        }
        if foreign {
            // Slack's meaning: from another company *and* in no channel that the app can see. Somebody in a shared
            // channel is no stranger; only `team_id` tells that they are not a colleague.
            let met = self
                .workspace
                .channels
                .iter()
                .any(|channel| channel.has(&user.id) && channel.has(self.bot()));
            shown["is_stranger"] = (!met).into();
        }
        shown
    }

    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.workspace.app.scopes.iter().any(|it| it == scope)
    }

    /// A channel as `conversations.info` shows it.
    pub(super) fn show_channel(&self, channel: &Channel) -> Value {
        let shared = !channel.shared_with.is_empty();
        let mut shown = json!({
            "id": channel.id, "created": CREATED, "is_archived": channel.is_archived, "is_org_shared": false,
            "context_team_id": self.workspace.team.id, "updated": CREATED * 1000,
        });
        if channel.kind == ChannelKind::Direct {
            let other = channel.members.iter().find(|member| *member != self.bot());
            shown["is_im"] = true.into();
            shown["user"] = json!(other);
            shown["is_user_deleted"] = false.into();
            return shown;
        }
        let teams: Vec<&String> = std::iter::once(&self.workspace.team.id)
            .chain(&channel.shared_with)
            .collect();
        let private = channel.kind == ChannelKind::Private;
        let more = json!({
            "name": channel.name, "name_normalized": channel.name, "is_channel": !private, "is_group": private,
            "is_im": false, "is_mpim": false, "is_private": private, "is_general": channel.name == "general",
            "is_member": channel.has(self.bot()), "is_shared": shared, "is_ext_shared": shared,
            "is_pending_ext_shared": false, "unlinked": 0, "shared_team_ids": teams, "previous_names": [],
            "creator": channel.members.iter().find(|member| *member != self.bot()),
            "topic": {"value": channel.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        });
        merge(&mut shown, more);
        if shared {
            shown["connected_team_ids"] = json!(channel.shared_with);
        }
        shown
    }

    /// A file as `files.info` shows it.
    pub(super) fn show_file(&self, file: &File) -> Value {
        let place = format!("{}/slack/files/{}/{}", self.base_url, file.id, encode(&file.name));
        let kind = file.name.rsplit_once('.').map_or("binary", |(_, kind)| kind);
        let (mut public, mut private) = (Map::new(), Map::new());
        for (channel, ts) in &file.shares {
            let thread = self
                .message(channel, ts)
                .ok()
                .and_then(|message| message.thread_ts.clone());
            let mut share = json!({"ts": ts, "reply_users": [], "reply_users_count": 0, "reply_count": 0});
            if let Some(thread) = thread {
                share["thread_ts"] = thread.into();
            }
            let is_private = self
                .channel(channel)
                .is_ok_and(|channel| channel.kind != ChannelKind::Public);
            let shares = if is_private { &mut private } else { &mut public };
            if let Some(list) = shares.entry(channel).or_insert_with(|| json!([])).as_array_mut() {
                list.push(share);
            }
        }
        let channels: Vec<&String> = public.keys().collect();
        let groups: Vec<&String> = private.keys().collect();
        json!({
            "id": file.id, "name": file.name, "title": file.title, "mimetype": file.mimetype, "filetype": kind,
            "pretty_type": kind.to_uppercase(), "user": file.user, "user_team": self.workspace.team.id, "size": file.size,
            "mode": "hosted", "editable": false, "is_external": false, "is_public": !public.is_empty(),
            "url_private": place, "url_private_download": format!("{place}?download=1"), "permalink": place,
            "created": CREATED, "timestamp": CREATED, "channels": channels, "groups": groups, "ims": [],
            "shares": {"public": public, "private": private}, "file_access": "visible",
        })
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

fn with_ts(mut event: Value, ts: &str) -> Value {
    event["event_ts"] = ts.into();
    event
}

fn remove(value: &mut Value, keys: &[&str]) {
    if let Some(object) = value.as_object_mut() {
        object.retain(|key, _| !keys.contains(&key.as_str()));
    }
}

/// A name as a part of an address.
fn encode(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
