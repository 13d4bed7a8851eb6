//! Plain text, as people write mails, → Markdown that shows it as it was written.

use super::{document::clean_all, inline::literal, tokens::Token};

/// As wide as a tab is shown.
const TAB: &str = "    ";

/// A break that is a blank: Markdown drops the others at a line's beginning, and browsers show several as one.
const BLANK: char = '\u{a0}';

/// As many characters are made tokens at once, which are many times as large: a line may be a whole mail.
const PIECE: usize = 4_096;

/// Words that are only themselves, in the lines they stand in. Lines behind `>` are quotes, which is what they were meant to be.
///
/// ```
/// use portico::text::{from_plain, to_html};
/// assert_eq!(from_plain("# 2*3\n  in"), "\\# 2\\*3\n\u{a0}\u{a0}in");
/// assert_eq!(to_html(&from_plain("> a\nb *c*"), &[]), "<blockquote>\n<p>a</p>\n</blockquote>\n<p>b *c*</p>\n");
/// ```
pub fn from_plain(text: &str) -> String {
    let text = clean_all(text);
    let mut out: Vec<String> = Vec::new();
    let mut depth = 0;
    for line in text.lines() {
        let (quotes, line) = quoted(line);
        // Else a line behind a quote would be part of it.
        if quotes != depth && !out.is_empty() {
            out.push("> ".repeat(quotes.min(depth)).trim_end().to_owned());
        }
        depth = quotes;
        let words = words(line);
        out.push(
            format!("{}{words}", "> ".repeat(quotes))
                .trim_end_matches(' ')
                .to_owned(),
        );
    }
    out.join("\n")
}

/// How often a line is quoted, and what stands behind the marks.
fn quoted(line: &str) -> (usize, &str) {
    const MOST: usize = 8;
    let (mut depth, mut rest) = (0, line);
    while depth < MOST
        && let Some(inside) = rest.strip_prefix('>')
    {
        rest = inside.strip_prefix(' ').unwrap_or(inside);
        depth += 1;
    }
    (depth, rest)
}

fn words(line: &str) -> String {
    let line = line.trim_end().replace('\t', TAB);
    let mut before = ' ';
    let mut tokens = line.chars().map(|c| {
        let beside = std::mem::replace(&mut before, c) == ' ';
        Token::Literal(if c == ' ' && beside { BLANK } else { c })
    });
    let mut piece = || tokens.by_ref().take(PIECE).collect::<Vec<_>>();
    let pieces = std::iter::from_fn(|| Some(piece()).filter(|it| !it.is_empty()));
    pieces.map(|it| literal(&it, &[])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::{to_html, to_plain},
        *,
    };

    #[test]
    fn nothing_in_it_is_a_mark() {
        for line in [
            "Total 2*3*4 and *stars* and _x_ and ~~y~~",
            "# no heading",
            "- no item",
            "1. no item",
            "+ no item",
            "---",
            "===",
            "```",
            "`x` [a](b) <b>&amp;</b> \\*",
            "| a | b |",
            "|-|-|",
            "    set in",
            "a    b",
        ] {
            let text = format!("one\n{line}\ntwo");
            let shown = to_plain(&from_plain(&text)).replace(BLANK, " ");
            assert_eq!(shown, text, "{:?}", from_plain(&text));
            let html = to_html(&from_plain(&text), &[]);
            assert_eq!(html.matches('<').count(), html.matches("<br").count() + 2, "{html}");
        }
    }

    #[test]
    fn however_long_it_is_all_of_it_is_there() {
        let lines = "word *x*\n".repeat(50_000);
        assert_eq!(from_plain(&lines).matches("word \\*x\\*").count(), 50_000);
        let line = "word *x* ".repeat(50_000);
        let said = from_plain(&line);
        assert_eq!(
            (said.matches("word").count(), said.matches("\\*").count()),
            (50_000, 100_000)
        );
    }

    proptest! {
        #[test]
        fn what_was_written_is_shown(text in "([a-c0-2 ]|[-#*_~`+=|:.)\\[\\](!&;<\\\\]|\n){0,60}") {
            let text = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            let words = |text: &str| text.replace(BLANK, " ").split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(words(&to_plain(&from_plain(&text))), words(&text), "{:?}", from_plain(&text));
        }
    }
}
