//! What stands below every mail to a contact: why it came, and the ways to have no more.

use portico_texts::mail::Texts;
use portico_types::{ids::TicketId, tickets::TicketKey};

use crate::{app::AppState, entity::contact, notifications};

pub(super) struct Footer {
    pub t: Texts,
    /// A sentence.
    pub why: String,
    /// `None`: one asked for this very mail.
    pub ways_out: Option<WaysOut>,
}

pub(super) struct WaysOut {
    /// The ticket that `stop` is about; `None`: it is about all mails.
    pub ticket: Option<String>,
    /// A page that asks, and where a mail program posts to (RFC 8058).
    pub stop: String,
    pub settings: String,
}

impl Footer {
    pub(super) fn of(t: Texts, why: String) -> Self {
        let ways_out = None;
        Self { t, why, ways_out }
    }

    /// The same with ways to have no more mails: about this ticket, or none at all.
    pub(super) fn with_ways_out(
        self,
        state: &AppState,
        portal: &str,
        contact: &contact::Model,
        ticket: Option<(TicketId, &TicketKey)>,
    ) -> Self {
        let (id, key) = ticket.unzip();
        let ways_out = WaysOut {
            ticket: key.map(ToString::to_string),
            stop: notifications::unsubscribe_link(state, portal, contact, id),
            settings: format!("{portal}/sessions#mails"),
        };
        Self {
            ways_out: Some(ways_out),
            ..self
        }
    }

    /// All that is said of the ways to have no more mails about a ticket.
    pub(super) fn all_ways_out(t: Texts, key: &str) -> [String; 5] {
        [
            t.no_more_about(key),
            t.no_more_about_here(key),
            t.which_mails().to_owned(),
            t.which_mails_here().to_owned(),
            format!("{} {}", t.no_more_about(key), t.which_mails()),
        ]
    }

    /// For the mail's header.
    pub(super) fn stop(&self) -> Option<String> {
        self.ways_out.as_ref().map(|it| it.stop.clone())
    }
}
