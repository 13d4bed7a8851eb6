//! Who is signed in to the portal, and the colleagues whose tickets it can show.

use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{Problem, portal};

use super::store;
use crate::{app::AppState, auth::Contact, error::Result};

/// Who is signed in.
#[utoipa::path(tag = "portal contacts", responses((status = 200, body = portal::Me), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/me")]
pub(super) async fn get_portal_me(contact: Contact, state: Data<AppState>) -> Result<Json<portal::Me>> {
    // Not remembered with the caller: what was chosen a moment ago decides which page is shown.
    let (language, time_zone) = store::language_and_zone(&state.db, &contact).await?;
    Ok(Json(portal::Me {
        id: contact.id,
        name: contact.name,
        email: contact.email,
        role: contact.role,
        organisation: contact.customer,
        visibility: contact.visibility,
        language,
        time_zone,
    }))
}

/// The contacts of one's own organisation by name, oneself included: whose tickets the list can be narrowed to. At most 200.
#[utoipa::path(tag = "portal contacts", responses((status = 200, body = Vec<portal::Colleague>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/colleagues")]
pub(super) async fn list_colleagues(contact: Contact, state: Data<AppState>) -> Result<Json<Vec<portal::Colleague>>> {
    Ok(Json(store::colleagues(&state.db, &contact).await?))
}
