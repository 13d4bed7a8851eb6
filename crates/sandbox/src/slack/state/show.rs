//! Things as Slack's answers and events show them.

use serde_json::{Map, Value, json};

use super::{CREATED, State, merge};
use crate::slack::model::{Channel, ChannelKind, File, Message, User};

impl State {
    /// A message as `conversations.history` and the events show it.
    pub(in crate::slack) fn show(&self, message: &Message, with_metadata: bool) -> Value {
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
                shown.insert("files".into(), files.map(|file| self.show_in_message(file)).collect());
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

    pub(in crate::slack) fn show_bot(&self) -> Value {
        let app = &self.workspace.app;
        json!({"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": false, "updated": CREATED,
            "team_id": self.workspace.team.id, "icons": {}})
    }

    /// A user as `users.info` shows them; the address only to who may see it.
    pub(in crate::slack) fn show_user(&self, user: &User) -> Value {
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

    pub(in crate::slack) fn has_scope(&self, scope: &str) -> bool {
        self.workspace.app.scopes.iter().any(|it| it == scope)
    }

    /// A channel as `conversations.info` shows it.
    pub(in crate::slack) fn show_channel(&self, channel: &Channel) -> Value {
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

    /// A file as a message shows it: of another company's only that there is one, of a deleted one only that there was.
    fn show_in_message(&self, file: &File) -> Value {
        let ours = self
            .user(&file.user)
            .is_ok_and(|user| user.team_id == self.workspace.team.id);
        if file.deleted {
            json!({"id": file.id, "mode": "tombstone"})
        } else if ours {
            self.show_file(file)
        } else {
            json!({"id": file.id, "mode": "file_access", "file_access": "check_file_info", "created": 0, "user": file.user})
        }
    }

    /// A file as `files.info` shows it.
    pub(in crate::slack) fn show_file(&self, file: &File) -> Value {
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

/// A name as a part of an address.
fn encode(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
