//! An admin on their way to Slack and back, to install the app.

use portico_types::ids::{AccountId, AgentId, SlackInstallId};
use sea_orm::entity::prelude::*;

/// An admin is at Slack, installing the app.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_installs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlackInstallId,
    pub created_at: DateTimeUtc,
    /// Who began, and alone can finish.
    pub agent_id: AgentId,
    pub state_hash: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub base_url: String,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
