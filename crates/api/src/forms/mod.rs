//! Forms: what the portal offers to fill in, and which version judges what somebody filled in.

mod portal;

use portico_types::{
    FieldError,
    forms::{Answers, Schema},
    ids::{AccountId, FormId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    entity::{form, form_version},
    error::{Error, Result},
};

/// Name of the form that is there when an account has configured none: title, description, priority.
pub(crate) const BUILT_IN: &str = "General request";

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut ServiceConfig) {
    routes.service(portal::list_portal_forms);
}

/// What a stored version of a form consists of.
pub(crate) fn schema(version: &form_version::Model) -> Result<Schema> {
    Ok(serde_json::from_value(version.schema.clone()).map_err(anyhow::Error::from)?)
}

/// Judges what a contact filled in, by the form's current version; gives the version and the answers to keep.
pub(crate) async fn judge(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    form_id: Option<FormId>,
    given: &Answers,
) -> Result<(Option<(FormId, i32)>, Answers)> {
    let Some(form_id) = form_id else {
        let any = form::Entity::find()
            .filter(form::Column::AccountId.eq(account_id))
            .filter(form::Column::OnPortal.eq(true))
            .one(db)
            .await?;
        if any.is_some() {
            return Err(Error::field("form_id", "Choose one of the forms"));
        }
        return Ok((None, Schema::default().check(given)?));
    };
    let absent = || Error::Invalid(vec![FieldError::new("form_id", "There is no such form")]);
    let form = form::Entity::find_by_id((account_id, form_id)).one(db).await?;
    let form = form.filter(|f| f.on_portal).ok_or_else(absent)?;
    let version = form_version::Entity::find_by_id((account_id, form_id, form.current_version))
        .one(db)
        .await?
        .ok_or_else(absent)?;
    let answers = schema(&version)?.for_contacts().check(given)?;
    Ok((Some((form_id, version.version)), answers))
}
