//! What people do with the app's buttons, menus and modals, and how the app hears of it.

use std::future::Future;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Message, Slack, View, blocks,
    events::{Delivery, DeliveryKind},
    locked,
    model::ChannelKind,
    state::{Refusal, ResponseUrl, Result, State, merge},
};

/// Which button or option.
pub(super) struct Choice {
    pub action_id: String,
    pub value: Option<String>,
    /// Whether `value` is an option of a menu.
    pub option: bool,
}

/// What became of a submitted modal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Submission {
    /// It is closed.
    Closed,
    /// The app shows the next one.
    Updated {
        /// The id of the modal that is open now.
        view_id: String,
    },
    /// It stays open and shows these, by block id.
    Errors {
        /// What to mend.
        errors: Map<String, Value>,
    },
    /// The app did not answer as it must: "We had some trouble connecting. Try again?"
    Failed {
        /// What it did instead.
        reason: String,
    },
}

impl Slack {
    /// Somebody uses an element of a message. The delivery runs at once; the future waits for it.
    pub(super) fn act_on(
        &self,
        user: &str,
        channel: &str,
        ts: &str,
        choice: Choice,
    ) -> Result<impl Future<Output = Result<Value>> + use<>> {
        let payload = self.change(|state| block_actions(state, user, channel, ts, &choice))?;
        let (slack, pending) = (self.clone(), self.pending());
        let delivery = self.0.runtime.spawn(async move {
            let answer = slack.interact(&payload).await;
            drop(pending);
            answer
        });
        Ok(async move {
            match delivery.await {
                Ok(Ok(_)) => Ok(json!({})),
                Ok(Err(reason)) => Err(Refusal {
                    error: "app_did_not_answer".into(),
                    messages: vec![reason],
                }),
                Err(_stopped) => Err("sandbox_stopped".into()),
            }
        })
    }

    /// Somebody submits a modal.
    pub(super) async fn submit(&self, user: &str, view_id: &str, values: Value) -> Result<Submission> {
        let pending = self.pending();
        let prepared = self.change(|state| {
            let view = state
                .views
                .iter_mut()
                .find(|view| view.id == view_id && view.user == user);
            let Some(view) = view else {
                return Err(Refusal::from("view_not_found"));
            };
            let (values, errors) = fill_in(&view.view["blocks"], values);
            view.errors.clone_from(&errors);
            if !errors.is_empty() {
                return Ok(Err(errors));
            }
            view.view["state"] = json!({"values": values});
            let mut payload = json!({"type": "view_submission", "view": view.view, "response_urls": []});
            let trigger = state.new_trigger(user);
            merge(&mut payload, frame(state, user, &trigger)?);
            Ok(Ok(payload))
        })?;
        let payload = match prepared {
            Ok(payload) => payload,
            Err(errors) => return Ok(Submission::Errors { errors }),
        };
        let answer = self.interact(&payload).await;
        let submission = self.change(|state| match answer {
            Ok(body) => conclude(state, user, view_id, &body),
            Err(reason) => Submission::Failed { reason },
        });
        drop(pending);
        Ok(submission)
    }

    /// Somebody closes a modal; the app hears of it if it asked to.
    pub(super) async fn dismiss(&self, user: &str, view_id: &str) -> Result<()> {
        let payload = self.change(|state| {
            let at = state
                .views
                .iter()
                .position(|view| view.id == view_id && view.user == user);
            let view = state.views.remove(at.ok_or("view_not_found")?);
            let mut payload = json!({"type": "view_closed", "view": view.view, "is_cleared": false});
            let trigger = state.new_trigger(user);
            merge(&mut payload, frame(state, user, &trigger)?);
            Ok::<_, Refusal>((view.view["notify_on_close"] == true).then_some(payload))
        })?;
        if let Some(payload) = payload {
            let pending = self.pending();
            // Nobody waits for the app here: the modal is gone either way.
            let _ = self.interact(&payload).await;
            drop(pending);
        }
        Ok(())
    }

    /// Sends a payload; the app has one try.
    async fn interact(&self, payload: &Value) -> Result<String, String> {
        let Some(url) = locked(&self.0.addresses).interactions.clone() else {
            return Err("no app is connected".into());
        };
        let json = payload.to_string();
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("payload", &json)
            .finish();
        let headers = self.signed(&body);
        let answer = self
            .send(&url, "application/x-www-form-urlencoded", &body, &headers)
            .await;
        let result = match &answer {
            Ok((status, _, body)) if (200..300).contains(status) => Ok(body.clone()),
            Ok((status, ..)) => Err(format!("the app answered {status}")),
            Err(reason) => Err((*reason).to_owned()),
        };
        self.record_delivery(Delivery {
            kind: DeliveryKind::Interaction,
            id: payload["type"].as_str().unwrap_or_default().to_owned(),
            attempt: 0,
            url,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            body,
            failure: match &answer {
                Err(reason) => Some(reason),
                Ok(_) => result.is_err().then_some("http_error"),
            },
            status: answer.ok().map(|(status, ..)| status),
        });
        result
    }
}

/// What every payload carries.
fn frame(state: &State, user: &str, trigger: &str) -> Result<Value> {
    let user = state.user(user)?;
    let workspace = &state.workspace;
    Ok(json!({
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "api_app_id": workspace.app.id, "token": "sandbox-verification-token", "trigger_id": trigger,
        "enterprise": null, "is_enterprise_install": false,
    }))
}

fn block_actions(state: &mut State, user: &str, channel: &str, ts: &str, choice: &Choice) -> Result<Value> {
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

fn option(element: &Value, value: &str) -> Option<Value> {
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

/// What a reader entered, in Slack's form, and what Slack itself would not let them submit.
fn fill_in(blocks: &Value, entered: Value) -> (Value, Map<String, Value>) {
    let (mut values, mut errors) = (json!({}), Map::new());
    for block in blocks.as_array().into_iter().flatten() {
        let element = &block["element"];
        let (Some(block_id), Some(action_id)) = (block["block_id"].as_str(), element["action_id"].as_str()) else {
            continue;
        };
        let value = in_slacks_form(element, &entered[block_id][action_id]);
        let empty = value
            .as_object()
            .into_iter()
            .flatten()
            .all(|(key, value)| key == "type" || is_empty(value));
        let length = value["value"].as_str().map_or(0, |text| text.chars().count() as u64);
        if empty && block["optional"] != true {
            errors.insert(block_id.into(), "Please complete this required field.".into());
        } else if element["max_length"].as_u64().unwrap_or(3000) < length {
            errors.insert(block_id.into(), "This is too long.".into());
        } else if !empty && element["min_length"].as_u64().unwrap_or(0) > length {
            errors.insert(block_id.into(), "This is too short.".into());
        }
        values[block_id][action_id] = value;
    }
    (values, errors)
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value == "" || value.as_array().is_some_and(Vec::is_empty)
}

/// A plain string, or a list of them, as the value of this kind of element.
fn in_slacks_form(element: &Value, entered: &Value) -> Value {
    if entered.is_object() {
        return entered.clone();
    }
    let kind = element["type"].as_str().unwrap_or_default();
    let options = |values: &Value| -> Vec<Value> {
        let values = values.as_array().into_iter().flatten().filter_map(Value::as_str);
        values.filter_map(|value| option(element, value)).collect()
    };
    let initial = |key: &str| {
        if entered.is_null() {
            element[key].clone()
        } else {
            entered.clone()
        }
    };
    match kind {
        "plain_text_input" => {
            let text = initial("initial_value");
            json!({"type": kind, "value": if text == "" { Value::Null } else { text }})
        }
        "static_select" | "radio_buttons" => {
            let chosen = entered.as_str().and_then(|value| option(element, value));
            let chosen = chosen.or_else(|| entered.is_null().then(|| element["initial_option"].clone()));
            json!({"type": kind, "selected_option": chosen})
        }
        "multi_static_select" | "checkboxes" => json!({"type": kind, "selected_options": options(entered)}),
        "users_select" => json!({"type": kind, "selected_user": initial("initial_user")}),
        "datepicker" => json!({"type": kind, "selected_date": initial("initial_date")}),
        _ => json!({"type": kind, "value": entered}),
    }
}

/// Does what the app answered to a submission.
fn conclude(state: &mut State, user: &str, view_id: &str, body: &str) -> Submission {
    let failed = |reason: &str| Submission::Failed {
        reason: reason.to_owned(),
    };
    let answer: Value = if body.trim().is_empty() {
        json!({})
    } else {
        match serde_json::from_str(body) {
            Ok(answer) => answer,
            Err(_) => return failed("the app answered something that is no JSON"),
        }
    };
    let close = |state: &mut State, view_id: &str| state.views.retain(|view| view.id != view_id);
    match answer["response_action"].as_str() {
        None => {
            close(state, view_id);
            Submission::Closed
        }
        Some("clear") => {
            state.views.retain(|view| view.user != user);
            Submission::Closed
        }
        Some("errors") => {
            let Some(errors) = answer["errors"].as_object().filter(|errors| !errors.is_empty()) else {
                return failed("`errors` must not be empty");
            };
            let Some(view) = state.views.iter_mut().find(|view| view.id == view_id) else {
                return failed("closed");
            };
            let inputs = view.view["blocks"].as_array().cloned().unwrap_or_default();
            let known = |id: &String| {
                inputs
                    .iter()
                    .any(|block| block["type"] == "input" && block["block_id"] == **id)
            };
            if !errors.keys().all(known) {
                return failed("`errors` names a block that is no input");
            }
            view.errors.clone_from(errors);
            Submission::Errors { errors: errors.clone() }
        }
        Some(action @ ("update" | "push")) => match new_view(state, user, &answer["view"]) {
            Ok(view) => {
                if action == "update" {
                    close(state, view_id);
                }
                let id = view.id.clone();
                state.views.push(view);
                Submission::Updated { view_id: id }
            }
            Err(refusal) => failed(&refusal.to_string()),
        },
        Some(_) => failed("unknown `response_action`"),
    }
}

/// Checks a modal and completes it as Slack does.
pub(super) fn new_view(state: &mut State, user: &str, view: &Value) -> Result<View> {
    let problems = view_problems(view);
    if !problems.is_empty() {
        return Err(Refusal {
            error: "invalid_arguments".into(),
            messages: problems,
        });
    }
    let blocks = view["blocks"].as_array().cloned().unwrap_or_default();
    let blocks = blocks::complete(blocks, || state.new_id("b"));
    let id = state.new_id("V");
    let text = |key: &str| view[key].as_str().unwrap_or_default();
    let app = &state.workspace.app;
    let shown = json!({
        "id": id, "team_id": state.workspace.team.id, "type": "modal", "blocks": blocks, "title": view["title"],
        "close": view["close"], "submit": view["submit"], "callback_id": text("callback_id"),
        "external_id": text("external_id"), "private_metadata": text("private_metadata"), "state": {"values": {}},
        "hash": format!("{}.{}", id.to_lowercase(), uuid::Uuid::new_v4().simple()),
        "clear_on_close": view["clear_on_close"] == true, "notify_on_close": view["notify_on_close"] == true,
        "previous_view_id": null, "root_view_id": id, "app_id": app.id, "bot_id": app.bot_id,
        "app_installed_team_id": state.workspace.team.id,
    });
    Ok(View {
        id,
        user: user.to_owned(),
        view: shown,
        errors: Map::new(),
    })
}

fn view_problems(view: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    if view["type"] != "modal" {
        problems.push("[ERROR] must be a valid enum value [json-pointer:/view/type]".to_owned());
    }
    for (key, required) in [("title", true), ("submit", false), ("close", false)] {
        let text = &view[key];
        let length = text["text"].as_str().map_or(0, |text| text.chars().count());
        if text.is_null() && !required {
            continue;
        }
        if text["type"] != "plain_text" || length == 0 || length > 24 {
            problems.push(format!(
                "[ERROR] must be plain text of 1 to 24 characters [json-pointer:/view/{key}]"
            ));
        }
    }
    for (key, most) in [("callback_id", 255), ("private_metadata", 3000), ("external_id", 255)] {
        if view[key].as_str().is_some_and(|text| text.len() > most) {
            problems.push(format!(
                "[ERROR] must be less than {} characters [json-pointer:/view/{key}]",
                most + 1
            ));
        }
    }
    let Some(blocks) = view["blocks"].as_array() else {
        problems.push("[ERROR] missing required field: blocks [json-pointer:/view]".to_owned());
        return problems;
    };
    let found = blocks::problems(blocks, blocks::Surface::Modal);
    problems.extend(
        found
            .iter()
            .map(|problem| problem.replace("[json-pointer:", "[json-pointer:/view")),
    );
    if view["submit"].is_null() && blocks.iter().any(|block| block["type"] == "input") {
        problems.push(
            "[ERROR] `submit` is required when an `input` block is within `blocks` [json-pointer:/view]".to_owned(),
        );
    }
    problems
}
