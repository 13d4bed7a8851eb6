//! Addresses that stand in a text as they are: of pages and of mailboxes.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::Event;

use super::{
    document::safe_url,
    tickets::{Found, links},
};

/// More in one message stay words, so that a text of nothing else does not grow to a multiple of itself.
const MOST: usize = 200;

/// Longer words are not looked into: the finder pays for them by their square.
const MAX_WORD: usize = 2_048;

/// The same events with addresses as links: outside of code, and of what is a link already.
pub(super) fn linked(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut finder = LinkFinder::new();
    // For `www.`; what else has no scheme is as likely the name of a file.
    finder.url_must_have_scheme(false);
    links(events, MOST, |text| {
        if !["://", "www.", "@"].iter().any(|it| text.contains(it)) {
            return Vec::new();
        }
        text.split_whitespace()
            .filter(|word| word.len() <= MAX_WORD)
            .flat_map(|word| {
                let at = word.as_ptr() as usize - text.as_ptr() as usize;
                finder.links(word).filter_map(move |link| {
                    let said = link.as_str();
                    let url = match link.kind() {
                        LinkKind::Email => format!("mailto:{said}"),
                        _ if said.starts_with("www.") => format!("https://{said}"),
                        _ if said.contains("://") => said.to_owned(),
                        _ => return None,
                    };
                    let url = safe_url(&url)?.into_owned();
                    Some(Found {
                        start: at + link.start(),
                        end: at + link.end(),
                        url,
                    })
                })
            })
            .collect()
    })
}
