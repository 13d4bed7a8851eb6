//! Somebody on their way to a provider and back.

use portico_types::ids::{AccountId, OpenIdFlowId};
use sea_orm::entity::prelude::*;

use super::Surface;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_flows")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OpenIdFlowId,
    pub created_at: DateTimeUtc,
    pub surface: Surface,
    #[sea_orm(column_type = "Text")]
    pub provider: String,
    pub state_hash: Vec<u8>,
    pub browser_hash: Vec<u8>,
    #[sea_orm(column_type = "Text")]
    pub base_url: String,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
