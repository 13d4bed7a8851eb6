//! One line of mrkdwn → its tokens: characters, code, links and boundaries. What they become is `inline`'s.

use super::{
    document::safe_url,
    emoji,
    from_mrkdwn::Names,
    inline::code_text,
    to_mrkdwn::{BOUNDARY, JOINER, MAX_SHORTCODE, is_ours, is_shortcode_char},
};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
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
    pub(super) fn char(&self) -> Option<char> {
        match self {
            Token::Char(c) | Token::Literal(c) => Some(*c),
            _ => None,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        *self == Token::Boundary || self.char().is_some_and(char::is_whitespace)
    }

    pub(super) fn is_word(&self) -> bool {
        self.char().is_some_and(char::is_alphanumeric)
    }
}

pub(super) fn tokens(line: &str, names: Names<'_>) -> Vec<Token> {
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

/// `<…>` at the start of `rest`: what is inside, and its length with the brackets.
pub(super) fn angle(rest: &str) -> Option<(&str, usize)> {
    let inside = rest.strip_prefix('<')?;
    let end = inside.find(['<', '>', '\n'])?;
    (inside.as_bytes()[end] == b'>' && end > 0).then(|| (&inside[..end], end + 2))
}

/// One entity, unescaped once.
pub(super) fn entity(rest: &str) -> Option<(char, usize)> {
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
pub(super) fn link(token: &str) -> Option<(String, String)> {
    let (url, label) = token.split_once('|').unwrap_or((token, ""));
    let url = unescape(url);
    let safe = safe_url(&url)?.into_owned();
    let label = unescape(label);
    let label = emoji::replace(label.trim());
    let repeats = label == safe || label == url;
    Some((safe, if repeats { String::new() } else { label }))
}

/// What a token that is no link says.
pub(super) fn words(token: &str, names: Names<'_>) -> String {
    super::from_mrkdwn::words(token, names).unwrap_or_else(|| {
        let (url, label) = token.split_once('|').unwrap_or((token, ""));
        unescape(if label.is_empty() { url } else { label })
    })
}
