//! A list that a contact keeps under a name.

use portico_types::ids::{AccountId, ContactId, CustomerId, SavedViewId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_views")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SavedViewId,
    pub customer_id: CustomerId,
    /// Whose it is.
    pub contact_id: ContactId,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// All of the customer's contacts see it.
    pub shared: bool,
    /// `portal::ViewFilters`.
    pub filters: Json,
    pub created_at: DateTimeUtc,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
