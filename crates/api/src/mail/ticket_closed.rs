//! The mail to somebody who answered by mail when the ticket was closed already.

use askama::Template;
use portico_types::tickets::TicketKey;

use super::{look, look::Look, message_id, rendered, sender};
use crate::{
    app::AppState,
    entity::{account, contact, ticket},
    jobs::{Claim, Outcome},
    outside::mail::{Correspondent, Mail},
    text,
};

#[derive(Template)]
#[template(path = "ticket_closed/subject.txt")]
struct Subject<'a> {
    key: &'a TicketKey,
}

#[derive(Template)]
#[template(path = "ticket_closed/body.txt")]
struct Text<'a> {
    look: &'a Look,
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    to: &'a str,
    words: &'a str,
}

#[derive(Template)]
#[template(path = "ticket_closed/body.html")]
struct Html<'a> {
    look: &'a Look,
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    to: &'a str,
    html: &'a str,
}

/// Says that the ticket is closed, and gives `words` back, which are nowhere else.
pub(crate) async fn ticket_closed(
    state: &AppState,
    claim: &Claim,
    (account, ticket, contact): (&account::Model, &ticket::Model, &contact::Model),
    words: &str,
) -> Outcome {
    let look = &Look::of(account, look::name(account));
    let key = &TicketKey {
        prefix: account.ticket_prefix.clone(),
        number: ticket.number,
    };
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let link = &format!("{portal}/new");
    let (title, to) = (ticket.title.as_str(), contact.email.as_str());
    let html = &text::to_html(words, &[]);
    let mail = Mail {
        from: sender(state, account)?,
        reply_to: None,
        return_path: None,
        to: Correspondent {
            name: contact.name.clone(),
            address: contact.email.clone(),
        },
        subject: rendered(&Subject { key })?,
        text: rendered(&Text {
            look,
            key,
            title,
            link,
            to,
            words,
        })?,
        html: rendered(&Html {
            look,
            key,
            title,
            link,
            to,
            html,
        })?,
        date: state.clock.now(),
        message_id: message_id(state, &format!("closed.{}", claim.id.0.simple())),
        references: Vec::new(),
        unsubscribe: None,
    };
    state.mailer.send(&mail).await
}
