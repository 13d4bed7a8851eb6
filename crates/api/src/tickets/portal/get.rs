//! A ticket and its conversation, as contacts read them.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use portico_types::{Problem, portal};

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    body::Body,
    error::Result,
    text::TicketLinks,
    tickets::conversation::{self, ConversationQuery, Reader},
};

/// A ticket, without its conversation.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path)), responses((status = 200, body = portal::Ticket), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[get("/tickets/{key}")]
pub(super) async fn get_portal_ticket(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
) -> Result<Json<portal::Ticket>> {
    let ticket = store::find(&state.db, &contact, &key).await?;
    Ok(Json(store::page(&state.db, &contact, ticket).await?))
}

/// What was said and what changed, oldest first: the newest entries, those before a cursor, or those after an entry.
#[utoipa::path(tag = "portal tickets", params(("key" = String, Path), ConversationQuery), responses((status = 200, body = portal::Conversation), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/{key}/conversation")]
pub(super) async fn get_portal_conversation(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
    query: Query<ConversationQuery>,
) -> Result<Json<portal::Conversation>> {
    let asked = query.into_inner().parse()?;
    let ticket = store::find(&state.db, &contact, &key).await?;
    let links = TicketLinks::portal(&contact.ticket_prefix);
    let (entries, earlier_cursor) = conversation::read_asked(
        &state,
        &ticket,
        (Reader::Contact, Some((&contact).into()), &links),
        asked,
    )
    .await?;
    let entries = entries.into_iter().map(|entry| store::entry(&contact, entry));
    Ok(Json(portal::Conversation {
        entries: entries.collect::<Result<_>>()?,
        earlier_cursor,
    }))
}

/// Remember how far one has read. Never goes back.
#[utoipa::path(tag = "portal tickets", request_body = portal::MarkRead, params(("key" = String, Path)), responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[post("/tickets/{key}/read")]
pub(super) async fn mark_ticket_read(
    contact: Contact,
    state: Data<AppState>,
    key: Path<String>,
    body: Body<portal::MarkRead>,
) -> Result<HttpResponse> {
    let ticket = store::find(&state.db, &contact, &key).await?;
    let seq = body.read().await?.seq.clamp(0, ticket.last_public_seq); // Nobody has read what is not there yet.
    // Pages mark what they show again and again: most of the time there is nothing to write.
    if store::read_seq(&state.db, &contact, ticket.id).await? < seq {
        let txn = state.begin_write().await?;
        store::mark_read(&*txn, &contact, ticket.id, seq).await?;
        txn.commit().await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
