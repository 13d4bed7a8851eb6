//! The company that uses Portico: everything else belongs to one.

use portico_types::{
    ids::AccountId,
    staff::{CustomerManagement, Edition, Plan, PortalAccess},
};
use sea_orm::entity::prelude::*;

use super::Methods;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub created_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub custom_domain: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub edition: Edition,
    pub plan: Plan,
    pub customer_management: CustomerManagement,
    #[sea_orm(column_type = "Text")]
    pub ticket_prefix: String,
    pub next_ticket_number: i64,
    pub portal_enabled: bool,
    #[sea_orm(column_type = "Text")]
    pub portal_name: String,
    #[sea_orm(column_type = "Text")]
    pub portal_accent: String,
    pub portal_access: PortalAccess,
    #[sea_orm(column_type = "Text", nullable)]
    pub portal_logo_hash: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub mail_from: Option<String>,
    pub mail_threading: bool,
    pub mail_context_messages: i32,
    pub contact_methods: Methods,
    pub agent_methods: Methods,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
