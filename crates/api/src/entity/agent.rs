//! A member of the support team, invited, active or disabled.

use portico_types::{
    ids::{AccountId, AgentId},
    staff::AgentRole,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgentId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub email: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub role: AgentRole,
    pub disabled_at: Option<DateTimeUtc>,
    pub invited_at: Option<DateTimeUtc>,
    pub joined_at: Option<DateTimeUtc>,
}

impl Model {
    /// Somebody who has just joined.
    pub fn new(
        (account_id, id): (AccountId, AgentId),
        (email, name, role): (&str, &str, AgentRole),
        created_at: DateTimeUtc,
    ) -> Self {
        Self {
            account_id,
            id,
            created_at,
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            disabled_at: None,
            invited_at: None,
            joined_at: None,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
