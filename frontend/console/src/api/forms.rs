//! Forms: drafted, published, placed, put in order.

use portico_types::ids::FormId;
use portico_types::staff::{
    CreateForm, FormAsRead, FormDetail, FormSummary, OrderForms, PlaceForm, SaveFormDraft, UpdateForm,
};
use portico_ui::api::{IdempotencyKey, Result, create as create_once, get as read, invalid, patch, post, put};

/// All of them in their order, archived ones, too.
pub async fn list() -> Result<Vec<FormSummary>> {
    read("/forms").await
}

pub async fn get(id: &str) -> Result<FormDetail> {
    let id = String::from(js_sys::encode_uri_component(id));
    read(&format!("/forms/{id}")).await
}

pub async fn create(form: &CreateForm, attempt: &IdempotencyKey) -> Result<FormDetail> {
    form.clone().parse().map_err(invalid)?;
    create_once("/forms", form, attempt).await
}

pub async fn save_draft(id: FormId, draft: &SaveFormDraft) -> Result<FormDetail> {
    draft.clone().parse().map_err(invalid)?;
    put(&format!("/forms/{id}/draft"), draft).await
}

pub async fn discard_draft(id: FormId, version: i32) -> Result<FormDetail> {
    post(&format!("/forms/{id}/draft/discard"), &FormAsRead { version }).await
}

pub async fn publish(id: FormId, version: i32) -> Result<FormDetail> {
    post(&format!("/forms/{id}/publish"), &FormAsRead { version }).await
}

pub async fn archive(id: FormId, change: &UpdateForm) -> Result<FormDetail> {
    patch(&format!("/forms/{id}"), change).await
}

pub async fn place(id: FormId, place: &PlaceForm) -> Result<FormDetail> {
    place.clone().parse().map_err(invalid)?;
    put(&format!("/forms/{id}/placements"), place).await
}

pub async fn order(forms: &OrderForms) -> Result<Vec<FormSummary>> {
    put("/forms/order", forms).await
}
