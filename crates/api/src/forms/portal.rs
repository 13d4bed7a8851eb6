//! The forms that contacts choose from, as their newest versions stand, without fields that are hidden from them.

use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    forms::{Form, Schema},
};

use super::store;
use crate::{app::AppState, auth::Contact, error::Result};

/// The forms that this contact chooses from, in order. At least one: where there is none, the built-in one, which has no id.
#[utoipa::path(tag = "portal forms", responses((status = 200, body = Vec<Form>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/forms")]
pub(super) async fn list_portal_forms(contact: Contact, state: Data<AppState>) -> Result<Json<Vec<Form>>> {
    let mut forms = store::offered(&state.db, &contact).await?;
    if forms.is_empty() {
        forms.push(Form {
            id: None,
            version: 1,
            name: super::BUILT_IN.to_owned(),
            description: String::new(),
            schema: Schema::default(),
        });
    }
    Ok(Json(forms))
}
