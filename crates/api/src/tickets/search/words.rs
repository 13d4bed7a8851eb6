//! Text as words. The databases are given words and asked for beginnings of words; neither is left to find words itself, so both find the
//! same: whatever the case, without accents, in any script.
//!
//! What stands in the index was cut by this: whoever changes it builds the index anew, in a migration with a copy of its own.

use std::{collections::BTreeSet, ops::Range};

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// The longest word, in characters; more of it is neither kept nor asked for.
const LONGEST: usize = 64;
/// So many words are asked for at most; what is typed behind them narrows no further.
const MOST_ASKED: usize = 16;

#[derive(Debug)]
struct Word {
    text: String,
    at: Range<usize>,
    /// Of two characters of a script that puts no gaps between words: where the first one ends.
    first: Option<usize>,
}

/// A piece between two boundaries of words.
struct Piece {
    text: String,
    at: Range<usize>,
    alone: bool,
}

/// Whether the character counts when texts are compared: letters, digits, and pictures.
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

/// The pieces of a text between what does not count. Where words end is Unicode's to say (UAX 29), but parts of the names of files, of
/// addresses and numbers are words, too, and a picture is one whatever stands beside it.
fn pieces(text: &str) -> Vec<Piece> {
    let mut found: Vec<Piece> = Vec::new();
    for (start, segment) in text.split_word_bound_indices() {
        let mut piece: Option<Piece> = None;
        for (at, c) in segment.char_indices() {
            let (at, end) = (start + at, start + at + c.len_utf8());
            match &mut piece {
                Some(piece) if counts(c) => {
                    piece.text.extend(plain(c));
                    piece.alone = false;
                    piece.at.end = end;
                }
                None if counts(c) => {
                    piece = Some(Piece {
                        text: plain(c).collect(),
                        at: at..end,
                        alone: true,
                    });
                }
                // What stands on a letter, or joins two, is part of it.
                Some(piece) if is_combining_mark(c) || c.general_category() == GeneralCategory::Format => {
                    piece.at.end = end;
                }
                _ => found.extend(piece.take()),
            }
        }
        found.extend(piece);
    }
    found.retain(|piece| !piece.text.is_empty());
    found
}

/// The words of a text, each where it stands. Where nothing parts two words, as in Chinese, each two characters that stand together count as
/// a word.
fn words(text: &str) -> Vec<Word> {
    let pieces = pieces(text);
    let mut found = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let next = pieces
            .get(n + 1)
            .filter(|next| piece.alone && next.alone && next.at.start == piece.at.end);
        found.push(match next {
            Some(next) => Word {
                text: format!("{}{}", piece.text, next.text),
                at: piece.at.start..next.at.end,
                first: Some(piece.at.end),
            },
            None => Word {
                text: piece.text.chars().take(LONGEST).collect(),
                at: piece.at.clone(),
                first: None,
            },
        });
    }
    found
}

/// What a text is found by.
pub(super) fn of_text<'a>(parts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    parts.into_iter().flat_map(words).map(|word| word.text).collect()
}

/// Beginnings of words that somebody asks for: all of them have to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked(Vec<String>);

impl Asked {
    pub(super) fn read(text: &str) -> Self {
        let found = words(text);
        let mut asked: Vec<String> = Vec::new();
        for (n, word) in found.iter().enumerate() {
            // The last character of several is in the pair before.
            let tail = word.first.is_none() && n > 0 && found[n - 1].first == Some(word.at.start);
            if !tail && !asked.contains(&word.text) {
                asked.push(word.text.clone());
            }
        }
        asked.truncate(MOST_ASKED);
        Self(asked)
    }

    pub(super) fn words(&self) -> &[String] {
        &self.0
    }

    /// Where in the text they stand, in order, apart from each other.
    pub(super) fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let mut hits: Vec<Range<usize>> = Vec::new();
        for word in words(text) {
            let Some(asked) = self.0.iter().find(|asked| word.text.starts_with(asked.as_str())) else {
                continue;
            };
            let end = match word.first {
                Some(first) if word.text != *asked => first,
                _ => word.at.end,
            };
            match hits.last_mut() {
                Some(last) if word.at.start < last.end => last.end = last.end.max(end),
                _ => hits.push(word.at.start..end),
            }
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(asked: &str, text: &str) -> bool {
        let there = of_text([text]);
        let asked = Asked::read(asked);
        !asked.words().is_empty()
            && asked
                .words()
                .iter()
                .all(|asked| there.iter().any(|word| word.starts_with(asked.as_str())))
    }

    #[test]
    fn words_are_found_by_their_beginnings_whatever_case_accent_or_script() {
        for (asked, text) in [
            ("print", "The Printer is on fire"),
            ("FIRE the", "The printer is on fire"),
            ("uber", "Über die Straße"),
            ("ÜBER", "uber"),
            ("straße", "STRAẞE"),
            ("cafe", "Cafe\u{301} closed"),
            ("ΟΔΟΣ", "οδος"),
            ("οδος", "ΟΔΟΣ"),
            ("don't", "We don’t know"),
            ("report.pdf", "see report-2.pdf"),
            ("打印", "我的打印机坏了"),
            ("坏了", "我的打印机坏了"),
            ("机", "我的打印机坏了"),
            ("了", "我的打印机坏了"),
            ("iPhone 买", "iPhone14を买う"),
            ("ガラス", "カラス"), // As with other accents.
            ("한", "한국어"),
            ("مرح", "مَرحبا بكم"),
            ("שלום", "שָׁלוֹם עולם"),
            ("🔥", "The printer is on 🔥🔥"),
            ("①", "1 of 2"),
            ("pdf", "report-2.pdf"),
            ("v2", "release_v2"),
            ("プリ", "プリンターが壊れた"),
            ("壊れた", "プリンターが壊れた"),
            ("เครื่อง", "พิมพ์เครื่องพัง"),
            ("ﬁre", "fire"),
        ] {
            assert!(finds(asked, text), "{asked} in {text}");
        }
        for (asked, text) in [
            ("inter", "The printer"),
            ("fire water", "on fire"),
            ("印打", "我的打印机坏了"),
            ("🔥", "🚒"),
            ("", "anything"),
            ("?!… *", "anything ?!"),
        ] {
            assert!(!finds(asked, text), "{asked} in {text}");
        }
    }

    #[test]
    fn hits_stand_where_the_words_stand() {
        let shown = |asked: &str, text: &str| {
            let hits = Asked::read(asked).hits(text);
            hits.into_iter().map(|hit| text[hit].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            shown("print fi", "Printers print, on Fire"),
            ["Printers", "print", "Fire"]
        );
        assert_eq!(shown("cafe", "a Cafe\u{301}!"), ["Cafe\u{301}"]);
        assert_eq!(shown("打印机", "我的打印机坏了"), ["打印机"]);
        assert_eq!(shown("打", "我的打印机"), ["打"]);
        assert_eq!(shown("机", "打印机坏"), ["机"]);
        assert_eq!(shown("x", "nothing"), [""; 0]);
    }

    #[test]
    fn no_more_is_asked_for_than_a_database_takes() {
        let many: String = (0..100).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(Asked::read(&many).words().len(), MOST_ASKED);
        assert_eq!(Asked::read(&"a".repeat(500)).words(), ["a".repeat(LONGEST)]);
        assert!(finds(&"a".repeat(200), &"a".repeat(150)), "both are cut alike");
    }

    proptest! {
        #[test]
        fn words_are_of_letters_alone_and_hits_in_order(text in "(?s).{0,80}|[a打机é🔥\u{301} '\"*():^-]{0,30}", asked in "(?s).{0,20}|[a打机é🔥 ]{0,6}") {
            for word in of_text([&*text]) {
                prop_assert!(!word.is_empty() && word.chars().count() <= LONGEST * 8);
                prop_assert!(word.chars().all(counts), "{word:?}");
                prop_assert!(!word.contains(['"', '\'', '\\', ' ', '*', ':', '\0']));
            }
            let asked = Asked::read(&asked);
            let mut end = 0;
            for hit in asked.hits(&text) {
                prop_assert!(end <= hit.start && hit.start < hit.end);
                prop_assert!(text.get(hit.clone()).is_some());
                end = hit.end;
            }
        }

        #[test]
        fn every_text_is_found_by_each_of_its_own_parts(text in "[a-zA-Zäé打印机カ한 .,-]{1,40}") {
            let whole = of_text([&*text]);
            for asked in Asked::read(&text).words() {
                prop_assert!(whole.iter().any(|word| word.starts_with(asked.as_str())));
            }
        }
    }
}
