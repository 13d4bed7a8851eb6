//! A customer's people as their managers see and lock them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, ContactId, CustomerId},
    portal::{Member, NewMember},
    staff::UserAccess,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use crate::{
    auth::Contact,
    contacts::store,
    db::ForChange,
    entity::{contact, customer, customer_domain, customer_user, session},
    error::{Error, Result},
};

/// Contacts as their managers see them.
pub(super) async fn members(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    rows: Vec<contact::Model>,
) -> Result<Vec<Member>> {
    let seen: Vec<(Option<ContactId>, Option<DateTime<Utc>>)> = session::Entity::find()
        .select_only()
        .column(session::Column::ContactId)
        .column_as(session::Column::RotatedAt.max(), "seen_at")
        .filter(session::Column::AccountId.eq(account_id))
        .filter(session::Column::ContactId.is_in(rows.iter().map(|row| row.id)))
        .group_by(session::Column::ContactId)
        .into_tuple()
        .all(db)
        .await?;
    let seen: HashMap<ContactId, DateTime<Utc>> = seen.into_iter().filter_map(|(id, at)| id.zip(at)).collect();
    let shown = |row: contact::Model| Member {
        last_seen_at: seen.get(&row.id).copied(),
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role,
        removed: row.disabled_at.is_some(),
    };
    Ok(rows.into_iter().map(shown).collect())
}

pub(super) async fn member(db: &impl ConnectionTrait, row: contact::Model) -> Result<Member> {
    let mut all = members(db, row.account_id, vec![row]).await?;
    all.pop().ok_or(Error::NotFound("member"))
}

/// Reads a colleague whom this transaction is going to change. Managers do not act on themselves: an organisation keeps one that way, and
/// nobody locks themselves out by mistake.
pub(super) async fn lock_colleague(
    db: &impl ConnectionTrait,
    manager: &Contact,
    id: ContactId,
) -> Result<contact::Model> {
    let colleague = contact::Entity::find_by_id((manager.account_id, id))
        .filter(contact::Column::CustomerId.eq(manager.customer_id))
        .for_change()
        .one(db)
        .await?
        .ok_or(Error::NotFound("member"))?;
    if colleague.id == manager.id {
        return Err(Error::Forbidden("Ask another manager to change your own rights.").because("own_rights"));
    }
    Ok(colleague)
}

/// The same for every address that cannot be invited: whose it is elsewhere is not the manager's to know.
fn not_theirs() -> Error {
    let why = "Invite addresses at your organisation's own domains; the support team can let in others.";
    Error::field("email", why).because("other_domain")
}

/// Makes a colleague a contact, or lets one in again who was removed; where only listed people come in, puts them on the list.
pub(super) async fn invite(
    db: &impl ConnectionTrait,
    manager: &Contact,
    new: &NewMember,
    now: DateTime<Utc>,
) -> Result<contact::Model> {
    let (account_id, customer_id) = (manager.account_id, manager.customer_id);
    let domain = customer_domain::Entity::find_by_id((account_id, new.email.domain().to_owned()));
    if domain
        .one(db)
        .await?
        .is_none_or(|domain| domain.customer_id != customer_id)
    {
        return Err(not_theirs());
    }
    list_where_needed(db, (account_id, customer_id), new, now).await?;
    match store::lock_by_email(db, account_id, &new.email).await? {
        Some(known) if known.disabled_at.is_some() && known.disabled_by_team => {
            Err(Error::Conflict(SHUT_OUT).because("shut_out"))
        }
        // Nor oneself, who may have been removed since this was asked.
        Some(known) if known.customer_id == customer_id && (known.disabled_at.is_none() || known.id == manager.id) => {
            Err(already())
        }
        Some(known) if known.customer_id == customer_id => {
            let again = contact::Model {
                disabled_at: None,
                role: new.role,
                ..known
            };
            store::save(db, again).await
        }
        other => {
            // One whom the domain's former customer had: it is this one's now, or they would have been refused above.
            if let Some(former) = other {
                store::leave(db, former, now).await?;
            }
            let created = store::create(db, (account_id, customer_id), (&new.email, &new.name, new.role), now).await;
            created?.ok_or_else(already)
        }
    }
}

const SHUT_OUT: &str = "The support team has removed them; only it can let them in again.";
const ALREADY: &str = "They are a member already.";

fn already() -> Error {
    Error::Conflict(ALREADY).because("member_already")
}

async fn list_where_needed(
    db: &impl ConnectionTrait,
    (account_id, customer_id): (AccountId, CustomerId),
    new: &NewMember,
    now: DateTime<Utc>,
) -> Result<()> {
    let listed = customer_user::Entity::find_by_id((account_id, new.email.as_str().to_owned()));
    match listed.one(db).await? {
        Some(listed) if listed.customer_id != customer_id => return Err(not_theirs()),
        Some(_) => return Ok(()),
        None => {}
    }
    let customer = customer::Entity::find_by_id((account_id, customer_id)).one(db).await?;
    let customer = customer.ok_or(Error::NotFound("organisation"))?;
    if customer.user_access == UserAccess::Specific {
        let row = customer_user::Model {
            account_id,
            customer_id,
            email: new.email.as_str().to_owned(),
            guest: false,
            created_at: now,
            invited_at: Some(now),
        };
        customer_user::Entity::insert(row.into_active_model())
            .exec_without_returning(db)
            .await
            .map_err(|err| Error::unique(err, ALREADY).because("member_already"))?;
    }
    Ok(())
}
