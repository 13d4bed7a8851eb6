//! `conversations.*`

use serde_json::{Value, json};

use super::{Args, page, visible_channel};
use crate::slack::{
    Channel, ChannelKind, Manners, Message,
    state::{Result, State},
};

pub(super) fn list(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let types = args.find("types").unwrap_or_else(|| "public_channel".to_owned());
    let wanted = |kind| match kind {
        ChannelKind::Public => "public_channel",
        ChannelKind::Private => "private_channel",
        ChannelKind::Direct => "im",
    };
    let types: Vec<&str> = types.split(',').map(str::trim).collect();
    if types
        .iter()
        .any(|kind| !["public_channel", "private_channel", "mpim", "im"].contains(kind))
    {
        return Err("invalid_types".into());
    }
    let no_archived = args.flag("exclude_archived");
    let visible = state.workspace.channels.iter().filter(|channel| {
        types.contains(&wanted(channel.kind))
            && (channel.kind == ChannelKind::Public || channel.has(state.bot()))
            && !(no_archived && channel.is_archived)
    });
    let (channels, cursor) = page(visible.collect(), args, 100)?;
    let shown = channels.into_iter().map(|channel| {
        let mut shown = state.show_channel(channel);
        shown["num_members"] = channel.members.len().into();
        shown
    });
    Ok(json!({"channels": shown.collect::<Vec<_>>(), "response_metadata": {"next_cursor": cursor}}))
}

pub(super) fn info(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let channel = state.channel(&visible_id(state, args)?)?;
    let mut shown = state.show_channel(channel);
    if args.flag("include_num_members") {
        shown["num_members"] = channel.members.len().into();
    }
    Ok(json!({"channel": shown}))
}

pub(super) fn members(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let members = state.channel(&visible_id(state, args)?)?.members.clone();
    let (members, cursor) = page(members, args, 100)?;
    Ok(json!({"members": members, "response_metadata": {"next_cursor": cursor}}))
}

pub(super) fn join(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let id = visible_id(state, args)?;
    let bot = state.bot().to_owned();
    if state.channel(&id)?.kind != ChannelKind::Public {
        return Err("method_not_supported_for_channel_type".into());
    }
    let mut answer = json!({});
    if state.channel(&id)?.has(&bot) {
        answer = json!({"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}});
    } else {
        state.join(&bot, &id, None)?;
    }
    answer["channel"] = state.show_channel(state.channel(&id)?);
    Ok(answer)
}

pub(super) fn open(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let id = if let Some(channel) = args.find("channel") {
        state.channel(&channel)?.id.clone()
    } else {
        let users = args.need("users")?;
        if users.contains(',') {
            return Err("method_not_supported_for_channel_type".into()); // No group conversations here.
        }
        direct(state, &users)?
    };
    let mut answer = json!({"channel": {"id": id}});
    if args.flag("return_im") {
        answer["channel"] = state.show_channel(state.channel(&id)?);
    }
    Ok(answer)
}

/// The direct messages between the app and a user.
pub(super) fn direct(state: &mut State, user: &str) -> Result<String> {
    state.user(user)?;
    let bot = state.bot().to_owned();
    if user == bot {
        return Err("cannot_dm_bot".into());
    }
    let both = |channel: &&Channel| channel.kind == ChannelKind::Direct && channel.has(user) && channel.has(&bot);
    if let Some(channel) = state.workspace.channels.iter().find(both) {
        return Ok(channel.id.clone());
    }
    let id = state.new_id("D");
    state
        .workspace
        .channels
        .push(Channel::new(&id, "", ChannelKind::Direct).members(&[&bot, user]));
    Ok(id)
}

/// Newest first, without the replies that stay in their threads.
pub(super) fn history(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let id = readable_id(state, args)?;
    let in_window = window(args);
    let all = state.messages.iter().filter(|message| message.channel == id);
    let shown = all.filter(|message| {
        let broadcast = message.subtype.as_deref() == Some("thread_broadcast");
        let remains = !message.deleted || !message.is_reply() && state.root(&id, &message.ts).is_some();
        remains && (!message.is_reply() || broadcast) && in_window(&message.ts)
    });
    // With only a lower bound, Slack pages from the oldest on; each page is still newest first.
    let upwards = args.find("oldest").is_some() && args.find("latest").is_none();
    let mut found: Vec<&Message> = shown.collect();
    if !upwards {
        found.reverse();
    }
    let (mut messages, cursor) = page(found, args, 100)?;
    if upwards {
        messages.reverse();
    }
    Ok(listed(state, args, &messages, &cursor, json!({"pin_count": 0})))
}

/// The first message, then the replies, oldest first.
pub(super) fn replies(state: &mut State, args: &Args, _: &Manners) -> Result<Value> {
    let id = readable_id(state, args)?;
    let ts = args.need("ts")?;
    let asked = state
        .messages
        .iter()
        .find(|message| message.channel == id && message.ts == ts);
    // The ts of a reply finds that reply alone.
    if let Some(reply) = asked.filter(|message| message.is_reply() && !message.deleted) {
        return Ok(listed(state, args, &[reply], "", json!({})));
    }
    let root = state.root(&id, &ts).ok_or("thread_not_found")?;
    let in_window = window(args);
    let mut replies: Vec<&Message> = state
        .replies(&id, &ts)
        .filter(|message| in_window(&message.ts))
        .collect();
    // The first message comes with every page and counts.
    let first_page = args.find("cursor").is_none_or(|cursor| cursor.is_empty());
    if first_page {
        replies.insert(0, root);
    }
    let (mut messages, cursor) = if first_page {
        page(replies, args, 1000)?
    } else {
        let mut whole = vec![root];
        whole.append(&mut replies);
        page(whole, args, 1000)?
    };
    if !first_page {
        messages.insert(0, root);
    }
    Ok(listed(state, args, &messages, &cursor, json!({})))
}

fn listed(state: &State, args: &Args, messages: &[&Message], cursor: &str, mut answer: Value) -> Value {
    // Without the scope, messages come without.
    let metadata = args.flag("include_all_metadata") && state.has_scope("metadata.message:read");
    let shown: Vec<Value> = messages.iter().map(|message| state.show(message, metadata)).collect();
    answer["messages"] = shown.into();
    answer["has_more"] = (!cursor.is_empty()).into();
    if !cursor.is_empty() {
        answer["response_metadata"] = json!({"next_cursor": cursor});
    }
    answer
}

/// Whether a message lies between `oldest` and `latest`; on the very bounds only if `inclusive`.
fn window(args: &Args) -> impl Fn(&str) -> bool + use<> {
    let bound = |key: &str| args.find(key).map(|ts| order(&ts));
    let (oldest, latest, inclusive) = (bound("oldest"), bound("latest"), args.flag("inclusive"));
    move |ts| {
        let ts = order(ts);
        oldest.is_none_or(|oldest| ts > oldest || inclusive && ts == oldest)
            && latest.is_none_or(|latest| ts < latest || inclusive && ts == latest)
    }
}

/// A timestamp as a number that can be compared.
fn order(ts: &str) -> (u64, u64) {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, "0"));
    (
        seconds.parse().unwrap_or(0),
        format!("{fraction:0<6}").parse().unwrap_or(0),
    )
}

fn visible_id(state: &State, args: &Args) -> Result<String> {
    let id = visible_channel(state, args)?;
    // Unlike `chat.postMessage`, these take no names.
    if args.find("channel").as_deref() == Some(&id) {
        Ok(id)
    } else {
        Err("channel_not_found".into())
    }
}

fn readable_id(state: &State, args: &Args) -> Result<String> {
    let id = visible_id(state, args)?;
    if state.channel(&id)?.has(state.bot()) {
        Ok(id)
    } else {
        Err("not_in_channel".into())
    }
}
