//! One line of mrkdwn → one line of Markdown: marks, code, tokens in `<…>`, emoji, and everything else literal.

use super::document::safe_url;
use super::emoji;
use super::from_mrkdwn::Names;
use super::to_mrkdwn::{BOUNDARY, JOINER, MAX_SHORTCODE, is_ours, is_shortcode_char};

#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// A character that may be a mark.
    Char(char),
    /// A character that is only itself.
    Literal(char),
    /// U+200B: a boundary nobody sees.
    Boundary,
    Code(String),
    Link {
        url: String,
        label: String,
    },
}

impl Token {
    fn char(&self) -> Option<char> {
        match self {
            Token::Char(c) | Token::Literal(c) => Some(*c),
            _ => None,
        }
    }

    fn is_blank(&self) -> bool {
        *self == Token::Boundary || self.char().is_some_and(char::is_whitespace)
    }

    fn is_word(&self) -> bool {
        self.char().is_some_and(char::is_alphanumeric)
    }
}

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

/// `<…>` at the start of `rest`: what is inside, and its length with the brackets.
fn angle(rest: &str) -> Option<(&str, usize)> {
    let inside = rest.strip_prefix('<')?;
    let end = inside.find(['<', '>', '\n'])?;
    (inside.as_bytes()[end] == b'>' && end > 0).then(|| (&inside[..end], end + 2))
}

/// One entity, unescaped once.
fn entity(rest: &str) -> Option<(char, usize)> {
    [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')]
        .into_iter()
        .find(|(name, _)| rest.starts_with(name))
        .map(|(name, c)| (c, name.len()))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace([JOINER, BOUNDARY], "")
}

/// Address and label (maybe empty) if the token is a link we accept.
fn link(token: &str) -> Option<(String, String)> {
    let (url, label) = token.split_once('|').unwrap_or((token, ""));
    let url = unescape(url);
    let safe = safe_url(&url)?.into_owned();
    let label = unescape(label);
    let label = emoji::replace(label.trim());
    let repeats = label == safe || label == url;
    Some((safe, if repeats { String::new() } else { label }))
}

/// What a token that is no link says.
fn words(token: &str, names: Names<'_>) -> String {
    super::from_mrkdwn::words(token, names).unwrap_or_else(|| {
        let (url, label) = token.split_once('|').unwrap_or((token, ""));
        unescape(if label.is_empty() { url } else { label })
    })
}

fn tokens(line: &str, names: Names<'_>) -> Vec<Token> {
    let singles = single_ticks(line);
    let mut tokens = Vec::with_capacity(line.len());
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let rest = &line[at..];
        if c == JOINER {
            at += c.len_utf8();
            if let Some((next, length)) = entity(&line[at..]).or_else(|| line[at..].chars().next().map(|c| (c, c.len_utf8())))
                && !is_ours(next)
                // A token's bracket is Slack's own, never a literal to protect.
                && !line[at..].starts_with('<')
            {
                tokens.push(Token::Literal(next));
                at += length;
            }
            continue;
        }
        if c == '`'
            && let Ok(index) = singles.binary_search(&at)
            && let Some(&end) = singles.get(index + 1)
        {
            let code = code_text(&line[at + 1..end], names);
            if !code.trim().is_empty() {
                tokens.push(Token::Code(code));
                at = end + 1;
                continue;
            }
        }
        if let Some((token, length)) = angle(rest) {
            match link(token) {
                Some((url, label)) => tokens.push(Token::Link { url, label }),
                None => tokens.extend(words(token, names).chars().filter(|c| !is_ours(*c)).map(Token::Literal)),
            }
            at += length;
            continue;
        }
        if c == ':'
            && let Some((glyph, length)) = shortcode(rest)
        {
            tokens.extend(glyph.chars().map(Token::Literal));
            at += length;
            continue;
        }
        if let Some((c, length)) = entity(rest) {
            tokens.push(Token::Literal(c));
            at += length;
            continue;
        }
        tokens.push(match c {
            BOUNDARY => Token::Boundary,
            c => Token::Char(c),
        });
        at += c.len_utf8();
    }
    tokens
}

fn shortcode(rest: &str) -> Option<(&'static str, usize)> {
    let name = &rest[1..];
    let end = name
        .bytes()
        .take(MAX_SHORTCODE)
        .take_while(|b| is_shortcode_char(char::from(*b)))
        .count();
    (end > 0 && name.as_bytes().get(end) == Some(&b':')).then_some(())?;
    Some((emoji::glyph(&name[..end])?, end + 2))
}

/// Where a backtick stands alone, and so may open or close code.
fn single_ticks(line: &str) -> Vec<usize> {
    let bytes = line.as_bytes();
    let mut singles = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
        let mut start = at;
        while bytes.get(at) == Some(&b'`') {
            at += 1;
        }
        if line[..start].ends_with(JOINER) {
            start += 1;
        }
        if at - start == 1 {
            singles.push(start);
        }
    }
    singles
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
