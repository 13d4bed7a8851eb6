//! Where a contact is signed in, and ending that.

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use portico_types::{Problem, ids::SessionId, sign_in::SignedInSession, staff::AuditAction};
use serde_json::json;

use super::store;
use crate::{app::AppState, audit, auth::Contact, error::Result};

/// Where one is signed in to the portal, newest first.
#[utoipa::path(tag = "portal sessions", responses((status = 200, body = Vec<SignedInSession>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/sessions")]
pub(super) async fn list_portal_sessions(
    contact: Contact,
    state: Data<AppState>,
) -> Result<Json<Vec<SignedInSession>>> {
    Ok(Json(
        store::list(&state.db, (&contact).into(), state.clock.now()).await?,
    ))
}

/// End one of one's own sessions, perhaps the one that asks.
#[utoipa::path(tag = "portal sessions", params(("id" = SessionId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/sessions/{id}")]
pub(super) async fn delete_portal_session(
    contact: Contact,
    state: Data<AppState>,
    id: Path<SessionId>,
) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    store::end(&*txn, (&contact).into(), *id, now).await?;
    let detail = json!({ "session_id": *id });
    audit::by_contact(&*txn, &contact, AuditAction::SessionEnded, "session", detail, now).await?;
    txn.commit().await?;
    state.callers.forget((contact.account_id, *id)).await;
    Ok(HttpResponse::NoContent().finish())
}

/// End all of one's own sessions but the one that asks.
#[utoipa::path(tag = "portal sessions", responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[post("/sessions/end-others")]
pub(super) async fn end_other_portal_sessions(contact: Contact, state: Data<AppState>) -> Result<HttpResponse> {
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let ended = store::end_others(&*txn, (&contact).into(), now).await?;
    let detail = json!({ "sessions_ended": ended });
    audit::by_contact(&*txn, &contact, AuditAction::SessionsEnded, "sessions", detail, now).await?;
    txn.commit().await?;
    state.callers.forget_all();
    Ok(HttpResponse::NoContent().finish())
}
