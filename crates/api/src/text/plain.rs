//! Markdown → plain text for mail, search and previews.

use pulldown_cmark::Tag;

use super::document::{clean, parse};
use super::lines::{Dialect, render};
use super::tickets::{TicketLinks, linked};

/// The message in words: no marks, lists and quotes as people type them, a link as `label (address)`.
///
/// ```
/// use portico::text::to_plain;
/// assert_eq!(to_plain("**Hi**\n\n- [a](https://b.example)"), "Hi\n\n- a (https://b.example)");
/// ```
pub fn to_plain(markdown: &str) -> String {
    let markdown = clean(markdown);
    render(parse(&markdown), &Plain)
}

/// Like [`to_plain`], with the address behind keys of tickets.
pub fn to_plain_linked(markdown: &str, tickets: &TicketLinks) -> String {
    let markdown = clean(markdown);
    render(linked(parse(&markdown), Some(tickets)), &Plain)
}

/// The beginning of the message in one line of at most `max_chars` characters, ellipsis included.
///
/// ```
/// use portico::text::snippet;
/// assert_eq!(snippet("# Hello\n\nworld", 80), "Hello world");
/// assert_eq!(snippet("Hello world", 8), "Hello w…");
/// ```
pub fn snippet(markdown: &str, max_chars: usize) -> String {
    let line = to_plain(markdown).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max_chars {
        return line;
    }
    let Some(room) = max_chars.checked_sub(1) else {
        return String::new();
    };
    let mut short: String = line.chars().take(room).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

struct Plain;

impl Dialect for Plain {
    fn text(&self, out: &mut String, text: &str, _line_start: bool) {
        out.push_str(text);
    }

    fn code(&self, out: &mut String, code: &str) {
        out.push_str(code);
    }

    fn link(&self, out: &mut String, url: &str, label: &str) {
        out.push_str(label);
        if label != url && url.strip_prefix("mailto:") != Some(label) {
            out.extend([" (", url, ")"]);
        }
    }

    fn mark(&self, _tag: &Tag<'_>) -> Option<char> {
        None
    }

    fn bullet(&self, _depth: usize) -> &'static str {
        "-"
    }

    fn fence(&self, _code: &str) -> Option<String> {
        None
    }

    fn separate(&self, _out: &mut String, _next: char) {}
}
