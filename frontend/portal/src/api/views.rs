//! Lists that are kept under a name.

use portico_types::Page;
use portico_types::ids::SavedViewId;
use portico_types::portal::{CreateSavedView, SavedView, UpdateSavedView};
use portico_ui::api::{IdempotencyKey, Query, Result, create as create_once, delete as remove, get, patch};

/// One's own and those that colleagues share: as many as can be chosen from.
pub async fn list() -> Result<Page<SavedView>> {
    get(&Query::new().with("limit", "100").on("/views")).await
}

pub async fn create(view: &CreateSavedView, attempt: &IdempotencyKey) -> Result<SavedView> {
    create_once("/views", view, attempt).await
}

pub async fn update(id: SavedViewId, change: &UpdateSavedView) -> Result<SavedView> {
    patch(&format!("/views/{id}"), change).await
}

pub async fn delete(id: SavedViewId) -> Result<()> {
    remove(&format!("/views/{id}")).await
}
