//! Keys of tickets in a text, which become links.

use std::borrow::Cow;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

/// More in one message stay words, so that a text of nothing but keys does not grow to a multiple of itself.
const MOST: usize = 100;

/// Where a reader finds the tickets of their account.
///
/// A key becomes a link by its looks alone: whether there is such a ticket, and who may see it, is told where the link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketLinks {
    /// Empty: nothing is a key.
    prefix: String,
    base: String,
}

impl TicketLinks {
    /// Within the portal.
    pub fn portal(prefix: &str) -> Self {
        Self::new(prefix, "/tickets/")
    }

    /// Within the console.
    pub fn console(prefix: &str) -> Self {
        Self::new(prefix, "/console/tickets/")
    }

    /// The same from elsewhere, such as a mail: `host` is the portal's address.
    #[must_use]
    pub fn from_outside(self, host: &str) -> Self {
        Self {
            base: format!("{host}{}", self.base),
            ..self
        }
    }

    fn new(prefix: &str, base: &str) -> Self {
        let plain = prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        Self {
            prefix: if plain { prefix.to_owned() } else { String::new() },
            base: base.to_owned(),
        }
    }

    /// The keys in `text`: where each begins and ends.
    fn keys(&self, text: &str) -> Vec<(usize, usize)> {
        if self.prefix.is_empty() {
            return Vec::new();
        }
        let found = text.match_indices(&self.prefix);
        found.filter_map(|(at, _)| Some((at, self.end(text, at)?))).collect()
    }

    /// Where the key that begins at `at` ends, if it is one: whole, and no part of an address or of a longer name.
    fn end(&self, text: &str, at: usize) -> Option<usize> {
        let number = at + self.prefix.len() + 1;
        let digits = text.get(at..)?.strip_prefix(&self.prefix)?.strip_prefix('-')?;
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let end = number + length;
        let joined = |c: char| c.is_ascii_alphanumeric() || "_-/@&=?%+\\".contains(c);
        let before = text[..at].chars().next_back();
        let mut after = text[end..].chars();
        let behind = match after.next() {
            // `ACME-17.` ends a sentence, `ACME-17.pdf` names a file.
            Some('.') => !after.next().is_some_and(|c| c.is_ascii_alphanumeric()),
            behind => !behind.is_some_and(joined),
        };
        let plain = (1..=9).contains(&length) && !digits.starts_with('0');
        let begins = !before.is_some_and(|c| joined(c) || c == '.');
        (plain && begins && behind).then_some(end)
    }

    /// Slack's text with the links to tickets that we wrote there as keys again, so that what an agent copies from one reader's
    /// thread leads every other reader to their own page.
    ///
    /// ```
    /// use portico::text::TicketLinks;
    /// let links = TicketLinks::console("ACME").from_outside("https://help.example");
    /// let text = "see <https://help.example/console/tickets/ACME-17|ACME-17>, <https://a.example|ACME-1>";
    /// assert_eq!(links.keys_again(text), "see ACME-17, <https://a.example|ACME-1>");
    /// ```
    pub fn keys_again<'t>(&self, mrkdwn: &'t str) -> Cow<'t, str> {
        let ours = format!("<{}", self.base);
        if self.prefix.is_empty() || !mrkdwn.contains(&ours) {
            return Cow::Borrowed(mrkdwn);
        }
        let mut out = String::with_capacity(mrkdwn.len());
        let mut rest = mrkdwn;
        while let Some((before, link)) = rest.split_once(&ours) {
            out.push_str(before);
            // Not beyond the next token: a text of nothing but beginnings would be read again and again.
            let end = link.find(['<', '>', '\n']);
            let key = end.filter(|end| link[*end..].starts_with('>')).and_then(|end| {
                let (key, label) = link[..end].split_once('|')?;
                (key == label && self.end(key, 0) == Some(key.len())).then_some((key, &link[end + 1..]))
            });
            if let Some((key, after)) = key {
                out.push_str(key);
                rest = after;
            } else {
                out.push_str(&ours);
                rest = link;
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// The same events with keys as links: outside of code, and of what is a link already.
pub(super) fn linked<'a>(events: Vec<Event<'a>>, tickets: Option<&TicketLinks>) -> Vec<Event<'a>> {
    let Some(tickets) = tickets else { return events };
    links(events, MOST, |text| {
        let found = tickets.keys(text).into_iter().map(|(start, end)| Found {
            start,
            end,
            url: format!("{}{}", tickets.base, &text[start..end]),
        });
        found.collect()
    })
}

/// Words that become a link: where they begin and end, and where it leads.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub url: String,
}

/// The same events with the first `most` of what `find` finds as links.
pub(super) fn links(events: Vec<Event<'_>>, most: usize, find: impl Fn(&str) -> Vec<Found>) -> Vec<Event<'_>> {
    let mut out = Vec::with_capacity(events.len());
    let (mut closed, mut room) = (0_usize, most);
    for event in events {
        match event {
            Event::Text(text) if closed == 0 && room > 0 => {
                let mut found = find(&text);
                found.truncate(room);
                room -= found.len();
                if found.is_empty() {
                    out.push(Event::Text(text));
                } else {
                    push(&mut out, &text, found);
                }
            }
            event => {
                match event {
                    Event::Start(Tag::CodeBlock(_) | Tag::Link { .. }) => closed += 1,
                    Event::End(TagEnd::CodeBlock | TagEnd::Link) => closed = closed.saturating_sub(1),
                    _ => {}
                }
                out.push(event);
            }
        }
    }
    out
}

fn push(out: &mut Vec<Event<'_>>, text: &str, found: Vec<Found>) {
    let words = |text: &str| (!text.is_empty()).then(|| Event::Text(text.to_owned().into()));
    let mut from = 0;
    for Found { start, end, url } in found {
        out.extend(words(&text[from..start]));
        out.push(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: url.into(),
            title: "".into(),
            id: "".into(),
        }));
        out.extend(words(&text[start..end]));
        out.push(Event::End(TagEnd::Link));
        from = end;
    }
    out.extend(words(&text[from..]));
}

/// Whether this is the path of a ticket's page, the only address within our pages that may stand in a message.
pub(super) fn is_page(path: &str) -> bool {
    let key = path
        .strip_prefix("/console/tickets/")
        .or_else(|| path.strip_prefix("/tickets/"));
    let key = key.and_then(|key| key.split_once('-'));
    key.is_some_and(|(prefix, number)| {
        let plain = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit();
        !prefix.is_empty()
            && prefix.bytes().all(plain)
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}
