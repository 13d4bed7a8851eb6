//! A provider that an account added for its team or a customer.

use portico_types::{
    ids::{AccountId, CustomerId, OpenIdProviderId},
    staff::SignInAudience,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "openid_providers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OpenIdProviderId,
    pub created_at: DateTimeUtc,
    pub audience: SignInAudience,
    pub customer_id: Option<CustomerId>,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub issuer: String,
    #[sea_orm(column_type = "Text")]
    pub client_id: String,
    pub client_secret: Vec<u8>,
    pub enabled: bool,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
