//! A sentence with something else than words in it.

use leptos::prelude::*;

/// Stands in a sentence for what [`phrase`] puts there. Catalogues are given it as a word, so each language puts it where it belongs.
pub const PLACE: &str = "\u{fffc}";

/// The sentence, with `view` in the place of [`PLACE`].
pub fn phrase(sentence: &str, view: AnyView) -> AnyView {
    let (before, after) = sentence.split_once(PLACE).unwrap_or((sentence, ""));
    view! { {before.to_owned()} {view} {after.to_owned()} }.into_any()
}
