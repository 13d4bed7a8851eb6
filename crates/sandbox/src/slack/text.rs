//! Slack's text: what people type, what apps send, what is stored, and the rich text that Slack makes of it.

use serde_json::{Map, Value, json};

use super::model::Workspace;

/// `& < >` as Slack writes them.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The reverse of [`escape`].
pub fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Turns what a person types into what Slack stores: escaped, with mentions, channels, links and addresses marked up.
pub(super) fn typed(text: &str, workspace: &Workspace) -> String {
    let mut out = String::new();
    let mut rest = text;
    let (mut fence, mut code, mut at_start) = (false, false, true);
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("```") {
            fence = !fence;
            out.push_str("```");
            rest = &rest[3..];
            continue;
        }
        if next == '`' && !fence {
            code = !code;
        }
        let marked = if at_start && !fence && !code {
            markup(rest, workspace)
        } else {
            None
        };
        if let Some((length, markup)) = marked {
            out.push_str(&markup);
            rest = &rest[length..];
            at_start = false;
        } else {
            out.push_str(&escape(&rest[..next.len_utf8()]));
            rest = &rest[next.len_utf8()..];
            at_start = !next.is_alphanumeric();
        }
    }
    out
}

/// The mention, channel, link or address that `rest` begins with: its length as typed, and as stored.
fn markup(rest: &str, workspace: &Workspace) -> Option<(usize, String)> {
    if let Some(after) = rest.strip_prefix('@') {
        for everybody in ["channel", "here", "everyone"] {
            if begins_with_word(after, everybody) {
                return Some((1 + everybody.len(), format!("<!{everybody}>")));
            }
        }
        let mut names: Vec<(&str, &str)> = (workspace.users.iter())
            .flat_map(|user| {
                [
                    (user.real_name.as_str(), user.id.as_str()),
                    (user.name.as_str(), user.id.as_str()),
                ]
            })
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let (name, id) = names.into_iter().find(|(name, _)| begins_with_word(after, name))?;
        return Some((1 + name.len(), format!("<@{id}>")));
    }
    if let Some(after) = rest.strip_prefix('#') {
        let found = workspace
            .channels
            .iter()
            .filter(|channel| begins_with_word(after, &channel.name));
        let channel = found
            .max_by_key(|channel| channel.name.len())
            .filter(|channel| !channel.name.is_empty())?;
        return Some((1 + channel.name.len(), format!("<#{}|{}>", channel.id, channel.name)));
    }
    if let Some(length) = link_length(rest) {
        return Some((length, format!("<{}>", escape(&rest[..length]))));
    }
    let word = rest
        .split(|c: char| !(c.is_alphanumeric() || "@._+-".contains(c)))
        .next()?
        .trim_end_matches(['.', '-']);
    let (local, domain) = word.split_once('@')?;
    let address = !local.is_empty() && !domain.contains('@') && domain.contains('.') && !domain.starts_with('.');
    address.then(|| (word.len(), format!("<mailto:{word}|{word}>")))
}

/// Whether `text` begins with `word`, in any case, and the word ends there.
fn begins_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.get(..word.len()) else {
        return false;
    };
    let ends = text[word.len()..]
        .chars()
        .next()
        .is_none_or(|next| !next.is_alphanumeric() && next != '_');
    !word.is_empty() && start.to_lowercase() == word.to_lowercase() && ends
}

/// The length of the web address at the beginning of `text`, without the punctuation that closes the sentence.
fn link_length(text: &str) -> Option<usize> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let address = text.split(|c: char| c.is_whitespace() || "<>|\"`".contains(c)).next()?;
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']', '*', '_', '~']);
    address
        .split_once("://")
        .filter(|(_, host)| !host.is_empty())
        .map(|_| address.len())
}

/// Turns what an app sends into what Slack stores: known markup stays, stray `& < >` are escaped, and web addresses are
/// marked up unless the app asked for its text as it is.
pub(super) fn sent(text: &str, as_it_is: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut at_start = true;
    while let Some(next) = rest.chars().next() {
        let length = match next {
            '<' => {
                let known = token(rest);
                if let Some(inner) = known {
                    out.extend(["<", &escaped(inner), ">"]);
                } else {
                    out.push_str("&lt;");
                }
                known.map_or(1, |inner| inner.len() + 2)
            }
            '>' => {
                out.push_str("&gt;");
                1
            }
            '&' => {
                let entity = ["&amp;", "&lt;", "&gt;"]
                    .into_iter()
                    .find(|entity| rest.starts_with(entity));
                out.push_str(entity.unwrap_or("&amp;"));
                entity.map_or(1, str::len)
            }
            _ => {
                if let Some(length) = link_length(rest).filter(|_| at_start && !as_it_is) {
                    out.extend(["<", &escaped(&rest[..length]), ">"]);
                    length
                } else {
                    out.push(next);
                    next.len_utf8()
                }
            }
        };
        at_start = !next.is_alphanumeric();
        rest = &rest[length..];
    }
    out
}

/// Escaped once, whether the app did it or not.
fn escaped(text: &str) -> String {
    escape(&unescape(text))
}

/// The inside of the `<…>` that `text` begins with, if Slack gives it a meaning.
fn token(text: &str) -> Option<&str> {
    let inner = &text[1..text.find('>')?];
    let known = [
        "@U",
        "@W",
        "@B",
        "#C",
        "#G",
        "!channel",
        "!here",
        "!everyone",
        "!subteam^",
        "!date^",
    ];
    let schemes = ["http://", "https://", "mailto:", "tel:", "slack://"];
    let sound = !inner.contains(['<', '\n']) && known.iter().chain(&schemes).any(|start| inner.starts_with(start));
    sound.then_some(inner)
}

/// Everybody whom a stored text calls: user ids, `!channel` and the like.
pub(super) fn mentions(text: &str) -> Vec<String> {
    let starts = text.match_indices('<').filter_map(|(at, _)| token(&text[at..]));
    let called = starts.filter_map(|inner| {
        let name = inner.split('|').next().unwrap_or(inner);
        if name.starts_with("!date") {
            None
        } else {
            name.strip_prefix('@').or(name.starts_with('!').then_some(name))
        }
    });
    called.map(String::from).collect()
}

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
    use crate::demo;

    #[test]
    fn typed_text_becomes_what_slack_stores() {
        let workspace = demo::workspace();
        let cases = [
            ("a < b & c", "a &lt; b &amp; c"),
            ("hi @Ana Lima, look", "hi <@U0ANA>, look"),
            ("@ana.lima", "<@U0ANA>"),
            ("@Anastasia", "@Anastasia"),
            ("@Portico help", "<@U0PORTICO> help"),
            ("see #general.", "see <#C0GENERAL|general>."),
            (
                "(https://example.com/a?b=1&c=2).",
                "(<https://example.com/a?b=1&amp;c=2>).",
            ),
            ("ana@acme.example", "<mailto:ana@acme.example|ana@acme.example>"),
            ("`@Ana Lima`", "`@Ana Lima`"),
            ("*bold* <!channel>", "*bold* &lt;!channel&gt;"),
            ("@channel", "<!channel>"),
        ];
        for (typed_by_a_person, stored) in cases {
            assert_eq!(typed(typed_by_a_person, &workspace), stored);
        }
    }

    #[test]
    fn sent_text_keeps_markup_and_escapes_the_rest() {
        let cases = [
            ("<@U0ANA> & <b>", "<@U0ANA> &amp; &lt;b&gt;"),
            ("&lt;!channel&gt; &amp;", "&lt;!channel&gt; &amp;"),
            ("<https://example.com|label>", "<https://example.com|label>"),
            (
                "<https://a.example/?b&c=1|d &amp; e>",
                "<https://a.example/?b&amp;c=1|d &amp; e>",
            ),
            ("go to https://example.com.", "go to <https://example.com>."),
            ("1 > 0", "1 &gt; 0"),
        ];
        for (sent_by_an_app, stored) in cases {
            assert_eq!(sent(sent_by_an_app, false), stored);
        }
        assert_eq!(sent("https://a.example <", true), "https://a.example &lt;");
    }

    #[test]
    fn only_live_mentions_count() {
        assert_eq!(
            mentions("<@U0ANA> &lt;@U0BEN&gt; <!channel> <https://a.example|@x>"),
            ["U0ANA", "!channel"]
        );
    }

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
