//! Sentences of the catalogues as HTML, with names in bold and keys as links.
//!
//! A sentence is first said with a place in it for each of its words, then escaped, and only then the words come into their places, escaped
//! each for itself. So the order of words is the language's own, and nothing that a person or a translator wrote is read as HTML.

use askama::filters::{self, Html};

/// What stands in a sentence.
#[derive(Clone, Copy)]
pub(super) enum Piece<'a> {
    Plain(&'a str),
    Bold(&'a str),
    Link { text: &'a str, to: &'a str },
}

/// Characters for private use: no catalogue has them.
const PLACES: [&str; 4] = ["\u{e000}", "\u{e001}", "\u{e002}", "\u{e003}"];

/// The sentence that `say` makes of these pieces, as HTML.
pub(super) fn html<const N: usize>(pieces: [Piece<'_>; N], say: impl FnOnce([&str; N]) -> String) -> String {
    const { assert!(N <= PLACES.len()) };
    let sentence = say(std::array::from_fn(|at| PLACES[at]));
    let mut html = String::new();
    for part in sentence.split_inclusive(|c| place(c).is_some()) {
        let at = part.chars().next_back().and_then(place);
        let text = part.trim_end_matches(|c| place(c).is_some());
        html.push_str(&escaped(text));
        if let Some(piece) = at.and_then(|at| pieces.get(at)) {
            html.push_str(&written(*piece));
        }
    }
    html
}

fn place(c: char) -> Option<usize> {
    PLACES.iter().position(|place| place.starts_with(c))
}

fn written(piece: Piece<'_>) -> String {
    match piece {
        Piece::Plain(text) => escaped(text),
        Piece::Bold(text) => format!("<strong>{}</strong>", escaped(text)),
        Piece::Link { text, to } => format!(
            r#"<a href="{}" style="color:inherit;white-space:nowrap">{}</a>"#,
            escaped(to),
            escaped(text)
        ),
    }
}

fn escaped(text: &str) -> String {
    let Ok(escaped) = filters::escape(text, Html);
    escaped.to_string()
}

#[cfg(test)]
mod tests {
    use portico_texts::mail::Texts;
    use portico_types::portal::Language;

    use super::*;

    #[test]
    fn words_come_into_the_places_that_the_language_gives_them() {
        let pieces = [
            Piece::Bold("Ana"),
            Piece::Link {
                text: "ACME-1",
                to: "https://acme.example/?a=1&b=2",
            },
            Piece::Plain("Fire & water"),
        ];
        let said = |language| html(pieces, |[who, key, title]| Texts(language).solved(who, key, title));
        let link = r#"<a href="https://acme.example/?a=1&#38;b=2" style="color:inherit;white-space:nowrap">ACME-1</a>"#;

        assert_eq!(
            said(Language::English),
            format!("<strong>Ana</strong> solved your ticket {link}, “Fire &#38; water”.")
        );
        assert_eq!(
            said(Language::German),
            format!("<strong>Ana</strong> hat Ihr Ticket {link}, „Fire &#38; water“, gelöst.")
        );
        let arabic = said(Language::Arabic);
        assert!(
            arabic.contains("<strong>Ana</strong>") && arabic.contains(link),
            "{arabic}"
        );
    }

    #[test]
    fn nothing_in_a_word_or_a_sentence_is_read_again() {
        let evil = "<b>{x}</b> \u{e001} \u{1} \"'&";
        for language in Language::ALL {
            let pieces = [
                Piece::Bold(evil),
                Piece::Link {
                    text: "ACME-1",
                    to: "/tickets/ACME-1",
                },
                Piece::Plain(evil),
            ];
            let said = html(pieces, |[who, key, title]| Texts(*language).answered(who, key, title));

            let inert = "&#60;b&#62;{x}&#60;/b&#62; \u{e001} \u{1} &#34;&#39;&#38;";
            assert_eq!(said.matches(inert).count(), 2, "{language}: {said}");
            assert_eq!(said.matches('<').count(), 4, "{language}: bold and link alone: {said}");
        }
        assert_eq!(html([], |[]| "1 < 2".to_owned()), "1 &#60; 2");
    }
}
