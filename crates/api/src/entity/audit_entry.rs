//! What somebody did, chained to the entry before.

use portico_types::{
    ids::{AccountId, AuditEntryId},
    staff::{AuditAction, AuditActor, AuditOutcome},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    pub created_at: DateTimeUtc,
    pub actor_kind: AuditActor,
    pub actor_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub actor_name: String,
    pub action: AuditAction,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    pub detail: Json,
    pub seq: Option<i64>,
    #[sea_orm(column_type = "Text")]
    pub place: String,
    pub outcome: AuditOutcome,
    pub hash: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
