//! `chat.*`, and the answers to a `response_url`.

use actix_web::{
    HttpResponse, post,
    web::{Data, Json, Path},
};
use serde_json::{Value, json};

use super::{Args, visible_channel};
use crate::slack::{
    ChannelKind, Edited, Ephemeral, Manners, Message, Slack,
    block_checks::{self, Surface},
    blocks, rich_text,
    state::{Draft, Refusal, Result, State},
    text,
};

pub(super) fn post_message(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let channel = writable_channel(state, args)?;
    let thread_ts = thread(args)?;
    let mut message = Message {
        channel: channel.clone(),
        thread_ts,
        ..content(state, args)?
    };
    message.username = args.find("username").filter(|name| !name.is_empty());
    message.icons = match (args.find("icon_emoji"), args.find("icon_url")) {
        (Some(emoji), _) => Some(json!({"emoji": emoji})),
        (None, Some(url)) => Some(json!({"image_48": url})),
        (None, None) => None,
    };
    if (message.username.is_some() || message.icons.is_some()) && !state.has_scope("chat:write.customize") {
        // Slack posts under the app's own name then.
        (message.username, message.icons) = (None, None);
    }
    let message = state.post(Draft {
        message,
        broadcast: args.flag("reply_broadcast"),
    });
    Ok(json!({"channel": channel, "ts": message.ts, "message": state.show(&message, true)}))
}

pub(super) fn update(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let channel = visible_channel(state, args)?;
    let ts = args.need("ts")?;
    let previous = state.message(&channel, &ts)?;
    if previous.bot_id.as_ref() != Some(&state.workspace.app.bot_id) {
        return Err("cant_update_message".into());
    }
    if state.channel(&channel)?.is_archived {
        return Err("is_archived".into());
    }
    let (has_text, has_blocks) = (
        args.find("text").is_some(),
        args.json("blocks", "invalid_blocks_format")?.is_some(),
    );
    let has_metadata = args.json("metadata", "invalid_metadata_format")?.is_some();
    // Metadata stays unless replaced; so do blocks, unless a text comes without any.
    let mut new = content(state, args)?;
    if !has_text {
        new.text.clone_from(&state.message(&channel, &ts)?.text);
    }
    if !has_blocks {
        let id = state.new_id("b");
        new.blocks = vec![rich_text::rich_text(&new.text, &id)];
    }
    let edited = Edited {
        user: state.bot().to_owned(),
        ts: state.new_ts(),
    };
    let message = state.change(&channel, &ts, |message| {
        message.text = new.text;
        message.blocks = new.blocks;
        if has_metadata {
            message.metadata = new.metadata;
        }
        if !has_blocks {
            // Slack shows "(edited)" only where the text itself is shown.
            message.edited = Some(edited);
        }
    })?;
    Ok(json!({"channel": channel, "ts": ts, "text": message.text, "message": state.show(&message, true)}))
}

pub(super) fn delete(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let channel = visible_channel(state, args)?;
    let ts = args.need("ts")?;
    if state.message(&channel, &ts)?.bot_id.is_none() {
        return Err("cant_delete_message".into());
    }
    let bot = state.bot().to_owned();
    state.delete(&bot, &channel, &ts)?;
    Ok(json!({"channel": channel, "ts": ts}))
}

pub(super) fn post_ephemeral(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let channel = writable_channel(state, args)?;
    let user = args.need("user")?;
    if !state.channel(&channel)?.has(&user) {
        return Err("user_not_in_channel".into());
    }
    let message = Message {
        channel,
        thread_ts: thread(args)?,
        ..content(state, args)?
    };
    let ts = ephemeral(state, user, message);
    Ok(json!({"message_ts": ts}))
}

pub(super) fn get_permalink(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let channel = visible_channel(state, args)?;
    let ts = args.need("message_ts")?;
    let message = state.message(&channel, &ts)?;
    // The page of the sandbox, so that the link works.
    let thread = message.thread_ts.as_ref().unwrap_or(&message.ts);
    let link = format!("{}/slack?channel={channel}&thread={thread}", state.base_url);
    Ok(json!({"channel": channel, "permalink": link}))
}

/// Answers an action in the place where it happened.
#[post("/slack/actions/{team}/{key}")]
pub(super) async fn respond(path: Path<(String, String)>, slack: Data<Slack>, body: Json<Value>) -> HttpResponse {
    let result = slack.change(|state| {
        let right = state
            .response_urls
            .get_mut(&path.1)
            .filter(|right| right.left > 0)
            .ok_or("used_url")?;
        right.left -= 1;
        let right = right.clone();
        let args = Args::from_json(body.into_inner());
        let bot_wrote = |state: &State| {
            state
                .message(&right.channel, &right.ts)
                .is_ok_and(|it| it.bot_id.is_some())
        };
        if args.flag("delete_original") {
            if right.ephemeral {
                state.ephemerals.retain(|it| it.message.ts != right.ts);
                return Ok(());
            }
            let bot = state.bot().to_owned();
            return state.delete(&bot, &right.channel, &right.ts);
        }
        let new = content(state, &args)?;
        if args.flag("replace_original") && right.ephemeral {
            let original = state
                .ephemerals
                .iter_mut()
                .find(|it| it.message.ts == right.ts)
                .ok_or("message_not_found")?;
            (original.message.text, original.message.blocks) = (new.text, new.blocks);
            return Ok(());
        }
        if args.flag("replace_original") && bot_wrote(state) {
            return state
                .change(&right.channel, &right.ts, |message| {
                    (message.text, message.blocks) = (new.text, new.blocks);
                })
                .map(|_| ());
        }
        let thread_ts = args.find("thread_ts").or(right.thread_ts);
        let message = Message {
            channel: right.channel,
            thread_ts,
            ..new
        };
        if args.find("response_type").as_deref() == Some("in_channel") {
            state.post(Draft {
                message,
                broadcast: false,
            });
            return Ok(());
        }
        ephemeral(state, right.user, message);
        Ok(())
    });
    match result {
        Ok(()) => HttpResponse::Ok().body("ok"),
        Err(refusal) => HttpResponse::NotFound().json(json!({"ok": false, "error": refusal.error})),
    }
}

fn ephemeral(state: &mut State, user: String, mut message: Message) -> String {
    message.ts = state.new_ts();
    if message.blocks.is_empty() {
        let id = state.new_id("b");
        message.blocks = vec![rich_text::rich_text(&message.text, &id)];
    }
    let ts = message.ts.clone();
    state.ephemerals.push(Ephemeral { user, message });
    ts
}

/// A channel that the app may write in; a user's id stands for the direct messages with them.
fn writable_channel(state: &mut State, args: &Args) -> Result<String> {
    let named = args.need("channel")?;
    if state.user(&named).is_ok() {
        return super::conversations::direct(state, &named);
    }
    let id = visible_channel(state, args)?;
    let channel = state.channel(&id)?;
    if channel.is_archived {
        return Err("is_archived".into());
    }
    let open = channel.kind == ChannelKind::Public && state.has_scope("chat:write.public");
    if open || channel.has(state.bot()) {
        Ok(id)
    } else {
        Err("not_in_channel".into())
    }
}

/// Slack looks at the form of a `thread_ts` only, not at whether there is such a message.
fn thread(args: &Args) -> Result<Option<String>> {
    let Some(ts) = args.find("thread_ts").filter(|ts| !ts.is_empty()) else {
        return Ok(None);
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let sound = ts
        .split_once('.')
        .is_some_and(|(seconds, fraction)| digits(seconds) && digits(fraction));
    if sound {
        Ok(Some(ts))
    } else {
        Err("invalid_thread_ts".into())
    }
}

/// Text, blocks and metadata of the app's own message, checked and completed.
pub(super) fn content(state: &mut State, args: &Args) -> Result<Message> {
    let text = args.find("text").unwrap_or_default();
    let blocks = match args.json("blocks", "invalid_blocks_format")? {
        None => Vec::new(),
        Some(Value::Array(blocks)) => blocks,
        Some(_) => return Err("invalid_blocks_format".into()),
    };
    let attached = args.json("attachments", "invalid_attachments")?.is_some();
    if text.is_empty() && blocks.is_empty() && !attached {
        return Err("no_text".into());
    }
    if text.chars().count() > 40_000 {
        return Err("msg_too_long".into());
    }
    let problems = block_checks::problems(&blocks, Surface::Message);
    if !problems.is_empty() {
        return Err(Refusal {
            error: "invalid_blocks".into(),
            messages: problems,
        });
    }
    if blocks::too_long(&blocks) {
        return Err("msg_blocks_too_long".into());
    }
    let app = &state.workspace.app;
    Ok(Message {
        user: app.user_id.clone(),
        bot_id: Some(app.bot_id.clone()),
        app_id: Some(app.id.clone()),
        text: text::sent(&text, args.find("parse").as_deref() == Some("none")),
        metadata: metadata(args)?,
        blocks: blocks::complete(blocks, || state.new_id("b")),
        ..Message::default()
    })
}

fn metadata(args: &Args) -> Result<Option<Value>> {
    let Some(metadata) = args.json("metadata", "invalid_metadata_format")? else {
        return Ok(None);
    };
    if metadata.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(None);
    }
    let sound =
        metadata["event_type"].as_str().is_some_and(|kind| !kind.is_empty()) && metadata["event_payload"].is_object();
    if sound {
        Ok(Some(metadata))
    } else {
        Err("invalid_metadata_format".into())
    }
}
