//! Slack's mrkdwn, as people send it, → Markdown.
//!
//! What Slack shows literally stays literal: Markdown's own characters are escaped. Reading back what
//! [`to_mrkdwn`](super::to_mrkdwn) wrote gives the same message; the two invisible characters it uses are explained there.

use super::document::clean;
use super::inline::{code_text, markdown, ticks};
use super::to_mrkdwn::{JOINER, is_bullet, is_ours};

/// Something in a Slack message that stands for somebody or something else; the second part is the label Slack sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference<'a> {
    User(&'a str),
    Channel(&'a str, Option<&'a str>),
    Group(&'a str, Option<&'a str>),
    /// `here`, `channel` or `everyone`.
    Special(&'a str),
}

pub(super) type Names<'n> = &'n dyn Fn(&Reference<'_>) -> Option<String>;

/// Reads a person's Slack message. `name_of` gives names without `@` or `#`; where it knows none, Slack's label or the
/// id is shown.
///
/// ```
/// use portico::text::from_mrkdwn;
/// let ana = |_: &portico::text::Reference<'_>| Some("Ana Lima".to_owned());
/// assert_eq!(from_mrkdwn("*Hi* <@U1>, 2 &lt; 3 :tada:", &ana), "**Hi** @Ana Lima, 2 \\< 3 🎉");
/// assert_eq!(from_mrkdwn("<https://a.example|docs> # 1", &ana), "[docs](https://a.example) # 1");
/// ```
pub fn from_mrkdwn(text: &str, name_of: &dyn Fn(&Reference<'_>) -> Option<String>) -> String {
    let text = clean(text);
    let mut blocks = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, code, after)) = fenced(rest) {
        prose(&mut blocks, before, name_of, true);
        let code = code_text(code, name_of);
        let fence = ticks(&code, 3);
        blocks.push(format!("{fence}\n{code}\n{fence}"));
        rest = after;
    }
    prose(&mut blocks, rest, name_of, true);
    blocks.join("\n\n")
}

/// The users whom a Slack message names, in order of appearance.
///
/// ```
/// use portico::text::users_mentioned;
/// assert_eq!(users_mentioned("<@U2> asks <@U1|ana>"), ["U2", "U1"]);
/// ```
pub fn users_mentioned(text: &str) -> Vec<&str> {
    text.split("<@")
        .skip(1)
        .filter_map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit())?;
            let closed = rest[end..].starts_with('>') || rest[end..].starts_with('|');
            (end > 0 && closed).then_some(&rest[..end])
        })
        .collect()
}

/// What a token that is no link says; `None` if it is none of Slack's.
pub(super) fn words(token: &str, names: Names<'_>) -> Option<String> {
    let (body, label) = match token.split_once('|') {
        Some((body, label)) => (body, Some(label).filter(|it| !it.is_empty())),
        None => (token, None),
    };
    let called = |sigil: char, reference: Reference<'_>, fallback: &str| {
        let name = names(&reference).unwrap_or_else(|| fallback.to_owned());
        Some(format!("{sigil}{}", name.trim_start_matches(sigil)).replace(['\n', '\r'], " "))
    };
    if let Some(id) = body.strip_prefix('@') {
        called('@', Reference::User(id), label.unwrap_or(id))
    } else if let Some(id) = body.strip_prefix('#') {
        called('#', Reference::Channel(id, label), label.unwrap_or(id))
    } else if let Some(id) = body.strip_prefix("!subteam^") {
        called('@', Reference::Group(id, label), label.unwrap_or(id))
    } else if body.starts_with("!date^") {
        Some(
            label
                .unwrap_or("a date")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    } else if let Some(special) = body.strip_prefix('!') {
        called('@', Reference::Special(special), label.unwrap_or(special))
    } else {
        None
    }
}

/// The first block of code: what is before it, in it and after it.
fn fenced(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find("```")?;
        if text[..open].ends_with(JOINER) {
            from = open + 1;
            continue;
        }
        let inside = &text[open + 3..];
        let close = inside.find("```")?;
        let code = inside[..close].strip_prefix('\n').unwrap_or(&inside[..close]);
        let code = code.strip_suffix('\n').unwrap_or(code);
        if code.chars().all(|c| c.is_whitespace() || is_ours(c)) {
            // Nothing to show as code: Slack shows the backticks. The closing ones may open the next block.
            from = open + 3 + close.max(1);
            continue;
        }
        return Some((&text[..open], code, &inside[close + 3..]));
    }
}

enum Item<'a> {
    Bullet(usize, &'a str),
    Number(usize, u64, &'a str),
}

fn item(line: &str) -> Option<Item<'_>> {
    let body = line.trim_start_matches(' ');
    let level = (line.len() - body.len()) / 4;
    let visible = |text: &str| text.chars().any(|c| !is_ours(c) && !c.is_whitespace());
    if let Some(text) = body.strip_prefix(is_bullet).and_then(|it| it.strip_prefix(' ')) {
        return visible(text).then_some(Item::Bullet(level, text));
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let number = body[..digits].parse().ok().filter(|_| digits <= 9)?;
    let text = body[digits..].strip_prefix(". ")?;
    visible(text).then_some(Item::Number(level, number, text))
}

fn quoted(line: &str) -> Option<&str> {
    let text = line.strip_prefix("&gt;").or_else(|| line.strip_prefix('>'))?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// Everything but blocks of code.
fn prose(blocks: &mut Vec<String>, text: &str, names: Names<'_>, may_quote: bool) {
    let mut lines = text.split('\n').map(str::trim_end).peekable();
    let mut paragraph: Vec<String> = Vec::new();
    let finish = |paragraph: &mut Vec<String>, blocks: &mut Vec<String>| {
        if !paragraph.is_empty() {
            blocks.push(std::mem::take(paragraph).join("\n"));
        }
    };
    while let Some(line) = lines.next() {
        if may_quote && let Some(first) = quoted(line) {
            finish(&mut paragraph, blocks);
            let rest_too = line.starts_with("&gt;&gt;&gt;") || line.starts_with(">>>");
            let mut inside = vec![if rest_too {
                first.trim_start_matches("&gt;").trim_start_matches('>').trim_start()
            } else {
                first
            }];
            while let Some(next) = lines.next_if(|it| rest_too || quoted(it).is_some()) {
                inside.push(if rest_too { next } else { quoted(next).unwrap_or(next) });
            }
            let mut quote = Vec::new();
            prose(&mut quote, &inside.join("\n"), names, false);
            if !quote.is_empty() {
                let quote = quote.join("\n\n");
                blocks.push(
                    quote
                        .split('\n')
                        .map(|it| format!("> {it}").trim_end().to_owned())
                        .collect::<Vec<_>>()
                        .join("\n"),
                );
            }
        } else if let Some(first) = item(line) {
            finish(&mut paragraph, blocks);
            let mut list = List::default();
            list.add(first, names);
            // Blank lines between items do not part them.
            loop {
                if let Some(next) = lines.peek().and_then(|it| item(it)) {
                    lines.next();
                    list.add(next, names);
                    continue;
                }
                let ahead = lines.clone().find(|it| !it.trim().is_empty());
                if lines.peek().is_some_and(|it| it.trim().is_empty()) && ahead.is_some_and(|it| item(it).is_some()) {
                    while lines.next_if(|it| it.trim().is_empty()).is_some() {}
                    continue;
                }
                break;
            }
            blocks.push(list.out);
        } else {
            let shown = markdown(line, names);
            if shown.is_empty() {
                finish(&mut paragraph, blocks);
            } else {
                paragraph.push(shown);
            }
        }
    }
    finish(&mut paragraph, blocks);
}

/// Deeper levels than Slack's editor makes are put on the last one.
const MAX_LEVEL: usize = 5;

fn other(delimiter: char) -> char {
    if delimiter == '.' { ')' } else { '.' }
}

struct Level {
    next: Option<u64>,
    delimiter: char,
    width: usize,
}

#[derive(Default)]
struct List {
    out: String,
    levels: Vec<Level>,
}

impl List {
    fn add(&mut self, item: Item<'_>, names: Names<'_>) {
        let (level, number, text) = match item {
            Item::Bullet(level, text) => (level, None, text),
            Item::Number(level, number, text) => (level, Some(number), text),
        };
        let level = level.min(MAX_LEVEL).min(self.levels.len());
        self.levels.truncate(level + 1);
        let same = self.levels.get(level).map(|it| it.next == number);
        // Markdown joins neighbouring lists unless their marks differ; and only `1.` may follow a text without a blank line.
        let delimiter = match self.levels.get(level) {
            Some(it) if it.next.is_some() && same == Some(false) => other(it.delimiter),
            Some(it) => it.delimiter,
            None => '.',
        };
        self.levels.truncate(level);
        let mark = number.map_or_else(|| "- ".to_owned(), |it| format!("{it}{delimiter} "));
        if !self.out.is_empty() {
            let blank = same == Some(false) || (same.is_none() && number.is_some_and(|it| it != 1));
            self.out.push_str(if blank { "\n\n" } else { "\n" });
        }
        let indent: usize = self.levels.iter().map(|it| it.width).sum();
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(&mark);
        self.out.push_str(&markdown(text, names));
        self.levels.push(Level {
            next: number.map(|it| it + 1),
            delimiter,
            width: mark.len(),
        });
    }
}
