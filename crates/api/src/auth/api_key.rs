//! API keys as callers.

use std::sync::Arc;

use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::{
    ids::{AccountId, ApiKeyId},
    staff::{AgentRole, ApiKeyKind, AuditAction, AuditActor},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use crate::{
    app::AppState,
    audit::{self, Actor, Event},
    auth::{
        self,
        staff::{self, By, ByKey, Staff},
    },
    entity::{account, api_key},
    error::{Error, Result},
    scope,
};

/// Every key begins so: people and secret scanners know one when they see it.
pub(crate) const PREFIX: &str = "portico_";

/// How many characters of a key follow its prefix: 256 bits.
const SECRET: usize = 43;

/// Whether a token claims to be a key.
pub(super) fn is_one(token: &str) -> bool {
    token.starts_with(PREFIX)
}

/// Whether somewhere in a text there is what looks like a key.
pub(crate) fn occurs_in(text: &str) -> bool {
    text.match_indices(PREFIX).any(|(at, _)| {
        let rest = &text.as_bytes()[at + PREFIX.len()..];
        rest.len() >= SECRET && rest[..SECRET].iter().all(|&b| in_secret(b))
    })
}

fn in_secret(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// A key that nobody has yet.
pub(crate) fn new() -> String {
    format!("{PREFIX}{}", auth::secret())
}

/// Whoever calls with `token`, from `place`.
pub(super) async fn caller(
    state: &Data<AppState>,
    account: &account::Model,
    token: &str,
    place: &str,
) -> Result<Staff> {
    let secret = &token[PREFIX.len()..];
    if secret.len() != SECRET || !secret.bytes().all(in_secret) {
        return Err(Error::Unauthenticated);
    }
    let key = (account.id, auth::hash(token));
    if let Some(staff) = state.callers.keys.get(&key).await {
        return Ok(staff);
    }
    let staff = match find(state, account, &key.1).await {
        Err(Error::Unauthenticated) => {
            note_dead(state, account, &key.1, place).await;
            return Err(Error::Unauthenticated);
        }
        found => found?,
    };
    state.callers.keys.insert(key, staff.clone()).await;
    Ok(staff)
}

/// The key with a secret of this hash, as long as it is good.
pub(super) async fn find(state: &AppState, account: &account::Model, hash: &[u8]) -> Result<Staff> {
    let (row, staff) = read(&state.db, account, hash, state.clock.now()).await?;
    note_use(state, &row, state.clock.now());
    Ok(staff)
}

/// The same, of which nobody takes note.
pub(super) async fn read(
    db: &impl ConnectionTrait,
    account: &account::Model,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(api_key::Model, Staff)> {
    let row = by_hash(db, account.id, hash).await?.ok_or(Error::Unauthenticated)?;
    if over(&row, hash, now).is_some() {
        return Err(Error::Unauthenticated);
    }
    let (agent_id, name, email, role) = match row.kind {
        ApiKeyKind::Personal => {
            let agent = staff::active(db, account.id, row.agent_id).await?;
            (Some(agent.id), agent.name, agent.email, agent.role.min(row.role))
        }
        // Never an owner's: what only owners do is for people.
        ApiKeyKind::Service => (None, row.name.clone(), String::new(), AgentRole::Admin),
    };
    let label = match row.kind {
        ApiKeyKind::Personal => format!("{} ({name})", row.name),
        ApiKeyKind::Service => row.name.clone(),
    };
    let staff = Staff {
        account_id: account.id,
        agent_id,
        by: By::Key(Arc::new(ByKey {
            id: row.id,
            label,
            scopes: row.scopes.0.clone(),
            hash: hash.to_vec(),
        })),
        name,
        email,
        role,
        ticket_prefix: account.ticket_prefix.clone(),
        place: String::new(),
    };
    Ok((row, staff))
}

/// The key that has, or had, a secret of this hash.
async fn by_hash(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    hash: &[u8],
) -> Result<Option<api_key::Model>, DbErr> {
    api_key::Entity::find()
        .filter(api_key::Column::AccountId.eq(account_id))
        .filter(
            Condition::any()
                .add(api_key::Column::TokenHash.eq(hash.to_vec()))
                .add(api_key::Column::PreviousHash.eq(hash.to_vec())),
        )
        .one(db)
        .await
}

/// Why a secret of this hash is good no longer, if so.
fn over(row: &api_key::Model, hash: &[u8], now: DateTime<Utc>) -> Option<&'static str> {
    if row.revoked_at.is_some() {
        Some("revoked")
    } else if row.expires_at.is_some_and(|end| end <= now) {
        Some("expired")
    } else if row.token_hash != hash && row.previous_until.is_none_or(|until| until <= now) {
        Some("replaced")
    } else {
        None
    }
}

/// Last uses are told to the minute.
fn minute() -> TimeDelta {
    TimeDelta::minutes(1)
}

/// Remembers that the key was used, at most once a minute and not while somebody waits for an answer.
fn note_use(state: &AppState, row: &api_key::Model, now: DateTime<Utc>) {
    if row.last_used_at.is_some_and(|used| now - used < minute()) {
        return;
    }
    let (db, account_id, id) = (state.db.clone(), row.account_id, row.id);
    let turn = state.sqlite_turn.clone();
    tokio::spawn(async move {
        let _turn = match &turn {
            Some(turn) => turn.acquire().await.ok(),
            None => None,
        };
        if let Err(err) = scope::of_account(account_id, write_use(&db, account_id, id, now)).await {
            tracing::warn!(api_key.id = %id, error = %err, "could not note the use of API key {id}: {err}");
        }
    });
}

async fn write_use(
    db: &sea_orm::DatabaseConnection,
    account_id: AccountId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    api_key::Entity::update_many()
        .col_expr(api_key::Column::LastUsedAt, Expr::value(Some(now)))
        .filter(api_key::Column::AccountId.eq(account_id))
        .filter(api_key::Column::Id.eq(id))
        .filter(
            Condition::any()
                .add(api_key::Column::LastUsedAt.is_null())
                .add(api_key::Column::LastUsedAt.lte(now - minute())),
        )
        .exec(db)
        .await
        .map(drop)
}

/// Puts into the audit log that a key asked for what it may not do; once a minute, or a program that keeps trying would fill it.
pub(super) async fn refused(state: &AppState, staff: &Staff, key: &ByKey, wanted: &str) {
    let entry = state.callers.refused.entry((staff.account_id, key.id.0));
    if !entry.or_insert(()).await.is_fresh() {
        return;
    }
    let event = Event::refused(AuditAction::ApiKeyRefused, &key.label, json!({ "wanted": wanted }));
    write(state, (staff.account_id, key.id), staff.into(), event).await;
}

/// Puts into the audit log that somebody still calls with a key that is good no longer: a forgotten program, or whoever took it. Once an
/// hour, or either would fill it.
async fn note_dead(state: &AppState, account: &account::Model, hash: &[u8], place: &str) {
    let row = match by_hash(&state.db, account.id, hash).await {
        Ok(Some(row)) => row,
        Ok(None) => return, // Anybody can invent one.
        Err(err) => {
            tracing::warn!(error = %err, "could not look for a key that was refused: {err}");
            return;
        }
    };
    let entry = state.callers.dead_keys.entry((account.id, row.id));
    if !entry.or_insert(()).await.is_fresh() {
        return;
    }
    let actor = Actor {
        kind: AuditActor::ApiKey,
        id: Some(row.id.0),
        name: &row.name,
        place,
    };
    // Of a personal key that is good its agent is not.
    let reason = over(&row, hash, state.clock.now()).unwrap_or("agent_disabled");
    let event = Event::refused(AuditAction::ApiKeyRefused, &row.name, json!({ "reason": reason }));
    write(state, (account.id, row.id), actor, event).await;
}

async fn write(state: &AppState, (account_id, id): (AccountId, ApiKeyId), actor: Actor<'_>, event: Event<'_>) {
    let written: Result<()> = async {
        let txn = state.begin_write().await?;
        audit::write(&*txn, account_id, actor, event, state.clock.now()).await?;
        Ok(txn.commit().await?)
    }
    .await;
    if let Err(err) = written {
        tracing::warn!(api_key.id = %id, error = %err, "could not write into the audit log: {err}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_seen_wherever_it_stands() {
        let key = new();
        assert_eq!(key.len(), PREFIX.len() + SECRET);
        for text in [
            key.clone(),
            format!("a=b&c=%20{key}&d"),
            format!("/x/{key}/y"),
            format!("{key}x"),
        ] {
            assert!(occurs_in(&text), "{text}");
        }
        for text in ["", "portico_", "q=portico_is_great", &key[1..], &key[..key.len() - 1]] {
            assert!(!occurs_in(text), "{text}");
        }
    }
}
