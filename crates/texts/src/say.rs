//! Puts words into the lines that `compile.rs` writes.

use crate::Language;
use crate::plural::{category, number};

/// What a variable of a message stands for.
#[derive(Clone, Copy, Debug)]
pub enum Word<'a> {
    Text(&'a str),
    /// Written with the language's digits and separators; selects a plural.
    Number(i64),
}

/// Whatever counts things.
pub trait Count {
    fn count(self) -> i64;
}

impl Count for i64 {
    fn count(self) -> i64 {
        self
    }
}

macro_rules! counts {
    ($($kind:ty),*) => {
        $(impl Count for $kind {
            fn count(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        })*
    };
}

counts!(i32, u8, u16, u32, u64, usize);

/// The line with these words in it.
pub(crate) fn say(language: Language, line: &str, words: &[Word<'_>]) -> String {
    let text = match line.strip_prefix(SELECT) {
        Some(rest) => variant(language, rest, words),
        None => line,
    };
    let mut said = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match word(character, words) {
            Some(Word::Text(text)) => said.push_str(text),
            Some(Word::Number(value)) => said.push_str(&number(language, *value)),
            None => said.push(character),
        }
    }
    said
}

const SELECT: char = '\u{1f}';
const IS: char = '\u{1e}';

fn word<'a, 'b>(place: char, words: &'a [Word<'b>]) -> Option<&'a Word<'b>> {
    words.get((place as usize).checked_sub(1)?)
}

/// The variant that fits: the very number or word before the plural, the plural before the last one.
fn variant<'a>(language: Language, line: &'a str, words: &[Word<'_>]) -> &'a str {
    let mut parts = line.split(SELECT);
    let by = parts.next().and_then(|place| word(place.chars().next()?, words));
    let variants = || parts.clone().filter_map(|it| it.split_once(IS));
    let find = |wanted: &str| variants().find(|(selector, _)| *selector == wanted);
    let found = match by {
        Some(Word::Text(text)) => find(text),
        Some(Word::Number(value)) => find(&value.to_string()).or_else(|| find(&category(language, *value))),
        None => None,
    };
    found.or_else(|| variants().next_back()).map_or("", |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_is_found_by_number_then_plural_then_the_last() {
        let line = "\u{1f}\u{1}\u{1f}0\u{1e}none\u{1f}one\u{1e}a thing\u{1f}\u{1e}\u{1} things";
        let say = |count| say(Language::English, line, &[Word::Number(count)]);

        assert_eq!(say(0), "none");
        assert_eq!(say(1), "a thing");
        assert_eq!(say(12_345), "12,345 things");
    }

    #[test]
    fn arabic_counts_in_six_ways() {
        let forms = ["zero", "one", "two", "few", "many"];
        let variants: String = forms.map(|it| format!("\u{1f}{it}\u{1e}{it}")).concat();
        let line = format!("\u{1f}\u{1}{variants}\u{1f}\u{1e}other");
        let said = [0, 1, 2, 3, 11, 100].map(|count| say(Language::Arabic, &line, &[Word::Number(count)]));

        assert_eq!(said, ["zero", "one", "two", "few", "many", "other"]);
    }

    #[test]
    fn what_is_put_in_is_not_read_again() {
        let said = say(
            Language::English,
            "\u{1} and \u{2}",
            &[Word::Text("\u{2}"), Word::Text("b")],
        );

        assert_eq!(said, "\u{2} and b");
    }
}
