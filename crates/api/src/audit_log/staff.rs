//! The audit log as admins read it. Nothing here writes: that is `audit`'s.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use portico_types::{
    Page, Problem,
    ids::AuditEntryId,
    staff::{AuditAction, AuditActor, AuditEntry, AuditVerification},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::{May, scope},
    error::Result,
    paging::{self, Paging},
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct AuditQuery {
    /// Only what was done so.
    #[param(inline)]
    action: Option<AuditAction>,
    /// Only what was done by such.
    #[param(inline)]
    actor: Option<AuditActor>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As the last page's `next_cursor` gave it.
    cursor: Option<String>,
}

const LIST: &str = "audit log";

/// Who did what to the account, newest first.
#[utoipa::path(tag = "audit log", extensions(("x-who" = json!("admin")), ("x-scope" = json!("audit:read"))), params(AuditQuery), responses((status = 200, body = Page<AuditEntry>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/audit-log")]
pub(super) async fn list_audit_log(
    caller: May<scope::AuditRead>,
    state: Data<AppState>,
    query: Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>> {
    let AuditQuery {
        action,
        actor,
        limit,
        cursor,
    } = query.into_inner();
    let paging = Paging { limit, cursor };
    let limit = paging.limit()?;
    let before: Option<AuditEntryId> = paging.after(&state.keys, LIST)?;
    let mut items = store::list(&state.db, caller.account_id, (action, actor), before, limit + 1).await?;
    let more = paging::cut(&mut items, limit);
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|last| paging::encode(&state.keys, LIST, &last.id));
    Ok(Json(Page { items, next_cursor }))
}

/// Check that no entry was changed, removed, put in or moved. Reads the whole log.
#[utoipa::path(tag = "audit log", extensions(("x-who" = json!("admin")), ("x-scope" = json!("audit:read"))), responses((status = 200, body = AuditVerification), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/audit-log/verification")]
pub(super) async fn verify_audit_log(
    caller: May<scope::AuditRead>,
    state: Data<AppState>,
) -> Result<Json<AuditVerification>> {
    Ok(Json(store::verify(&state.db, caller.account_id).await?))
}
