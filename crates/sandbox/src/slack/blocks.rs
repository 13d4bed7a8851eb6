//! Block Kit: what Slack adds to blocks it has accepted, and what is found in them. What it checks before is in `block_checks`.

use serde_json::{Value, json};

use super::text;

/// All text of one message's blocks together.
const MAX_TEXT: usize = 13_200;

/// Whether the texts of all blocks together are more than Slack stores.
pub(super) fn too_long(blocks: &[Value]) -> bool {
    fn length(value: &Value) -> usize {
        match value {
            Value::Object(object) => {
                let own = object
                    .get("text")
                    .and_then(Value::as_str)
                    .map_or(0, |text| text.chars().count());
                own + object.values().map(length).sum::<usize>()
            }
            Value::Array(items) => items.iter().map(length).sum(),
            _ => 0,
        }
    }
    blocks.iter().map(length).sum::<usize>() > MAX_TEXT
}

/// Adds the ids and switches that Slack adds, and stores formatted text as it stores every text.
pub(super) fn complete(blocks: Vec<Value>, mut new_id: impl FnMut() -> String) -> Vec<Value> {
    fn texts(value: &mut Value) {
        match value {
            Value::Object(object) => {
                match object.get("type").and_then(Value::as_str) {
                    Some("mrkdwn") => {
                        let as_it_is = object.get("verbatim") == Some(&json!(true));
                        let text = object.get("text").and_then(Value::as_str);
                        let stored = text.map(|text| text::sent(text, as_it_is));
                        object.insert("text".into(), stored.unwrap_or_default().into());
                        object.entry("verbatim").or_insert(json!(false));
                    }
                    Some("plain_text") => {
                        object.entry("emoji").or_insert(json!(true));
                    }
                    _ => {}
                }
                object.values_mut().for_each(texts);
            }
            Value::Array(items) => items.iter_mut().for_each(texts),
            _ => {}
        }
    }
    let mut blocks = blocks;
    for block in &mut blocks {
        texts(block);
        if block["block_id"].as_str().unwrap_or_default().is_empty() {
            block["block_id"] = new_id().into();
        }
        for (key, value) in block.as_object_mut().into_iter().flat_map(|block| block.iter_mut()) {
            let elements = match (key.as_str(), value) {
                ("elements", Value::Array(elements)) => elements.iter_mut().collect(),
                ("accessory" | "element", element) => vec![element],
                _ => continue,
            };
            for element in elements {
                act_on(element, &mut new_id);
            }
        }
    }
    blocks
}

/// Everything that can be used has an id.
fn act_on(element: &mut Value, new_id: &mut impl FnMut() -> String) {
    let interactive = element["type"].as_str().is_some_and(|kind| INTERACTIVE.contains(&kind));
    if interactive && element["action_id"].as_str().unwrap_or_default().is_empty() {
        element["action_id"] = new_id().into();
    }
}

/// Calls `found` with everybody whom the formatted texts within `value` call.
pub(super) fn each_mention(value: &Value, found: &mut dyn FnMut(String)) {
    match value["type"].as_str() {
        Some("mrkdwn") => text::mentions(value["text"].as_str().unwrap_or_default())
            .into_iter()
            .for_each(&mut *found),
        Some("user") => found(value["user_id"].as_str().unwrap_or_default().to_owned()),
        Some("broadcast") => found(format!("!{}", value["range"].as_str().unwrap_or_default())),
        Some("usergroup") => found(format!(
            "!subteam^{}",
            value["usergroup_id"].as_str().unwrap_or_default()
        )),
        _ => {}
    }
    match value {
        Value::Object(object) => object.values().for_each(|inner| each_mention(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| each_mention(inner, found)),
        _ => {}
    }
}

/// The elements a reader can act on, with the block that holds each.
pub(super) fn interactive(blocks: &[Value]) -> impl Iterator<Item = (&Value, &Value)> {
    blocks.iter().flat_map(|block| {
        let listed = block["elements"].as_array().into_iter().flatten();
        let single = [&block["accessory"], &block["element"]];
        listed
            .chain(single)
            .filter(|element| !element["action_id"].is_null())
            .map(move |element| (block, element))
    })
}

pub(super) const INTERACTIVE: [&str; 14] = [
    "button",
    "static_select",
    "overflow",
    "users_select",
    "channels_select",
    "conversations_select",
    "external_select",
    "multi_static_select",
    "multi_users_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "plain_text_input",
    "timepicker",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_added_where_they_are_missing() {
        let mut next = 0;
        let blocks = complete(
            vec![
                json!({"type": "divider"}),
                json!({"type": "divider", "block_id": "mine"}),
            ],
            || {
                next += 1;
                format!("b{next}")
            },
        );
        assert_eq!(
            blocks,
            [
                json!({"type": "divider", "block_id": "b1"}),
                json!({"type": "divider", "block_id": "mine"})
            ]
        );
    }
}
