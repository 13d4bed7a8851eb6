//! Changing what is decided about a ticket, and moving it.

use actix_web::{
    patch,
    web::{Data, Json, Path},
};
use portico_types::{
    Problem,
    staff::{self, AuditAction},
};
use serde_json::json;

use super::store;
use crate::{
    app::AppState,
    audit,
    auth::{May, scope},
    body::Body,
    error::Result,
    tickets::{Actor, Edit},
};

/// Change a ticket's title, status, priority or assignee, or move it to another customer or collection: it goes to the channels it would have
/// gone to there, and the cards in those it left say so. Closed is final.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:write"))), request_body = staff::UpdateTicket, params(("key" = String, Path)), responses((status = 200, body = staff::Ticket), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/tickets/{key}")]
pub(super) async fn update_ticket(
    caller: May<scope::TicketsWrite>,
    state: Data<AppState>,
    key: Path<String>,
    body: Body<staff::UpdateTicket>,
) -> Result<Json<staff::Ticket>> {
    let update = body.read().await?.parse()?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let ticket = store::find(&*txn, &caller, &key).await?;
    let id = (caller.account_id, ticket.id);
    let mut edit = Edit::begin(&txn, id, Actor::from(&*caller), caller.source(), now).await?;
    edit.expect_version(update.version)?;
    let before = edit.ticket().clone();
    // Whose it is, before what it is like.
    if let Some(to) = update.customer {
        edit.move_to_customer(to.customer_id, to.requester_id).await?;
    }
    if let Some(to) = update.collection {
        edit.move_to_collection(to.collection_id).await?;
    }
    if let Some(title) = update.title {
        edit.set_title(title).await?;
    }
    if let Some(priority) = update.priority {
        edit.set_priority(priority).await?;
    }
    if let Some(assign) = update.assignee {
        edit.set_assignee(assign.agent_id).await?;
    }
    // Last, because nothing else changes on a ticket that this closes.
    if let Some(status) = update.status {
        edit.set_status(status).await?;
    }
    let ticket = edit.finish().await?;
    let detail = audit::changes(json!({
        "customer": [before.customer_id, ticket.customer_id],
        "requester": [before.requester_id, ticket.requester_id],
        "collection": [before.collection_id, ticket.collection_id],
    }));
    let page = store::page(&*txn, &caller, ticket).await?;
    if detail.as_object().is_some_and(|it| !it.is_empty()) {
        let subject = format!("ticket {}", page.key);
        audit::done(&*txn, &caller, AuditAction::TicketMoved, &subject, detail, now).await?;
    }
    txn.commit().await?;
    Ok(Json(page))
}
