//! What Slack grants, shared by all processes.

use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

/// What Slack grants all processes together: from when on a method may be called or a channel posted into.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_budgets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: SlackWorkspaceId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// In microseconds since 1970.
    pub free_at: i64,
    /// When that was decided, likewise: later than now when a clock was set back.
    pub noted_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
