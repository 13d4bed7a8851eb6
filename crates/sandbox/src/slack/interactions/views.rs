//! Modals: checked and completed, filled in, concluded.

use serde_json::{Map, Value, json};

use super::{Submission, actions::option};
use crate::slack::{
    View, block_checks,
    block_checks::Surface,
    blocks,
    state::{Refusal, Result, State},
};

/// What a reader entered, in Slack's form, and what Slack itself would not let them submit.
pub(super) fn fill_in(blocks: &Value, entered: Value) -> (Value, Map<String, Value>) {
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
pub(super) fn conclude(state: &mut State, user: &str, view_id: &str, body: &str) -> Submission {
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
pub(in crate::slack) fn new_view(state: &mut State, user: &str, view: &Value) -> Result<View> {
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
    let found = block_checks::problems(blocks, Surface::Modal);
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
