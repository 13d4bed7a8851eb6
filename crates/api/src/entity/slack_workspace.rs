use portico_types::ids::{AccountId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

use super::WorkspaceState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_workspaces")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlackWorkspaceId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub team_id: String,
    #[sea_orm(column_type = "Text")]
    pub team_name: String,
    #[sea_orm(column_type = "Text")]
    pub bot_user_id: String,
    #[sea_orm(column_type = "Text")]
    pub bot_id: String,
    pub state: WorkspaceState,
    /// What the token may do, behind commas, as of the last connect; empty before.
    #[sea_orm(column_type = "Text")]
    pub scopes: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
