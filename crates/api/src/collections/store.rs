//! Rows of collections.

use portico_types::{
    ids::{AccountId, CollectionId},
    staff,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    db::ForChange,
    entity::collection,
    error::{Error, Result},
};

/// The account's collections, by name.
pub(super) async fn list(db: &impl ConnectionTrait, account_id: AccountId) -> Result<Vec<collection::Model>, DbErr> {
    collection::Entity::find()
        .filter(collection::Column::AccountId.eq(account_id))
        .order_by_asc(collection::Column::Name)
        .order_by_asc(collection::Column::Id)
        .all(db)
        .await
}

/// Reads a collection that this transaction is going to change.
pub(super) async fn lock(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    id: CollectionId,
) -> Result<collection::Model> {
    let found = collection::Entity::find_by_id((account_id, id)).for_change().one(db);
    found.await?.ok_or(Error::NotFound("collection"))
}

/// Writes a locked collection as its next version.
pub(super) async fn save(db: &impl ConnectionTrait, mut row: collection::Model) -> Result<collection::Model, DbErr> {
    row.version += 1;
    row.into_active_model().reset_all().update(db).await
}

pub(super) fn shown(collection: collection::Model) -> staff::Collection {
    staff::Collection {
        id: collection.id,
        name: collection.name,
        kind: collection.kind,
        triage_channel_id: collection.triage_channel_id,
        forwarding: collection.forwarding,
        triage_replies: collection.triage_replies,
        note_mark: collection.note_mark,
        version: collection.version,
    }
}
