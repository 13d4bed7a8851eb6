//! Block Kit: what Slack checks before it accepts blocks, and what it adds to them.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::text;

/// Where blocks are shown decides how many there may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    Message,
    Modal,
}

/// All text of one message's blocks together.
const MAX_TEXT: usize = 13_200;

/// What is wrong with the blocks, each with a JSON pointer, as Slack words it; nothing when they are fine.
pub(super) fn problems(blocks: &[Value], surface: Surface) -> Vec<String> {
    let mut check = Check::default();
    let most = if surface == Surface::Message { 50 } else { 100 };
    if blocks.len() > most {
        check.problem("/blocks", &format!("no more than {most} items allowed"));
    }
    for (index, block) in blocks.iter().enumerate() {
        check.block(block, &format!("/blocks/{index}"), surface);
    }
    check.problems
}

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

const INTERACTIVE: [&str; 14] = [
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

#[derive(Default)]
struct Check {
    problems: Vec<String>,
    block_ids: HashSet<String>,
}

impl Check {
    fn problem(&mut self, at: &str, what: &str) {
        self.problems.push(format!("[ERROR] {what} [json-pointer:{at}]"));
    }

    fn block(&mut self, block: &Value, at: &str, surface: Surface) {
        if let Some(id) = block["block_id"].as_str() {
            if id.len() > 255 {
                self.problem(&format!("{at}/block_id"), "must be less than 256 characters");
            } else if !id.is_empty() && !self.block_ids.insert(id.to_owned()) {
                self.problem(&format!("{at}/block_id"), &format!("`block_id` {id} already exists"));
            }
        }
        match block["type"].as_str().unwrap_or_default() {
            "header" => self.text(block, "text", at, 150, Some("plain_text")),
            "section" => self.section(block, at),
            "context" => {
                let elements = self.list(block, "elements", at, 10);
                for (index, element) in elements.iter().enumerate() {
                    let at = format!("{at}/elements/{index}");
                    match element["type"].as_str() {
                        Some("mrkdwn" | "plain_text") => self.text_itself(element, &at, 3000, None),
                        Some("image") => {}
                        _ => self.problem(&at, "unsupported type"),
                    }
                }
            }
            "actions" => {
                let elements = self.list(block, "elements", at, 25);
                let mut seen = HashSet::new();
                for (index, element) in elements.iter().enumerate() {
                    let at = format!("{at}/elements/{index}");
                    self.element(element, &at);
                    let id = element["action_id"].as_str().unwrap_or_default();
                    if !id.is_empty() && !seen.insert(id.to_owned()) {
                        self.problem(&format!("{at}/action_id"), &format!("`action_id` {id} already exists"));
                    }
                }
            }
            "input" => {
                self.text(block, "label", at, 2000, Some("plain_text"));
                if !block["hint"].is_null() {
                    self.text(block, "hint", at, 2000, Some("plain_text"));
                }
                self.element(&block["element"], &format!("{at}/element"));
            }
            "image" => {
                for (key, most) in [("image_url", 3000), ("alt_text", 2000)] {
                    let length = block[key].as_str().map_or(0, |text| text.chars().count());
                    let missing = length == 0 && !(key == "image_url" && block["slack_file"].is_object());
                    if missing || length > most {
                        self.problem(&format!("{at}/{key}"), "missing or too long");
                    }
                }
            }
            "rich_text" => {
                self.list(block, "elements", at, 1000);
            }
            "markdown" if surface == Surface::Message => {
                let length = block["text"].as_str().map_or(0, |text| text.chars().count());
                if length == 0 || length > 12_000 {
                    self.problem(&format!("{at}/text"), "must be less than 12001 characters");
                }
            }
            "divider" | "file" | "video" => {}
            _ => self.problem(&format!("{at}/type"), "unsupported type"),
        }
    }

    fn section(&mut self, block: &Value, at: &str) {
        if block["text"].is_null() && block["fields"].is_null() {
            self.problem(at, "missing required field: text or fields");
        }
        if !block["text"].is_null() {
            self.text(block, "text", at, 3000, None);
        }
        if !block["fields"].is_null() {
            for (index, field) in self.list(block, "fields", at, 10).iter().enumerate() {
                self.text_itself(field, &format!("{at}/fields/{index}"), 2000, None);
            }
        }
        if !block["accessory"].is_null() && block["accessory"]["type"] != "image" {
            self.element(&block["accessory"], &format!("{at}/accessory"));
        }
    }

    fn element(&mut self, element: &Value, at: &str) {
        let kind = element["type"].as_str().unwrap_or_default();
        if !INTERACTIVE.contains(&kind) {
            return self.problem(&format!("{at}/type"), "unsupported type");
        }
        if element["action_id"].as_str().is_some_and(|id| id.len() > 255) {
            self.problem(&format!("{at}/action_id"), "must be less than 256 characters");
        }
        if !element["placeholder"].is_null() {
            self.text(element, "placeholder", at, 150, Some("plain_text"));
        }
        let options = |check: &mut Self, most| {
            for (index, option) in check.list(element, "options", at, most).iter().enumerate() {
                let at = format!("{at}/options/{index}");
                check.text(option, "text", &at, 75, None);
                if option["value"].as_str().is_none_or(|value| value.chars().count() > 150) {
                    check.problem(&format!("{at}/value"), "missing or more than 150 characters");
                }
            }
        };
        match kind {
            "button" => {
                self.text(element, "text", at, 75, Some("plain_text"));
                for (key, most) in [("value", 2000), ("url", 3000)] {
                    if element[key].as_str().is_some_and(|text| text.chars().count() > most) {
                        self.problem(
                            &format!("{at}/{key}"),
                            &format!("must be less than {} characters", most + 1),
                        );
                    }
                }
                if element["style"]
                    .as_str()
                    .is_some_and(|style| !["primary", "danger"].contains(&style))
                {
                    self.problem(&format!("{at}/style"), "must be a valid enum value");
                }
            }
            "static_select" | "multi_static_select" if element["option_groups"].is_null() => options(self, 100),
            "radio_buttons" | "checkboxes" => options(self, 10),
            "overflow" => options(self, 5),
            "plain_text_input"
                if element["max_length"]
                    .as_u64()
                    .is_some_and(|most| most == 0 || most > 3000) =>
            {
                self.problem(&format!("{at}/max_length"), "must be between 1 and 3000");
            }
            _ => {}
        }
    }

    /// A list with at least one item.
    fn list<'a>(&mut self, value: &'a Value, key: &str, at: &str, most: usize) -> &'a [Value] {
        let list = value[key].as_array().map(Vec::as_slice).unwrap_or_default();
        if list.is_empty() {
            self.problem(&format!("{at}/{key}"), "must have at least 1 item");
        } else if list.len() > most {
            self.problem(&format!("{at}/{key}"), &format!("no more than {most} items allowed"));
        }
        list
    }

    fn text(&mut self, value: &Value, key: &str, at: &str, most: usize, kind: Option<&str>) {
        self.text_itself(&value[key], &format!("{at}/{key}"), most, kind);
    }

    fn text_itself(&mut self, object: &Value, at: &str, most: usize, kind: Option<&str>) {
        let Some(text) = object["text"].as_str() else {
            return self.problem(at, "missing required field: text");
        };
        let sound = match object["type"].as_str() {
            Some("plain_text") => true,
            Some("mrkdwn") => kind != Some("plain_text"),
            _ => false,
        };
        if !sound {
            self.problem(&format!("{at}/type"), "unsupported type");
        }
        if text.is_empty() {
            self.problem(&format!("{at}/text"), "must be more than 0 characters");
        } else if text.chars().count() > most {
            self.problem(
                &format!("{at}/text"),
                &format!("must be less than {} characters", most + 1),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(id: &str) -> Value {
        json!({"type": "button", "action_id": id, "text": {"type": "plain_text", "text": "Take it"}})
    }

    #[test]
    fn a_card_is_fine() {
        let blocks = [
            json!({"type": "header", "text": {"type": "plain_text", "text": "ACME-1"}}),
            json!({"type": "section", "text": {"type": "mrkdwn", "text": "*Printer* on fire"}}),
            json!({"type": "section", "fields": [{"type": "mrkdwn", "text": "*Status*\nopen"}]}),
            json!({"type": "divider"}),
            json!({"type": "context", "elements": [{"type": "mrkdwn", "text": "now"}]}),
            json!({"type": "actions", "elements": [button("take"), button("reply")]}),
        ];
        assert_eq!(problems(&blocks, Surface::Message), Vec::<String>::new());
    }

    #[test]
    fn limits_are_named_with_their_place() {
        let cases = [
            (
                json!({"type": "section", "text": {"type": "mrkdwn", "text": "x".repeat(3001)}}),
                "/blocks/0/text/text",
            ),
            (
                json!({"type": "section", "text": {"type": "mrkdwn", "text": ""}}),
                "/blocks/0/text/text",
            ),
            (
                json!({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
                "/blocks/0/text/type",
            ),
            (
                json!({"type": "actions", "elements": [button("a"), button("a")]}),
                "/blocks/0/elements/1/action_id",
            ),
            (
                json!({"type": "actions", "elements": [button(&"a".repeat(256))]}),
                "/blocks/0/elements/0/action_id",
            ),
            (json!({"type": "actions", "elements": []}), "/blocks/0/elements"),
            (json!({"type": "marquee"}), "/blocks/0/type"),
        ];
        for (block, place) in cases {
            let problems = problems(std::slice::from_ref(&block), Surface::Message);
            assert!(
                problems
                    .iter()
                    .any(|problem| problem.ends_with(&format!("[json-pointer:{place}]"))),
                "{block} {problems:?}"
            );
        }
    }

    #[test]
    fn fifty_blocks_fit_a_message_and_a_hundred_a_modal() {
        let dividers = vec![json!({"type": "divider"}); 51];
        assert_eq!(problems(&dividers, Surface::Message).len(), 1);
        assert_eq!(problems(&dividers, Surface::Modal).len(), 0);
    }

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
