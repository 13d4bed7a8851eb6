//! Markdown → HTML for the browser and for mail.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::addresses;
use super::document::{clean, parse};
use super::mention::{Mention, Piece, pieces};
use super::tickets::{TicketLinks, is_page, linked};

/// Renders a message for the browser or for mail.
///
/// Links open in a new tab and tell the other side nothing; images become links, so that reading a message never loads
/// anything; HTML that somebody typed is shown as typed. A single line break is kept, as people expect in a chat. An address is a link,
/// and a heading a line in bold: those of the page around it are not the writer's to add to.
///
/// ```
/// use portico::text::{Mention, to_html};
/// let ana = Mention { name: "Ana Lima".into(), slack_user: None };
/// assert_eq!(to_html("**Hi** @Ana Lima", &[ana]), "<p><strong>Hi</strong> <span class=\"mention\">@Ana Lima</span></p>\n");
/// assert_eq!(to_html("a <b>", &[]), "<p>a &lt;b&gt;</p>\n");
/// ```
pub fn to_html(markdown: &str, mentions: &[Mention]) -> String {
    html(markdown, mentions, None)
}

/// Like [`to_html`], with keys of tickets as links. Those within our pages open where the reader is.
///
/// ```
/// use portico::text::{TicketLinks, to_html_linked};
/// let html = to_html_linked("as in ACME-17.", &[], &TicketLinks::portal("ACME"));
/// assert_eq!(html, "<p>as in <a href=\"/tickets/ACME-17\">ACME-17</a>.</p>\n");
/// ```
pub fn to_html_linked(markdown: &str, mentions: &[Mention], tickets: &TicketLinks) -> String {
    within(&html(markdown, mentions, Some(tickets)))
}

fn html(markdown: &str, mentions: &[Mention], tickets: Option<&TicketLinks>) -> String {
    let markdown = clean(markdown);
    let mut events = Vec::new();
    let (mut in_code, mut in_link) = (false, false);
    for event in linked(addresses::linked(parse(&markdown)), tickets) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                events.extend([Event::Start(Tag::Paragraph), Event::Start(Tag::Strong)]);
            }
            Event::End(TagEnd::Heading(_)) => {
                events.extend([Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]);
            }
            Event::SoftBreak => events.push(Event::HardBreak),
            Event::Text(text) if !in_code && !in_link && text.contains('@') && !mentions.is_empty() => {
                for piece in pieces(&text, mentions) {
                    match piece {
                        Piece::Text(text) => push_words(&mut events, text.to_owned().into()),
                        Piece::Mention(it) => events.push(Event::InlineHtml(mention(it).into())),
                    }
                }
            }
            Event::Text(text) => push_words(&mut events, text),
            Event::Code(code) => {
                for part in parts(&code) {
                    events.push(Event::Code(part.to_owned().into()));
                }
            }
            event => {
                match event {
                    Event::Start(Tag::CodeBlock(_)) => in_code = true,
                    Event::End(TagEnd::CodeBlock) => in_code = false,
                    Event::Start(Tag::Link { .. }) => in_link = true,
                    Event::End(TagEnd::Link) => in_link = false,
                    _ => {}
                }
                events.push(event);
            }
        }
    }
    let mut rendered = String::new();
    pulldown_cmark::html::push_html(&mut rendered, events.into_iter());
    sanitise(&aligned(&rendered))
}

/// How columns are set, in an attribute: styles are refused by the content security policy. What somebody typed has no bracket here.
fn aligned(html: &str) -> String {
    let mut html = html.to_owned();
    for side in SIDES {
        for cell in ["th", "td"] {
            let styled = format!("<{cell} style=\"text-align: {side}\">");
            html = html.replace(&styled, &format!("<{cell} align=\"{side}\">"));
        }
    }
    html
}

/// Adds text, broken up by `<wbr>` where it holds absurdly many characters of one kind.
///
/// The sanitiser's writer searches the rest of a text for other characters at each `&`, and at each one that might be
/// a no-break space: 100 kB of them would cost it seconds. No text of people's is ever broken.
fn push_words<'a>(events: &mut Vec<Event<'a>>, text: CowStr<'a>) {
    let mut parts = parts(&text);
    if parts.len() == 1 {
        events.push(Event::Text(text));
        return;
    }
    let last = parts.pop();
    for part in parts {
        events.push(Event::Text(part.to_owned().into()));
        events.push(Event::InlineHtml("<wbr>".into()));
    }
    events.extend(last.map(|it| Event::Text(it.to_owned().into())));
}

/// `&`, and what starts in UTF-8 as a no-break space does.
fn is_slow(c: char) -> bool {
    c == '&' || ('\u{80}'..='\u{bf}').contains(&c)
}

const MAX_SLOW: usize = 1_000;

fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (count, (at, _)) in text.match_indices(is_slow).enumerate() {
        if count > 0 && count % MAX_SLOW == 0 {
            parts.push(&text[start..at]);
            start = at;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The sanitiser sends every link away, in a tab of its own; behind a link's beginning only ours can stand.
fn within(html: &str) -> String {
    const HERE: &str = "<a href=\"/";
    const AWAY: &str = " target=\"_blank\" rel=\"nofollow noopener noreferrer\"";
    let mut parts = html.split(HERE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(HERE);
        match part.split_once(AWAY) {
            Some((address, rest)) => out.extend([address, rest]),
            None => out.push_str(part),
        }
    }
    out
}

fn page(path: &str) -> Option<Cow<'_, str>> {
    is_page(path).then_some(Cow::Borrowed(path))
}

/// How a column can be set.
pub(crate) const SIDES: [&str; 3] = ["left", "center", "right"];

/// The last word on what leaves as HTML, whatever the parser made of the text.
pub(super) fn sanitise(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "wbr",
    ];
    let mut sanitiser = Builder::empty();
    sanitiser
        .tags(HashSet::from(tags))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .tag_attribute_values(HashMap::from(
            ["th", "td"].map(|cell| (cell, HashMap::from([("align", HashSet::from(SIDES))]))),
        ))
        .allowed_classes(HashMap::from([("span", HashSet::from(["mention"]))]))
        .set_tag_attribute_value("a", "target", "_blank")
        .link_rel(Some("nofollow noopener noreferrer"))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Custom(Box::new(page)));
    sanitiser
});

fn mention(mention: &Mention) -> String {
    let name = mention
        .name
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!("<span class=\"mention\">@{name}</span>")
}
