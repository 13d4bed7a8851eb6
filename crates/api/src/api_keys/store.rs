//! Rows of API keys, and who may manage which.

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{AccountId, AgentId, ApiKeyId},
    staff::{AgentRole, ApiKey, ApiKeyKind},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder,
};

use crate::{
    auth::Staff,
    db::ForChange,
    entity::{agent, api_key},
    error::{Error, Result},
};

/// The keys of an account, or one agent's personal ones among them, newest first.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    own: Option<AgentId>,
) -> Result<Vec<ApiKey>, DbErr> {
    let mut keys = api_key::Entity::find().filter(api_key::Column::AccountId.eq(account_id));
    if let Some(agent_id) = own {
        keys = keys.filter(personal(agent_id));
    }
    let rows = keys
        .order_by_desc(api_key::Column::CreatedAt)
        .order_by_asc(api_key::Column::Id)
        .all(db)
        .await?;
    let agents = agent::Entity::find()
        .filter(agent::Column::AccountId.eq(account_id))
        .filter(agent::Column::Id.is_in(rows.iter().map(|row| row.agent_id)))
        .all(db)
        .await?;
    let name = |id| {
        agents
            .iter()
            .find(|agent| agent.id == id)
            .map(|agent| agent.name.clone())
    };
    let shown = |row: api_key::Model| {
        let made_by = name(row.agent_id).unwrap_or_default();
        self::shown(row, made_by)
    };
    Ok(rows.into_iter().map(shown).collect())
}

fn personal(agent_id: AgentId) -> Condition {
    Condition::all()
        .add(api_key::Column::AgentId.eq(agent_id))
        .add(api_key::Column::Kind.eq(ApiKeyKind::Personal))
}

/// How many keys an agent has made that are still good.
pub(super) async fn live(
    db: &impl ConnectionTrait,
    (account_id, agent_id): (AccountId, AgentId),
    now: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let not_over = Condition::any()
        .add(api_key::Column::ExpiresAt.is_null())
        .add(api_key::Column::ExpiresAt.gt(now));
    api_key::Entity::find()
        .filter(api_key::Column::AccountId.eq(account_id))
        .filter(api_key::Column::AgentId.eq(agent_id))
        .filter(api_key::Column::RevokedAt.is_null())
        .filter(not_over)
        .count(db)
        .await
}

pub(super) async fn insert(db: &impl ConnectionTrait, row: api_key::Model) -> Result<(), DbErr> {
    api_key::Entity::insert(row.into_active_model())
        .exec_without_returning(db)
        .await
        .map(drop)
}

/// A key that the caller may manage, locked: their own personal one, or as an admin any.
pub(super) async fn lock(db: &impl ConnectionTrait, caller: &Staff, id: ApiKeyId) -> Result<api_key::Model> {
    let mut keys = api_key::Entity::find_by_id((caller.account_id, id));
    if caller.role < AgentRole::Admin {
        keys = keys.filter(personal(caller.agent()?));
    }
    keys.for_change().one(db).await?.ok_or(Error::NotFound("API key"))
}

pub(super) async fn save(db: &impl ConnectionTrait, row: api_key::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(db).await.map(drop)
}

/// The name of the agent who made a key.
pub(super) async fn maker(db: &impl ConnectionTrait, row: &api_key::Model) -> Result<String, DbErr> {
    let agent = agent::Entity::find_by_id((row.account_id, row.agent_id))
        .one(db)
        .await?;
    Ok(agent.map(|agent| agent.name).unwrap_or_default())
}

pub(super) fn shown(row: api_key::Model, made_by: String) -> ApiKey {
    ApiKey {
        id: row.id,
        kind: row.kind,
        name: row.name,
        scopes: row.scopes.0,
        hint: row.hint,
        made_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        revoked_at: row.revoked_at,
    }
}
