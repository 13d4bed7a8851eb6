//! The name by which a provider, or a mailbox, knows a person.

use portico_types::ids::{AccountId, AgentId, ContactId, IdentityId, OpenIdProviderId};
use sea_orm::entity::prelude::*;

use super::Surface;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdentityId,
    pub created_at: DateTimeUtc,
    pub person_kind: Surface,
    pub agent_id: Option<AgentId>,
    pub contact_id: Option<ContactId>,
    #[sea_orm(column_type = "Text")]
    pub issuer: String,
    #[sea_orm(column_type = "Text")]
    pub subject: String,
    /// The account's own provider that vouched for it.
    pub provider_id: Option<OpenIdProviderId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
