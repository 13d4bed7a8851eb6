//! Where a second card of a thread stands.

use portico_types::ids::{AccountId, SlackThreadId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

/// Where a card of ours stood that came twice: what people wrote below it belongs to the thread.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_thread_aliases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: SlackWorkspaceId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub channel_id: String,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub ts: String,
    pub thread_id: SlackThreadId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
