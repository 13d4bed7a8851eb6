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
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
