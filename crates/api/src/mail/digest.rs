//! The one mail a day about everything.

use std::collections::HashMap;

use askama::Template;
use portico_types::{ids::MessageId, tickets::TicketKey};

use super::{Locale, Words, footer::Footer, letter, look, look::Look, reader, shown::Shown};
use crate::{
    app::AppState,
    entity::{account, contact, message, ticket},
    jobs::{Claim, Outcome},
    outside::mail::Mail,
    text::TicketLinks,
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
    key: String,
    title: &'a str,
    status: String,
    link: String,
    changes: &'a [String],
    messages: Vec<Shown>,
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "digest/body.txt")]
struct Text<'a> {
    locale: Locale,
    intro: &'a str,
    parts: &'a [Part<'a>],
    footer: &'a Footer,
}

#[derive(Template)]
#[template(path = "digest/body.html")]
struct Html<'a> {
    locale: Locale,
    intro: &'a str,
    parts: &'a [Part<'a>],
    look: &'a Look,
    footer: &'a Footer,
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
    let locale = Locale::of(contact);
    let t = locale.t;
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let links = TicketLinks::portal(&account.ticket_prefix).from_outside(&portal);
    let shown = Shown::these(&state.db, account.id, &rows, |_| EACH, (locale, &links)).await?;
    let mut shown: HashMap<MessageId, Shown> = ids.into_iter().zip(shown).collect();
    let parts = news.iter().map(|TicketNews { ticket, told }| {
        let key = TicketKey {
            prefix: account.ticket_prefix.clone(),
            number: ticket.number,
        };
        Part {
            link: format!("{portal}/tickets/{key}"),
            key: key.to_string(),
            title: &ticket.title,
            status: t.status(ticket.status.as_str()),
            changes: &told.changes,
            messages: told.messages.iter().filter_map(|row| shown.remove(&row.id)).collect(),
            more: (told.more > 0).then(|| t.digest_more(told.more)),
        }
    });
    let parts = &parts.collect::<Vec<_>>()[..];
    let look = &Look::in_mail(account, look::name(account));
    let footer = Footer::of(t, t.why_digest(&contact.email, &look.name));
    let footer = &footer.with_ways_out(state, &portal, contact, None);
    let subject = match parts {
        [only] => t.digest_subject_ticket(&only.key, only.title),
        _ => t.digest_subject(parts.len(), &look.name),
    };
    let intro = &t.digest_intro(parts.len(), &look.name);
    let text = Text {
        locale,
        intro,
        parts,
        footer,
    };
    let html = Html {
        locale,
        intro,
        parts,
        look,
        footer,
    };
    let words = Words(subject, text, html);
    let id = format!("digest.{}.{}", claim.id.0.simple(), contact.id.0.simple());
    let mail = Mail {
        unsubscribe: footer.stop(),
        ..letter(state, account, reader(contact), &id, words)?
    };
    state.mailer.send(&mail).await
}
