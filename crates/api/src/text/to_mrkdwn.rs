//! Markdown → Slack's mrkdwn.
//!
//! Two invisible characters do what mrkdwn has no syntax for:
//!
//! - **U+2060 word joiner** keeps a character literal. Slack has no backslash; a mark counts only where a word begins or
//!   ends, so an invisible character beside it takes its meaning away: before `*`, `_`, `~`, a backtick or a leading
//!   `>`, and after `@`, `#` and the first `:` of an emoji's name. Unlike a look-alike letter it leaves the text itself
//!   as it was. Pings never rest on it: `&`, `<` and `>` are always entities, so no token of Slack's can arise.
//! - **U+200B zero-width space** is a word boundary: it makes a real mark inside a word (`un*believ*able`) work.
//!
//! `from_mrkdwn` reads both in the same sense and removes them; they never reach what we store.

use pulldown_cmark::Tag;

use super::document::{clean, parse};
use super::lines::{Dialect, render};
use super::mention::{Mention, Piece, pieces};
use super::tickets::{TicketLinks, linked};

/// Takes the meaning of its neighbour away.
pub(super) const JOINER: char = '\u{2060}';
/// A word boundary nobody sees.
pub(super) const BOUNDARY: char = '\u{200b}';

/// Renders a message for Slack. Nobody is pinged but agents in `mentions` with a Slack user.
///
/// ```
/// use portico::text::{Mention, to_mrkdwn};
/// let ana = Mention { name: "Ana Lima".into(), slack_user: Some("U1".into()) };
/// assert_eq!(to_mrkdwn("**Hi** @Ana Lima", &[ana]), "*Hi* <@U1>");
/// assert_eq!(to_mrkdwn("[docs](https://a.example) <!channel>", &[]), "<https://a.example|docs> &lt;!channel&gt;");
/// ```
pub fn to_mrkdwn(markdown: &str, mentions: &[Mention]) -> String {
    let markdown = clean(markdown);
    render(parse(&markdown), &Mrkdwn { mentions })
}

/// Like [`to_mrkdwn`], with keys of tickets as links; [`TicketLinks::keys_again`] makes them keys again.
///
/// ```
/// use portico::text::{TicketLinks, to_mrkdwn_linked};
/// let links = TicketLinks::portal("ACME").from_outside("https://help.example");
/// assert_eq!(to_mrkdwn_linked("as in ACME-17", &[], &links), "as in <https://help.example/tickets/ACME-17|ACME-17>");
/// ```
pub fn to_mrkdwn_linked(markdown: &str, mentions: &[Mention], tickets: &TicketLinks) -> String {
    let markdown = clean(markdown);
    render(linked(parse(&markdown), Some(tickets)), &Mrkdwn { mentions })
}

/// A title, a name or an answer as literal words in a mrkdwn field, on one line.
///
/// ```
/// use portico::text::escape_mrkdwn;
/// assert_eq!(escape_mrkdwn("R&D <!channel>"), "R&amp;D &lt;!channel&gt;");
/// ```
pub fn escape_mrkdwn(text: &str) -> String {
    let mut out = String::new();
    literal(&mut out, &clean(text).replace(['\n', '\t'], " "), true);
    out
}

/// Like [`escape_mrkdwn`], in bold. Not in bold when there is a star inside, which would end it early.
///
/// ```
/// use portico::text::bold_mrkdwn;
/// assert_eq!(bold_mrkdwn("R&D"), "*R&amp;D*");
/// assert_eq!(bold_mrkdwn("2 * 3"), "2 * 3");
/// ```
pub fn bold_mrkdwn(text: &str) -> String {
    let words = escape_mrkdwn(text);
    if words.contains('*') || words.trim().is_empty() {
        words
    } else {
        format!("*{words}*")
    }
}

struct Mrkdwn<'m> {
    mentions: &'m [Mention],
}

impl Dialect for Mrkdwn<'_> {
    fn text(&self, out: &mut String, text: &str, line_start: bool) {
        if self.mentions.is_empty() || !text.contains('@') {
            literal(out, text, line_start);
            return;
        }
        let mut line_start = line_start;
        for piece in pieces(text, self.mentions) {
            match piece {
                Piece::Text(text) => literal(out, text, line_start),
                Piece::Mention(Mention {
                    slack_user: Some(id), ..
                }) if is_id(id) => out.extend(["<@", id, ">"]),
                Piece::Mention(mention) => literal(out, &format!("@{}", mention.name), line_start),
            }
            line_start = false;
        }
    }

    fn code(&self, out: &mut String, code: &str) {
        out.push('`');
        entities(out, &code.replace('`', "ˋ")); // Slack cannot show a backtick inside code; this one looks like it.
        out.push('`');
    }

    fn link(&self, out: &mut String, url: &str, label: &str) {
        out.push('<');
        for c in url.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("%3C"),
                '>' => out.push_str("%3E"),
                '|' => out.push_str("%7C"),
                c => out.push(c),
            }
        }
        let label = label.trim();
        // A label that is itself an address would promise another place than the link leads to.
        let address = label.contains("://") || label.is_empty();
        if label != url && !address {
            out.push('|');
            literal(out, &label.replace('\n', " "), false);
        }
        out.push('>');
    }

    fn mark(&self, tag: &Tag<'_>) -> Option<char> {
        match tag {
            Tag::Strong | Tag::Heading { .. } => Some('*'),
            Tag::Emphasis => Some('_'),
            Tag::Strikethrough => Some('~'),
            _ => None,
        }
    }

    fn bullet(&self, depth: usize) -> &'static str {
        match depth {
            0 => "•",
            1 => "◦",
            _ => "▪",
        }
    }

    fn fence(&self, code: &str) -> Option<String> {
        let mut fence = String::from("```\n");
        entities(&mut fence, &code.replace("```", "ˋˋˋ"));
        fence.push_str("\n```");
        Some(fence)
    }

    fn separate(&self, out: &mut String, next: char) {
        if out
            .chars()
            .next_back()
            .is_some_and(|it| it.is_alphanumeric() || it == next)
            || next.is_alphanumeric()
        {
            out.push(BOUNDARY);
        }
    }
}

/// Slack's ids are upper-case letters and digits; anything else could end the token early.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn entity(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => out.push(c),
    }
}

fn entities(out: &mut String, text: &str) {
    text.chars().filter(|c| !is_ours(*c)).for_each(|c| entity(out, c));
}

pub(super) fn is_ours(c: char) -> bool {
    c == JOINER || c == BOUNDARY
}

/// Writes words so that Slack shows them as they are.
fn literal(out: &mut String, text: &str, line_start: bool) {
    let chars: Vec<char> = text.chars().filter(|c| !is_ours(*c)).collect();
    let lead = if line_start { leading(&chars) } else { None };
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|it| chars[it]);
        let after = chars.get(at + 1).copied();
        let in_word = before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let alone = before.is_some_and(char::is_whitespace) && after.is_some_and(char::is_whitespace);
        if lead == Some(at) || c == '`' || (matches!(c, '*' | '_' | '~') && !in_word && !alone) {
            out.push(JOINER);
        }
        entity(out, c);
        let starts_word = !before.is_some_and(char::is_alphanumeric);
        let names = match c {
            '@' => starts_word && after.is_some_and(char::is_alphanumeric),
            '#' => starts_word && after.is_some_and(char::is_alphabetic),
            ':' => is_shortcode(&chars[at + 1..]),
            _ => false,
        };
        if names {
            out.push(JOINER);
        }
    }
}

/// The character that would make this line a quote or a list item.
fn leading(chars: &[char]) -> Option<usize> {
    let start = chars.iter().position(|c| !c.is_whitespace())?;
    let ends = |at: usize| chars.get(at).is_none_or(|c| c.is_whitespace());
    match chars[start] {
        '>' | '＞' => Some(start),
        c if is_bullet(c) && ends(start + 1) => Some(start),
        c if c.is_ascii_digit() => {
            let digits = chars[start..].iter().take_while(|c| c.is_ascii_digit()).count();
            let dot = start + digits;
            (digits <= 9 && chars.get(dot) == Some(&'.') && ends(dot + 1)).then_some(dot)
        }
        _ => None,
    }
}

pub(super) fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '◦' | '▪')
}

/// No emoji's name is longer; the bound keeps a text full of colons cheap.
pub(super) const MAX_SHORTCODE: usize = 60;

pub(super) fn is_shortcode_char(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '+' | '\'')
}

fn is_shortcode(rest: &[char]) -> bool {
    let length = rest
        .iter()
        .take(MAX_SHORTCODE)
        .take_while(|c| is_shortcode_char(**c))
        .count();
    length > 0 && rest.get(length) == Some(&':')
}
