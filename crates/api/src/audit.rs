//! The audit log: who did what to the account, when and from where, written in the transaction that does it.
//!
//! The entries of an account form a chain: each one's hash covers what it says and the hash before it, so an entry that was changed, taken
//! out or put in between shows. The database itself refuses to change or delete one. What a chain cannot show is an end that was cut off;
//! for that its head is given out (`GET /audit-log/verification`) to be noted elsewhere.

use chrono::{DateTime, Utc};
use portico_types::{
    email::EmailAddress,
    ids::{AccountId, AuditEntryId},
    sign_in::SignInMethod,
    staff::{AuditAction, AuditActor, AuditOutcome},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    auth::{By, Contact, Staff},
    db::{ForChange, or_nothing},
    entity::{audit_entry, audit_head},
};

/// Who did it, and the IP address it came from (empty where there is none).
pub(crate) struct Actor<'a> {
    pub kind: AuditActor,
    pub id: Option<Uuid>,
    pub name: &'a str,
    pub place: &'a str,
}

impl<'a> Actor<'a> {
    /// Somebody on the server's command line.
    pub(crate) const OPERATOR: Actor<'static> = Actor {
        kind: AuditActor::Operator,
        id: None,
        name: "operator",
        place: "",
    };

    /// Portico by itself.
    pub(crate) const SYSTEM: Actor<'static> = Actor {
        kind: AuditActor::System,
        id: None,
        name: "portico",
        place: "",
    };

    /// Somebody who is not signed in.
    pub(crate) fn nobody(place: &'a str) -> Self {
        Self {
            kind: AuditActor::Nobody,
            id: None,
            name: "",
            place,
        }
    }
}

impl<'a> From<&'a Staff> for Actor<'a> {
    fn from(staff: &'a Staff) -> Self {
        let (kind, id, name) = match &staff.by {
            By::Session { .. } => (AuditActor::Agent, staff.agent_id.map(|id| id.0), &staff.name),
            By::Key(key) => (AuditActor::ApiKey, Some(key.id.0), &key.label),
        };
        Self {
            kind,
            id,
            name,
            place: &staff.place,
        }
    }
}

impl<'a> From<&'a Contact> for Actor<'a> {
    fn from(contact: &'a Contact) -> Self {
        Self {
            kind: AuditActor::Contact,
            id: Some(contact.id.0),
            name: &contact.name,
            place: &contact.place,
        }
    }
}

/// What happened. `subject` says in words to what; `detail` what exactly, without secrets.
pub(crate) struct Event<'a> {
    pub action: AuditAction,
    pub outcome: AuditOutcome,
    pub subject: &'a str,
    pub detail: Value,
}

impl<'a> Event<'a> {
    pub(crate) fn done(action: AuditAction, subject: &'a str, detail: Value) -> Self {
        Self {
            action,
            outcome: AuditOutcome::Done,
            subject,
            detail,
        }
    }

    pub(crate) fn refused(action: AuditAction, subject: &'a str, detail: Value) -> Self {
        Self {
            outcome: AuditOutcome::Refused,
            ..Self::done(action, subject, detail)
        }
    }
}

/// Somebody signed in.
pub(crate) async fn signed_in(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    (kind, person): (AuditActor, Uuid),
    (email, method, place): (&EmailAddress, SignInMethod, &str),
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let actor = Actor {
        kind,
        id: Some(person),
        name: email.as_str(),
        place,
    };
    let event = Event::done(AuditAction::SignedIn, "session", json!({ "method": method }));
    write(db, account_id, actor, event, now).await
}

/// An agent did something that belongs in the log.
pub(crate) async fn done(
    db: &impl ConnectionTrait,
    staff: &Staff,
    action: AuditAction,
    subject: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    write(
        db,
        staff.account_id,
        staff.into(),
        Event::done(action, subject, detail),
        now,
    )
    .await
}

/// A contact did something that belongs in the log.
pub(crate) async fn by_contact(
    db: &impl ConnectionTrait,
    contact: &Contact,
    action: AuditAction,
    subject: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    write(
        db,
        contact.account_id,
        contact.into(),
        Event::done(action, subject, detail),
        now,
    )
    .await
}

/// The operator did something on the command line.
pub(crate) async fn by_operator(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    action: AuditAction,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    write(
        db,
        account_id,
        Actor::OPERATOR,
        Event::done(action, "account", detail),
        now,
    )
    .await
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

/// Adds an entry to the account's chain. Call it last in a transaction: until that ends, nobody else of the account can write one.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    actor: Actor<'_>,
    event: Event<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let head = lock_head(db, account_id).await?;
    let mut row = audit_entry::Model {
        account_id,
        id: AuditEntryId(Uuid::now_v7()),
        created_at: now,
        actor_kind: actor.kind,
        actor_id: actor.id,
        actor_name: actor.name.to_owned(),
        action: event.action,
        subject: event.subject.to_owned(),
        detail: event.detail,
        seq: Some(head.seq + 1),
        place: actor.place.to_owned(),
        outcome: event.outcome,
        hash: None,
    };
    let hash = hash(&head.hash, &row);
    row.hash = Some(hash.clone());
    audit_entry::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await?;
    audit_head::Entity::update_many()
        .col_expr(audit_head::Column::Seq, Expr::value(head.seq + 1))
        .col_expr(audit_head::Column::Hash, Expr::value(hash))
        .filter(audit_head::Column::AccountId.eq(account_id))
        .exec(db)
        .await?;
    Ok(())
}

/// What the first entry of a chain follows on.
pub(crate) const NOTHING: [u8; 32] = [0; 32];

async fn lock_head(db: &impl ConnectionTrait, account_id: AccountId) -> Result<audit_head::Model, DbErr> {
    let find = || audit_head::Entity::find_by_id(account_id).for_change().one(db);
    if let Some(head) = find().await? {
        return Ok(head);
    }
    let first = audit_head::ActiveModel {
        account_id: Set(account_id),
        seq: Set(0),
        hash: Set(NOTHING.to_vec()),
    };
    audit_head::Entity::insert(first)
        .on_conflict(or_nothing())
        .try_insert()
        .exec_without_returning(db)
        .await?;
    find()
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the head of the audit log".to_owned()))
}

/// SHA-256 over the hash before and the entry as canonical JSON (RFC 8785): what both databases give back alike.
pub(crate) fn hash(before: &[u8], entry: &audit_entry::Model) -> Vec<u8> {
    let said = json!({
        "account_id": entry.account_id,
        "id": entry.id,
        "seq": entry.seq,
        "created_at": entry.created_at.timestamp_micros(),
        "actor_kind": entry.actor_kind,
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "place": entry.place,
        "outcome": entry.outcome,
    });
    let said = serde_json_canonicalizer::to_vec(&said).expect("a JSON value is always JSON");
    Sha256::new()
        .chain_update(before)
        .chain_update(said)
        .finalize()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use portico_types::{
        ids::AuditEntryId,
        staff::{AuditActor, AuditOutcome},
    };
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_entrys_hash_seals_the_one_before_too() {
        let entry = audit_entry::Model {
            account_id: AccountId(Uuid::nil()),
            id: AuditEntryId(Uuid::nil()),
            created_at: DateTime::UNIX_EPOCH,
            actor_kind: AuditActor::Nobody,
            actor_id: None,
            actor_name: String::new(),
            action: AuditAction::SignedIn,
            subject: String::new(),
            detail: json!({}),
            seq: Some(2),
            place: String::new(),
            outcome: AuditOutcome::Done,
            hash: None,
        };
        // Whoever rewrites an entry and its hash has to rewrite all that follow, too.
        assert_ne!(hash(&NOTHING, &entry), hash(&[1; 32], &entry));
    }
}
