//! Which HTML may be read at all.

/// HTML with a longer tag is not read: the tokenizer pays for a tag's attributes by their square.
const MAX_TAG: usize = 8_000;

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
