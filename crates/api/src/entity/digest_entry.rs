//! What a contact's next digest tells of a ticket: from one entry of its conversation to another.

use portico_types::ids::{AccountId, ContactId, TicketId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "digest_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_id: ContactId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub ticket_id: TicketId,
    pub from_seq: i64,
    pub to_seq: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
