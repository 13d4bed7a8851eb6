//! The mail to somebody who answered by mail when the ticket was closed already.

use askama::Template;
use portico_types::tickets::TicketKey;

use super::{Words, footer::Footer, letter, look, look::Look, reader};
use crate::{
    app::AppState,
    entity::{account, contact, ticket},
    jobs::{Claim, Outcome},
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
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    words: &'a str,
    footer: &'a Footer<'a>,
}

#[derive(Template)]
#[template(path = "ticket_closed/body.html")]
struct Html<'a> {
    look: &'a Look,
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    html: &'a str,
    footer: &'a Footer<'a>,
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
    let title = ticket.title.as_str();
    let html = &text::to_html(words, &[]);
    let footer = &Footer::of(&look.name, contact, format!("you answered a mail about {key}"));
    let words = Words(
        Subject { key },
        Text {
            key,
            title,
            link,
            words,
            footer,
        },
        Html {
            look,
            key,
            title,
            link,
            html,
            footer,
        },
    );
    let id = format!("closed.{}", claim.id.0.simple());
    let mail = letter(state, account, reader(contact), &id, words)?;
    state.mailer.send(&mail).await
}
