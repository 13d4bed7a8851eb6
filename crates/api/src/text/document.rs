//! Markdown as one cleaned list of events, the only thing the renderers see.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

/// More than any message may hold (Slack's limit is 40,000 characters); what lies behind it is dropped, so that no input
/// can make big work.
pub(super) const MAX_BYTES: usize = 200_000;

const MAX_URL: usize = 4_096;

/// Deeper nesting is flattened: nobody writes it, and browsers and the sanitiser pay for every level.
const MAX_DEPTH: usize = 32;

/// The text with one kind of line end, without control characters and without bidirectional overrides, which would let
/// a link's label or a file's name read backwards.
pub(super) fn clean(text: &str) -> String {
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    clean_all(&text[..end])
}

/// The same, however long it is.
pub(super) fn clean_all(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\u{202d}' | '\u{202e}' => {}
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => clean.push(c),
        }
    }
    clean
}

/// `url` if it may become a link.
pub(super) fn safe_url(url: &str) -> Option<Cow<'_, str>> {
    let url = url.trim();
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let known = lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("mailto:");
    // No server takes a longer one, and the sanitiser pays for its length twice.
    if !known || url.len() > MAX_URL || url::Url::parse(url).is_err() {
        return None;
    }
    if url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        // Inside the address only: a space is legal input for people, but ends an address in HTML's and Slack's syntax.
        return Some(Cow::Owned(
            url.split(|c: char| c.is_control() || c.is_whitespace())
                .collect::<Vec<_>>()
                .join("%20"),
        ));
    }
    Some(Cow::Borrowed(url))
}

/// The events of `markdown` (already [`clean`]ed): raw HTML has become text, an image a link, a link of another scheme
/// its label, a task's box a character; neighbouring texts are one; nesting is bounded.
pub(super) fn parse(markdown: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut document = Document::default();
    for event in Parser::new_ext(markdown, options) {
        document.add(event);
    }
    document.flush();
    document.events
}

#[derive(Default)]
struct Document<'a> {
    events: Vec<Event<'a>>,
    /// Text not yet among the events. The parser sends it in crumbs (one for each `&`); joining them event by event would
    /// copy all of it each time.
    words: String,
    /// For each open tag, whether its start was kept.
    open: Vec<bool>,
    kept: usize,
    in_link: bool,
}

impl<'a> Document<'a> {
    fn add(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(html) | Event::InlineHtml(html) => self.literal(&html),
            Event::TaskListMarker(done) => self.text(if done { "☑ " } else { "☐ " }.into()),
            // All but the first are switched off, so only a new version of the parser could send them.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(text);
            }
            event @ (Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule) => self.push(event),
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        let tag = match tag {
            Tag::HtmlBlock => Tag::Paragraph,
            Tag::CodeBlock(_) => Tag::CodeBlock(CodeBlockKind::Indented),
            Tag::BlockQuote(_) => Tag::BlockQuote(None),
            Tag::Heading { level, .. } => Tag::Heading {
                level,
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            },
            Tag::Link {
                link_type, dest_url, ..
            }
            | Tag::Image {
                link_type, dest_url, ..
            } => {
                let url = match link_type {
                    LinkType::Email if !dest_url.starts_with("mailto:") => format!("mailto:{dest_url}").into(),
                    _ => dest_url,
                };
                let url = if self.in_link {
                    None
                } else {
                    safe_url(&url).map(|it| CowStr::from(it.into_owned()))
                };
                let Some(dest_url) = url.filter(|_| self.kept < MAX_DEPTH) else {
                    self.open.push(false);
                    return;
                };
                self.in_link = true;
                Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    title: "".into(),
                    id: "".into(),
                }
            }
            tag => tag,
        };
        let nests = matches!(
            tag,
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::Emphasis | Tag::Strong | Tag::Strikethrough
        );
        // A list is kept or flattened together with its items: an item alone is no HTML.
        let room = if matches!(tag, Tag::List(_)) {
            MAX_DEPTH - 1
        } else {
            MAX_DEPTH
        };
        let orphan = matches!(tag, Tag::Item) && self.open.last() == Some(&false);
        if nests && (self.kept >= room || orphan) {
            self.open.push(false);
            if matches!(tag, Tag::Item) {
                self.push(Event::SoftBreak);
            }
            return;
        }
        self.open.push(true);
        self.kept += 1;
        self.push(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        if self.open.pop() != Some(true) {
            return;
        }
        self.kept -= 1;
        self.flush();
        let tag = match tag {
            TagEnd::HtmlBlock => {
                if matches!(self.events.last(), Some(Event::SoftBreak)) {
                    self.events.pop();
                }
                TagEnd::Paragraph
            }
            TagEnd::BlockQuote(_) => TagEnd::BlockQuote(None),
            TagEnd::Link | TagEnd::Image => {
                self.in_link = false;
                if let Some(Event::Start(Tag::Link { dest_url, .. })) = self.events.last() {
                    // A picture without description, or an empty label: nobody could see or click it.
                    let url = dest_url.clone();
                    self.push(Event::Text(url));
                }
                TagEnd::Link
            }
            tag => tag,
        };
        self.push(Event::End(tag));
    }

    /// HTML as it was typed, line by line.
    fn literal(&mut self, html: &str) {
        for line in html.split_inclusive('\n') {
            self.text(CowStr::from(line.trim_end_matches('\n').to_owned()));
            if line.ends_with('\n') {
                self.push(Event::SoftBreak);
            }
        }
    }

    fn text(&mut self, text: CowStr<'a>) {
        self.words.push_str(&text);
    }

    fn push(&mut self, event: Event<'a>) {
        self.flush();
        self.events.push(event);
    }

    fn flush(&mut self) {
        if !self.words.is_empty() {
            self.events.push(Event::Text(std::mem::take(&mut self.words).into()));
        }
    }
}
