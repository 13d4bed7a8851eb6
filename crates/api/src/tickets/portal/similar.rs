//! Tickets like the one somebody is about to file.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use portico_types::{Problem, portal, tickets::TicketStatus};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    entity::ticket::Column,
    error::Result,
    tickets::{search::Search, store::key},
};

/// So many are shown at most: it is a hint, not a list.
const FEW: u64 = 3;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SimilarQuery {
    /// The title so far. What is longer than a title may be counts as far as that.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    title: String,
}

/// Unsolved tickets that one may see and whose titles share much with this one, the most alike first. At most three.
#[utoipa::path(tag = "portal tickets", params(SimilarQuery), responses((status = 200, body = Vec<portal::SimilarTicket>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/tickets/similar")]
pub(super) async fn list_similar_tickets(
    contact: Contact,
    state: Data<AppState>,
    query: Query<SimilarQuery>,
) -> Result<Json<Vec<portal::SimilarTicket>>> {
    let Some(search) = Search::for_title(&contact, &query.title) else {
        return Ok(Json(Vec::new()));
    };
    let db = &state.db;
    let open = store::visible_to(&contact).filter(Column::Status.is_in(TicketStatus::UNSOLVED.iter().copied()));
    let alike = search.alike(db.get_database_backend(), &open, FEW);
    let ids = search.ranked(db, alike).await?;
    let rows = open.filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let mut found: Vec<_> = rows
        .into_iter()
        .filter_map(|row| Some((ids.iter().position(|id| *id == row.id)?, row)))
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let shown = found.into_iter().map(|(_, row)| portal::SimilarTicket {
        key: key(&contact.ticket_prefix, row.number),
        title: row.title,
        status: row.status,
        activity_at: row.activity_at,
    });
    Ok(Json(shown.collect()))
}
