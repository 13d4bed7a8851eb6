//! The one mail a day about everything.

use std::collections::HashMap;

use askama::Template;
use portico_types::{ids::MessageId, tickets::TicketKey};

use super::{Words, footer::Footer, letter, look, look::Look, reader, shown::Shown, zone};
use crate::{
    app::AppState,
    entity::{account, contact, message, ticket},
    jobs::{Claim, Outcome},
    outside::mail::Mail,
};

/// How much of each message stands in it, in characters.
const EACH: usize = 600;

/// What is new on a ticket.
pub(crate) struct TicketNews {
    pub ticket: ticket::Model,
    pub told: Told,
}

pub(crate) struct Told {
    /// Sentences.
    pub changes: Vec<String>,
    /// The newest, oldest first.
    pub messages: Vec<message::Model>,
    /// As many before them are not shown.
    pub more: usize,
}

struct Part<'a> {
    key: TicketKey,
    title: &'a str,
    status: &'static str,
    link: String,
    changes: &'a [String],
    messages: Vec<Shown>,
    more: usize,
}

#[derive(Template)]
#[template(path = "digest/subject.txt")]
struct Subject<'a> {
    parts: &'a [Part<'a>],
    look: &'a Look,
}

#[derive(Template)]
#[template(path = "digest/body.txt")]
struct Text<'a> {
    parts: &'a [Part<'a>],
    look: &'a Look,
    footer: &'a Footer<'a>,
}

#[derive(Template)]
#[template(path = "digest/body.html")]
struct Html<'a> {
    parts: &'a [Part<'a>],
    look: &'a Look,
    footer: &'a Footer<'a>,
}

/// Mails a contact what is new on their tickets.
pub(crate) async fn digest(
    state: &AppState,
    claim: &Claim,
    (account, contact): (&account::Model, &contact::Model),
    news: &[TicketNews],
) -> Outcome {
    let rows: Vec<message::Model> = news.iter().flat_map(|it| it.told.messages.clone()).collect();
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let shown = Shown::these(&state.db, account.id, &rows, |_| EACH, zone(contact)).await?;
    let mut shown: HashMap<MessageId, Shown> = ids.into_iter().zip(shown).collect();
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let parts = news.iter().map(|TicketNews { ticket, told }| {
        let key = TicketKey {
            prefix: account.ticket_prefix.clone(),
            number: ticket.number,
        };
        Part {
            link: format!("{portal}/tickets/{key}"),
            key,
            title: &ticket.title,
            status: ticket.status.label_for_customers(),
            changes: &told.changes,
            messages: told.messages.iter().filter_map(|row| shown.remove(&row.id)).collect(),
            more: told.more,
        }
    });
    let parts = &parts.collect::<Vec<_>>()[..];
    let look = &Look::of(account, look::name(account));
    let why = "you chose one mail a day".to_owned();
    let footer = &Footer::of(&look.name, contact, why).with_ways_out(state, &portal, contact, None);
    let words = Words(
        Subject { parts, look },
        Text { parts, look, footer },
        Html { parts, look, footer },
    );
    let id = format!("digest.{}.{}", claim.id.0.simple(), contact.id.0.simple());
    let mail = Mail {
        unsubscribe: footer.stop(),
        ..letter(state, account, reader(contact), &id, words)?
    };
    state.mailer.send(&mail).await
}
