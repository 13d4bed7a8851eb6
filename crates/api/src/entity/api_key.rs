//! A key for programs, by its hash.

use portico_types::{
    ids::{AccountId, AgentId, ApiKeyId},
    staff::{AgentRole, ApiKeyKind},
};
use sea_orm::entity::prelude::*;

use super::Scopes;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    pub created_at: DateTimeUtc,
    pub kind: ApiKeyKind,
    pub agent_id: AgentId,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub scopes: Scopes,
    #[sea_orm(column_type = "Text")]
    pub hint: String,
    pub token_hash: Vec<u8>,
    pub previous_hash: Option<Vec<u8>>,
    pub previous_until: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub last_used_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
    /// What its agent was when the key was made: it never acts as more, whatever they become.
    pub role: AgentRole,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
