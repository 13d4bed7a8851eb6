//! What we wrote ourselves, so that it is known when it comes back in an answer, however a mail program has set it.

use std::collections::HashSet;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// As many words in the same order are no accident.
const IN_A_ROW: usize = 6;

/// By what the mails are known that went to somebody about a ticket.
#[derive(Default)]
pub(crate) struct Marks {
    /// Whom they came from and where they are answered, in small letters.
    pub addresses: Vec<String>,
    /// What stands in their subjects, such as “[ACME-4]”, in small letters.
    pub subject: String,
    /// What stands between dashes over what was said before.
    pub headings: Vec<String>,
    /// What their links begin with.
    pub portal: String,
}

/// What those mails say.
#[derive(Default)]
pub(crate) struct Ours {
    pub(super) marks: Marks,
    lines: HashSet<String>,
    runs: HashSet<String>,
    links: HashSet<String>,
}

impl Ours {
    pub(crate) fn with(marks: Marks) -> Self {
        Self {
            marks,
            ..Self::default()
        }
    }

    /// They say this, too.
    pub(crate) fn say(&mut self, text: &str) {
        let mut all = Vec::new();
        for line in text.lines() {
            let Line { words, links } = Line::of(line);
            self.links.extend(links);
            self.lines.insert(words.join(" "));
            all.extend(words);
        }
        self.runs.extend(all.windows(IN_A_ROW).map(|run| run.join(" ")));
    }

    /// How much of each of these lines is ours: what stands in a row of words that we wrote, or makes a line of ours.
    pub(super) fn judge(&self, lines: &[&str]) -> Vec<Judged> {
        let lines: Vec<Line> = lines.iter().map(|line| Line::of(line)).collect();
        let all: Vec<&str> = lines.iter().flat_map(|line| &line.words).map(String::as_str).collect();
        let mut known = vec![false; all.len()];
        for (at, run) in all.windows(IN_A_ROW).enumerate() {
            if self.runs.contains(&run.join(" ")) {
                known[at..at + IN_A_ROW].fill(true);
            }
        }
        let mut known = known.into_iter();
        let judged = lines.iter().map(|line| {
            let of_rows = known.by_ref().take(line.words.len()).filter(|it| *it).count();
            let whole = self.lines.contains(&line.words.join(" "));
            Judged {
                words: line.words.len(),
                ours: if whole { line.words.len() } else { of_rows },
                foreign_link: !line.links.iter().all(|link| self.is_link(link)),
            }
        });
        judged.collect()
    }

    fn is_link(&self, link: &str) -> bool {
        let portal = &self.marks.portal;
        !portal.is_empty() && link.starts_with(portal) || self.links.contains(link)
    }
}

/// What of a line is ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub words: usize,
    pub ours: usize,
    pub foreign_link: bool,
}

impl Judged {
    pub(super) fn is_ours(self) -> bool {
        self.words == self.ours && !self.foreign_link
    }
}

struct Line {
    words: Vec<String>,
    links: Vec<String>,
}

impl Line {
    /// Without marks, and without what mail programs put where links and pictures were.
    fn of(line: &str) -> Self {
        let (mut words, mut links) = (Vec::new(), Vec::new());
        for token in line.split_whitespace() {
            // Within Markdown it takes a mark's meaning away.
            let small = token.to_lowercase().replace('\\', "");
            let end = ["http://", "https://", "mailto:", "[cid:", "[image:"]
                .into_iter()
                .filter_map(|begin| small.find(begin))
                .min();
            let (said, rest) = small.split_at(end.unwrap_or(small.len()));
            if rest.starts_with("http") {
                links.push(rest.trim_end_matches(|c: char| ">)].,;:!?\"'*_".contains(c)).to_owned());
            }
            let pieces = said.split_word_bounds().filter(|it| it.chars().any(counts));
            words.extend(pieces.map(str::to_owned));
        }
        Self { words, links }
    }
}

/// Letters, digits, and pictures: “👍” is an answer.
fn counts(c: char) -> bool {
    c.is_alphanumeric() || c.general_category() == GeneralCategory::OtherSymbol
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(lines: &[&str]) -> Vec<bool> {
        let mut ours = Ours::with(Marks {
            portal: "https://help.acme.example".to_owned(),
            ..Marks::default()
        });
        ours.say("Have you tried to turn it off and on again?\nTry water, see https://water.example/1.");
        ours.say("Read on and answer");
        ours.judge(lines).into_iter().map(Judged::is_ours).collect()
    }

    #[test]
    fn what_we_said_is_known_however_it_is_set() {
        for lines in [
            &["Have you tried to turn it off and on again?"][..],
            &["> Have you tried to turn *it* off", "> and", "> on again?"],
            &["have you tried to turn it off and on again? try water, see <https://water.example/1>"],
            &["Read on and answer<https://help.acme.example/tickets/ACME-4>"],
            &[
                "Read on and answer <",
                "https://help.acme.example/tickets/ACME-4>",
                "[image: ]",
                "--",
                "",
            ],
        ] {
            assert!(ours(lines).iter().all(|it| *it), "{lines:?}");
        }
    }

    #[test]
    fn what_we_did_not_say_is_not() {
        for line in [
            "yes",
            "👍",
            "it on",
            "Have you tried to turn it off",
            "https://water.example/2",
            "お願いします",
        ] {
            let known = line == "Have you tried to turn it off";
            let lines = ["Have you tried to turn it off and on again?", line, "Try water, see"];
            assert_eq!(ours(&lines)[1], known, "{line}");
        }
    }
}
