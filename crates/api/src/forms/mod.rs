//! Forms: what the portal offers to fill in, and which version judges what somebody filled in.

mod portal;
mod store;

pub(crate) use store::schema;

use portico_types::{
    FieldError,
    forms::{Answers, Schema},
    ids::{AccountId, FormId},
};
use sea_orm::ConnectionTrait;

use crate::{
    error::{Error, Result},
    routes::Routes,
};

/// Name of the form that is there when an account has configured none: title, description, priority.
pub(crate) const BUILT_IN: &str = "General request";

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes.service(portal::list_portal_forms);
}

/// Judges what a contact filled in, by the form's current version; gives the version and the answers to keep.
pub(crate) async fn judge(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    form_id: Option<FormId>,
    given: &Answers,
) -> Result<(Option<(FormId, i32)>, Answers)> {
    let Some(form_id) = form_id else {
        if store::has_any(db, account_id).await? {
            return Err(Error::field("form_id", "Choose one of the forms"));
        }
        return Ok((None, Schema::default().check(given)?));
    };
    let absent = || Error::Invalid(vec![FieldError::new("form_id", "There is no such form")]);
    let version = store::current(db, account_id, form_id).await?.ok_or_else(absent)?;
    let answers = schema(&version)?.for_contacts().check(given)?;
    Ok((Some((form_id, version.version)), answers))
}
