//! What changed on a ticket.

use portico_types::{
    ids::{AccountId, TicketId, TimelineEntryId},
    tickets::{AuthorKind, Source},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "timeline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TimelineEntryId,
    pub ticket_id: TicketId,
    pub seq: i64,
    /// Its number among the entries that customers see; `None` for what they do not.
    pub public_seq: Option<i64>,
    pub actor_kind: AuthorKind,
    pub actor_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub actor_name: String,
    pub what: Json,
    pub source: Source,
    pub created_at: DateTimeUtc,
    /// The team's alone.
    pub internal: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
