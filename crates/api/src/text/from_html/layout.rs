//! Lines, and what they stand within: quotes, lists, rows of tables.

use super::{
    super::{inline::ticks, tokens::Token},
    line::Span,
    writer::Writer,
};

/// Deeper quotes and lists are flattened: each costs its mark on every line.
const MAX_DEPTH: usize = 8;

/// As many bytes of addresses are said again for links that go on in further lines.
const MAX_AGAIN: usize = 100_000;

#[derive(PartialEq)]
pub(super) enum Within {
    Quote,
    /// The number of the next item; `None` for bullets.
    List(Option<u64>),
    Item {
        /// Until its first line is written.
        marker: Option<String>,
        width: usize,
    },
}

impl Writer<'_> {
    pub(super) fn cell(&mut self) {
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

    pub(super) fn item(&mut self) {
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

    pub(super) fn end_of_item(&mut self) {
        self.block(1);
        if matches!(self.within.last(), Some(Within::Item { .. })) {
            self.leave(|it| matches!(it, Within::Item { .. }));
        }
    }

    /// What parts a list from what is around it: nothing within another one.
    pub(super) fn around_list(&self) -> usize {
        let listed = self.within.iter().any(|it| matches!(it, Within::Item { .. }));
        if listed { 1 } else { 2 }
    }

    /// What parts paragraphs: nothing where one is a cell's only one, so that the cells stand beside each other.
    pub(super) fn around_paragraph(&self) -> usize {
        if matches!(self.row, Some((0, _))) { 1 } else { 2 }
    }

    pub(super) fn enter(&mut self, what: Within) {
        if self.within.len() < MAX_DEPTH {
            self.within.push(what);
        } else {
            self.beyond += 1;
        }
    }

    pub(super) fn leave(&mut self, is: impl Fn(&Within) -> bool) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(at) = self.within.iter().rposition(is) {
            self.within.truncate(at);
            self.shared = self.shared.min(at);
        }
    }

    pub(super) fn line_break(&mut self) {
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

    pub(super) fn is_blank(&self) -> bool {
        self.line.tokens.iter().all(Token::is_blank)
    }

    pub(super) fn block(&mut self, due: usize) {
        if self.beside {
            return;
        }
        self.end_of_line();
        self.due = self.due.max(due);
    }

    /// A block that stands beside nothing, though the cell before it may be empty.
    pub(super) fn apart(&mut self, due: usize) {
        self.beside = false;
        self.block(due);
    }

    /// Ends the marks of this line; those that are open go on in the next one.
    pub(super) fn end_of_spans(&mut self) {
        let to = self.line.tokens.len();
        for (mark, (depth, from)) in self.open.iter_mut().enumerate() {
            if *depth > 0 {
                self.line.spans.push(Span { from: *from, to, mark });
            }
            *from = 0;
        }
    }

    /// A link that goes on in the next line.
    pub(super) fn goes_on(&mut self, url: String) -> Option<(String, usize)> {
        self.again += url.len();
        (self.again <= MAX_AGAIN).then_some((url, 0))
    }

    pub(super) fn end_of_line(&mut self) {
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

    pub(super) fn end_of_pre(&mut self) {
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

    pub(super) fn write(&mut self, text: &str) {
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
