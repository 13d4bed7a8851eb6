//! What mails say: a file and a folder of templates each. How they travel is `outside::mail`; who gets one, and when, is decided in
//! `notifications`, `sign_in` and `invitations`.
//!
//! Contacts read them in their language (`locale.rs`): every text is a message of `portico_texts::mail`. Agents read English.

mod about_ticket;
mod changes;
mod digest;
mod export_ready;
mod filed;
mod footer;
mod invitation;
mod locale;
pub(crate) mod look;
mod marked;
mod ours;
mod shown;
mod sign_in;
mod ticket_closed;

pub(crate) use about_ticket::{Because, News, about_ticket};
pub(crate) use changes::sentence;
pub(crate) use digest::{TicketNews, Told, digest};
pub(crate) use export_ready::export_ready;
pub(crate) use invitation::{console_invitation, portal_invitation};
pub(crate) use locale::{Locale, chosen, language, zone};
pub(crate) use ours::ours;
pub(crate) use sign_in::sign_in;
pub(crate) use ticket_closed::ticket_closed;

use askama::Template;
use portico_types::email::EmailAddress;
use sea_orm::DbErr;

use crate::{
    app::AppState,
    entity::{account, contact, ticket},
    jobs::Failure,
    outside::mail::{Correspondent, Mail},
    tickets::Reader,
};

/// Whether the contact, by the rights of this moment, may still read the ticket.
pub(crate) async fn may_read(
    state: &AppState,
    account: &account::Model,
    ticket: &ticket::Model,
    contact: &contact::Model,
) -> Result<bool, DbErr> {
    let reader = Reader::of(&state.db, account, contact).await?;
    Ok(reader.is_some_and(|it| it.may_read(ticket)))
}

/// What the account calls its portal.
pub(crate) fn portal_name(account: &account::Model) -> String {
    look::name(account)
}

/// Whom mails of `account` come from: its custom address, else the installation's own; under the portal's name unless the address brings
/// one along.
fn sender(state: &AppState, account: &account::Model) -> Result<Correspondent, Failure> {
    let own = account.mail_from.as_deref().and_then(Correspondent::parse);
    if let Some(own) = own {
        let name = if own.name.is_empty() {
            look::name(account)
        } else {
            own.name
        };
        return Ok(Correspondent { name, ..own });
    }
    let installation =
        Correspondent::parse(&state.config.mail.from).ok_or_else(|| Failure::give_up("mail.from is no address"))?;
    Ok(Correspondent {
        name: look::name(account),
        ..installation
    })
}

/// The bare address of [`sender`].
pub(crate) fn sender_address(state: &AppState, account: &account::Model) -> Option<String> {
    sender(state, account).ok().map(|it| it.address)
}

/// The subject; text and HTML as templates.
struct Words<T, H>(String, T, H);

/// Every mail begins as this: from the account to one reader, and no answer to anything. What is more about it, its kind adds.
fn letter<T: Template, H: Template>(
    state: &AppState,
    account: &account::Model,
    to: Correspondent,
    id: &str,
    Words(subject, text, html): Words<T, H>,
) -> Result<Mail, Failure> {
    Ok(Mail {
        from: sender(state, account)?,
        reply_to: None,
        return_path: None,
        to,
        subject,
        text: rendered(&text)?,
        html: rendered(&html)?,
        date: state.clock.now(),
        // The same on every attempt, by which mail systems drop the second copy.
        message_id: message_id(state, id),
        references: Vec::new(),
        unsubscribe: None,
    })
}

/// A contact as a mail's reader.
fn reader(contact: &contact::Model) -> Correspondent {
    Correspondent {
        name: contact.name.clone(),
        address: contact.email.clone(),
    }
}

/// Somebody of whom only the address is known.
fn stranger(address: &EmailAddress) -> Correspondent {
    Correspondent {
        name: String::new(),
        address: address.as_str().to_owned(),
    }
}

/// Our own `Message-ID`s: unique by their left side, under the name of this installation.
fn message_id(state: &AppState, left: &str) -> String {
    format!("{left}@{}", state.config.base_host())
}

/// A template that does not render is our mistake, and trying again would not help.
fn rendered(template: &impl Template) -> Result<String, Failure> {
    template.render().map_err(|err| Failure::GiveUp(err.into()))
}
