//! The forms that contacts choose from, as their newest versions stand, without fields that are hidden from them.

use actix_web::{
    get,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    forms::{Form, Schema},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    app::AppState,
    auth::Contact,
    entity::{form, form_version},
    error::Result,
};

/// The forms to choose from, in order. At least one: where none is configured, the built-in one, which has no id.
#[utoipa::path(tag = "portal forms", responses((status = 200, body = Vec<Form>), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[get("/forms")]
pub(super) async fn list_portal_forms(contact: Contact, state: Data<AppState>) -> Result<Json<Vec<Form>>> {
    let mut forms = offered(&state.db, &contact).await?;
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

async fn offered(db: &impl ConnectionTrait, contact: &Contact) -> Result<Vec<Form>> {
    let forms = form::Entity::find()
        .filter(form::Column::AccountId.eq(contact.account_id))
        .filter(form::Column::OnPortal.eq(true))
        .order_by_asc(form::Column::Position)
        .order_by_asc(form::Column::Id)
        .all(db)
        .await?;
    let versions = form_version::Entity::find()
        .filter(form_version::Column::AccountId.eq(contact.account_id))
        .filter(form_version::Column::FormId.is_in(forms.iter().map(|f| f.id)))
        .all(db)
        .await?;
    let mut offered = Vec::new();
    for form in forms {
        let current = |v: &&form_version::Model| v.form_id == form.id && v.version == form.current_version;
        let Some(version) = versions.iter().find(current) else {
            continue;
        };
        offered.push(Form {
            id: Some(form.id),
            version: version.version,
            schema: super::schema(version)?.for_contacts(),
            name: form.name,
            description: form.description,
        });
    }
    Ok(offered)
}
