//! What Slack checks before it accepts blocks. It knows the kinds that Portico may send, and their limits.

use std::collections::HashSet;

use serde_json::Value;

use super::blocks::INTERACTIVE;

/// Where blocks are shown decides how many there may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Surface {
    Message,
    Modal,
}

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
    use serde_json::json;

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
}
