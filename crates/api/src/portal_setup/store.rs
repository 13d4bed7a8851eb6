//! Rows of logos. Everything else of the set-up stands in the account's row.

use portico_types::ids::AccountId;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use crate::entity::portal_logo;

pub(super) async fn find_logo(
    db: &impl ConnectionTrait,
    account_id: AccountId,
) -> Result<Option<portal_logo::Model>, DbErr> {
    portal_logo::Entity::find_by_id(account_id).one(db).await
}

/// Puts a logo in the place of the one there may be.
pub(super) async fn replace_logo(db: &impl ConnectionTrait, logo: portal_logo::Model) -> Result<(), DbErr> {
    delete_logo(db, logo.account_id).await?;
    portal_logo::Entity::insert(logo.into_active_model())
        .exec_without_returning(db)
        .await
        .map(drop)
}

pub(super) async fn delete_logo(db: &impl ConnectionTrait, account_id: AccountId) -> Result<(), DbErr> {
    portal_logo::Entity::delete_by_id(account_id).exec(db).await.map(drop)
}
