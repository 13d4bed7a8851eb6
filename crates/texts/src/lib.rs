//! What Portico says to contacts, in every language they may choose.
//!
//! A message has one name and stands in one catalogue a language: `locales/<language>/<area>.ftl`. English comes first: what is missing
//! elsewhere is said in English until somebody translates it, and fails a test of this crate. Each message becomes a function here
//! (`new-ticket` is `new_ticket`), whose parameters are its variables: numbers are whatever is counted ([`Count`]), all else is text.
//!
//! - [`ui`] and [`portal`] are the browser's. The language is that of the page, in which the lines stand that a first visit needs; what stands
//!   below a group comment `## Later` in the English catalogue is fetched with the app's second module.
//! - [`mail::Texts`] and [`export::Texts`] are the server's, with one method a message; [`page::Texts`] is what `cargo xtask web` writes into the pages themselves.

// What stands above each function is its English text.
#![allow(clippy::doc_markdown)]

mod browser;
#[cfg(test)]
#[allow(dead_code, reason = "the build script uses the rest")]
mod compile;
mod plural;
mod say;
#[cfg(test)]
mod tests;

#[cfg(not(target_arch = "wasm32"))]
pub use browser::{first_file, later_file, whole_file};
pub use browser::{here, here_later, language, locale};
pub use portico_types::portal::Language;
pub use say::{Count, Word};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));
