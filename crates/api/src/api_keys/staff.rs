//! Keys for programs: made, replaced and revoked by people. What a key may do is asked by `auth::May`.

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use chrono::TimeDelta;
use portico_types::{
    Problem,
    ids::ApiKeyId,
    staff::{AgentRole, ApiKey, ApiKeyKind, ApiKeyWithSecret, ApiScope, AuditAction, CreateApiKey},
};
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::{
    app::AppState,
    audit,
    auth::{self, Fresh, Staff, api_key},
    body::Body,
    entity::{self, Scopes},
    error::{Error, Result},
};

/// Enough for one person's programs, and few enough to look through.
const LIVE_KEYS: u64 = 50;

/// For how long a replaced secret is still good: time to bring the new one to every machine.
const REPLACED_HOURS: i64 = 24;

/// The caller's API keys, newest first; for admins all of the account. Revoked ones stay on the list for 90 days.
#[utoipa::path(tag = "API keys", responses((status = 200, body = Vec<ApiKey>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/api-keys")]
pub(super) async fn list_api_keys(caller: Staff, state: Data<AppState>) -> Result<Json<Vec<ApiKey>>> {
    let own = match caller.role {
        AgentRole::Agent => Some(caller.agent()?),
        AgentRole::Admin | AgentRole::Owner => None,
    };
    Ok(Json(store::list(&state.db, caller.account_id, own).await?))
}

/// Make an API key. Its secret is in this answer and nowhere else. Service keys and scopes of admins are for admins to give.
#[utoipa::path(tag = "API keys", request_body = CreateApiKey, responses((status = 201, body = ApiKeyWithSecret), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/api-keys")]
pub(super) async fn create_api_key(
    Fresh(caller): Fresh,
    state: Data<AppState>,
    body: Body<CreateApiKey>,
) -> Result<HttpResponse> {
    let asked = body.read().await?.parse()?;
    let takes = if asked.kind == ApiKeyKind::Service || asked.scopes.iter().any(|scope| scope.of_admins()) {
        AgentRole::Admin
    } else {
        AgentRole::Agent
    };
    caller.at_least(takes)?;
    let (now, agent_id, secret) = (state.clock.now(), caller.agent()?, api_key::new());
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, takes, now).await?;
    let row = entity::api_key::Model {
        account_id: caller.account_id,
        id: ApiKeyId(Uuid::now_v7()),
        created_at: now,
        kind: asked.kind,
        agent_id,
        name: asked.name,
        scopes: Scopes(asked.scopes),
        hint: hint(&secret),
        token_hash: auth::hash(&secret),
        previous_hash: None,
        previous_until: None,
        expires_at: asked.expires_in_days.map(|days| now + TimeDelta::days(days.into())),
        last_used_at: None,
        revoked_at: None,
        role: caller.role,
    };
    if store::live(&*txn, (caller.account_id, agent_id), now).await? >= LIVE_KEYS {
        return Err(Error::Conflict("Revoke keys that you no longer need: 50 are the most."));
    }
    store::insert(&*txn, row.clone()).await?;
    let detail = described(&row.scopes.0, &row);
    audit::done(&*txn, &caller, AuditAction::ApiKeyCreated, &row.name, detail, now).await?;
    txn.commit().await?;
    Ok(HttpResponse::Created().json(ApiKeyWithSecret {
        key: store::shown(row, caller.name),
        secret,
    }))
}

/// Give a key another secret. The one before stays good for 24 hours more, the one before that ends now. A personal key is its agent's to
/// rotate, whoever gets the new secret acts as them; service keys are the admins'.
#[utoipa::path(tag = "API keys", params(("id" = ApiKeyId, Path)), responses((status = 200, body = ApiKeyWithSecret), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[post("/api-keys/{id}/rotate")]
pub(super) async fn rotate_api_key(
    Fresh(caller): Fresh,
    state: Data<AppState>,
    id: Path<ApiKeyId>,
) -> Result<Json<ApiKeyWithSecret>> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Agent, now).await?;
    let before = store::lock(&*txn, &caller, *id).await?;
    match before.kind {
        ApiKeyKind::Personal if Some(before.agent_id) == caller.agent_id => {}
        ApiKeyKind::Personal => {
            return Err(Error::Forbidden(
                "A personal key is rotated by its owner; you can revoke it.",
            ));
        }
        ApiKeyKind::Service => caller.at_least(AgentRole::Admin)?,
    }
    if before.revoked_at.is_some() || before.expires_at.is_some_and(|end| end <= now) {
        return Err(Error::Conflict("This key has ended; make a new one."));
    }
    let secret = api_key::new();
    let after = entity::api_key::Model {
        hint: hint(&secret),
        token_hash: auth::hash(&secret),
        previous_hash: Some(before.token_hash.clone()),
        previous_until: Some(now + TimeDelta::hours(REPLACED_HOURS)),
        ..before.clone()
    };
    store::save(&*txn, after.clone()).await?;
    let detail = json!({ "hint": [before.hint, after.hint], "replaced_until": after.previous_until });
    audit::done(&*txn, &caller, AuditAction::ApiKeyRotated, &after.name, detail, now).await?;
    let made_by = store::maker(&*txn, &after).await?;
    txn.commit().await?;
    if let Some(ended) = before.previous_hash {
        state.callers.forget_key(caller.account_id, ended).await;
    }
    Ok(Json(ApiKeyWithSecret {
        key: store::shown(after, made_by),
        secret,
    }))
}

/// Revoke a key: neither of its secrets is good any more, at once.
#[utoipa::path(tag = "API keys", params(("id" = ApiKeyId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/api-keys/{id}")]
pub(super) async fn revoke_api_key(caller: Staff, state: Data<AppState>, id: Path<ApiKeyId>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = caller.still(&*txn, AgentRole::Agent, now).await?;
    let before = store::lock(&*txn, &caller, *id).await?;
    if before.revoked_at.is_none() {
        let after = entity::api_key::Model {
            revoked_at: Some(now),
            ..before.clone()
        };
        store::save(&*txn, after).await?;
        let detail = json!({ "kind": before.kind, "hint": before.hint });
        audit::done(&*txn, &caller, AuditAction::ApiKeyRevoked, &before.name, detail, now).await?;
        txn.commit().await?;
        // At once in this process, within `sign_in.cache_seconds` in the others.
        for hash in std::iter::once(before.token_hash).chain(before.previous_hash) {
            state.callers.forget_key(caller.account_id, hash).await;
        }
    }
    Ok(HttpResponse::NoContent().finish())
}

/// How a key begins, which tells it from others and helps nobody to guess it.
fn hint(secret: &str) -> String {
    format!("{}…", &secret[..api_key::PREFIX.len() + 4])
}

fn described(scopes: &[ApiScope], row: &entity::api_key::Model) -> serde_json::Value {
    json!({ "kind": row.kind, "scopes": scopes, "hint": row.hint, "expires_at": row.expires_at })
}
