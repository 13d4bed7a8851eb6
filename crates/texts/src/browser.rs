//! The texts of the page that is open: one language, the first part within the page, the second in a file.

use std::sync::OnceLock;

use crate::Language;
use crate::say::{Word, say};

/// Between two lines of a file. What HTML leaves as it is: of a page that holds a `\0` it makes another character.
const END: &str = "\u{1d}";

static LANGUAGE: OnceLock<Language> = OnceLock::new();
static LOCALE: OnceLock<String> = OnceLock::new();
static FIRST: OnceLock<Vec<&'static str>> = OnceLock::new();
static LATER: OnceLock<Vec<&'static str>> = OnceLock::new();

/// Takes the first part, or both as one, once, before anything is shown. `locale` is the language with the reader's region, if that is known.
pub fn here(language: Language, locale: String, file: String) {
    let _ = LANGUAGE.set(language);
    let _ = LOCALE.set(locale);
    let _ = FIRST.set(lines(file));
}

/// Takes the second part, before anything of it is shown.
pub fn here_later(file: String) {
    let _ = LATER.set(lines(file));
}

/// The language of this page.
pub fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or(Language::English)
}

/// How this page writes numbers and times: its language as the reader's region writes it, such as `de-CH`.
pub fn locale() -> &'static str {
    LOCALE.get().map_or(language().as_str(), String::as_str)
}

/// They stay for as long as the page does.
fn lines(file: String) -> Vec<&'static str> {
    String::leak(file).split(END).collect()
}

pub(crate) fn text(at: usize) -> &'static str {
    let first = FIRST.get_or_init(without_files);
    let line = first.get(at).or_else(|| {
        let later = LATER.get().or_else(later_without_files)?;
        later.get(at.checked_sub(crate::FIRST_LINES)?)
    });
    line.copied().unwrap_or_default()
}

pub(crate) fn with(at: usize, words: &[Word<'_>]) -> String {
    say(language(), text(at), words)
}

#[cfg(target_arch = "wasm32")]
fn without_files() -> Vec<&'static str> {
    Vec::new()
}

#[cfg(target_arch = "wasm32")]
fn later_without_files() -> Option<&'static Vec<&'static str>> {
    None
}

/// Tests that run without a browser read English.
#[cfg(not(target_arch = "wasm32"))]
fn without_files() -> Vec<&'static str> {
    crate::FIRST[0].to_vec()
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::unnecessary_wraps, reason = "a browser has none")]
fn later_without_files() -> Option<&'static Vec<&'static str>> {
    Some(LATER.get_or_init(|| crate::LATER[0].to_vec()))
}

/// What [`here`] takes.
#[cfg(not(target_arch = "wasm32"))]
pub fn first_file(language: Language) -> String {
    crate::FIRST[language as usize].join(END)
}

/// What [`here_later`] takes.
#[cfg(not(target_arch = "wasm32"))]
pub fn later_file(language: Language) -> String {
    crate::LATER[language as usize].join(END)
}

/// Both as one, where nothing comes later.
#[cfg(not(target_arch = "wasm32"))]
pub fn whole_file(language: Language) -> String {
    [first_file(language), later_file(language)].join(END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_lines_as_they_are() {
        for &language in Language::ALL {
            let whole = whole_file(language);
            // HTML replaces the first two, and the third could end what holds them.
            assert!(!whole.contains(['\0', '\r', '<']), "{language}");
            let (first, later) = (crate::FIRST[language as usize], crate::LATER[language as usize]);
            assert_eq!(lines(whole), [first.as_slice(), later.as_slice()].concat());
        }
    }
}
