//! What each tag and word does to what is written.

use html5ever::tokenizer::Tag;

use super::{
    super::{document::safe_url, tokens::Token},
    layout::Within,
    line::{Line, Span, said},
    tags::{attribute, is_block, is_code, level, mark},
};

/// What nobody sees, and ours in Slack's text. Not what joins and parts letters in some scripts.
const INVISIBLE: [char; 4] = ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'];

pub(super) struct Writer<'f> {
    pub(super) file: &'f dyn Fn(&str) -> Option<String>,
    pub(super) out: String,
    pub(super) line: Line,
    /// For each of [`MARKS`] how often it is open, and where in the line it began.
    pub(super) open: [(usize, usize); 3],
    /// Where the open link leads, and where in the line it began.
    pub(super) link: Option<(String, usize)>,
    pub(super) code: Option<usize>,
    pub(super) pre: Option<String>,
    pub(super) heading: Option<usize>,
    pub(super) hidden: bool,
    pub(super) within: Vec<Within>,
    /// Quotes and lists that are flattened.
    pub(super) beyond: usize,
    /// How many of `within` the last line shares with the next one.
    pub(super) shared: usize,
    /// Line ends due before the next line: two part paragraphs.
    pub(super) due: usize,
    /// The lines of this row of a table so far, and how to take the last one back.
    pub(super) row: Option<(usize, Option<Before>)>,
    /// A cell that stands beside another one has no words yet.
    pub(super) beside: bool,
    /// How many bytes of addresses were said again.
    pub(super) again: usize,
}

/// How a line is taken back: how long what stood before it was, what was due there, and the line.
pub(super) type Before = (usize, usize, Line);

impl<'f> Writer<'f> {
    pub(super) fn new(file: &'f dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            file,
            out: String::new(),
            line: Line::default(),
            open: [(0, 0); 3],
            link: None,
            code: None,
            pre: None,
            heading: None,
            hidden: false,
            within: Vec::new(),
            beyond: 0,
            shared: 0,
            due: 0,
            row: None,
            beside: false,
            again: 0,
        }
    }

    pub(super) fn words(&mut self, text: &str) {
        if self.hidden {
            return;
        }
        if let Some(pre) = &mut self.pre {
            pre.push_str(text);
            return;
        }
        for c in text.chars() {
            if c.is_whitespace() {
                if self.line.tokens.last().is_some_and(|it| !it.is_blank()) {
                    self.line.tokens.push(Token::Literal(' '));
                }
            } else if !c.is_control() && !INVISIBLE.contains(&c) {
                self.line.tokens.push(Token::Literal(c));
                self.beside = false;
            }
        }
    }

    pub(super) fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if self.pre.is_some() && name != "pre" {
            if let (Some(pre), true) = (&mut self.pre, name == "br") {
                pre.push('\n');
            }
            return;
        }
        match name {
            "script" | "style" | "title" | "iframe" | "noembed" | "noframes" | "xmp" => self.hidden = true,
            "br" => self.line_break(),
            "p" => self.block(self.around_paragraph()),
            "table" => self.apart(2),
            "hr" => {
                self.apart(2);
                self.write("* * *");
                self.due = 2;
            }
            "pre" => {
                self.end_of_pre();
                self.apart(2);
                self.pre = Some(String::new());
            }
            "tr" => {
                self.apart(1);
                self.row = Some((0, None));
            }
            "td" | "th" => self.cell(),
            "blockquote" => {
                self.apart(2);
                self.enter(Within::Quote);
            }
            "ul" | "ol" => {
                self.block(self.around_list());
                let first = attribute(tag, "start").and_then(|it| it.parse().ok()).unwrap_or(1);
                self.enter(Within::List((name == "ol").then_some(first)));
            }
            "li" => self.item(),
            "a" => {
                self.end_of_link();
                let url = attribute(tag, "href").and_then(safe_url);
                self.link = url.map(|it| (it.into_owned(), self.line.tokens.len()));
            }
            "img" => self.image(tag),
            _ => {
                if let Some(level) = level(name) {
                    self.block(2);
                    self.heading = Some(level);
                } else if let Some(mark) = mark(name) {
                    let (depth, from) = self.open[mark];
                    let from = if depth == 0 { self.line.tokens.len() } else { from };
                    self.open[mark] = (depth + 1, from);
                } else if is_code(name) {
                    self.end_of_code();
                    self.code = Some(self.line.tokens.len());
                } else if is_block(name) {
                    self.block(1);
                }
            }
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        if self.hidden {
            self.hidden = false;
            return;
        }
        if self.pre.is_some() && name != "pre" {
            return;
        }
        match name {
            "p" => self.block(self.around_paragraph()),
            "table" => self.apart(2),
            "br" => self.line_break(),
            "pre" => self.end_of_pre(),
            "tr" => {
                self.apart(1);
                self.row = None;
            }
            "blockquote" => {
                self.apart(2);
                self.leave(|it| *it == Within::Quote);
            }
            "ul" | "ol" => {
                self.block(1);
                self.leave(|it| matches!(it, Within::List(_)));
                self.block(self.around_list());
            }
            "li" => self.end_of_item(),
            "a" => self.end_of_link(),
            _ if level(name).is_some() => {
                self.block(2);
                self.heading = None;
            }
            _ if is_code(name) => self.end_of_code(),
            _ if is_block(name) => self.block(1),
            _ => {
                if let Some(mark) = mark(name) {
                    let (depth, from) = self.open[mark];
                    if depth == 1 {
                        let to = self.line.tokens.len();
                        self.line.spans.push(Span { from, to, mark });
                    }
                    self.open[mark].0 = depth.saturating_sub(1);
                }
            }
        }
    }

    pub(super) fn image(&mut self, tag: &Tag) {
        let cid = attribute(tag, "src").and_then(|it| it.strip_prefix("cid:"));
        if let Some(name) = cid.and_then(self.file) {
            self.words(&format!("[{name}]"));
        } else {
            self.words(attribute(tag, "alt").unwrap_or_default());
        }
    }

    /// Where the words of a link end, on this line at least. Without words it is none: nobody could see it.
    pub(super) fn end_of_link(&mut self) {
        if let Some((url, from)) = self.link.take() {
            let label = said(&self.line.tokens[from.min(self.line.tokens.len())..]);
            // Of a mailbox the words are link enough; and what makes ours work must be found in them, which no mark may part.
            let address = label.contains('@') && (url.starts_with("mailto:") || label.contains('+'));
            if !label.is_empty() && !address {
                let label = if label == url { String::new() } else { label };
                self.collapse(from, Token::Link { url, label });
            }
        }
    }

    pub(super) fn end_of_code(&mut self) {
        if let Some(from) = self.code.take() {
            let code = said(&self.line.tokens[from.min(self.line.tokens.len())..]);
            if !code.is_empty() {
                self.collapse(from, Token::Code(code));
            }
        }
    }

    /// Makes one token of all from `from` on, but for a blank at the end.
    pub(super) fn collapse(&mut self, from: usize, token: Token) {
        let tokens = &mut self.line.tokens;
        let to = tokens.len();
        let blank = tokens.last().is_some_and(Token::is_blank);
        let lead = tokens[from..].first().is_some_and(Token::is_blank);
        tokens.truncate(from);
        tokens.extend(lead.then_some(Token::Literal(' ')));
        tokens.push(token);
        tokens.extend(blank.then_some(Token::Literal(' ')));
        let end = tokens.len();
        let moved = |at: usize| if at >= to { end } else { at.min(from) };
        // What is within it goes with its looks.
        self.line
            .spans
            .retain(|it| it.from <= from && (it.to <= from || it.to >= to));
        for span in &mut self.line.spans {
            (span.from, span.to) = (moved(span.from), moved(span.to));
        }
        for (_, begin) in &mut self.open {
            *begin = moved(*begin);
        }
    }
}
