//! The rich text that Slack makes of a message's text.

use serde_json::{Map, Value, json};

use super::text::{token, unescape};

/// The `rich_text` block that Slack's own editor would have made of a stored text.
pub(super) fn rich_text(text: &str, block_id: &str) -> Value {
    let mut elements = Vec::new();
    for (index, part) in text.split("```").enumerate() {
        let closed = text.matches("```").count() > index;
        if index % 2 == 1 && closed {
            let text = unescape(part.trim_matches('\n'));
            elements.push(
                json!({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}], "border": 0}),
            );
        } else {
            lines(
                if index == 0 {
                    part
                } else {
                    part.trim_start_matches('\n')
                },
                &mut elements,
            );
        }
    }
    json!({"type": "rich_text", "block_id": block_id, "elements": elements})
}

/// Quotes and lists go by lines; everything between them is a section.
fn lines(text: &str, elements: &mut Vec<Value>) {
    let kind = |line: &str| {
        if line.starts_with("&gt;") {
            'q'
        } else if line.starts_with("• ") {
            'l'
        } else {
            's'
        }
    };
    let all: Vec<&str> = text.split('\n').collect();
    for group in all.chunk_by(|one, next| kind(one) == kind(next)) {
        let text = group.join("\n");
        match kind(group[0]) {
            'q' => {
                let bare: Vec<&str> = group
                    .iter()
                    .map(|line| line.trim_start_matches("&gt;").trim_start())
                    .collect();
                elements.push(json!({"type": "rich_text_quote", "elements": inline(&bare.join("\n"), &Map::new())}));
            }
            'l' => {
                let section = |line: &&str| {
                    let inside = inline(line.trim_start_matches("• "), &Map::new());
                    json!({"type": "rich_text_section", "elements": inside})
                };
                let items: Vec<Value> = group.iter().map(section).collect();
                elements.push(json!({"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": items}));
            }
            _ if text.is_empty() => {}
            _ => elements.push(json!({"type": "rich_text_section", "elements": inline(&text, &Map::new())})),
        }
    }
}

/// Styles, mentions, links and emoji within a line.
fn inline(text: &str, style: &Map<String, Value>) -> Vec<Value> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let (length, elements) = match next {
            '<' => token(rest).map_or((0, vec![]), |inner| (inner.len() + 2, vec![linked(inner)])),
            ':' => emoji(rest).map_or((0, vec![]), |name| {
                (name.len() + 2, vec![json!({"type": "emoji", "name": name})])
            }),
            '*' | '_' | '~' | '`' if !before.is_alphanumeric() => styled(rest, next, style),
            _ => (0, vec![]),
        };
        if length == 0 {
            plain.push(next);
            before = next;
            rest = &rest[next.len_utf8()..];
            continue;
        }
        flush(&mut plain, style, &mut found);
        found.extend(elements.into_iter().map(|element| with_style(element, style)));
        before = rest[..length].chars().next_back().unwrap_or(' ');
        rest = &rest[length..];
    }
    flush(&mut plain, style, &mut found);
    found
}

fn flush(plain: &mut String, style: &Map<String, Value>, found: &mut Vec<Value>) {
    if !plain.is_empty() {
        found.push(with_style(json!({"type": "text", "text": unescape(plain)}), style));
        plain.clear();
    }
}

/// A run of text in `mark`s, such as `*bold*`: its length and its elements, or zero.
fn styled(rest: &str, mark: char, style: &Map<String, Value>) -> (usize, Vec<Value>) {
    let body = &rest[1..];
    let closes = |&at: &usize| {
        let after = body[at + 1..].chars().next();
        at > 0
            && !body[..at].ends_with(char::is_whitespace)
            && !body[..at].contains('\n')
            && after.is_none_or(|c| !c.is_alphanumeric())
    };
    let Some(end) = body.match_indices(mark).map(|(at, _)| at).find(closes) else {
        return (0, vec![]);
    };
    if body.starts_with(char::is_whitespace) && mark != '`' {
        return (0, vec![]);
    }
    let name = match mark {
        '*' => "bold",
        '_' => "italic",
        '~' => "strike",
        _ => "code",
    };
    let mut style = style.clone();
    style.insert(name.into(), true.into());
    let inside = &body[..end];
    let elements = match mark {
        '`' => vec![json!({"type": "text", "text": unescape(inside), "style": style})],
        _ => inline(inside, &style),
    };
    (end + 2, elements)
}

fn with_style(mut element: Value, style: &Map<String, Value>) -> Value {
    if !style.is_empty() && element.get("style").is_none() && element["type"] != "emoji" {
        element["style"] = Value::Object(style.clone());
    }
    element
}

fn emoji(text: &str) -> Option<&str> {
    let name = &text[1..][..text[1..].find(':')?];
    let sound = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-'".contains(c));
    // `10:30:00` is a time.
    (sound && !name.chars().all(|c| c.is_ascii_digit())).then_some(name)
}

fn linked(inner: &str) -> Value {
    let (target, label) = inner
        .split_once('|')
        .map_or((inner, None), |(target, label)| (target, Some(label)));
    if let Some(user) = target.strip_prefix('@') {
        return json!({"type": "user", "user_id": user});
    }
    if let Some(channel) = target.strip_prefix('#') {
        return json!({"type": "channel", "channel_id": channel});
    }
    if let Some(group) = target.strip_prefix("!subteam^") {
        return json!({"type": "usergroup", "usergroup_id": group});
    }
    if let Some(range) = target.strip_prefix('!') {
        return json!({"type": "broadcast", "range": range});
    }
    let mut link = json!({"type": "link", "url": unescape(target)});
    if let Some(label) = label {
        link["text"] = unescape(label).into();
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_carries_styles_links_and_code() {
        let block = rich_text(
            "*very _much_* `x &lt; y` <https://a.example|A>\n&gt; quoted\n```let a;```",
            "b1",
        );

        let expected = json!({"type": "rich_text", "block_id": "b1", "elements": [
            {"type": "rich_text_section", "elements": [
                {"type": "text", "text": "very ", "style": {"bold": true}},
                {"type": "text", "text": "much", "style": {"bold": true, "italic": true}},
                {"type": "text", "text": " "},
                {"type": "text", "text": "x < y", "style": {"code": true}},
                {"type": "text", "text": " "},
                {"type": "link", "url": "https://a.example", "text": "A"},
            ]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "let a;"}], "border": 0},
        ]});
        assert_eq!(block, expected);
    }
}
