//! Changing and taking back what one wrote, for a quarter of an hour.

use actix_web::{
    HttpResponse, delete, get, patch,
    web::{Data, Json, Path},
};
use chrono::{DateTime, Utc};
use portico_types::{
    Problem,
    ids::MessageId,
    portal,
    tickets::{AuthorKind, EarlierVersion, MessageVisibility, Source, TicketStatus},
};

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    body::Body,
    db::WriteTxn,
    entity::message,
    error::{Error, Result},
    text::TicketLinks,
    tickets::{
        Actor, Edit,
        conversation::{self, Public},
        store::find_message,
        versions,
    },
};

/// Let one's own message say something else, within 15 minutes (409 afterwards). What it said before is kept, for the team and for whoever wrote it.
#[utoipa::path(tag = "portal tickets", request_body = portal::UpdateReply, params(("key" = String, Path), ("id" = MessageId, Path)), responses((status = 200, body = portal::Message), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/tickets/{key}/messages/{id}")]
pub(super) async fn update_reply(
    contact: Contact,
    state: Data<AppState>,
    path: Path<(String, MessageId)>,
    body: Body<portal::UpdateReply>,
) -> Result<Json<portal::Message>> {
    let new = body.read().await?.parse()?;
    let (key, id) = path.into_inner();
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let (mut edit, before) = begin(&txn, &contact, (&key, id), now).await?;
    if before.body != new.body() {
        edit.revise(before, new.body(), new.mentions(), None).await?;
    }
    edit.finish().await?;
    let after = find_message(&*txn, (contact.account_id, None), id).await?;
    let links = TicketLinks::portal(&contact.ticket_prefix);
    let dressed = conversation::dress_one(&*txn, &after, &links).await?;
    let after = Public::of(after).ok_or_else(|| anyhow::anyhow!("a contact's reply became a note"))?;
    txn.commit().await?;
    Ok(Json(store::message(&contact, after, dressed)))
}

/// Take one's own message back, within 15 minutes (409 afterwards).
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path), ("id" = MessageId, Path)), responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
#[delete("/tickets/{key}/messages/{id}")]
pub(super) async fn delete_reply(
    contact: Contact,
    state: Data<AppState>,
    path: Path<(String, MessageId)>,
) -> Result<HttpResponse> {
    let (key, id) = path.into_inner();
    let txn = state.begin_write().await?;
    let (mut edit, before) = begin(&txn, &contact, (&key, id), state.clock.now()).await?;
    edit.erase(before, None).await?;
    edit.finish().await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What one's own message said before one changed it, newest first.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path), ("id" = MessageId, Path)), responses((status = 200, body = Vec<EarlierVersion>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/tickets/{key}/messages/{id}/versions")]
pub(super) async fn list_reply_versions(
    contact: Contact,
    state: Data<AppState>,
    path: Path<(String, MessageId)>,
) -> Result<Json<Vec<EarlierVersion>>> {
    let (key, id) = path.into_inner();
    let ticket = store::find(&state.db, &contact, &key).await?;
    let message = find_message(&state.db, (contact.account_id, Some(ticket.id)), id).await?;
    expect_own(&contact, &message)?;
    let links = TicketLinks::portal(&contact.ticket_prefix);
    Ok(Json(versions::earlier(&state.db, &message, &links).await?))
}

/// Refuses what the contact did not write; of a note not even that it exists.
fn expect_own(contact: &Contact, message: &message::Model) -> Result<()> {
    if message.visibility != MessageVisibility::Public || message.deleted_at.is_some() {
        return Err(Error::NotFound("message"));
    }
    if message.author_kind != AuthorKind::Contact || message.author_id != Some(contact.id.0) {
        return Err(
            Error::Forbidden("Only your own messages can be changed, or read as they were.")
                .because("not_your_message"),
        );
    }
    Ok(())
}

async fn begin<'a>(
    txn: &'a WriteTxn,
    contact: &Contact,
    (key, id): (&str, MessageId),
    now: DateTime<Utc>,
) -> Result<(Edit<'a>, message::Model)> {
    let ticket = store::find(&**txn, contact, key).await?;
    let account_id = contact.account_id;
    let edit = Edit::begin(txn, (account_id, ticket.id), Actor::from(contact), Source::Portal, now).await?;
    edit.expect_visible_to(contact)?;
    let message = find_message(&**txn, (account_id, Some(ticket.id)), id).await?;
    expect_own(contact, &message)?;
    if message.source == Source::Slack {
        return Err(Error::Conflict("This was written in Slack, and can be changed there.").because("written_in_slack"));
    }
    if edit.ticket().status == TicketStatus::Closed {
        return Err(Error::TicketClosed);
    }
    if now - message.created_at > portal::UpdateReply::WHILE {
        return Err(Error::Conflict("A message can be changed for 15 minutes.").because("too_late_to_change"));
    }
    Ok((edit, message))
}
