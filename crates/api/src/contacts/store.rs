//! Rows of contacts; what becomes of their sessions and addresses when they are out.

use chrono::{DateTime, SecondsFormat, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, ContactId, CustomerId},
    portal::{Colleague, ContactRole, Language, TicketVisibility},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, TryInsertResult, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    auth::Contact,
    db::{ForChange, or_nothing},
    entity::{contact, identity},
    error::{Error, Result},
    paging, sessions,
};

/// Where a page ended.
pub(super) type Position = (String, ContactId);

/// What the audit log calls a contact.
pub(super) fn subject(contact: &contact::Model) -> String {
    format!("contact {}", contact.email)
}

/// A customer's contacts behind `after`, by name; and where the page ended, if there are more.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    (account_id, customer_id): (AccountId, CustomerId),
    after: Option<Position>,
    limit: u64,
) -> Result<(Vec<contact::Model>, Option<Position>)> {
    let mut contacts = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account_id))
        .filter(contact::Column::CustomerId.eq(customer_id));
    if let Some((name, id)) = after {
        let key = [contact::Column::Name, contact::Column::Id].map(|c| Expr::col((contact::Entity, c)));
        contacts = contacts.filter(Expr::tuple(key).gt(Expr::tuple([Expr::value(name), Expr::value(id)])));
    }
    let mut contacts = contacts
        .order_by_asc(contact::Column::Name)
        .order_by_asc(contact::Column::Id)
        .limit(limit + 1)
        .all(db)
        .await?;
    let more = paging::cut(&mut contacts, limit);
    let last = contacts.last().filter(|_| more).map(|c| (c.name.clone(), c.id));
    Ok((contacts, last))
}

/// The language that the contact has chosen to read, and their time zone.
pub(super) async fn language_and_zone(
    db: &impl ConnectionTrait,
    contact: &Contact,
) -> Result<(Option<Language>, Option<String>), DbErr> {
    let row = contact::Entity::find_by_id((contact.account_id, contact.id))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok((None, None)) };
    Ok((row.locale.and_then(|it| it.parse().ok()), row.time_zone))
}

/// Whom a contact's list of tickets can be narrowed to, by name.
pub(super) async fn colleagues(db: &impl ConnectionTrait, contact: &Contact) -> Result<Vec<Colleague>, DbErr> {
    let mut colleagues = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(contact.account_id))
        .filter(contact::Column::CustomerId.eq(contact.customer_id));
    // Who sees no ticket but their own has no use for the others' names.
    if contact.visibility == TicketVisibility::Own {
        colleagues = colleagues.filter(contact::Column::Id.eq(contact.id));
    }
    let colleagues = colleagues
        .order_by_asc(contact::Column::Name)
        .order_by_asc(contact::Column::Id)
        .limit(200)
        .all(db)
        .await?;
    let colleague = |c: contact::Model| Colleague { id: c.id, name: c.name };
    Ok(colleagues.into_iter().map(colleague).collect())
}

/// Those of `ids` whom this contact may name: the colleagues above who have not left.
pub(crate) async fn choosable(
    db: &impl ConnectionTrait,
    contact: &Contact,
    ids: &[ContactId],
) -> Result<Vec<ContactId>, DbErr> {
    let mut colleagues = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(contact.account_id))
        .filter(contact::Column::CustomerId.eq(contact.customer_id))
        .filter(contact::Column::DisabledAt.is_null())
        .filter(contact::Column::Id.is_in(ids.iter().copied()));
    if contact.visibility == TicketVisibility::Own {
        colleagues = colleagues.filter(contact::Column::Id.eq(contact.id));
    }
    Ok(colleagues.all(db).await?.into_iter().map(|it| it.id).collect())
}

/// Reads a contact that this transaction is going to change.
pub(crate) async fn lock(db: &impl ConnectionTrait, account_id: AccountId, id: ContactId) -> Result<contact::Model> {
    let found = contact::Entity::find_by_id((account_id, id)).for_change().one(db);
    found.await?.ok_or(Error::NotFound("contact"))
}

/// Somebody of `customer_id` who was not known here before. `name` as it is shown. `None`: somebody has got this address in the meantime.
pub(crate) async fn create(
    db: &impl ConnectionTrait,
    (account_id, customer_id): (AccountId, CustomerId),
    (email, name, role): (&EmailAddress, &str, ContactRole),
    now: DateTime<Utc>,
) -> Result<Option<contact::Model>, DbErr> {
    let row = contact::Model::new(
        (account_id, customer_id, ContactId(Uuid::now_v7())),
        (email.as_str(), name, role),
        now,
    );
    let inserted = contact::Entity::insert(row.clone().into_active_model())
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(db)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)).then_some(row))
}

/// Reads a contact by their address, who this transaction may be going to change.
pub(crate) async fn lock_by_email(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    email: &EmailAddress,
) -> Result<Option<contact::Model>, DbErr> {
    let contacts = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(account_id))
        .filter(contact::Column::Email.eq(email.as_str()));
    contacts.for_change().one(db).await
}

/// Remembers the language of the browser in which a contact signs in: in it we write to who chose none.
pub(crate) async fn reads_in(
    db: &impl ConnectionTrait,
    (account_id, id): (AccountId, ContactId),
    language: Language,
) -> Result<(), DbErr> {
    contact::Entity::update_many()
        .col_expr(contact::Column::BrowserLanguage, Expr::value(Some(language)))
        .filter(contact::Column::AccountId.eq(account_id))
        .filter(contact::Column::Id.eq(id))
        .exec(db)
        .await
        .map(drop)
}

/// A contact whose address is another customer's now: the address becomes free, nothing proves it theirs any more, and what they wrote stays
/// where it is, under their name. For good: should the domain come back, whoever has the mailbox then is a new contact, for it may be
/// somebody else. `row` as it was [locked](lock_by_email).
pub(crate) async fn leave(db: &impl ConnectionTrait, row: contact::Model, now: DateTime<Utc>) -> Result<()> {
    identity::Entity::delete_many()
        .filter(identity::Column::AccountId.eq(row.account_id))
        .filter(identity::Column::ContactId.eq(row.id))
        .exec(db)
        .await?;
    sessions::end_of_contacts(db, row.account_id, &[row.id], now).await?;
    let former = contact::Model {
        // No address: nobody can be invited, mailed or let in by it.
        email: format!(
            "{}, until {}",
            row.email,
            now.to_rfc3339_opts(SecondsFormat::Secs, true)
        ),
        disabled_at: row.disabled_at.or(Some(now)),
        ..row
    };
    save(db, former).await.map(drop)
}

/// Writes a locked contact.
pub(super) async fn save(db: &impl ConnectionTrait, row: contact::Model) -> Result<contact::Model> {
    Ok(row.into_active_model().reset_all().update(db).await?)
}
