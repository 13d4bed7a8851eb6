//! A person in a Slack workspace, and the agent they are.

use portico_types::ids::{AccountId, AgentId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub workspace_id: SlackWorkspaceId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub agent_id: Option<AgentId>,
    /// Their company's workspace, and what else Slack said of them at `checked_at`.
    #[sea_orm(column_type = "Text", nullable)]
    pub team_id: Option<String>,
    pub is_bot: bool,
    /// A member of the workspace, but not of the company.
    pub is_guest: bool,
    pub is_deleted: bool,
    pub checked_at: Option<DateTimeUtc>,
    /// How often that was called into question: an answer of Slack's counts if it was not while Slack was asked.
    pub doubts: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
