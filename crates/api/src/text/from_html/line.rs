//! One line of words, → Markdown.

use super::super::{inline::literal, tokens::Token};

const MARKS: [&str; 3] = ["**", "*", "~~"];

#[derive(Clone)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) mark: usize,
}

#[derive(Default, Clone)]
pub(super) struct Line {
    pub(super) tokens: Vec<Token>,
    pub(super) spans: Vec<Span>,
}

impl Line {
    pub(super) fn markdown(&self) -> String {
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

pub(super) fn said(tokens: &[Token]) -> String {
    let words = tokens.iter().map(|it| match it {
        Token::Code(text) => text.clone(),
        Token::Link { url, label } => if label.is_empty() { url } else { label }.clone(),
        it => it.char().map(String::from).unwrap_or_default(),
    });
    words.collect::<String>().trim().to_owned()
}
