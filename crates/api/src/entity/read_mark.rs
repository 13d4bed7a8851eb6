//! How far a contact has read a ticket.

use portico_types::ids::{AccountId, ContactId, TicketId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "read_marks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: TicketId,
    /// The `public_seq` of an entry.
    pub seq: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
