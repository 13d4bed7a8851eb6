//! The mail to somebody who answered by mail when the ticket was closed already.

use askama::Template;
use portico_types::tickets::TicketKey;

use super::{Locale, Words, footer::Footer, letter, look, look::Look, reader, shown::dressed};
use crate::{
    app::AppState,
    entity::{account, contact, ticket},
    jobs::{Claim, Outcome},
    text::{self, TicketLinks},
};

#[derive(Template)]
#[template(path = "ticket_closed/body.txt")]
struct Text<'a> {
    locale: Locale,
    late: &'a str,
    link: &'a str,
    words: &'a str,
    files: &'a str,
    footer: &'a Footer,
}

#[derive(Template)]
#[template(path = "ticket_closed/body.html")]
struct Html<'a> {
    locale: Locale,
    look: &'a Look,
    subject: &'a str,
    late: &'a str,
    link: &'a str,
    words: &'a str,
    files: &'a str,
    footer: &'a Footer,
}

/// Says that the ticket is closed, and gives the words back, which are nowhere else; of files their names.
pub(crate) async fn ticket_closed(
    state: &AppState,
    claim: &Claim,
    (account, ticket, contact): (&account::Model, &ticket::Model, &contact::Model),
    (words, files): (&str, &str),
) -> Outcome {
    let look = &Look::in_mail(account, look::name(account));
    let key = TicketKey {
        prefix: account.ticket_prefix.clone(),
        number: ticket.number,
    };
    let key = &key.to_string();
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    // As the page of a closed ticket has it.
    let link = &format!("{portal}/new?about={key}");
    let locale = Locale::of(contact);
    let t = locale.t;
    let late = &t.late(key, &ticket.title);
    let links = TicketLinks::portal(&account.ticket_prefix).from_outside(&portal);
    let files = &if files.is_empty() {
        String::new()
    } else {
        t.late_files(files)
    };
    let given = &dressed(&text::to_html_linked(words, &[], &links), locale);
    let footer = &Footer::of(t, t.late_why(&contact.email, key, &look.name));
    let subject = t.late_subject(key);
    let text = Text {
        locale,
        late,
        link,
        words: &text::to_plain(words),
        files,
        footer,
    };
    let html = Html {
        locale,
        look,
        subject: &subject,
        late,
        link,
        words: given,
        files,
        footer,
    };
    let words = Words(subject.clone(), text, html);
    let id = format!("closed.{}", claim.id.0.simple());
    let mail = letter(state, account, reader(contact), &id, words)?;
    state.mailer.send(&mail).await
}
