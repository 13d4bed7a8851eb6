//! A text that tickets are found by: a message with the names of its files, or a ticket's title. Its words stand in `search_words`, which
//! each database has in a way of its own (`tickets/search`).

use portico_types::{
    ids::{AccountId, TicketId},
    tickets::MessageVisibility,
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_texts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The message's, or the ticket's for its title.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub ticket_id: TicketId,
    pub visibility: MessageVisibility,
    /// Which row of `search_words`.
    pub words: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
