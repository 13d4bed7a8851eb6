//! The part of a text in which something was found, in pieces of which some are hits. Never HTML: who shows it decides how a hit looks.

use std::ops::Range;

use portico_types::tickets::Segment;

use super::words::Asked;
use crate::text;

/// How much is shown, in characters, and how much of it before the first hit.
const LENGTH: usize = 160;
const BEFORE: usize = 40;

/// From a message, or from the names of its files where the message has none of the words.
pub(super) fn of_message(asked: &Asked, body: &str, files: &[String]) -> Vec<Segment> {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = line(&text::to_plain(body));
    let hits = asked.hits(&body);
    if !hits.is_empty() {
        return segments(&body, &hits);
    }
    let files = line(&files.join(", "));
    let hits = asked.hits(&files);
    if hits.is_empty() {
        segments(&body, &[]) // In an address or a mark that the text does not show.
    } else {
        segments(&files, &hits)
    }
}

fn segments(text: &str, hits: &[Range<usize>]) -> Vec<Segment> {
    let first = hits.first().map_or(0, |hit| hit.start);
    let start = text[..first].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| {
        // From the beginning of a word, where there is one near.
        text[at..first].find(' ').map_or(at, |gap| at + gap + 1)
    });
    let end = text[start..]
        .char_indices()
        .nth(LENGTH)
        .map_or(text.len(), |(at, _)| start + at);
    let mut found: Vec<Segment> = Vec::new();
    let mut push = |text: &str, hit: bool| {
        if !text.is_empty() {
            found.push(Segment {
                text: text.to_owned(),
                hit,
            });
        }
    };
    if start > 0 {
        push("…", false);
    }
    let mut at = start;
    for hit in hits {
        let (from, to) = (hit.start.clamp(at, end), hit.end.clamp(at, end));
        push(&text[at..from], false);
        push(&text[from..to], true);
        at = to;
    }
    push(&text[at..end], false);
    if end < text.len() {
        push("…", false);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(asked: &str, body: &str, files: &[&str]) -> String {
        let files: Vec<String> = files.iter().map(|name| (*name).to_owned()).collect();
        let mut shown = String::new();
        for segment in of_message(&Asked::read(asked), body, &files) {
            if segment.hit {
                shown.extend(["[", &segment.text, "]"]);
            } else {
                shown.push_str(&segment.text);
            }
        }
        shown
    }

    #[test]
    fn an_excerpt_shows_the_hits_in_what_stands_around_them() {
        assert_eq!(
            shown("print fi", "The **printer** is\n\non `fire`.", &[]),
            "The [printer] is on [fire]."
        );
        assert_eq!(shown("b", "a < b & <script>", &[]), "a < [b] & <script>");
        let long = format!("{} needle {}", "hay ".repeat(100), "stack ".repeat(100));
        let found = shown("needle", &long, &[]);
        assert!(found.starts_with("…hay ") && found.contains(" [needle] stack ") && found.ends_with('…'));
        assert!(found.chars().count() <= LENGTH + 4, "{found}");
        assert_eq!(
            shown("report", "See below", &["a.png", "Report.pdf"]),
            "a.png, [Report].pdf"
        );
        assert_eq!(
            shown("hidden", "[a](https://hidden.example)", &[]),
            "a (https://[hidden].example)"
        );
    }

    proptest! {
        #[test]
        fn an_excerpt_is_a_piece_of_the_text(body in "[a-d打机🔥é .]{0,400}", asked in "[a-d打🔥é ]{1,5}") {
            let asked = Asked::read(&asked);
            let hits = asked.hits(&body);
            let found = segments(&body, &hits);
            let text: String = found.iter().map(|it| &*it.text).collect();
            prop_assert!(body.contains(text.trim_matches('…')));
            prop_assert!(text.chars().count() <= LENGTH + 2);
            prop_assert_eq!(found.iter().any(|it| it.hit), !hits.is_empty());
        }
    }
}
