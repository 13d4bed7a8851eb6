use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{Problem, staff};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    app::AppState,
    auth::{May, scope},
    entity::collection,
    error::Result,
};

/// The account's collections, by name.
#[utoipa::path(tag = "collections", extensions(("x-scope" = json!("tickets:read"))), responses((status = 200, body = Vec<staff::Collection>), (status = 401, body = Problem)))]
#[get("/collections")]
pub(super) async fn list_collections(
    caller: May<scope::TicketsRead>,
    state: Data<AppState>,
) -> Result<Json<Vec<staff::Collection>>> {
    let collections = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(caller.account_id))
        .order_by_asc(collection::Column::Name)
        .order_by_asc(collection::Column::Id)
        .all(&state.db)
        .await?;
    let shown = |collection: collection::Model| staff::Collection {
        id: collection.id,
        name: collection.name,
        kind: collection.kind,
    };
    Ok(Json(collections.into_iter().map(shown).collect()))
}
