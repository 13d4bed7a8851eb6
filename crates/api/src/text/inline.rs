//! One line of mrkdwn → one line of Markdown: marks, code, tokens in `<…>`, emoji, and everything else literal.

use super::{
    from_mrkdwn::Names,
    to_mrkdwn::is_ours,
    tokens::{Token, angle, entity, link, tokens, words},
};

/// `line` as Markdown, or nothing if there is nothing to see.
pub(super) fn markdown(line: &str, names: Names<'_>) -> String {
    let mut tokens = tokens(&line.replace('\t', " "), names);
    while tokens.last().is_some_and(Token::is_blank) {
        tokens.pop();
    }
    let start = tokens.iter().take_while(|it| it.is_blank()).count();
    let line = Line::new(&tokens[start..]);
    let mut out = String::new();
    line.write(&mut out, 0, line.tokens.len(), &mut Vec::new());
    out
}

/// `tokens` as they are, none of them a mark, with `marks` before some of them.
pub(super) fn literal(tokens: &[Token], marks: &[(usize, &str)]) -> String {
    let line = Line {
        tokens,
        closers: Default::default(),
    };
    let (mut out, mut marks) = (String::new(), marks.iter().peekable());
    for at in 0..=tokens.len() {
        while let Some((_, mark)) = marks.next_if(|(before, _)| *before <= at) {
            out.push_str(mark);
        }
        if at < tokens.len() {
            line.write_token(&mut out, at);
        }
    }
    out
}

/// The words of a stretch of code: tokens as Slack shows them, entities unescaped, our invisible characters gone.
pub(super) fn code_text(code: &str, names: Names<'_>) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        if let Some((token, length)) = angle(rest) {
            out.push_str(&match link(token) {
                Some((url, label)) => {
                    if label.is_empty() {
                        url
                    } else {
                        label
                    }
                }
                None => words(token, names),
            });
            rest = &rest[length..];
        } else {
            let (c, length) = entity(rest).unwrap_or((c, c.len_utf8()));
            if !is_ours(c) {
                out.push(c);
            }
            rest = &rest[length..];
        }
    }
    out
}

/// A fence of backticks that `code` cannot close.
pub(super) fn ticks(code: &str, least: usize) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

const MARKS: [char; 3] = ['*', '_', '~'];

struct Line<'t> {
    tokens: &'t [Token],
    /// Where each of [`MARKS`] may close.
    closers: [Vec<usize>; 3],
}

/// What stands outside a mark, as Markdown's rules for opening and closing see it.
#[derive(PartialEq)]
enum Outside {
    /// Everything may follow the mark.
    Free,
    /// Only a word may.
    Tight,
    /// The mark is inside a word, or doubled.
    Shut,
}

impl<'t> Line<'t> {
    fn new(tokens: &'t [Token]) -> Self {
        let mut line = Line {
            tokens,
            closers: Default::default(),
        };
        for (index, &mark) in MARKS.iter().enumerate() {
            let may_close = |&at: &usize| {
                tokens[at] == Token::Char(mark)
                    && at > 0
                    && Self::fits(mark, &tokens[at - 1], &Self::outside(mark, tokens[at + 1..].iter()))
            };
            let closers = (0..tokens.len()).filter(may_close).collect();
            line.closers[index] = closers;
        }
        line
    }

    fn fits(mark: char, inner: &Token, outside: &Outside) -> bool {
        !inner.is_blank()
            && *inner != Token::Char(mark)
            && (*outside == Outside::Free || *outside == Outside::Tight && inner.is_word())
    }

    fn outside<'a>(mark: char, mut beyond: impl Iterator<Item = &'a Token>) -> Outside {
        let Some(neighbour) = beyond.next() else {
            return Outside::Free;
        };
        match neighbour {
            Token::Code(_) | Token::Link { .. } => Outside::Free,
            Token::Boundary => match beyond.find(|it| **it != Token::Boundary) {
                Some(next) if next.char() == Some(mark) => Outside::Shut,
                _ => Outside::Tight,
            },
            Token::Char(c) | Token::Literal(c) if *c == mark || c.is_alphanumeric() => Outside::Shut,
            Token::Char(c) | Token::Literal(c) if c.is_whitespace() || c.is_ascii_punctuation() => Outside::Free,
            _ => Outside::Tight,
        }
    }

    fn write(&self, out: &mut String, start: usize, end: usize, open: &mut Vec<char>) {
        let mut at = start;
        while at < end {
            if let Some((mark, close)) = self.opens(at, end, open) {
                let free = |outside: Outside| outside == Outside::Free;
                let words_around = !free(Self::outside(mark, self.tokens[..at].iter().rev()))
                    || !free(Self::outside(mark, self.tokens[close + 1..].iter()));
                let dressed = match mark {
                    '*' => "**",
                    '~' => "~~",
                    // An underscore inside a word is only an underscore.
                    _ if words_around => "*",
                    _ => "_",
                };
                out.push_str(dressed);
                open.push(mark);
                self.write(out, at + 1, close, open);
                open.pop();
                out.push_str(dressed);
                at = close + 1;
                continue;
            }
            self.write_token(out, at);
            at += 1;
        }
    }

    fn opens(&self, at: usize, end: usize, open: &[char]) -> Option<(char, usize)> {
        let Token::Char(mark) = self.tokens[at] else {
            return None;
        };
        let index = MARKS.iter().position(|it| *it == mark)?;
        let inner = self.tokens.get(at + 1)?;
        if open.contains(&mark) || !Self::fits(mark, inner, &Self::outside(mark, self.tokens[..at].iter().rev())) {
            return None;
        }
        let closers = &self.closers[index];
        let next = closers.partition_point(|it| *it < at + 2);
        closers.get(next).copied().filter(|it| *it < end).map(|it| (mark, it))
    }

    fn write_token(&self, out: &mut String, at: usize) {
        match &self.tokens[at] {
            Token::Boundary => {}
            Token::Code(code) => {
                let ticks = ticks(code, 1);
                let pad =
                    code.starts_with('`') || code.ends_with('`') || (code.starts_with(' ') && code.ends_with(' '));
                let pad = if pad { " " } else { "" };
                out.extend([&ticks, pad, code, pad, &ticks]);
            }
            Token::Link { url, label } => {
                if label.is_empty() && !url.contains(['<', '>', '\\']) {
                    out.extend(["<", url, ">"]);
                } else {
                    out.push('[');
                    let shown = if label.is_empty() { url } else { label };
                    shown.chars().for_each(|c| escaped(out, c));
                    out.push_str("](");
                    destination(out, url);
                    out.push(')');
                }
            }
            Token::Char(c) | Token::Literal(c) => self.write_char(out, at, *c),
        }
    }

    fn write_char(&self, out: &mut String, at: usize, c: char) {
        let before = at.checked_sub(1).and_then(|it| self.tokens[it].char());
        let next = self.tokens.get(at + 1);
        let after = next.and_then(Token::char);
        let active = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' | '|' => true,
            '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
            '&' => after.is_none_or(|it| it.is_alphanumeric() || it == '#'),
            '!' => matches!(next, Some(Token::Link { .. })),
            c if out.is_empty() => match c {
                '=' | '>' => true,
                '#' => after.is_none_or(|it| it == '#' || it.is_whitespace()),
                '-' | '+' => !after.is_some_and(char::is_alphanumeric),
                ':' => after == Some('-'),
                _ => false,
            },
            '.' | ')' => {
                // `1.` starts a list; the digits are all that has been written.
                (1..=9).contains(&out.len())
                    && out.bytes().all(|b| b.is_ascii_digit())
                    && after.is_none_or(char::is_whitespace)
            }
            _ => false,
        };
        if active {
            out.push('\\');
        }
        out.push(c);
    }
}

/// A character of a label, which is never more than a character.
fn escaped(out: &mut String, c: char) {
    if c == '\n' {
        out.push(' ');
        return;
    }
    if c.is_ascii_punctuation() {
        out.push('\\');
    }
    out.push(c);
}

fn destination(out: &mut String, url: &str) {
    for c in url.chars() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            '&' => out.push_str("\\&"), // Else `&copy;` in an address would become a sign.
            c => out.push(c),
        }
    }
}
