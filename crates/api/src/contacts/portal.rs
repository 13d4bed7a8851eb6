//! Who is signed in to the portal, and the colleagues whose tickets it can show.

use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{Problem, portal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{app::AppState, auth::Contact, entity::contact, error::Result};

/// Who is signed in.
#[utoipa::path(tag = "portal contacts", responses((status = 200, body = portal::Me), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/me")]
pub(super) async fn get_portal_me(contact: Contact) -> Json<portal::Me> {
    Json(portal::Me {
        id: contact.id,
        name: contact.name,
        email: contact.email,
        role: contact.role,
        organisation: contact.customer,
        visibility: contact.visibility,
    })
}

/// The contacts of one's own organisation by name, oneself included: whose tickets the list can be narrowed to. At most 200.
#[utoipa::path(tag = "portal contacts", responses((status = 200, body = Vec<portal::Colleague>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/colleagues")]
pub(super) async fn list_colleagues(contact: Contact, state: Data<AppState>) -> Result<Json<Vec<portal::Colleague>>> {
    let mut colleagues = contact::Entity::find()
        .filter(contact::Column::AccountId.eq(contact.account_id))
        .filter(contact::Column::CustomerId.eq(contact.customer_id));
    // Who sees no ticket but their own has no use for the others' names.
    if contact.visibility == portal::TicketVisibility::Own {
        colleagues = colleagues.filter(contact::Column::Id.eq(contact.id));
    }
    let colleagues = colleagues
        .order_by_asc(contact::Column::Name)
        .order_by_asc(contact::Column::Id)
        .limit(200)
        .all(&state.db)
        .await?;
    let colleague = |c: contact::Model| portal::Colleague { id: c.id, name: c.name };
    Ok(Json(colleagues.into_iter().map(colleague).collect()))
}
