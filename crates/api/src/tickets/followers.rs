//! Who follows a ticket beside its requester, and who may.

use chrono::{DateTime, Utc};
use portico_types::{
    followers::NewFollower,
    ids::{AccountId, ContactId, TicketId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};

use super::Reader;
use crate::{
    db::or_nothing,
    entity::{account, contact, follower, muted_ticket, ticket},
    error::{Error, Result},
};

/// As many as a ticket takes.
const MOST: usize = 50;

/// Who follows the ticket, whatever they may by now.
pub(crate) async fn ids(
    db: &impl ConnectionTrait,
    (account_id, ticket_id): (AccountId, TicketId),
) -> Result<Vec<ContactId>, DbErr> {
    follower::Entity::find()
        .select_only()
        .column(follower::Column::ContactId)
        .filter(follower::Column::AccountId.eq(account_id))
        .filter(follower::Column::TicketId.eq(ticket_id))
        .into_tuple()
        .all(db)
        .await
}

/// Those of the followers who are still at the ticket's customer, by name.
pub(super) async fn named(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
) -> Result<Vec<(ContactId, String)>, DbErr> {
    let ids = ids(db, (ticket.account_id, ticket.id)).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    contact::Entity::find()
        .select_only()
        .columns([contact::Column::Id, contact::Column::Name])
        .filter(contact::Column::AccountId.eq(ticket.account_id))
        .filter(contact::Column::CustomerId.eq(ticket.customer_id))
        .filter(contact::Column::DisabledAt.is_null())
        .filter(contact::Column::Id.is_in(ids))
        .order_by_asc(contact::Column::Name)
        .order_by_asc(contact::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// Finds whom somebody named to follow the ticket. Whether an address is nobody's, another customer's or of somebody who may not read the
/// ticket: the same answer.
pub(super) async fn named_by(
    db: &impl ConnectionTrait,
    account: &account::Model,
    ticket: &ticket::Model,
    named: &NewFollower,
) -> Result<contact::Model> {
    let (field, found) = match named {
        NewFollower::Contact(id) => (
            "contact_id",
            contact::Entity::find_by_id((account.id, *id)).one(db).await?,
        ),
        NewFollower::Email(email) => {
            let by_email = contact::Entity::find()
                .filter(contact::Column::AccountId.eq(account.id))
                .filter(contact::Column::Email.eq(email.as_str()));
            ("email", by_email.one(db).await?)
        }
    };
    if let Some(contact) = found
        && let Some(reader) = Reader::of(db, account, &contact).await?
        && reader.may_read(ticket)
    {
        return Ok(contact);
    }
    Err(nobody(field))
}

/// Nobody who could follow the ticket.
pub(super) fn nobody(field: &str) -> Error {
    Error::field(field, "Choose a colleague who has been here and may read this ticket").because("no_follower")
}

/// Whether they were none before.
pub(super) async fn add(
    db: &impl ConnectionTrait,
    ticket: &ticket::Model,
    contact_id: ContactId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let others = ids(db, (ticket.account_id, ticket.id)).await?;
    if others.contains(&contact_id) {
        return Ok(false);
    }
    if others.len() >= MOST {
        return Err(Error::Conflict("A ticket has at most 50 followers.").because("followers_full"));
    }
    let row = follower::ActiveModel {
        account_id: Set(ticket.account_id),
        ticket_id: Set(ticket.id),
        contact_id: Set(contact_id),
        created_at: Set(now),
    };
    let inserted = follower::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(db)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Whether they were one before.
pub(super) async fn remove(db: &impl ConnectionTrait, ticket: &ticket::Model, contact_id: ContactId) -> Result<bool> {
    let key = (ticket.account_id, ticket.id, contact_id);
    Ok(follower::Entity::delete_by_id(key).exec(db).await?.rows_affected > 0)
}

/// The ticket is another customer's now: who followed it and did not want its mails is nobody of theirs.
pub(super) async fn clear(db: &impl ConnectionTrait, ticket: &ticket::Model) -> Result<(), DbErr> {
    follower::Entity::delete_many()
        .filter(follower::Column::AccountId.eq(ticket.account_id))
        .filter(follower::Column::TicketId.eq(ticket.id))
        .exec(db)
        .await?;
    muted_ticket::Entity::delete_many()
        .filter(muted_ticket::Column::AccountId.eq(ticket.account_id))
        .filter(muted_ticket::Column::TicketId.eq(ticket.id))
        .exec(db)
        .await
        .map(drop)
}

/// Whether the contact wants no mails about the ticket.
pub(crate) async fn is_muted(
    db: &impl ConnectionTrait,
    (account_id, ticket_id, contact_id): (AccountId, TicketId, ContactId),
) -> Result<bool, DbErr> {
    let found = muted_ticket::Entity::find_by_id((account_id, ticket_id, contact_id));
    Ok(found.one(db).await?.is_some())
}

/// No mails to the contact about the ticket.
pub(crate) async fn mute(
    db: &impl ConnectionTrait,
    (account_id, ticket_id, contact_id): (AccountId, TicketId, ContactId),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = muted_ticket::ActiveModel {
        account_id: Set(account_id),
        ticket_id: Set(ticket_id),
        contact_id: Set(contact_id),
        created_at: Set(now),
    };
    muted_ticket::Entity::insert(row)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(db)
        .await
        .map(drop)
}

pub(crate) async fn unmute(db: &impl ConnectionTrait, key: (AccountId, TicketId, ContactId)) -> Result<(), DbErr> {
    muted_ticket::Entity::delete_by_id(key).exec(db).await.map(drop)
}
