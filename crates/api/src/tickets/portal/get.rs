//! A ticket and its conversation, as contacts read them.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json, Path, Query},
};
use portico_types::{Problem, portal};
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    body::Body,
    error::Result,
    paging::{self, Paging},
    tickets::conversation::{self, Part, Reader},
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

#[derive(Debug, serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ConversationQuery {
    /// Only what comes after this entry, oldest first; ask again from the last one got until nothing comes.
    after: Option<i64>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As `earlier_cursor` gave it: the entries before those.
    cursor: Option<String>,
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
    let ConversationQuery { after, limit, cursor } = query.into_inner();
    let paging = Paging { limit, cursor };
    let limit = paging.limit()?;
    let ticket = store::find(&state.db, &contact, &key).await?;
    let scope = format!("portal conversation {}", ticket.id);
    let part = match after {
        Some(seq) => Part::After(seq),
        None => Part::End {
            before: paging.after(&state.keys, &scope)?,
        },
    };
    let (entries, more) =
        conversation::read(&state.db, (contact.account_id, ticket.id), Reader::Contact, part, limit).await?;
    let entries: Vec<portal::Entry> = entries
        .into_iter()
        .map(|entry| store::entry(&contact, entry))
        .collect::<Result<_>>()?;
    let earlier_cursor = match (part, entries.first()) {
        (Part::End { .. }, Some(first)) if more => Some(paging::encode(&state.keys, &scope, &first.seq())),
        _ => None,
    };
    Ok(Json(portal::Conversation {
        entries,
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
