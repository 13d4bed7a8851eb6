//! Changing and taking back what agents wrote.

use actix_web::{
    HttpResponse, delete, get, patch,
    web::{Data, Json, Path},
};
use chrono::{DateTime, Utc};
use portico_types::{
    Problem,
    ids::MessageId,
    staff::{self, AgentRole},
    tickets::{AuthorKind, EarlierVersion},
};

use super::store;
use crate::{
    app::AppState,
    auth::{May, Staff, scope},
    body::Body,
    db::WriteTxn,
    entity::message,
    error::{Error, Result},
    text::TicketLinks,
    tickets::{Actor, Edit, conversation, store::find_message, versions},
};

/// Let a message of one's own say something else; an admin may change any agent's. What it said before is kept.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), request_body = staff::UpdateMessage, params(("key" = String, Path), ("id" = MessageId, Path)), responses((status = 200, body = staff::Message), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[patch("/tickets/{key}/messages/{id}")]
pub(super) async fn update_message(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    path: Path<(String, MessageId)>,
    body: Body<staff::UpdateMessage>,
) -> Result<Json<staff::Message>> {
    let new = body.read().await?.parse()?;
    let (key, id) = path.into_inner();
    let txn = state.begin_write().await?;
    let (mut edit, before) = begin(&txn, &caller, (&key, id), state.clock.now()).await?;
    if before.body != new.body() {
        edit.revise(before, new.body(), new.mentions(), None).await?;
    }
    edit.finish().await?;
    let after = find_message(&*txn, (caller.account_id, None), id).await?;
    let links = TicketLinks::console(&caller.ticket_prefix);
    let dressed = conversation::dress_one(&*txn, &after, &links).await?;
    txn.commit().await?;
    Ok(Json(store::message(&caller, after, dressed)))
}

/// Take a message of one's own back; an admin may take back any agent's.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), params(("key" = String, Path), ("id" = MessageId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/tickets/{key}/messages/{id}")]
pub(super) async fn delete_message(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    path: Path<(String, MessageId)>,
) -> Result<HttpResponse> {
    let (key, id) = path.into_inner();
    let txn = state.begin_write().await?;
    let (mut edit, before) = begin(&txn, &caller, (&key, id), state.clock.now()).await?;
    edit.erase(before, None).await?;
    edit.finish().await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What a message said before it was changed, whoever wrote it, newest first.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), params(("key" = String, Path), ("id" = MessageId, Path)), responses((status = 200, body = Vec<EarlierVersion>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/tickets/{key}/messages/{id}/versions")]
pub(super) async fn list_message_versions(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    path: Path<(String, MessageId)>,
) -> Result<Json<Vec<EarlierVersion>>> {
    let (key, id) = path.into_inner();
    let ticket = store::find(&state.db, &caller, &key).await?;
    let message = find_message(&state.db, (caller.account_id, Some(ticket.id)), id).await?;
    let links = TicketLinks::console(&caller.ticket_prefix);
    Ok(Json(versions::earlier(&state.db, &message, &links).await?))
}

async fn begin<'a>(
    txn: &'a WriteTxn,
    caller: &May<scope::TicketsWrite>,
    (key, id): (&str, MessageId),
    now: DateTime<Utc>,
) -> Result<(Edit<'a>, message::Model)> {
    let staff: &Staff = caller;
    let ticket = store::find(&**txn, staff, key).await?;
    let account_id = staff.account_id;
    let edit = Edit::begin(txn, (account_id, ticket.id), Actor::from(staff), staff.source(), now).await?;
    let message = find_message(&**txn, (account_id, Some(ticket.id)), id).await?;
    if message.deleted_at.is_some() {
        return Err(Error::NotFound("message"));
    }
    let own = message.author_id.is_some() && message.author_id == staff.agent_id.map(|id| id.0);
    if message.author_kind != AuthorKind::Agent || !own && staff.role < AgentRole::Admin {
        return Err(Error::Forbidden("This message is not yours to change."));
    }
    Ok((edit, message))
}
