//! What stands below every mail about tickets: why it came, and the ways to have no more.

use portico_types::{ids::TicketId, tickets::TicketKey};

use crate::{app::AppState, entity::contact, notifications};

pub(super) struct Footer<'a> {
    pub to: &'a str,
    pub name: &'a str,
    pub why: String,
    /// The ticket that `stop` is about; `None`: it is about all mails.
    pub ticket: Option<&'a TicketKey>,
    /// A page that asks, and where a mail program posts to (RFC 8058).
    pub stop: String,
    pub settings: String,
}

impl<'a> Footer<'a> {
    pub(super) fn of(
        state: &AppState,
        (portal, name): (&str, &'a str),
        contact: &'a contact::Model,
        (why, ticket): (String, Option<(TicketId, &'a TicketKey)>),
    ) -> Self {
        let (id, key) = ticket.unzip();
        Self {
            to: &contact.email,
            name,
            why,
            ticket: key,
            stop: notifications::unsubscribe_link(state, portal, contact, id),
            settings: format!("{portal}/sessions#mails"),
        }
    }
}
