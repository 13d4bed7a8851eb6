//! Rows of forms and of their versions, as contacts may use them.

use portico_types::{
    forms::{Form, Schema},
    ids::FormId,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::{
    auth::Contact,
    entity::{customer, form, form_placement, form_version},
    error::Result,
};

/// What a stored version of a form consists of.
pub(crate) fn schema(version: &form_version::Model) -> Result<Schema> {
    Ok(serde_json::from_value(version.schema.clone()).map_err(anyhow::Error::from)?)
}

/// The forms that a contact is offered: everybody's, and those of their customer and its collection. Each read by a contact begins here.
async fn offered_to(db: &impl ConnectionTrait, contact: &Contact) -> Result<Select<form::Entity>, DbErr> {
    let customer = customer::Entity::find_by_id((contact.account_id, contact.customer_id));
    let collection = customer.one(db).await?.and_then(|it| it.collection_id);
    let mut theirs = Condition::any().add(form_placement::Column::CustomerId.eq(contact.customer_id));
    if let Some(collection) = collection {
        theirs = theirs.add(form_placement::Column::CollectionId.eq(collection));
    }
    let placed = form_placement::Entity::find()
        .filter(form_placement::Column::AccountId.eq(contact.account_id))
        .filter(theirs)
        .all(db)
        .await?;
    let mut offered = Condition::any().add(form::Column::OnPortal.eq(true));
    if !placed.is_empty() {
        offered = offered.add(form::Column::Id.is_in(placed.into_iter().map(|it| it.form_id)));
    }
    Ok(form::Entity::find()
        .filter(form::Column::AccountId.eq(contact.account_id))
        .filter(form::Column::ArchivedAt.is_null())
        .filter(form::Column::CurrentVersion.gt(0))
        .filter(offered))
}

/// Whether the contact is offered a form that the account has made.
pub(super) async fn is_offered_any(db: &impl ConnectionTrait, contact: &Contact) -> Result<bool, DbErr> {
    Ok(offered_to(db, contact).await?.one(db).await?.is_some())
}

/// The version by which a form that the contact is offered is filled in now.
pub(super) async fn current(
    db: &impl ConnectionTrait,
    contact: &Contact,
    id: FormId,
) -> Result<Option<form_version::Model>, DbErr> {
    let form = offered_to(db, contact).await?.filter(form::Column::Id.eq(id));
    let Some(form) = form.one(db).await? else {
        return Ok(None);
    };
    form_version::Entity::find_by_id((contact.account_id, id, form.current_version))
        .one(db)
        .await
}

/// The forms that the contact chooses from in order, with what they fill in.
pub(super) async fn offered(db: &impl ConnectionTrait, contact: &Contact) -> Result<Vec<Form>> {
    let forms = offered_to(db, contact)
        .await?
        .order_by_asc(form::Column::Position)
        .order_by_asc(form::Column::Id)
        .all(db)
        .await?;
    let mut offered = Vec::new();
    for form in forms {
        let key = (contact.account_id, form.id, form.current_version);
        let Some(version) = form_version::Entity::find_by_id(key).one(db).await? else {
            continue;
        };
        offered.push(Form {
            id: Some(form.id),
            version: version.version,
            schema: schema(&version)?.for_contacts(),
            name: form.name,
            description: form.description,
        });
    }
    Ok(offered)
}
