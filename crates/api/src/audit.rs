//! The audit log: who did what to the account, written in the transaction that does it.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AuditEntryId},
    tickets::AuthorKind,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

use crate::{auth::Staff, entity::audit_entry};

/// Somebody signed in.
pub(crate) async fn signed_in(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    kind: AuthorKind,
    person: Uuid,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    write(
        db,
        account_id,
        (kind, Some(person), email.as_str()),
        "signed_in",
        "session",
        Value::Null,
        now,
    )
    .await
}

/// An agent did something that belongs in the log; `detail` says what exactly, without secrets.
pub(crate) async fn done(
    db: &impl ConnectionTrait,
    staff: &Staff,
    action: &str,
    subject: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let actor = (AuthorKind::Agent, Some(staff.agent_id.0), staff.name.as_str());
    write(db, staff.account_id, actor, action, subject, detail, now).await
}

/// Of a detail made of pairs, before and after, only those that differ.
pub(crate) fn changes(detail: Value) -> Value {
    match detail {
        Value::Object(mut pairs) => {
            pairs.retain(|_, pair| pair.get(0) != pair.get(1));
            Value::Object(pairs)
        }
        other => other,
    }
}

/// The operator did something on the command line.
pub(crate) async fn by_operator(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    action: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    write(
        db,
        account_id,
        (AuthorKind::System, None, "operator"),
        action,
        "account",
        detail,
        now,
    )
    .await
}

async fn write(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    (kind, id, name): (AuthorKind, Option<Uuid>, &str),
    action: &str,
    subject: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = audit_entry::ActiveModel {
        account_id: Set(account_id),
        id: Set(AuditEntryId(Uuid::now_v7())),
        created_at: Set(now),
        actor_kind: Set(kind),
        actor_id: Set(id),
        actor_name: Set(name.to_owned()),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        detail: Set(detail),
    };
    audit_entry::Entity::insert(row)
        .exec_without_returning(db)
        .await
        .map(drop)
}
