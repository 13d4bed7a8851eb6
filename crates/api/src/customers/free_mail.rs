//! Domains at which anybody gets an address: they can be no customer's, or strangers would come in with the customer's people.
//!
//! `free_mail.txt` is the data of the npm package `free-email-domains` 1.12.6 (MIT, see `free_mail.LICENSE.md`), sorted, one a line. To
//! refresh it, in an empty folder: `npm pack free-email-domains && tar xzf *.tgz && node -p
//! 'require("./package/domains.json").filter(d => /^[\x00-\x7f]+$/.test(d)).sort().join("\n")'`, written over the file; a test checks
//! that it is sorted and in the form we compare.

const LIST: &str = include_str!("free_mail.txt");

/// Missing in the list.
const ALSO: &[&str] = &[
    "hey.com",
    "keemail.me",
    "mozmail.com",
    "privaterelay.appleid.com",
    "tuta.com",
    "tutamail.com",
    "tutanota.com",
];

/// Whether anybody can have an address at this domain (in canonical form).
pub(super) fn is_free_mail(domain: &str) -> bool {
    ALSO.contains(&domain) || listed(domain)
}

/// Binary search over the bytes: no table to build at the start, and none to keep in memory twice.
fn listed(domain: &str) -> bool {
    let (mut from, mut to) = (0, LIST.len());
    while from < to {
        let middle = from + (to - from) / 2;
        let begin = LIST[..middle].rfind('\n').map_or(0, |at| at + 1).max(from);
        let end = LIST[middle..].find('\n').map_or(LIST.len(), |at| middle + at);
        match LIST[begin..end].cmp(domain) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = end + 1,
            std::cmp::Ordering::Greater => to = begin,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use portico_types::email::canonical_domain;

    use super::*;

    #[test]
    fn every_line_is_found_and_in_the_form_we_compare() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.len() > 10_000, "{}", lines.len());
        for pair in lines.windows(2) {
            assert!(pair[0] < pair[1], "{} before {}", pair[0], pair[1]);
        }
        for line in lines.iter().chain(ALSO) {
            assert_eq!(canonical_domain(line).as_deref(), Some(*line));
            assert!(is_free_mail(line), "{line}");
        }
    }

    #[test]
    fn the_big_ones_are_on_it_and_companies_are_not() {
        for free in [
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "yahoo.com",
            "icloud.com",
            "proton.me",
            "gmx.de",
            "qq.com",
        ] {
            assert!(is_free_mail(free), "{free}");
        }
        for company in [
            "",
            ".",
            "acme.com",
            "microsoft.com",
            "mail.gmail.com",
            "gmail.com.example",
            "gmail.co",
            "zzzzzzzz.zz",
            "0",
        ] {
            assert!(!is_free_mail(company), "{company}");
        }
    }
}
