//! The mail about an answer, with what was said before.

use askama::Template;
use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{ContactId, MessageId},
    tickets::{AuthorKind, MessageVisibility, TicketKey},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{look, look::Look, message_id, rendered, sender};
use crate::{
    app::AppState,
    attachments, auth,
    entity::{account, contact, mention, message, ticket},
    inbound_mail,
    jobs::{Claim, Failure, Outcome},
    outside::mail::{Correspondent, Mail},
    text::{self, Mention},
};

/// How much of the new message, and of each earlier one, a mail shows, in characters: a mail that says everything of a huge conversation
/// is cut by mail programs at a place nobody chose.
const NEW: usize = 20_000;
const EARLIER: usize = 2_000;

#[derive(Template)]
#[template(path = "message/subject.txt")]
struct Subject<'a> {
    key: &'a TicketKey,
    title: &'a str,
}

#[derive(Template)]
#[template(path = "message/body.txt")]
struct Text<'a> {
    look: &'a Look,
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    to: &'a str,
    new: &'a Shown,
    earlier: &'a [Shown],
    /// An answer to the mail answers the ticket.
    answerable: bool,
}

#[derive(Template)]
#[template(path = "message/body.html")]
struct Html<'a> {
    look: &'a Look,
    key: &'a TicketKey,
    title: &'a str,
    link: &'a str,
    to: &'a str,
    new: &'a Shown,
    earlier: &'a [Shown],
    /// An answer to the mail answers the ticket.
    answerable: bool,
}

/// Mails a public message to a contact: the message set apart, below it what was said before, newest first. Together they are the ticket's
/// newest public messages up to this one, as many as the account wants (5 unless it says otherwise): a mail that was late, or is sent
/// again, says what it would have said in time. Deleted messages are left out, edited ones are shown as they are now.
pub(crate) async fn message(state: &AppState, claim: &Claim, id: MessageId, contact_id: ContactId) -> Outcome {
    let db = &state.db;
    let account_id = claim.account_id;
    let Some(new) = message::Entity::find_by_id((account_id, id)).one(db).await? else {
        return Ok(());
    };
    if new.visibility != MessageVisibility::Public {
        return Err(Failure::give_up("a note is never mailed"));
    }
    let account = account::Entity::find_by_id(account_id).one(db).await?;
    let ticket = ticket::Entity::find_by_id((account_id, new.ticket_id)).one(db).await?;
    let contact = contact::Entity::find_by_id((account_id, contact_id)).one(db).await?;
    let (Some(account), Some(ticket), Some(contact)) = (account, ticket, contact) else {
        return Ok(());
    };
    if new.deleted_at.is_some() || !may_read(state, &account, &ticket, &contact).await? {
        return Ok(());
    }
    let mut shown = last_messages(state, &account, &new).await?;
    if shown.is_empty() {
        return Ok(()); // Deleted a moment ago.
    }
    let earlier = &shown.split_off(1)[..];
    let new_shown = &shown[0];
    let look = &Look::of(&account, look::name(&account));
    let key = &TicketKey {
        prefix: account.ticket_prefix.clone(),
        number: ticket.number,
    };
    let portal = state.config.portal_url(&account.slug, account.custom_domain.as_deref());
    let link = &format!("{portal}/tickets/{key}");
    let (title, to) = (ticket.title.as_str(), contact.email.as_str());
    let whose = (account_id, ticket.id, contact.id);
    let reply_address = inbound_mail::reply_address(state, db, whose).await?;
    let answerable = reply_address.is_some();
    let from = sender(state, &account)?;
    let catches = state.config.mail.inbound.catch_bounces;
    let mail = Mail {
        reply_to: reply_address.clone().map(|address| Correspondent {
            name: from.name.clone(),
            address,
        }),
        return_path: reply_address.filter(|_| catches),
        from,
        to: Correspondent {
            name: contact.name.clone(),
            address: contact.email.clone(),
        },
        subject: rendered(&Subject { key, title })?,
        text: rendered(&Text {
            look,
            key,
            title,
            link,
            to,
            new: new_shown,
            earlier,
            answerable,
        })?,
        html: rendered(&Html {
            look,
            key,
            title,
            link,
            to,
            new: new_shown,
            earlier,
            answerable,
        })?,
        date: state.clock.now(),
        message_id: id_of(state, new.id, contact.id),
        references: references(state, &account, &new, &contact).await?,
    };
    match state.mailer.send(&mail).await {
        Err(Failure::GiveUp(error)) => {
            undelivered(state, claim, (&ticket, &contact), &error).await?;
            Err(Failure::GiveUp(error))
        }
        other => other,
    }
}

/// The mail server refuses it for good: the team reads so on the ticket, in its words.
async fn undelivered(
    state: &AppState,
    claim: &Claim,
    (ticket, contact): (&ticket::Model, &contact::Model),
    error: &anyhow::Error,
) -> Outcome {
    let why = format!("{error:#}").replace(['`', '\n'], " ");
    let words = format!(
        "A mail to {} <{}> about this ticket could not be delivered: `{why}`",
        contact.name, contact.email
    );
    let txn = state.begin_write().await?;
    inbound_mail::note(&txn, (ticket.account_id, ticket.id), &words, state.clock.now()).await?;
    claim.give_up(&*txn, error).await?;
    Ok(txn.commit().await?)
}

/// Whether the contact, by the rights of this moment, may still read the ticket. That the portal is switched off does not stop a mail: the
/// team's answer is the customer's, wherever they read it.
pub(crate) async fn may_read(
    state: &AppState,
    account: &account::Model,
    ticket: &ticket::Model,
    contact: &contact::Model,
) -> Result<bool, DbErr> {
    if contact.disabled_at.is_some() || contact.customer_id != ticket.customer_id {
        return Ok(false);
    }
    let Ok(email) = EmailAddress::parse(&contact.email) else {
        return Ok(false);
    };
    let admission = auth::admission(&state.db, account, &email).await?;
    Ok(admission.is_some_and(|it| it.customer.id == ticket.customer_id))
}

/// The messages a mail shows, newest first, the new one included.
async fn last_messages(state: &AppState, account: &account::Model, new: &message::Model) -> Result<Vec<Shown>, DbErr> {
    let count = u64::try_from(account.mail_context_messages).unwrap_or(1).clamp(1, 20);
    let rows = message::Entity::find()
        .filter(message::Column::AccountId.eq(account.id))
        .filter(message::Column::TicketId.eq(new.ticket_id))
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .filter(message::Column::DeletedAt.is_null())
        .filter(message::Column::Seq.lte(new.seq))
        .order_by_desc(message::Column::Seq)
        .limit(count)
        .all(&state.db)
        .await?;
    if rows.first().is_none_or(|first| first.id != new.id) {
        return Ok(Vec::new());
    }
    let mentions = mention::Entity::find()
        .filter(mention::Column::AccountId.eq(account.id))
        .filter(mention::Column::MessageId.is_in(rows.iter().map(|row| row.id)))
        .all(&state.db)
        .await?;
    let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
    let files = attachments::of_messages(&state.db, account.id, &ids).await?;
    let shown = |row: &message::Model| {
        let names = mentions.iter().filter(|it| it.message_id == row.id).map(|it| Mention {
            name: it.name.clone(),
            slack_user: None,
        });
        let max = if row.id == new.id { NEW } else { EARLIER };
        let attached = files.get(&row.id).into_iter().flatten().map(|file| file.name.as_str());
        Shown::new(
            row,
            &names.collect::<Vec<_>>(),
            attached.collect::<Vec<_>>().join(", "),
            max,
        )
    };
    Ok(rows.iter().map(shown).collect())
}

/// The mails this one follows, when the account wants its mails threaded: the ticket's root, which was never sent and keeps them together
/// whichever the reader deletes, and the one before.
async fn references(
    state: &AppState,
    account: &account::Model,
    new: &message::Model,
    contact: &contact::Model,
) -> Result<Vec<String>, DbErr> {
    if !account.mail_threading {
        return Ok(Vec::new());
    }
    let before = message::Entity::find()
        .filter(message::Column::AccountId.eq(account.id))
        .filter(message::Column::TicketId.eq(new.ticket_id))
        .filter(message::Column::Visibility.eq(MessageVisibility::Public))
        .filter(message::Column::AuthorKind.eq(AuthorKind::Agent))
        .filter(message::Column::Seq.lt(new.seq))
        .order_by_desc(message::Column::Seq)
        .one(&state.db)
        .await?;
    let root = message_id(state, &format!("ticket.{}", new.ticket_id.0.simple()));
    let before = before.map(|row| id_of(state, row.id, contact.id));
    Ok(std::iter::once(root).chain(before).collect())
}

/// The `Message-ID` of a message's mail to a contact.
fn id_of(state: &AppState, message: MessageId, contact: ContactId) -> String {
    message_id(state, &format!("{}.{}", message.0.simple(), contact.0.simple()))
}

/// A message as a mail shows it.
struct Shown {
    author: String,
    when: String,
    edited: bool,
    text: String,
    html: String,
    /// The names of its files, behind commas.
    files: String,
}

impl Shown {
    fn new(row: &message::Model, mentions: &[Mention], files: String, max: usize) -> Self {
        let body = capped(&row.body, max);
        Self {
            author: row.author_name.clone(),
            when: when(row.created_at),
            edited: row.edited_at.is_some(),
            text: text::to_plain(&body),
            html: text::to_html(&body, mentions),
            files,
        }
    }

    /// The text as mail quotes it.
    fn quoted(&self) -> String {
        let lines = self.text.lines().map(|line| format!("> {line}").trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The beginning of a long message, with a word that there is more.
fn capped(markdown: &str, max: usize) -> String {
    match markdown.char_indices().nth(max) {
        None => markdown.to_owned(),
        Some((end, _)) => format!("{}…\n\n*The rest is on the portal.*", &markdown[..end]),
    }
}

fn when(time: DateTime<Utc>) -> String {
    time.format("%-d %b %Y, %H:%M UTC").to_string()
}
