//! Contacts keep views, change and delete their own; managers also those that are shared.

use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path, Query},
};
use portico_types::{
    Page, Problem,
    ids::SavedViewId,
    portal::{CreateSavedView, SavedView, UpdateSavedView},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::store;
use crate::{
    app::AppState,
    auth::Contact,
    body::Body,
    entity::saved_view,
    error::{Error, Result},
    idempotency::{IdempotencyKey, Seen},
    paging::{self, Paging},
};

/// Enough for one person, and few enough to choose from.
const MOST: u64 = 50;
const TOO_MANY: &str = "Delete views that you no longer need: 50 are the most.";

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ViewQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u64>,
    /// As the last page's `next_cursor` gave it.
    cursor: Option<String>,
}

/// One's own views and those that colleagues share, oldest first.
#[utoipa::path(tag = "portal views", params(ViewQuery),
    responses((status = 200, body = Page<SavedView>), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[get("/views")]
pub(super) async fn list_saved_views(
    contact: Contact,
    state: Data<AppState>,
    query: Query<ViewQuery>,
) -> Result<Json<Page<SavedView>>> {
    let ViewQuery { limit, cursor } = query.into_inner();
    let paging = Paging { limit, cursor };
    let limit = paging.limit()?;
    let after: Option<SavedViewId> = paging.after(&state.keys, "views")?;
    let mut rows = store::list(&state.db, &contact, after, limit + 1).await?;
    let more = paging::cut(&mut rows, limit);
    let last = rows.last().filter(|_| more);
    let next_cursor = last.map(|row| paging::encode(&state.keys, "views", &row.id));
    let items = store::shown(&state.db, &contact, rows).await?;
    Ok(Json(Page { items, next_cursor }))
}

/// Keep a list under a name; no two of one's own have the same.
#[utoipa::path(tag = "portal views", request_body = CreateSavedView, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = SavedView), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[post("/views")]
pub(super) async fn create_saved_view(
    contact: Contact,
    state: Data<AppState>,
    key: IdempotencyKey,
    body: Body<CreateSavedView>,
) -> Result<HttpResponse> {
    let asked = body.read().await?;
    let now = state.clock.now();
    let txn = state.begin_write().await?;
    let caller = (contact.account_id, contact.id.0);
    let first = match key.take(&*txn, caller, "create_saved_view", &asked, now).await? {
        Seen::First(first) => first,
        Seen::Before(answer) => return Ok(answer),
    };
    let new = asked.parse()?;
    store::lock_owner(&*txn, &contact).await?;
    if store::count(&*txn, &contact).await? >= MOST {
        return Err(Error::Conflict(TOO_MANY).because("views_full"));
    }
    let row = store::insert(&*txn, &contact, new, now).await?;
    let view = store::one(&*txn, &contact, row).await?;
    let answer = first.answer(&*txn, StatusCode::CREATED, &view).await?;
    txn.commit().await?;
    Ok(answer)
}

/// Change a view: its name, what it shows, with whom it is shared.
#[utoipa::path(tag = "portal views", request_body = UpdateSavedView, params(("id" = SavedViewId, Path)),
    responses((status = 200, body = SavedView), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
#[patch("/views/{id}")]
pub(super) async fn update_saved_view(
    contact: Contact,
    state: Data<AppState>,
    id: Path<SavedViewId>,
    body: Body<UpdateSavedView>,
) -> Result<Json<SavedView>> {
    let asked = body.read().await?.parse()?;
    let txn = state.begin_write().await?;
    let (contact, before) = to_change(&*txn, contact, *id, &state).await?;
    if before.version != asked.version {
        let changed = Error::Conflict("Somebody changed this view meanwhile; look at it again.");
        return Err(changed.because("view_changed"));
    }
    let filters = asked.filters.as_ref().map(store::stored).transpose()?;
    let after = saved_view::Model {
        name: asked.name.unwrap_or_else(|| before.name.clone()),
        filters: filters.unwrap_or_else(|| before.filters.clone()),
        shared: asked.shared.unwrap_or(before.shared),
        version: before.version + 1,
        ..before
    };
    let row = store::save(&*txn, after).await?;
    let view = store::one(&*txn, &contact, row).await?;
    txn.commit().await?;
    Ok(Json(view))
}

/// Delete a view. The tickets it showed stay as they are.
#[utoipa::path(tag = "portal views", params(("id" = SavedViewId, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[delete("/views/{id}")]
pub(super) async fn delete_saved_view(
    contact: Contact,
    state: Data<AppState>,
    id: Path<SavedViewId>,
) -> Result<HttpResponse> {
    let txn = state.begin_write().await?;
    let (_, before) = to_change(&*txn, contact, *id, &state).await?;
    store::delete(&*txn, &before).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A view that the contact may change: their own, or a shared one if they are a manager still.
async fn to_change(
    db: &impl sea_orm::ConnectionTrait,
    contact: Contact,
    id: SavedViewId,
    state: &AppState,
) -> Result<(Contact, saved_view::Model)> {
    let seen = store::find(db, &contact, id).await?;
    if seen.contact_id == contact.id {
        let view = store::lock(db, &contact, id).await?;
        return Ok((contact, view));
    }
    let contact = contact.still_manages(db, state.clock.now()).await?;
    let view = store::lock(db, &contact, id).await?;
    Ok((contact, view))
}
