//! When a mail about a ticket leaves: whether its reader may still read the ticket, is still to hear of it, and wants to, now.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, ContactId, MessageId, TicketId},
    portal::MailWish,
    tickets::MessageVisibility,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::digest;
use crate::{
    app::AppState,
    entity::{account, contact, message, notification_preference, ticket, timeline_entry},
    jobs::{Claim, Failure, Occasion, Outcome},
    mail::{self, Because, News},
    tickets::{Reader, followers},
};

/// Mails a public message, unless it was taken back.
pub(crate) async fn mail_message(
    state: &AppState,
    claim: &Claim,
    id: MessageId,
    (also, through): (Option<Occasion>, Option<i64>),
    contact_id: ContactId,
) -> Outcome {
    let Some(message) = message::Entity::find_by_id((claim.account_id, id))
        .one(&state.db)
        .await?
    else {
        return Ok(());
    };
    if message.visibility != MessageVisibility::Public {
        return Err(Failure::give_up("a note is never mailed"));
    }
    if message.deleted_at.is_some() {
        return Ok(());
    }
    let news = News {
        seq: message.seq,
        about: message.id.0,
        who: message.author_name.clone(),
        occasion: None,
        also,
    };
    let entries = (message.seq, through.unwrap_or(message.seq));
    tell(state, claim, (message.ticket_id, entries), news, contact_id).await
}

/// Mails what else happened on a ticket.
pub(crate) async fn mail_entry(
    state: &AppState,
    claim: &Claim,
    (ticket_id, seq, occasion): (TicketId, i64, Occasion),
    contact_id: ContactId,
) -> Outcome {
    let entry = timeline_entry::Entity::find()
        .filter(timeline_entry::Column::AccountId.eq(claim.account_id))
        .filter(timeline_entry::Column::TicketId.eq(ticket_id))
        .filter(timeline_entry::Column::Seq.eq(seq))
        .filter(timeline_entry::Column::Internal.eq(false))
        .one(&state.db)
        .await?;
    let (about, who) = match entry {
        Some(entry) => (entry.id.0, entry.actor_name),
        // A new ticket's `seq` is its first message's.
        None if occasion == Occasion::Filed => (ticket_id.0, String::new()),
        None => return Ok(()),
    };
    let news = News {
        seq,
        about,
        who,
        occasion: Some(occasion),
        also: None,
    };
    tell(state, claim, (ticket_id, (seq, seq)), news, contact_id).await
}

/// `entries`: from which to which the news is.
async fn tell(
    state: &AppState,
    claim: &Claim,
    (ticket_id, entries): (TicketId, (i64, i64)),
    news: News,
    contact_id: ContactId,
) -> Outcome {
    let (db, account_id) = (&state.db, claim.account_id);
    let account = account::Entity::find_by_id(account_id).one(db).await?;
    let ticket = ticket::Entity::find_by_id((account_id, ticket_id)).one(db).await?;
    let contact = contact::Entity::find_by_id((account_id, contact_id)).one(db).await?;
    let (Some(account), Some(ticket), Some(contact)) = (account, ticket, contact) else {
        return Ok(());
    };
    let Some(because) = because(db, &account, &ticket, &contact).await? else {
        return Ok(());
    };
    match wish(db, account_id, contact_id).await?.mails {
        MailWish::Every => mail::about_ticket(state, claim, (&account, &ticket, &contact), because, news).await,
        // Oneself one need not tell what one did.
        MailWish::Digest if news.occasion == Some(Occasion::Filed) => Ok(()),
        MailWish::Digest => digest::keep(state, claim, &contact, (ticket.id, entries)).await,
        MailWish::Nothing => Ok(()),
    }
}

/// Why the contact is to hear of the ticket, if they are: theirs or followed, readable by the rights of this moment, and not muted.
async fn because(
    db: &impl ConnectionTrait,
    account: &account::Model,
    ticket: &ticket::Model,
    contact: &contact::Model,
) -> Result<Option<Because>, DbErr> {
    let reader = Reader::of(db, account, contact).await?;
    if !reader.is_some_and(|it| it.may_read(ticket)) {
        return Ok(None);
    }
    let because = if ticket.requester_id == contact.id {
        Because::Requester
    } else if followers::ids(db, (account.id, ticket.id)).await?.contains(&contact.id) {
        Because::Follower
    } else {
        return Ok(None);
    };
    let muted = followers::is_muted(db, (account.id, ticket.id, contact.id)).await?;
    Ok((!muted).then_some(because))
}

/// What a contact wants.
pub(super) struct Wish {
    pub mails: MailWish,
    pub digested_at: Option<DateTime<Utc>>,
}

pub(super) async fn wish(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    contact_id: ContactId,
) -> Result<Wish, DbErr> {
    let found = notification_preference::Entity::find_by_id((account_id, contact_id))
        .one(db)
        .await?;
    Ok(found.map_or(
        Wish {
            mails: MailWish::Every,
            digested_at: None,
        },
        |row| Wish {
            mails: row.mails,
            digested_at: row.digested_at,
        },
    ))
}
