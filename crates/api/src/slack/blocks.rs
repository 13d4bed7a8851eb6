//! Block Kit: the pieces our cards and modals are made of, within Slack's limits.
//!
//! Texts come in as mrkdwn, escaped by whoever knows what they are. They are `verbatim`: Slack must not find links, channels or people in
//! what a customer typed.

use portico_types::{
    ids::SlackThreadId,
    tickets::{TicketPriority, TicketStatus},
};
use serde_json::{Value, json};

use crate::text;

/// What buttons and menus are called when they come back to us.
pub(super) mod actions {
    pub const TAKE: &str = "take";
    pub const REPLY: &str = "reply";
    pub const STATUS: &str = "status";
    pub const PRIORITY: &str = "priority";
    pub const OPEN: &str = "open";
    pub const UNDO: &str = "undo";
}

/// Block and action of the modal's text.
pub(super) const TEXT: &str = "text";
/// Block and action of the modal's boxes, and what they are called.
pub(super) const OPTIONS: &str = "options";
pub(super) const NOTE: &str = "note";
pub(super) const SOLVE: &str = "solve";

/// A section takes 3,000 characters.
const SECTION: usize = 2900;
/// A field of a section takes 2,000; ten of them must leave room for the rest of the card.
const FIELD: usize = 300;

/// Cuts mrkdwn to at most `max` characters without breaking what must stay whole.
pub(super) fn clip(mrkdwn: &str, max: usize) -> String {
    let mut parts = text::split_mrkdwn(mrkdwn, max).into_iter();
    let first = parts.next().unwrap_or_default();
    if parts.next().is_some() {
        format!("{}…", first.trim_end())
    } else {
        first
    }
}

fn mrkdwn(text: &str) -> Value {
    json!({ "type": "mrkdwn", "text": text, "verbatim": true })
}

pub(super) fn section(text: &str) -> Value {
    json!({ "type": "section", "text": mrkdwn(&clip(text, SECTION)) })
}

/// A sentence and the button that takes back what it tells of.
pub(super) fn undo(text: &str, value: &str) -> Vec<Value> {
    let button = json!({
        "type": "button", "action_id": actions::UNDO, "value": value, "text": { "type": "plain_text", "text": "Undo" },
    });
    vec![section(text), json!({ "type": "actions", "elements": [button] })]
}

/// Labels and values in two columns. At most ten; values are mrkdwn.
pub(super) fn fields(fields: &[(&str, String)]) -> Value {
    let fields = fields
        .iter()
        .take(10)
        .map(|(label, value)| mrkdwn(&format!("*{label}*\n{}", clip(value, FIELD))));
    json!({ "type": "section", "fields": fields.collect::<Vec<_>>() })
}

pub(super) fn context(text: &str) -> Value {
    json!({ "type": "context", "elements": [mrkdwn(&clip(text, SECTION))] })
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text, "emoji": true })
}

fn option(label: &str, value: &str) -> Value {
    json!({ "text": plain(label), "value": value })
}

pub(super) fn link_button(label: &str, url: &str) -> Value {
    json!({ "type": "button", "action_id": actions::OPEN, "text": plain(label), "url": url })
}

/// What agents can do on a card. The block's id changes with the ticket, because Slack keeps showing what was last chosen in a menu
/// for as long as its block keeps its id.
pub(super) fn agent_actions(status: TicketStatus, priority: TicketPriority, version: i32, console_url: &str) -> Value {
    let button = |label: &str, action: &str| json!({ "type": "button", "action_id": action, "text": plain(label) });
    let menu = |action: &str, label: &str, options: Vec<Value>, chosen: Value| {
        json!({
            "type": "static_select", "action_id": action, "placeholder": plain(label), "options": options, "initial_option": chosen,
        })
    };
    let mut elements = Vec::new();
    if status != TicketStatus::Closed {
        let statuses = TicketStatus::ALL
            .iter()
            .map(|it| option(it.label(), it.as_str()))
            .collect();
        let priorities = TicketPriority::ALL
            .iter()
            .map(|it| option(it.label(), it.as_str()))
            .collect();
        let mut reply = button("Reply", actions::REPLY);
        reply["style"] = "primary".into();
        elements.push(button("Take it", actions::TAKE));
        elements.push(reply);
        elements.push(menu(
            actions::STATUS,
            "Status",
            statuses,
            option(status.label(), status.as_str()),
        ));
        elements.push(menu(
            actions::PRIORITY,
            "Priority",
            priorities,
            option(priority.label(), priority.as_str()),
        ));
    }
    elements.push(link_button("Open in console", console_url));
    json!({ "type": "actions", "block_id": format!("actions-{version}"), "elements": elements })
}

pub(super) fn link_actions(label: &str, url: &str) -> Value {
    json!({ "type": "actions", "elements": [link_button(label, url)] })
}

/// The *Reply* modal of a ticket.
pub(super) fn reply_modal(key: &str, thread: SlackThreadId) -> Value {
    let box_of = |label: &str, value: &str| option(label, value);
    json!({
        "type": "modal", "callback_id": actions::REPLY, "private_metadata": thread.to_string(),
        "title": plain(&format!("Reply to {key}").chars().take(24).collect::<String>()), "submit": plain("Send"), "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input", "block_id": TEXT, "label": plain("Your reply"),
                "hint": plain("The customer reads it on the portal and by e-mail."),
                "element": { "type": "plain_text_input", "action_id": TEXT, "multiline": true, "max_length": 3000 },
            },
            {
                "type": "input", "block_id": OPTIONS, "optional": true, "label": plain("Options"),
                "element": {
                    "type": "checkboxes", "action_id": OPTIONS,
                    "options": [box_of("Also set the status to Solved", SOLVE), box_of("Internal note: do not send it to the customer", NOTE)],
                },
            },
        ],
    })
}

/// A status as cards show it.
pub(super) fn status(status: TicketStatus) -> String {
    let mark = match status {
        TicketStatus::Open => "🔵",
        TicketStatus::InProgress => "🟡",
        TicketStatus::Pending => "⏳",
        TicketStatus::OnHold => "⏸️",
        TicketStatus::Solved => "✅",
        TicketStatus::Closed => "⚫",
    };
    format!("{mark} {}", status.label())
}

/// A priority as cards show it.
pub(super) fn priority(priority: TicketPriority) -> String {
    match priority {
        TicketPriority::Urgent => format!("🚨 {}", priority.label()),
        TicketPriority::High => format!("🔺 {}", priority.label()),
        TicketPriority::Normal | TicketPriority::Low => priority.label().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_slacks_limit() {
        let block = section(&"word & word ".repeat(1000));
        let text = block["text"]["text"].as_str().unwrap();
        assert!(
            text.chars().count() <= 3000 && text.ends_with('…'),
            "{}",
            text.chars().count()
        );
        let columns = fields(&[("Customer", "x".repeat(5000))]);
        assert!(columns["fields"][0]["text"].as_str().unwrap().chars().count() <= 2000);
    }

    #[test]
    fn a_closed_ticket_can_only_be_opened_in_the_console() {
        let actions = |status| {
            agent_actions(status, TicketPriority::Normal, 3, "https://x.example/console/")["elements"]
                .as_array()
                .unwrap()
                .len()
        };
        assert_eq!(actions(TicketStatus::Open), 5);
        assert_eq!(actions(TicketStatus::Closed), 1);
    }
}
