//! Laying a document out in lines: what plain text and mrkdwn have in common.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

/// Where the two line formats differ.
pub(super) trait Dialect {
    /// Writes words literally; `line_start` is true where block syntax would be read.
    fn text(&self, out: &mut String, text: &str, line_start: bool);
    fn code(&self, out: &mut String, code: &str);
    fn link(&self, out: &mut String, url: &str, label: &str);
    /// The character around emphasised words, if this format has one.
    fn mark(&self, tag: &Tag<'_>) -> Option<char>;
    /// `depth` counts from 0.
    fn bullet(&self, depth: usize) -> &'static str;
    /// A block of code in this format, if it has one; it stands at the margin, outside quotes and lists.
    fn fence(&self, code: &str) -> Option<String>;
    /// Called before a live mark or code span, which some formats recognise only beside a word boundary.
    fn separate(&self, out: &mut String, next: char);
}

pub(super) fn render<D: Dialect>(events: Vec<Event<'_>>, dialect: &D) -> String {
    let mut writer = Writer {
        dialect,
        out: String::new(),
        quotes: 0,
        lists: Vec::new(),
        marker: None,
        line_open: false,
        line_start: true,
        gap: None,
        marks: Vec::new(),
        after_mark: false,
        link: None,
        code: None,
        table: None,
    };
    for event in events {
        writer.event(event);
    }
    let mut out = writer.out;
    out.truncate(out.trim_end_matches('\n').len());
    out
}

struct Writer<'d, D> {
    dialect: &'d D,
    out: String,
    quotes: usize,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// The bullet or number that the next line starts with.
    marker: Option<String>,
    line_open: bool,
    line_start: bool,
    /// A blank line is due before the next line; `true` when it belongs to a quote.
    gap: Option<bool>,
    /// The open marks; `None` for one that this format cannot show or already shows.
    marks: Vec<Option<char>>,
    after_mark: bool,
    link: Option<(String, String)>,
    code: Option<String>,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    rows: Vec<Vec<String>>,
}

impl<D: Dialect> Writer<'_, D> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) if self.link.is_some() || self.table.is_some() => self.text(&code),
            Event::Code(code) => {
                self.open_line();
                self.dialect.separate(&mut self.out, '`');
                self.dialect.code(&mut self.out, &code);
                (self.line_start, self.after_mark) = (false, true);
            }
            Event::SoftBreak | Event::HardBreak if self.link.is_some() || self.table.is_some() => self.text(" "),
            Event::SoftBreak | Event::HardBreak => self.close_line(),
            Event::Rule => {
                self.block();
                self.text("———");
                self.block();
            }
            // `document` leaves no other.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.block(),
            Tag::Heading { .. } => {
                self.block();
                self.open_mark(tag);
            }
            Tag::BlockQuote(_) => {
                self.block();
                self.unquote_gap();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.block();
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.block();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.close_line();
                let depth = self.lists.len().saturating_sub(1);
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => format!("{} ", self.dialect.bullet(depth)),
                });
            }
            Tag::Table(columns) => {
                self.block();
                self.table = Some(Table {
                    columns: columns.clone(),
                    rows: Vec::new(),
                });
            }
            Tag::TableHead | Tag::TableRow => self.table.get_or_insert_default().rows.push(Vec::new()),
            Tag::TableCell => {
                if let Some(row) = self.table.as_mut().and_then(|it| it.rows.last_mut()) {
                    row.push(String::new());
                }
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => self.open_mark(tag),
            Tag::Link { dest_url, .. } => self.link = Some((dest_url.to_string(), String::new())),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.block(),
            TagEnd::Heading(_) => {
                self.close_mark();
                self.block();
            }
            TagEnd::BlockQuote(_) => {
                self.block();
                self.unquote_gap();
                self.quotes -= 1;
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.preformatted(&code);
                }
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.block();
            }
            TagEnd::Item => {
                self.close_line();
                self.marker = None;
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.preformatted(&grid(&table));
                }
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.close_mark(),
            TagEnd::Link => {
                if let Some((url, label)) = self.link.take() {
                    if let Some(cell) = self.cell() {
                        cell.push_str(&label);
                        if label != url {
                            cell.extend([" (", &url, ")"]);
                        }
                        return;
                    }
                    self.open_line();
                    self.dialect.link(&mut self.out, &url, &label);
                    (self.line_start, self.after_mark) = (false, false);
                }
            }
            _ => {}
        }
    }

    fn cell(&mut self) -> Option<&mut String> {
        self.table.as_mut()?.rows.last_mut()?.last_mut()
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
        } else if let Some((_, label)) = &mut self.link {
            label.push_str(text);
        } else if let Some(cell) = self.cell() {
            cell.push_str(text);
        } else {
            self.open_line();
            if self.after_mark && text.starts_with(char::is_alphanumeric) {
                self.dialect.separate(&mut self.out, 'a');
            }
            self.dialect.text(&mut self.out, text, self.line_start);
            (self.line_start, self.after_mark) = (false, false);
        }
    }

    fn open_mark(&mut self, tag: &Tag<'_>) {
        if self.link.is_some() || self.table.is_some() {
            self.marks.push(None);
            return;
        }
        self.open_line();
        let mark = self.dialect.mark(tag).filter(|it| !self.marks.contains(&Some(*it)));
        if let Some(mark) = mark {
            self.dialect.separate(&mut self.out, mark);
            self.out.push(mark);
            (self.line_start, self.after_mark) = (false, false);
        }
        self.marks.push(mark);
    }

    fn close_mark(&mut self) {
        if let Some(Some(mark)) = self.marks.pop()
            && self.line_open
        {
            self.out.push(mark);
            self.after_mark = true;
        }
    }

    /// Code and tables.
    fn preformatted(&mut self, code: &str) {
        let code = code.strip_suffix('\n').unwrap_or(code);
        if let Some(fence) = self.dialect.fence(code) {
            if self.marker.is_some() {
                self.open_line();
                self.close_line();
            }
            self.unquote_gap();
            self.fill_gap();
            self.out.push_str(&fence);
            self.out.push('\n');
            self.block();
            self.unquote_gap();
            return;
        }
        for line in code.split('\n') {
            self.open_line();
            self.out.push_str(line);
            self.close_line();
        }
        self.block();
    }

    /// Ends the line and, outside lists, asks for a blank one.
    fn block(&mut self) {
        self.close_line();
        if self.lists.is_empty() && self.gap.is_none() {
            self.gap = Some(self.quotes > 0);
        }
    }

    fn unquote_gap(&mut self) {
        if self.gap.is_some() {
            self.gap = Some(false);
        }
    }

    fn fill_gap(&mut self) {
        if let Some(quoted) = self.gap.take()
            && !self.out.is_empty()
        {
            self.out.push_str(if quoted { ">\n" } else { "\n" });
        }
    }

    fn open_line(&mut self) {
        if self.line_open {
            return;
        }
        self.fill_gap();
        if self.quotes > 0 {
            self.out.push_str("> ");
        }
        let depth = self.lists.len();
        if depth > 0 {
            self.out.push_str(&"    ".repeat(depth - 1));
            self.out
                .push_str(&self.marker.take().unwrap_or_else(|| "  ".to_owned()));
        }
        for mark in self.marks.iter().flatten() {
            self.out.push(*mark);
        }
        // With a mark before it the text is not at the line's start.
        self.line_start = !self.marks.iter().any(Option::is_some);
        self.line_open = true;
        self.after_mark = false;
    }

    fn close_line(&mut self) {
        if !self.line_open {
            return;
        }
        for mark in self.marks.iter().rev().flatten() {
            self.out.push(*mark);
        }
        self.out.push('\n');
        self.line_open = false;
    }
}

/// A table in characters. What a cell says beyond as many of them goes on in further lines; only a longer word stands out.
const MAX_COLUMN: usize = 40;

/// Beyond a screenful nobody reads columns, and padding thousands of them would be work without a reader.
const MAX_COLUMNS: usize = 20;

fn grid(Table { columns, rows }: &Table) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let set = count <= MAX_COLUMNS;
    let rows: Vec<Vec<Vec<&str>>> = rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|cell| if set { wrapped(cell) } else { vec![&**cell] })
                .collect()
        })
        .collect();
    let width = |column: usize| {
        let lines = rows.iter().filter_map(|row| row.get(column)).flatten();
        let longest = lines.map(|line| line.chars().count()).max().unwrap_or(0);
        longest.clamp(3, MAX_COLUMN)
    };
    let widths: Vec<usize> = (0..count).map(|it| if set { width(it) } else { 0 }).collect();
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let height = row.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..height {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                let said = cell.get(line).copied().unwrap_or_default();
                padded(said, *width, columns.get(column))
            });
            lines.push(cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned());
        }
        if index == 0 {
            let rules = widths.iter().map(|it| "-".repeat((*it).max(3)));
            lines.push(rules.collect::<Vec<_>>().join("-|-"));
        }
    }
    lines.join("\n")
}

fn padded(said: &str, width: usize, set: Option<&Alignment>) -> String {
    match set {
        Some(Alignment::Right) => format!("{said:>width$}"),
        Some(Alignment::Center) => format!("{said:^width$}"),
        _ => format!("{said:<width$}"),
    }
}

/// A cell's lines, broken between words.
fn wrapped(cell: &str) -> Vec<&str> {
    let (mut lines, mut begin, mut end, mut length) = (Vec::new(), 0, 0, 0);
    for piece in cell.split_inclusive(' ') {
        let word = piece.trim_end().chars().count();
        if end > begin && length + word > MAX_COLUMN {
            lines.push(cell[begin..end].trim_end());
            (begin, length) = (end, 0);
        }
        end += piece.len();
        length += piece.chars().count();
    }
    lines.push(cell[begin..].trim_end());
    lines
}
