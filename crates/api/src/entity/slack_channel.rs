//! A channel, as Slack last told of it.

use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

use super::ChannelState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub workspace_id: SlackWorkspaceId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel_id: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub state: ChannelState,
    /// Whether we are in it.
    pub is_member: bool,
    /// Whether another company reads it, or is about to.
    pub is_shared: bool,
    pub is_private: bool,
    /// When Slack last described it, and so who else reads it; absent when that must be asked before anything internal is posted there.
    pub checked_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
