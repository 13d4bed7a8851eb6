//! Rows of sessions: listed to whom they belong, and ended. Opening and renewing them is `sign_in::session`'s.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, AgentId, ContactId, SessionId},
    sign_in::{SignInMethod, SignedInSession},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, UpdateMany, sea_query::Expr,
};

use crate::{
    auth::{Contact, Staff},
    entity::session,
    error::{Error, Result},
};

/// Whose session asks, and which it is.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    account_id: AccountId,
    person: Person,
    current: SessionId,
}

#[derive(Clone, Copy)]
enum Person {
    Agent(AgentId),
    Contact(ContactId),
}

impl From<&Contact> for Holder {
    fn from(contact: &Contact) -> Self {
        Self {
            account_id: contact.account_id,
            person: Person::Contact(contact.id),
            current: contact.session_id,
        }
    }
}

impl TryFrom<&Staff> for Holder {
    type Error = Error;

    fn try_from(staff: &Staff) -> Result<Self> {
        Ok(Self {
            account_id: staff.account_id,
            person: Person::Agent(staff.agent()?),
            current: staff.session()?,
        })
    }
}

impl Holder {
    /// The live sessions of this person. Everything here starts with it.
    fn theirs(self, now: DateTime<Utc>) -> Condition {
        let theirs = match self.person {
            Person::Agent(id) => session::Column::AgentId.eq(id),
            Person::Contact(id) => session::Column::ContactId.eq(id),
        };
        live(self.account_id, now).add(theirs)
    }
}

fn live(account_id: AccountId, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(session::Column::AccountId.eq(account_id))
        .add(session::Column::EndedAt.is_null())
        .add(session::Column::ExpiresAt.gt(now))
}

fn ending(now: DateTime<Utc>) -> UpdateMany<session::Entity> {
    session::Entity::update_many().col_expr(session::Column::EndedAt, Expr::value(Some(now)))
}

/// Where somebody is signed in, newest first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    holder: Holder,
    now: DateTime<Utc>,
) -> Result<Vec<SignedInSession>> {
    let rows = session::Entity::find()
        .filter(holder.theirs(now))
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .all(db)
        .await?;
    let shown = |row: session::Model| SignedInSession {
        current: row.id == holder.current,
        id: row.id,
        method: row.method,
        browser: row.browser,
        place: row.place,
        created_at: row.created_at,
        last_used_at: row.rotated_at,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Ends one of somebody's own sessions.
pub(super) async fn end(db: &impl ConnectionTrait, holder: Holder, id: SessionId, now: DateTime<Utc>) -> Result<()> {
    let theirs = holder.theirs(now).add(session::Column::Id.eq(id));
    let ended = ending(now).filter(theirs).exec(db).await?;
    if ended.rows_affected == 0 {
        return Err(Error::NotFound("session"));
    }
    Ok(())
}

/// Ends a session, whoever's it is.
pub(crate) async fn end_one(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<()> {
    let this = live(account_id, now).add(session::Column::Id.eq(id));
    ending(now).filter(this).exec(db).await?;
    Ok(())
}

/// Ends all of somebody's sessions but the one that asks, and returns how many.
pub(super) async fn end_others(db: &impl ConnectionTrait, holder: Holder, now: DateTime<Utc>) -> Result<u64> {
    let others = holder.theirs(now).add(session::Column::Id.ne(holder.current));
    Ok(ending(now).filter(others).exec(db).await?.rows_affected)
}

/// Ends every session of some contacts, in the transaction that takes their right away; returns how many.
pub(crate) async fn end_of_contacts(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    contacts: &[ContactId],
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut ended = 0;
    // A statement takes only so many values.
    for some in contacts.chunks(500) {
        let theirs = live(account_id, now).add(session::Column::ContactId.is_in(some.iter().copied()));
        ended += ending(now).filter(theirs).exec(db).await?.rows_affected;
    }
    Ok(ended)
}

/// Ends every session of an agent, or those that began by `method`, in the transaction that takes their right away; returns how many.
pub(crate) async fn end_of_agent(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    agent: AgentId,
    method: Option<SignInMethod>,
    now: DateTime<Utc>,
) -> Result<u64> {
    let mut theirs = live(account_id, now).add(session::Column::AgentId.eq(agent));
    if let Some(method) = method {
        theirs = theirs.add(session::Column::Method.eq(method));
    }
    Ok(ending(now).filter(theirs).exec(db).await?.rows_affected)
}
