//! Rows of views; every read starts at [`visible_to`].

use chrono::{DateTime, Utc};
use portico_types::{
    ids::{ContactId, SavedViewId},
    portal::{ContactRole, CreateSavedView, SavedView, ViewFilters},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::{
    auth::Contact,
    db::ForChange,
    entity::{
        contact,
        saved_view::{Column, Entity, Model},
    },
    error::{Error, Result},
};

const NAMED_ALREADY: &str = "You have a view of that name already.";

/// One's own, and what colleagues share.
fn visible_to(contact: &Contact) -> Select<Entity> {
    Entity::find()
        .filter(Column::AccountId.eq(contact.account_id))
        .filter(Column::CustomerId.eq(contact.customer_id))
        .filter(
            Condition::any()
                .add(Column::ContactId.eq(contact.id))
                .add(Column::Shared.eq(true)),
        )
}

pub(super) async fn list(
    db: &impl ConnectionTrait,
    contact: &Contact,
    after: Option<SavedViewId>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut views = visible_to(contact);
    if let Some(after) = after {
        views = views.filter(Column::Id.gt(after));
    }
    views.order_by_asc(Column::Id).limit(limit).all(db).await
}

pub(super) async fn find(db: &impl ConnectionTrait, contact: &Contact, id: SavedViewId) -> Result<Model> {
    let found = visible_to(contact).filter(Column::Id.eq(id)).one(db).await?;
    found.ok_or(Error::NotFound("view"))
}

pub(super) async fn lock(db: &impl ConnectionTrait, contact: &Contact, id: SavedViewId) -> Result<Model> {
    let found = visible_to(contact).filter(Column::Id.eq(id)).for_change();
    found.one(db).await?.ok_or(Error::NotFound("view"))
}

/// Of two views that somebody makes at once, one waits for the other to be counted.
pub(super) async fn lock_owner(db: &impl ConnectionTrait, contact: &Contact) -> Result<(), DbErr> {
    let owner = contact::Entity::find_by_id((contact.account_id, contact.id));
    owner.for_change().one(db).await.map(drop)
}

pub(super) async fn count(db: &impl ConnectionTrait, contact: &Contact) -> Result<u64, DbErr> {
    let own = Entity::find()
        .filter(Column::AccountId.eq(contact.account_id))
        .filter(Column::ContactId.eq(contact.id));
    own.count(db).await
}

pub(super) fn stored(filters: &ViewFilters) -> Result<serde_json::Value> {
    Ok(serde_json::to_value(filters).map_err(anyhow::Error::from)?)
}

pub(super) async fn insert(
    db: &impl ConnectionTrait,
    contact: &Contact,
    new: CreateSavedView,
    now: DateTime<Utc>,
) -> Result<Model> {
    let row = Model {
        account_id: contact.account_id,
        id: SavedViewId(Uuid::now_v7()),
        customer_id: contact.customer_id,
        contact_id: contact.id,
        name: new.name,
        shared: new.shared,
        filters: stored(&new.filters)?,
        created_at: now,
        version: 1,
    };
    Entity::insert(row.clone().into_active_model())
        .exec_without_returning(db)
        .await
        .map_err(|err| Error::unique(err, NAMED_ALREADY).because("view_named_already"))?;
    Ok(row)
}

pub(super) async fn save(db: &impl ConnectionTrait, row: Model) -> Result<Model> {
    let saved = row.into_active_model().reset_all().update(db).await;
    saved.map_err(|err| Error::unique(err, NAMED_ALREADY).because("view_named_already"))
}

pub(super) async fn delete(db: &impl ConnectionTrait, row: &Model) -> Result<(), DbErr> {
    row.clone().delete(db).await.map(drop)
}

/// Views as the contact sees them.
pub(super) async fn shown(db: &impl ConnectionTrait, contact: &Contact, rows: Vec<Model>) -> Result<Vec<SavedView>> {
    let owners: Vec<(ContactId, String)> = contact::Entity::find()
        .select_only()
        .columns([contact::Column::Id, contact::Column::Name])
        .filter(contact::Column::AccountId.eq(contact.account_id))
        .filter(contact::Column::Id.is_in(rows.iter().map(|row| row.contact_id)))
        .into_tuple()
        .all(db)
        .await?;
    let name = |id: ContactId| {
        owners
            .iter()
            .find(|(owner, _)| *owner == id)
            .map(|(_, name)| name.clone())
    };
    let manages = contact.role == ContactRole::Manager;
    let shown = |row: Model| {
        let mine = row.contact_id == contact.id;
        Ok(SavedView {
            id: row.id,
            name: row.name,
            shared: row.shared,
            filters: serde_json::from_value(row.filters).map_err(anyhow::Error::from)?,
            mine,
            owner: name(row.contact_id).unwrap_or_default(),
            may_change: mine || manages,
            version: row.version,
        })
    };
    rows.into_iter().map(shown).collect()
}

pub(super) async fn one(db: &impl ConnectionTrait, contact: &Contact, row: Model) -> Result<SavedView> {
    let mut all = shown(db, contact, vec![row]).await?;
    all.pop().ok_or(Error::NotFound("view"))
}
