//! A ticket and its conversation, notes included, as the team reads them.

use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use portico_types::{Problem, staff};

use super::store;
use crate::{
    app::AppState,
    attachments::Session,
    auth::{May, scope},
    error::Result,
    text::TicketLinks,
    tickets::conversation::{self, ConversationQuery, Reader},
};

/// A ticket, without its conversation.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), params(("key" = String, Path)), responses((status = 200, body = staff::Ticket), (status = 401, body = Problem), (status = 404, body = Problem)))]
#[get("/tickets/{key}")]
pub(super) async fn get_ticket(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    key: Path<String>,
) -> Result<Json<staff::Ticket>> {
    let ticket = store::find(&state.db, &caller, &key).await?;
    Ok(Json(store::page(&state.db, &caller, ticket).await?))
}

/// What was said, notes included, and what changed, oldest first: the newest entries, those before a cursor, or those after an entry.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), params(("key" = String, Path), ConversationQuery), responses((status = 200, body = staff::Conversation), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/{key}/conversation")]
pub(super) async fn get_conversation(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    key: Path<String>,
    query: Query<ConversationQuery>,
) -> Result<Json<staff::Conversation>> {
    let asked = query.into_inner().parse()?;
    let ticket = store::find(&state.db, &caller, &key).await?;
    let links = TicketLinks::console(&caller.ticket_prefix);
    let (entries, earlier_cursor) =
        conversation::read_asked(&state, &ticket, (Reader::Staff, Session::of(&caller), &links), asked).await?;
    let entries = entries.into_iter().map(|entry| store::entry(&caller, entry));
    Ok(Json(staff::Conversation {
        entries: entries.collect::<Result<_>>()?,
        earlier_cursor,
    }))
}
