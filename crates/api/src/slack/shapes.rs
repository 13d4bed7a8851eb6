//! The text of a message, wherever Slack put it: people's own text, else what its blocks say, and what was forwarded as a quote.
//!
//! Everything becomes mrkdwn as people send it, so that there is one way from there (`meaning`).

use portico_types::attachments::MOST;
use serde_json::Value;

use crate::attachments::Shared;

/// What a message says, as mrkdwn. Empty when there is nothing that can be read.
pub(super) fn text_of(message: &Value) -> String {
    let mut text = message["text"].as_str().unwrap_or_default().to_owned();
    if text.trim().is_empty() {
        text = blocks(&message["blocks"]);
    }
    let attachments = || list(&message["attachments"]);
    let forwarded = || attachments().filter(|it| it["is_share"] == true);
    for shared in forwarded() {
        quote(&mut text, &attached(shared));
    }
    // Previews of links are attachments, too, and nobody said them; but when there is nothing else they are the message.
    if text.trim().is_empty() {
        for other in attachments() {
            quote(&mut text, &attached(other));
        }
    }
    text
}

/// The files of a message, and of those forwarded with it.
pub(super) fn files_of(message: &Value) -> Vec<Shared> {
    let forwarded = list(&message["attachments"]).filter(|it| it["is_share"] == true);
    let all = list(&message["files"]).chain(forwarded.flat_map(|it| list(&it["files"])));
    // What is left of a deleted file is no file; of one shared by another company only its id is told.
    let there = all.filter(|file| file["mode"] != "tombstone");
    let shared = there.filter_map(|file| {
        Some(Shared {
            id: file["id"].as_str()?.to_owned(),
            name: file["name"].as_str().unwrap_or("file").to_owned(),
            size: file["size"].as_i64().unwrap_or(0),
        })
    });
    shared.take(MOST).collect()
}

fn attached(attachment: &Value) -> String {
    let own = attachment["text"].as_str().unwrap_or_default();
    if !own.trim().is_empty() {
        return own.to_owned();
    }
    let inside = list(&attachment["message_blocks"]).map(|it| blocks(&it["message"]["blocks"]));
    let inside = inside.collect::<Vec<_>>().join("\n");
    if inside.trim().is_empty() {
        attachment["fallback"].as_str().unwrap_or_default().to_owned()
    } else {
        inside
    }
}

fn quote(out: &mut String, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    new_line(out);
    let lines = text.trim().lines().map(|line| format!("&gt; {line}"));
    out.push_str(&lines.collect::<Vec<_>>().join("\n"));
}

fn new_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Kinds that hold no words (dividers, videos, menus) say nothing.
fn blocks(all: &Value) -> String {
    let mut out = String::new();
    for block in list(all) {
        match block["type"].as_str().unwrap_or_default() {
            "rich_text" => list(&block["elements"]).for_each(|element| rich(&mut out, element)),
            "section" | "header" => {
                line(&mut out, &words(&block["text"]));
                list(&block["fields"]).for_each(|field| line(&mut out, &words(field)));
            }
            "context" => list(&block["elements"]).for_each(|element| line(&mut out, &words(element))),
            "markdown" => line(&mut out, &escaped(block["text"].as_str().unwrap_or_default())),
            "image" => line(&mut out, &escaped(block["alt_text"].as_str().unwrap_or_default())),
            _ => {}
        }
    }
    out
}

fn line(out: &mut String, text: &str) {
    if !text.trim().is_empty() {
        new_line(out);
        out.push_str(text);
    }
}

/// A text object: mrkdwn as it is, everything else literally.
fn words(text: &Value) -> String {
    let said = text["text"].as_str().unwrap_or_default();
    match text["type"].as_str() {
        Some("mrkdwn") => said.to_owned(),
        Some("plain_text") => escaped(said),
        _ => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A part of a `rich_text` block.
fn rich(out: &mut String, element: &Value) {
    match element["type"].as_str().unwrap_or_default() {
        "rich_text_section" => line(out, &inline(element)),
        "rich_text_quote" => quote(out, &inline(element)),
        "rich_text_preformatted" => line(out, &format!("```\n{}\n```", inline(element).trim_matches('\n'))),
        "rich_text_list" => {
            let indent = usize::try_from(element["indent"].as_u64().unwrap_or(0))
                .unwrap_or(0)
                .min(8);
            let first = element["offset"].as_u64().unwrap_or(0) + 1;
            let ordered = element["style"] == "ordered";
            for (number, item) in (first..).zip(list(&element["elements"])) {
                let mark = if ordered {
                    format!("{number}.")
                } else {
                    "•".to_owned()
                };
                let text = inline(item).trim().replace('\n', " ");
                line(out, &format!("{}{mark} {text}", "    ".repeat(indent)));
            }
        }
        _ => {}
    }
}

fn inline(section: &Value) -> String {
    list(&section["elements"]).map(piece).collect()
}

fn piece(element: &Value) -> String {
    let text = |key: &str| element[key].as_str().unwrap_or_default();
    let bare = match text("type") {
        "text" => escaped(text("text")),
        "link" => {
            let (url, label) = (escaped(text("url")), escaped(text("text")).replace('|', "/"));
            if label.is_empty() {
                format!("<{url}>")
            } else {
                format!("<{url}|{label}>")
            }
        }
        "emoji" => format!(":{}:", text("name")),
        "user" => format!("<@{}>", text("user_id")),
        "channel" => format!("<#{}>", text("channel_id")),
        "usergroup" => format!("<!subteam^{}>", text("usergroup_id")),
        "broadcast" => format!("<!{}>", text("range")),
        "date" => escaped(text("fallback")),
        "color" => escaped(text("value")),
        _ => String::new(),
    };
    let style = &element["style"];
    let marks = [("code", '`'), ("strike", '~'), ("italic", '_'), ("bold", '*')];
    let marks: Vec<char> = marks
        .into_iter()
        .filter(|(name, _)| style[name] == true)
        .map(|(_, mark)| mark)
        .collect();
    if marks.is_empty() {
        return bare;
    }
    // Marks hug what they mark, and end with the line.
    let dressed = bare.split('\n').map(|line| {
        let inside = line.trim();
        if inside.is_empty() {
            return line.to_owned();
        }
        let start = line.len() - line.trim_start().len();
        let marked = marks
            .iter()
            .fold(inside.to_owned(), |text, mark| format!("{mark}{text}{mark}"));
        format!("{}{marked}{}", &line[..start], &line[start + inside.len()..])
    });
    dressed.collect::<Vec<_>>().join("\n")
}
