//! Text as words, as they were cut when this migration was written.

use std::collections::BTreeSet;

use sea_orm_migration::sea_orm::prelude::Uuid;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_segmentation::UnicodeSegmentation as _;

const LONGEST: usize = 64;

/// A piece between two boundaries of words, and where it stands.
struct Piece(String, std::ops::Range<usize>, bool);

/// Letters, digits, and pictures.
fn counts(c: char) -> bool {
    (c.is_alphanumeric() || c.general_category() == GeneralCategory::OtherSymbol) && !is_combining_mark(c)
}

/// The character as it is compared: in lower case, without accents.
fn plain(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ς' { 'σ' } else { c })
        .filter(|c| counts(*c))
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    for (start, segment) in text.split_word_bound_indices() {
        let mut piece: Option<Piece> = None;
        for (at, c) in segment.char_indices() {
            let (at, end) = (start + at, start + at + c.len_utf8());
            match &mut piece {
                Some(Piece(text, range, alone)) if counts(c) => {
                    text.extend(plain(c));
                    range.end = end;
                    *alone = false;
                }
                None if counts(c) => piece = Some(Piece(plain(c).collect(), at..end, true)),
                Some(Piece(_, range, _)) if is_combining_mark(c) || c.general_category() == GeneralCategory::Format => {
                    range.end = end;
                }
                _ => found.extend(piece.take()),
            }
        }
        found.extend(piece);
    }
    found.retain(|Piece(text, ..)| !text.is_empty());
    found
}

/// The words of some texts. Where nothing parts two words, each two characters that stand together count as one.
fn words(parts: &[String]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in parts {
        let pieces = pieces(part);
        for (n, Piece(text, at, alone)) in pieces.iter().enumerate() {
            let next = pieces
                .get(n + 1)
                .filter(|next| *alone && next.2 && next.1.start == at.end);
            found.insert(match next {
                Some(next) => format!("{text}{}", next.0),
                None => text.chars().take(LONGEST).collect(),
            });
        }
    }
    found
}

/// With blanks between them, each with its account's and its readers' mark before it.
pub(super) fn marked(account: Uuid, mark: char, parts: &[String]) -> String {
    let account = account.as_u128() & 0xffff_ffff;
    let words = words(parts);
    let marked: Vec<_> = words.iter().map(|word| format!("{account:08x}{mark}{word}")).collect();
    marked.join(" ")
}
