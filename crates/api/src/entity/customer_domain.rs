//! A domain whose addresses are a customer's.

use portico_types::ids::{AccountId, CustomerId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_domains")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub domain: String,
    pub customer_id: CustomerId,
    pub created_at: DateTimeUtc,
    pub verified_at: Option<DateTimeUtc>,
}

impl Model {
    pub fn new((account_id, customer_id): (AccountId, CustomerId), domain: &str, created_at: DateTimeUtc) -> Self {
        Self {
            account_id,
            domain: domain.to_owned(),
            customer_id,
            created_at,
            verified_at: None,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
