//! Whom a form is offered to, where that is not everybody: the customers of a collection, or one customer.

use portico_types::ids::{AccountId, CollectionId, CustomerId, FormId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "form_placements")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub form_id: FormId,
    /// One of the two.
    pub collection_id: Option<CollectionId>,
    pub customer_id: Option<CustomerId>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
