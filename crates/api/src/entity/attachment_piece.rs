//! Where a part of a file's bytes lies in the store, or waits to be removed.

use portico_types::ids::{AccountId, AttachmentId, AttachmentPieceId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment_pieces")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttachmentPieceId,
    pub attachment_id: Option<AttachmentId>,
    pub start_at: i64,
    pub size: i64,
    /// When its bytes go; empty while it is part of a file.
    pub remove_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
