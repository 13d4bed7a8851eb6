//! Rows of forms and of their versions, as contacts may use them.

use portico_types::{
    forms::{Form, Schema},
    ids::{AccountId, FormId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::{
    entity::{form, form_version},
    error::Result,
};

/// What a stored version of a form consists of.
pub(crate) fn schema(version: &form_version::Model) -> Result<Schema> {
    Ok(serde_json::from_value(version.schema.clone()).map_err(anyhow::Error::from)?)
}

fn on_portal(account_id: AccountId) -> Select<form::Entity> {
    form::Entity::find()
        .filter(form::Column::AccountId.eq(account_id))
        .filter(form::Column::OnPortal.eq(true))
}

/// Whether the portal offers a form that the account has made.
pub(super) async fn has_any(db: &impl ConnectionTrait, account_id: AccountId) -> Result<bool, DbErr> {
    Ok(on_portal(account_id).one(db).await?.is_some())
}

/// The version by which a form of the portal is filled in now.
pub(super) async fn current(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: FormId,
) -> Result<Option<form_version::Model>, DbErr> {
    let form = form::Entity::find_by_id((account_id, id)).one(db).await?;
    let Some(form) = form.filter(|it| it.on_portal) else {
        return Ok(None);
    };
    form_version::Entity::find_by_id((account_id, id, form.current_version))
        .one(db)
        .await
}

/// The forms of the portal in order, with what contacts fill in.
pub(super) async fn offered(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<Form>> {
    let forms = on_portal(account_id)
        .order_by_asc(form::Column::Position)
        .order_by_asc(form::Column::Id)
        .all(db)
        .await?;
    let versions = form_version::Entity::find()
        .filter(form_version::Column::AccountId.eq(account_id))
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
            schema: schema(version)?.for_contacts(),
            name: form.name,
            description: form.description,
        });
    }
    Ok(offered)
}
