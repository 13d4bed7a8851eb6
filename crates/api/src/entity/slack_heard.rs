//! Which version of a message in Slack was taken, and what became of it.

use portico_types::ids::{AccountId, MessageId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

use super::Heard;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_heard")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: SlackWorkspaceId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub channel_id: String,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub ts: String,
    /// When it was last changed in Slack, in microseconds; 0 when never.
    pub version: i64,
    pub outcome: Heard,
    pub message_id: Option<MessageId>,
    pub heard_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
