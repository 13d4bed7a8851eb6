//! Finding the agents a text names.

/// An agent named in a message; `@name` in the text is the mention.
///
/// The caller passes only agents who may be mentioned here: a name that is not in the list stays text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name as it stands behind the `@`.
    pub name: String,
    /// The agent's Slack user id; without it the mention is shown but pings nobody.
    pub slack_user: Option<String>,
}

/// A stretch of text, or a mention inside it.
#[derive(Debug, PartialEq)]
pub(super) enum Piece<'t, 'm> {
    Text(&'t str),
    Mention(&'m Mention),
}

/// Cuts `text` at the mentions: whole names only, the longest first, and never inside a word (`ana@lima` is an address).
pub(super) fn pieces<'t, 'm>(text: &'t str, mentions: &'m [Mention]) -> Vec<Piece<'t, 'm>> {
    let mut pieces = Vec::new();
    let (mut from, mut previous) = (0, None);
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        if c == '@'
            && !previous.is_some_and(is_word)
            && let Some(mention) = named_at(&text[at + 1..], mentions)
        {
            if from < at {
                pieces.push(Piece::Text(&text[from..at]));
            }
            pieces.push(Piece::Mention(mention));
            from = at + 1 + mention.name.len();
            skip_to = from;
            previous = mention.name.chars().last();
        } else {
            previous = Some(c);
        }
    }
    if from < text.len() {
        pieces.push(Piece::Text(&text[from..]));
    }
    pieces
}

fn named_at<'m>(rest: &str, mentions: &'m [Mention]) -> Option<&'m Mention> {
    mentions
        .iter()
        .filter(|it| !it.name.is_empty())
        .filter(|it| {
            rest.strip_prefix(&it.name)
                .is_some_and(|after| !after.chars().next().is_some_and(is_word))
        })
        .max_by_key(|it| it.name.len())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
