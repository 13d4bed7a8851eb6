//! What we wrote ourselves, so that it is known when it comes back in an answer, however a mail program has set it.

use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    ops::Range,
};

use percent_encoding::percent_decode_str;
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

/// What those mails say. Words stand here by their hashes, which nobody outside can foresee: mails may have a million.
#[derive(Default)]
pub(crate) struct Ours {
    pub(super) marks: Marks,
    hasher: RandomState,
    lines: HashSet<u64>,
    runs: HashSet<u64>,
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
            let Line { words, links } = self.read(line, &mut all);
            self.links.extend(links);
            self.lines.insert(self.hasher.hash_one(&all[words]));
        }
        let runs = all.windows(IN_A_ROW).map(|run| self.hasher.hash_one(run));
        self.runs.extend(runs);
    }

    /// How much of each of these lines is ours: what stands in a row of words that we wrote, or makes a line of ours.
    pub(super) fn judge(&self, lines: &[&str]) -> Vec<Judged> {
        let mut all = Vec::new();
        let lines: Vec<Line> = lines.iter().map(|line| self.read(line, &mut all)).collect();
        let mut known = vec![false; all.len()];
        for (at, run) in all.windows(IN_A_ROW).enumerate() {
            if self.runs.contains(&self.hasher.hash_one(run)) {
                known[at..at + IN_A_ROW].fill(true);
            }
        }
        let judged = lines.into_iter().map(|Line { words, links }| {
            let of_rows = known[words.clone()].iter().filter(|it| **it).count();
            let whole = self.lines.contains(&self.hasher.hash_one(&all[words.clone()]));
            Judged {
                words: words.len(),
                ours: if whole { words.len() } else { of_rows },
                foreign_link: !links.iter().all(|link| self.is_link(link)),
            }
        });
        judged.collect()
    }

    /// Whether a link is one of ours, or leads there by way of a gateway that checks links.
    fn is_link(&self, link: &str) -> bool {
        let portal = &self.marks.portal;
        let leads = |link: &str| !portal.is_empty() && within(link, portal) || self.links.contains(link);
        leads(link) || led_to(link).iter().any(|it| leads(it)) || self.names_portal(link)
    }

    /// Whether a gateway's link names the host of our pages: all that Mimecast says of where its links lead.
    fn names_portal(&self, link: &str) -> bool {
        let host = self.marks.portal.split_once("://").map_or("", |(_, host)| host);
        let named = link.split_once("?domain=").map(|(_, rest)| rest);
        !host.is_empty() && named.is_some_and(|it| it.split('&').next() == Some(host))
    }

    /// Adds a line's words to `all`.
    fn read(&self, line: &str, all: &mut Vec<u64>) -> Line {
        let begin = all.len();
        let links = read(line, |word| all.push(self.hasher.hash_one(word)));
        Line {
            words: begin..all.len(),
            links,
        }
    }
}

/// Whether an address is that of a page, or of one below it.
fn within(link: &str, page: &str) -> bool {
    let rest = link.strip_prefix(page);
    rest.is_some_and(|it| it.is_empty() || it.starts_with(['/', '?', '#']))
}

/// Where a link of a gateway's leads, as far as it says so: `…?url=https%3A%2F%2F…`, as Safe Links and others write it, or `…/__https://…`.
/// Proofpoint's older ones have `-` for `%` and `_` for `/`.
fn led_to(link: &str) -> Vec<String> {
    let proofpoint = link.starts_with("https://urldefense.proofpoint.com/v2/");
    let link = if proofpoint {
        link.replace('-', "%").replace('_', "/").into()
    } else {
        Cow::Borrowed(link)
    };
    let begins = ["http://", "https://", "http%", "https%"].into_iter();
    let found = begins
        .filter_map(|begin| link.rmatch_indices(begin).next())
        .map(|(at, _)| at);
    let Some(at) = found.filter(|at| *at > 0).max() else {
        return Vec::new();
    };
    let end = link[at..].find(['&', ';']).map_or(link.len(), |end| at + end);
    let inner = percent_decode_str(&link[at..end]).decode_utf8_lossy().into_owned();
    let bare = inner.trim_end_matches('_').to_owned();
    vec![inner, bare]
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
    /// Which of all words stand in it.
    words: Range<usize>,
    links: Vec<String>,
}

/// The words of a line, one by one, without marks, and without what mail programs put where links and pictures were. Returns its links.
fn read(line: &str, mut word: impl FnMut(&str)) -> Vec<String> {
    let mut links = Vec::new();
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
        pieces.for_each(&mut word);
    }
    links
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
    fn our_links_are_ours_whoever_rewrote_them() {
        let (here, water) = ("help.acme.example", "water.example");
        for link in [
            format!(
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F{here}%2Ftickets%2FACME-4&data=05%7C02&reserved=0"
            ),
            format!(
                "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F{water}%2F1&data=05%7C02&reserved=0"
            ),
            format!("https://urldefense.com/v3/__https://{here}/tickets/ACME-4__;!!abc$"),
            format!("https://urldefense.proofpoint.com/v2/url?u=https-3A__{here}_tickets_ACME-2D4&d=DwMFAg&c=abc"),
            format!("https://protect-eu.mimecast.com/s/AbC1?domain={here}"),
            format!("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2f{here}%2ftickets%2fACME-4&c=E,1,abc&typo=1"),
            format!("https://secure-web.cisco.com/1abc/https%3A%2F%2F{here}%2Ftickets%2FACME-4"),
        ] {
            let lines = [&*format!("Have you tried to turn it off and on again? <{link}>")];
            assert_eq!(ours(&lines), [true], "{link}");
        }
        for link in [
            format!("https://evil.example/{here}"),
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fevil.example%2F".to_owned(),
            format!("https://protect-eu.mimecast.com/s/AbC1?domain=x{here}"),
        ] {
            let lines = [&*format!("Have you tried to turn it off and on again? <{link}>")];
            assert_eq!(ours(&lines), [false], "{link}");
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
