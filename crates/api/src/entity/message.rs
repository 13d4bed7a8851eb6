//! What was said on a ticket, as it reads now.

use portico_types::{
    ids::{AccountId, MessageId, TicketId},
    tickets::{AuthorKind, MessageVisibility, Source},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub ticket_id: TicketId,
    pub seq: i64,
    /// Its number among the entries that customers see; `None` for what they do not.
    pub public_seq: Option<i64>,
    pub visibility: MessageVisibility,
    pub author_kind: AuthorKind,
    pub author_id: Option<Uuid>,
    #[sea_orm(column_type = "Text")]
    pub author_name: String,
    pub source: Source,
    #[sea_orm(column_type = "Text")]
    pub body: String,
    pub created_at: DateTimeUtc,
    pub edited_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
