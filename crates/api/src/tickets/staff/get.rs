//! A ticket and its conversation, notes included, as the team reads them.

use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use portico_types::{Problem, staff};
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::{May, scope},
    error::Result,
    paging::{self, Paging},
    tickets::conversation::{self, Part, Reader},
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

/// What was said, notes included, and what changed, oldest first: the newest entries, those before a cursor, or those after an entry.
#[utoipa::path(tag = "tickets", extensions(("x-scope" = json!("tickets:read"))), params(("key" = String, Path), ConversationQuery), responses((status = 200, body = staff::Conversation), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
#[get("/tickets/{key}/conversation")]
pub(super) async fn get_conversation(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
    key: Path<String>,
    query: Query<ConversationQuery>,
) -> Result<Json<staff::Conversation>> {
    let ConversationQuery { after, limit, cursor } = query.into_inner();
    let paging = Paging { limit, cursor };
    let limit = paging.limit()?;
    let ticket = store::find(&state.db, &caller, &key).await?;
    let scope = format!("conversation {}", ticket.id);
    let part = match after {
        Some(seq) => Part::After(seq),
        None => Part::End {
            before: paging.after(&state.keys, &scope)?,
        },
    };
    let (entries, more) =
        conversation::read(&state.db, (caller.account_id, ticket.id), Reader::Staff, part, limit).await?;
    let entries: Vec<staff::Entry> = entries
        .into_iter()
        .map(|entry| store::entry(&caller, entry))
        .collect::<Result<_>>()?;
    let earlier_cursor = match (part, entries.first()) {
        (Part::End { .. }, Some(first)) if more => Some(paging::encode(&state.keys, &scope, &first.seq())),
        _ => None,
    };
    Ok(Json(staff::Conversation {
        entries,
        earlier_cursor,
    }))
}
