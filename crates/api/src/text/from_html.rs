//! HTML, as mail programs write it, → Markdown.
//!
//! Read as a stream of tags and words. A tree would cost the square of what is nested or left open, and mails come from anybody; and no tag is
//! trusted to be closed.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token as Part, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};

use super::{
    document::safe_url,
    inline::{literal, ticks},
    tokens::Token,
};

/// Deeper quotes and lists are flattened: each costs its mark on every line.
const MAX_DEPTH: usize = 8;

/// More HTML is not read here.
pub(crate) const MAX_HTML: usize = 300_000;

/// Nor is HTML with a longer tag: the tokenizer pays for a tag's attributes by their square.
const MAX_TAG: usize = 8_000;

/// As many bytes of addresses are said again for links that go on in further lines.
const MAX_AGAIN: usize = 100_000;

/// Whether no tag is so long that its attributes would cost too much.
pub(crate) fn is_light_html(html: &str) -> bool {
    let bytes = html.as_bytes();
    // Each on its own: what a comment or a script holds looks like tags, too, and must not hide where one begins.
    let mut starts = html.match_indices('<').map(|(at, _)| &bytes[at + 1..]);
    starts.all(|rest| !is_long_tag(rest.strip_prefix(b"/").unwrap_or(rest)))
}

/// Where in a tag one is, as the tokenizer sees it.
#[derive(Clone, Copy)]
enum At {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value,
    Quoted(u8),
}

impl At {
    /// Behind one more character; `None` behind the tag.
    fn after(self, c: u8) -> Option<Self> {
        let blank = c.is_ascii_whitespace();
        Some(match (self, c) {
            (At::Quoted(mark), c) if mark == c => At::BeforeName,
            (At::Quoted(_), _) => self,
            (_, b'>') => return None,
            (At::BeforeValue, b'"' | b'\'') => At::Quoted(c),
            (At::BeforeValue, _) if blank => self,
            (At::BeforeValue, _) => At::Value,
            (At::Value | At::TagName, _) if blank => At::BeforeName,
            (At::Value, _) => self,
            (_, b'/') => At::BeforeName,
            (At::TagName, _) => self,
            (At::Name | At::AfterName, b'=') => At::BeforeValue,
            (At::Name | At::AfterName, _) if blank => At::AfterName,
            (At::BeforeName, _) if blank => self,
            (At::BeforeName | At::Name | At::AfterName, _) => At::Name,
        })
    }
}

/// Whether a tag is too long whose name begins here.
fn is_long_tag(rest: &[u8]) -> bool {
    if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let read = rest.iter().take(MAX_TAG).try_fold(At::TagName, |at, c| at.after(*c));
    read.is_some() && rest.len() > MAX_TAG
}

/// The words of HTML with what Markdown has of its looks; nothing in them is a mark. `file` names the file that a picture's `cid:` stands for.
///
/// A line for each line that people see, so that quotations are found in it; the cells of a row stand in one, with a bar between.
pub(crate) fn from_html(html: &str, file: &dyn Fn(&str) -> Option<String>) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let reader = Tokenizer::new(Reader(RefCell::new(Writer::new(file))), TokenizerOpts::default());
    // Only a sink that runs scripts or judges encodings makes it stop early.
    let _ = reader.feed(&input);
    reader.end();
    let mut writer = reader.sink.0.into_inner();
    writer.end_of_pre();
    writer.end_of_line();
    writer.out
}

struct Reader<'f>(RefCell<Writer<'f>>);

impl TokenSink for Reader<'_> {
    type Handle = ();

    fn process_token(&self, part: Part, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.0.borrow_mut();
        match part {
            Part::CharacterTokens(text) => writer.words(&text),
            Part::TagToken(tag) if tag.kind == TagKind::StartTag => {
                writer.start(&tag);
                if writer.hidden {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
            }
            Part::TagToken(tag) => writer.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(PartialEq)]
enum Within {
    Quote,
    /// The number of the next item; `None` for bullets.
    List(Option<u64>),
    Item {
        /// Until its first line is written.
        marker: Option<String>,
        width: usize,
    },
}

const MARKS: [&str; 3] = ["**", "*", "~~"];

#[derive(Clone)]
struct Span {
    from: usize,
    to: usize,
    mark: usize,
}

#[derive(Default, Clone)]
struct Line {
    tokens: Vec<Token>,
    spans: Vec<Span>,
}

struct Writer<'f> {
    file: &'f dyn Fn(&str) -> Option<String>,
    out: String,
    line: Line,
    /// For each of [`MARKS`] how often it is open, and where in the line it began.
    open: [(usize, usize); 3],
    /// Where the open link leads, and where in the line it began.
    link: Option<(String, usize)>,
    code: Option<usize>,
    pre: Option<String>,
    heading: Option<usize>,
    hidden: bool,
    within: Vec<Within>,
    /// Quotes and lists that are flattened.
    beyond: usize,
    /// How many of `within` the last line shares with the next one.
    shared: usize,
    /// Line ends due before the next line: two part paragraphs.
    due: usize,
    /// The lines of this row of a table so far, and how to take the last one back.
    row: Option<(usize, Option<Before>)>,
    /// A cell that stands beside another one has no words yet.
    beside: bool,
    /// How many bytes of addresses were said again.
    again: usize,
}

/// How a line is taken back: how long what stood before it was, what was due there, and the line.
type Before = (usize, usize, Line);

impl<'f> Writer<'f> {
    fn new(file: &'f dyn Fn(&str) -> Option<String>) -> Self {
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

    fn words(&mut self, text: &str) {
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

    fn start(&mut self, tag: &Tag) {
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

    fn end(&mut self, name: &str) {
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

    fn image(&mut self, tag: &Tag) {
        let cid = attribute(tag, "src").and_then(|it| it.strip_prefix("cid:"));
        if let Some(name) = cid.and_then(self.file) {
            self.words(&format!("[{name}]"));
        } else {
            self.words(attribute(tag, "alt").unwrap_or_default());
        }
    }

    /// Where the words of a link end, on this line at least. Without words it is none: nobody could see it.
    fn end_of_link(&mut self) {
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

    fn end_of_code(&mut self) {
        if let Some(from) = self.code.take() {
            let code = said(&self.line.tokens[from.min(self.line.tokens.len())..]);
            if !code.is_empty() {
                self.collapse(from, Token::Code(code));
            }
        }
    }

    /// Makes one token of all from `from` on, but for a blank at the end.
    fn collapse(&mut self, from: usize, token: Token) {
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

    fn cell(&mut self) {
        let one_line = match &mut self.row {
            Some((0, _)) => !self.line.tokens.is_empty(),
            Some((1, last)) if self.line.tokens.is_empty() => match last.take() {
                Some((length, due, line)) => {
                    self.out.truncate(length);
                    (self.due, self.line) = (due, line);
                    self.row = Some((0, None));
                    true
                }
                None => false,
            },
            None | Some(_) => false,
        };
        if one_line {
            self.end_of_spans();
            self.words(" | ");
            self.beside = true;
        } else {
            self.block(1);
        }
    }

    fn item(&mut self) {
        self.end_of_item();
        let marker = match self.within.last_mut() {
            Some(Within::List(Some(number))) => {
                *number = number.saturating_add(1);
                format!("{}. ", (*number - 1).min(999_999_999))
            }
            _ => "- ".to_owned(),
        };
        self.enter(Within::Item {
            width: marker.len(),
            marker: Some(marker),
        });
    }

    fn end_of_item(&mut self) {
        self.block(1);
        if matches!(self.within.last(), Some(Within::Item { .. })) {
            self.leave(|it| matches!(it, Within::Item { .. }));
        }
    }

    /// What parts a list from what is around it: nothing within another one.
    fn around_list(&self) -> usize {
        let listed = self.within.iter().any(|it| matches!(it, Within::Item { .. }));
        if listed { 1 } else { 2 }
    }

    /// What parts paragraphs: nothing where one is a cell's only one, so that the cells stand beside each other.
    fn around_paragraph(&self) -> usize {
        if matches!(self.row, Some((0, _))) { 1 } else { 2 }
    }

    fn enter(&mut self, what: Within) {
        if self.within.len() < MAX_DEPTH {
            self.within.push(what);
        } else {
            self.beyond += 1;
        }
    }

    fn leave(&mut self, is: impl Fn(&Within) -> bool) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(at) = self.within.iter().rposition(is) {
            self.within.truncate(at);
            self.shared = self.shared.min(at);
        }
    }

    fn line_break(&mut self) {
        if self.heading.is_some() || self.beside {
            self.words(" ");
        } else if self.is_blank() {
            self.end_of_line();
            self.due = (self.due + 1).min(2);
        } else {
            self.end_of_line();
            self.due = 1;
        }
    }

    fn is_blank(&self) -> bool {
        self.line.tokens.iter().all(Token::is_blank)
    }

    fn block(&mut self, due: usize) {
        if self.beside {
            return;
        }
        self.end_of_line();
        self.due = self.due.max(due);
    }

    /// A block that stands beside nothing, though the cell before it may be empty.
    fn apart(&mut self, due: usize) {
        self.beside = false;
        self.block(due);
    }

    /// Ends the marks of this line; those that are open go on in the next one.
    fn end_of_spans(&mut self) {
        let to = self.line.tokens.len();
        for (mark, (depth, from)) in self.open.iter_mut().enumerate() {
            if *depth > 0 {
                self.line.spans.push(Span { from: *from, to, mark });
            }
            *from = 0;
        }
    }

    /// A link that goes on in the next line.
    fn goes_on(&mut self, url: String) -> Option<(String, usize)> {
        self.again += url.len();
        (self.again <= MAX_AGAIN).then_some((url, 0))
    }

    fn end_of_line(&mut self) {
        self.beside = false;
        self.end_of_code();
        let link = self.link.as_ref().map(|(url, _)| url.clone());
        self.end_of_link();
        self.link = link.and_then(|url| self.goes_on(url));
        self.end_of_spans();
        let line = std::mem::take(&mut self.line);
        if line.tokens.iter().all(Token::is_blank) {
            return;
        }
        let before = (self.out.len(), self.due);
        let mut text = line.markdown();
        if let Some(level) = self.heading {
            // Else it would be one of those that may close a heading.
            if text.ends_with('#') && !text.ends_with("\\#") {
                text.insert(text.len() - 1, '\\');
            }
            text.insert_str(0, &format!("{} ", "#".repeat(level)));
        }
        self.write(&text);
        if let Some((lines, last)) = &mut self.row {
            // An item's mark cannot be given back.
            let listed = self.within.iter().any(|it| matches!(it, Within::Item { .. }));
            *last = (*lines == 1 && !listed && self.heading.is_none()).then_some((before.0, before.1, line));
        }
    }

    fn end_of_pre(&mut self) {
        let Some(text) = self.pre.take() else {
            return;
        };
        let text = text.replace("\r\n", "\n").replace(['\r', '\u{0}'], "");
        let text = text.strip_prefix('\n').unwrap_or(&text).trim_end();
        // Thunderbird's signatures.
        if text.starts_with("-- \n") {
            for line in text.lines() {
                self.words(line);
                self.end_of_line();
                self.due = 1;
            }
        } else if !text.is_empty() {
            let fence = ticks(text, 3);
            self.write(&fence);
            for line in text.split('\n') {
                self.write(line);
            }
            self.write(&fence);
        }
        self.due = 2;
    }

    fn write(&mut self, text: &str) {
        if !self.out.is_empty() {
            if self.due > 1 {
                self.out.push('\n');
                let blank = prefix(&mut self.within[..self.shared], false);
                self.out.push_str(blank.trim_end());
            }
            self.out.push('\n');
        }
        self.due = 1;
        let prefix = prefix(&mut self.within, true);
        self.out.push_str(&prefix);
        self.out.push_str(text);
        self.shared = self.within.len();
        if let Some((lines, last)) = &mut self.row {
            *lines += 1;
            *last = None;
        }
    }
}

impl Line {
    fn markdown(&self) -> String {
        let blanks = self.tokens.iter().rev().take_while(|it| it.is_blank()).count();
        let tokens = &self.tokens[..self.tokens.len() - blanks];
        if blanks > 0 && tokens == [Token::Literal('-'), Token::Literal('-')] {
            return "\\-- ".to_owned(); // As the mark of a signature is known by.
        }
        literal(tokens, &self.marks(tokens.len()))
    }

    /// What stands before which token, in the order in which it is written.
    fn marks(&self, end: usize) -> Vec<(usize, &'static str)> {
        let mut spans: Vec<Span> = Vec::new();
        let mut sorted: Vec<Span> = self.spans.iter().filter_map(|it| self.fitting(it, end)).collect();
        sorted.sort_by_key(|it| (it.mark, it.from));
        for span in sorted {
            match spans.last_mut() {
                Some(last) if last.mark == span.mark && last.to >= span.from => last.to = last.to.max(span.to),
                _ => spans.push(span),
            }
        }
        spans.sort_by_key(|it| (it.from, std::cmp::Reverse(it.to), it.mark));
        let (mut marks, mut open): (Vec<_>, Vec<Span>) = (Vec::new(), Vec::new());
        let close = |open: &mut Vec<Span>, marks: &mut Vec<_>, before: usize| {
            while let Some(last) = open.pop_if(|it| it.to <= before) {
                marks.push((last.to, MARKS[last.mark]));
            }
        };
        for span in spans {
            close(&mut open, &mut marks, span.from);
            // Of two that cross, the first one stays.
            if open.iter().all(|it| span.to <= it.to) {
                marks.push((span.from, MARKS[span.mark]));
                open.push(span);
            }
        }
        close(&mut open, &mut marks, end);
        marks
    }

    /// Without blanks at its ends, and only where Markdown knows it for what it is.
    fn fitting(&self, span: &Span, end: usize) -> Option<Span> {
        let (mut from, mut to) = (span.from, span.to.min(end));
        while from < to && self.tokens[from].is_blank() {
            from += 1;
        }
        while from < to && self.tokens[to - 1].is_blank() {
            to -= 1;
        }
        let before = from.checked_sub(1).and_then(|it| self.tokens.get(it));
        let after = self.tokens[..end].get(to);
        let fits = |inside: &Token, outside: Option<&Token>| inside.is_word() || !outside.is_some_and(Token::is_word);
        let shown = from < to && fits(&self.tokens[from], before) && fits(&self.tokens[to - 1], after);
        shown.then_some(Span {
            from,
            to,
            mark: span.mark,
        })
    }
}

/// What a line begins with within these; `first`: an item's mark is used up.
fn prefix(within: &mut [Within], first: bool) -> String {
    let marks = within.iter_mut().map(|it| match it {
        Within::Quote => "> ".to_owned(),
        Within::List(_) => String::new(),
        Within::Item { marker, width } => {
            let marker = if first { marker.take() } else { None };
            marker.unwrap_or_else(|| " ".repeat(*width))
        }
    });
    marks.collect()
}

fn said(tokens: &[Token]) -> String {
    let words = tokens.iter().map(|it| match it {
        Token::Code(text) => text.clone(),
        Token::Link { url, label } => if label.is_empty() { url } else { label }.clone(),
        it => it.char().map(String::from).unwrap_or_default(),
    });
    words.collect::<String>().trim().to_owned()
}

/// What nobody sees, and ours in Slack's text. Not what joins and parts letters in some scripts.
const INVISIBLE: [char; 4] = ['\u{200b}', '\u{2060}', '\u{feff}', '\u{ad}'];

fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    let found = tag.attrs.iter().find(|it| &*it.name.local == name);
    found.map(|it| it.value.trim()).filter(|it| !it.is_empty())
}

fn level(name: &str) -> Option<usize> {
    ["h1", "h2", "h3", "h4", "h5", "h6"]
        .iter()
        .position(|it| *it == name)
        .map(|it| it + 1)
}

fn mark(name: &str) -> Option<usize> {
    match name {
        "b" | "strong" => Some(0),
        "i" | "em" => Some(1),
        "s" | "del" | "strike" => Some(2),
        _ => None,
    }
}

fn is_code(name: &str) -> bool {
    ["code", "tt", "kbd", "samp"].contains(&name)
}

fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 22] = [
        "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "form", "header", "main", "nav", "section", "summary", "tbody", "thead",
    ];
    BLOCKS.contains(&name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{to_html, to_plain},
        *,
    };

    fn read(html: &str) -> String {
        from_html(html, &|cid| (cid == "1@x").then(|| "plan.png".to_owned()))
    }

    #[test]
    fn what_stands_on_lines_of_its_own_does_so_again() {
        for (html, markdown) in [
            (
                "<div>The order number is 4711</div><div>The customer is 12</div>",
                "The order number is 4711\nThe customer is 12",
            ),
            (
                "<div>one</div><div><br></div><div>two<br>three</div>",
                "one\n\ntwo\nthree",
            ),
            ("<h2>Head</h2><p>y</p>", "## Head\n\ny"),
            (
                "<p>A</p><ul><li>b1</li><li>b2</li></ul><p>C</p>",
                "A\n\n- b1\n- b2\n\nC",
            ),
            ("<div>A<ul><li>b1</ul>C</div>", "A\n\n- b1\n\nC"),
            ("<ol start=3><li>c<li>d<ul><li>e</ul></ol>", "3. c\n4. d\n   - e"),
            (
                "<table><tr><td>c1</td><td>c2</td></tr><tr><td><p>c3</p></td><td><p>c4</p></td><td>c5</td></tr></table>",
                "c1 \\| c2\nc3 \\| c4 \\| c5",
            ),
            (
                "<table><tr><td><p>one</p><p>two</p></td><td>three</td></tr></table>",
                "one\n\ntwo\n\nthree",
            ),
            (
                "<table><tr><td>Error:<pre>trace</pre></td><td>x</td></tr></table>",
                "Error:\n\n```\ntrace\n```\n\nx",
            ),
            (
                "<table><tr><td>a</td><td></td></tr><tr><td>b</td><td>&nbsp;</td></tr></table><p>c</p>",
                "a \\|\nb \\|\n\nc",
            ),
            ("<table><tr><td>a<td><blockquote>b</blockquote></table>", "a \\|\n\n> b"),
            ("<div>a</div><div>--</div><div>b</div>", "a\n\\--\nb"),
            ("<div>a</div><div>-- </div><div>b</div>", "a\n\\-- \nb"),
            ("<pre>  a\n   b\n</pre>x", "```\n  a\n   b\n```\n\nx"),
            (
                "On 3 May she wrote:<blockquote><p>one</p><p>two</p><blockquote>three</blockquote></blockquote>four",
                "On 3 May she wrote:\n\n> one\n>\n> two\n>\n> > three\n\nfour",
            ),
        ] {
            assert_eq!(read(html), markdown, "{html}");
        }
    }

    #[test]
    fn words_keep_their_looks_and_links_their_address() {
        for (html, markdown) in [
            (
                "see <a href=\"https://a.example/doc?x=1\">this <b>page</b></a> please",
                "see [this page](https://a.example/doc?x=1) please",
            ),
            (
                "<a href='https://a.example'>https://a.example</a>",
                "<https://a.example>",
            ),
            (
                "<a href='mailto:a+b_c@a.example'>a+b_c@a.example</a>",
                "a+b_c@a.example",
            ),
            ("<a href='javascript:x'>no</a> <a href='https://a.example'></a>", "no"),
            (
                "<b>bold </b>x <i>it</i> <code>x_y</code> 2*3*4",
                "**bold** x *it* `x_y` 2\\*3\\*4",
            ),
            ("<b>From:</b>Maria <b>a</b><b>b</b>", "From:Maria **ab**"),
            ("<b><i>both</i></b> <b>a <i>b</b> c</i>", "***both*** **a b** c"),
            (
                "<p># no heading</p><p>1. x</p><p>- y</p>",
                "\\# no heading\n\n1\\. x\n\n\\- y",
            ),
            ("a&nbsp;&lt;b&gt;&amp;amp;", "a \\<b>\\&amp;"),
            (
                "<img src='cid:1@x' alt=x> <img src='https://a.example/t.gif'>",
                "\\[plan.png\\]",
            ),
            (
                "<title>t</title><style>p{}</style><p>t</p><script>alert('<p>')</script><!-- c -->",
                "t",
            ),
        ] {
            assert_eq!(read(html), markdown, "{html}");
        }
    }

    #[test]
    fn however_much_is_nested_or_left_open_it_is_read() {
        for tag in [
            "b",
            "div",
            "blockquote",
            "ul",
            "li",
            "ul><li",
            "table><tr><td",
            "a href='https://a.example'",
            "code",
            "p",
        ] {
            let html = format!("<{tag}>").repeat(10_000) + "word" + &"</b></li></ul></a>".repeat(10_000);
            let said = read(&html);
            assert!(to_plain(&said).contains("word"), "{tag}: {}", said.len());
            assert!(said.len() < 10_000, "{tag}: {}", said.len());
        }
    }

    #[test]
    fn a_link_over_many_lines_is_not_said_with_each() {
        let html = format!(
            "<a href='https://a.example/{}'>{}",
            "x".repeat(4_000),
            "y<br>".repeat(10_000)
        );
        let said = read(&html);
        assert_eq!(said.matches('y').count(), 10_000);
        assert!(said.len() < 300_000, "{}", said.len());
    }

    #[test]
    fn a_long_tag_is_found_wherever_it_begins() {
        let long = format!("<p {}>", "a='>' ".repeat(2_000));
        let hidden = format!("<a =\" b=\" > \" {}>", "a='>' ".repeat(2_000));
        assert!(!is_light_html(&hidden));
        for before in ["", "<!-- <a x=\" -->", "<script>'<a x=\"'</script>", "1 < 2 "] {
            assert!(!is_light_html(&format!("{before}{long}")), "{before}");
        }
        let text = "a ' = \" > b".repeat(2_000);
        assert!(is_light_html(&format!(
            "<p id = \"a\" b='c'>{text}</p><p x=y z>1 < 2 {text}"
        )));
    }

    fn markup() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<s>",
                "</s>",
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<br>",
                "<ul>",
                "</ul>",
                "<ol>",
                "<li>",
                "</li>",
                "<blockquote>",
                "</blockquote>",
                "<pre>",
                "</pre>",
                "<code>",
                "</code>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "</tr>",
                "</table>",
                "<h1>",
                "</h1>",
                "<a href='https://a.example'>",
                "</a>",
                "<hr>",
                "<img alt='pic'>",
            ])
            .prop_map(str::to_owned),
            prop::sample::select(vec![
                "*", "_", "`", "#", "> ", "- ", "1. ", "|", "[", "](", "~", "\\", "=", "&amp;", "&lt;", "\n", " "
            ])
            .prop_map(str::to_owned),
            "[a-c]{1,3}",
        ];
        prop::collection::vec(piece, 0..40).prop_map(|it| it.concat())
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_none_becomes_a_mark(html in markup()) {
            let letters = |text: &str| text.chars().filter(|it| "abc".contains(*it)).collect::<String>();
            let bare: String = html.split('<').enumerate().map(|(at, it)| {
                if at == 0 { it } else { it.split_once('>').map_or("", |(_, words)| words) }
            }).collect();
            let said = read(&html);
            // Of what is shown only the words: no address, and no picture.
            let shown = to_html(&said, &[]);
            let shown: String = shown.split('<').map(|it| it.split_once('>').map_or(it, |(_, words)| words)).collect();
            prop_assert_eq!(
                letters(&shown.replace("&amp;", "").replace("pic", "")),
                letters(&bare.replace("&amp;", "").replace("pic", "")),
                "{} as {}", html, said
            );
        }

        #[test]
        fn no_html_is_too_strange(html in "(\\PC|<[a-z]{1,3}[ />]|</|&#?|=|\"|\n){0,200}") {
            to_html(&read(&html), &[]);
        }
    }
}
