//! Buttons and menus within messages.

use serde_json::{Value, json};

use super::{Choice, frame};
use crate::slack::{
    Message, blocks,
    model::ChannelKind,
    state::{Refusal, ResponseUrl, Result, State, merge},
};

/// The payload for an element of a message that somebody used.
pub(super) fn block_actions(state: &mut State, user: &str, channel: &str, ts: &str, choice: &Choice) -> Result<Value> {
    if !state.channel(channel)?.has(user) {
        return Err("not_in_channel".into());
    }
    let ephemeral = state
        .ephemerals
        .iter()
        .find(|it| it.user == user && it.message.channel == channel && it.message.ts == ts);
    let is_ephemeral = ephemeral.is_some();
    let message = match ephemeral {
        Some(ephemeral) => ephemeral.message.clone(),
        None => state.message(channel, ts)?.clone(),
    };
    let mut action = action(&message, choice)?;
    action["action_ts"] = state.new_ts().into();
    let trigger = state.new_trigger(user);
    let mut container =
        json!({"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": is_ephemeral});
    if let Some(thread) = &message.thread_ts {
        container["thread_ts"] = thread.clone().into();
    }
    let channel_name = match state.channel(channel)? {
        it if it.kind == ChannelKind::Public => it.name.clone(),
        it if it.kind == ChannelKind::Direct => "directmessage".to_owned(),
        _ => "privategroup".to_owned(),
    };
    let mut payload = json!({
        "type": "block_actions", "container": container, "channel": {"id": channel, "name": channel_name},
        "message": state.show(&message, true), "state": {"values": chosen_so_far(&message, &action)},
        "response_url": response_url(state, user, &message, is_ephemeral), "actions": [action],
    });
    if is_ephemeral {
        // The app gets no copy of what only the reader sees.
        payload.as_object_mut().map(|payload| payload.remove("message"));
    }
    merge(&mut payload, frame(state, user, &trigger)?);
    Ok(payload)
}

fn response_url(state: &mut State, user: &str, message: &Message, ephemeral: bool) -> String {
    let key = uuid::Uuid::new_v4().simple().to_string();
    let url = format!("{}/slack/actions/{}/{key}", state.base_url, state.workspace.team.id);
    let right = ResponseUrl {
        user: user.to_owned(),
        channel: message.channel.clone(),
        ts: message.ts.clone(),
        thread_ts: message.thread_ts.clone(),
        ephemeral,
        left: 5,
    };
    state.response_urls.insert(key, right);
    url
}

/// The entry of `actions` for what was chosen.
fn action(message: &Message, choice: &Choice) -> Result<Value> {
    let mut fitting =
        blocks::interactive(&message.blocks).filter(|(_, element)| element["action_id"] == choice.action_id);
    let nothing = || Refusal {
        error: "no_such_action".into(),
        messages: vec![format!(
            "message {} has no {:?} {:?}",
            message.ts, choice.action_id, choice.value
        )],
    };
    if !choice.option {
        let wanted = |element: &Value| choice.value.as_ref().is_none_or(|value| element["value"] == **value);
        let (block, element) = fitting
            .find(|(_, it)| it["type"] == "button" && wanted(it))
            .ok_or_else(nothing)?;
        let mut action = json!({"type": "button", "block_id": block["block_id"], "action_id": element["action_id"],
            "text": element["text"]});
        for key in ["value", "style"] {
            if !element[key].is_null() {
                action[key] = element[key].clone();
            }
        }
        return Ok(action);
    }
    let value = choice.value.as_deref().unwrap_or_default();
    for (block, element) in fitting {
        let kind = element["type"].as_str().unwrap_or_default();
        let mut action = json!({"type": kind, "block_id": block["block_id"], "action_id": element["action_id"]});
        if kind == "users_select" {
            action["selected_user"] = value.into();
        } else if let Some(option) = option(element, value) {
            action["selected_option"] = option;
        } else {
            continue;
        }
        return Ok(action);
    }
    Err(nothing())
}

/// The option of a menu with this value.
pub(super) fn option(element: &Value, value: &str) -> Option<Value> {
    let groups = element["option_groups"].as_array().into_iter().flatten();
    let lists = groups.map(|group| &group["options"]).chain([&element["options"]]);
    lists
        .filter_map(Value::as_array)
        .flatten()
        .find(|option| option["value"] == value)
        .cloned()
}

/// The menus of the message with what is selected in them.
fn chosen_so_far(message: &Message, action: &Value) -> Value {
    let mut values = json!({});
    for (block, element) in blocks::interactive(&message.blocks) {
        let (Some(block), Some(id), Some(kind)) = (
            block["block_id"].as_str(),
            element["action_id"].as_str(),
            element["type"].as_str(),
        ) else {
            continue;
        };
        let chosen = if action["block_id"] == block && action["action_id"] == id {
            (&action["selected_option"], &action["selected_user"])
        } else {
            (&element["initial_option"], &element["initial_user"])
        };
        match kind {
            "static_select" => values[block][id] = json!({"type": kind, "selected_option": chosen.0}),
            "users_select" => values[block][id] = json!({"type": kind, "selected_user": chosen.1}),
            _ => {}
        }
    }
    values
}
