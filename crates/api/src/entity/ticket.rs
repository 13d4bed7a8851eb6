//! A ticket as it is now. What happened on it is in `message` and `timeline_entry`.

use portico_types::{
    ids::{AccountId, AgentId, CollectionId, ContactId, CustomerId, FormId, TicketId},
    tickets::{TicketPriority, TicketStatus},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TicketId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub requester_id: ContactId,
    pub collection_id: Option<CollectionId>,
    pub assignee_id: Option<AgentId>,
    pub form_id: Option<FormId>,
    pub form_version: Option<i32>,
    pub answers: Json,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    pub status: TicketStatus,
    pub priority: TicketPriority,
    /// Of its newest entry.
    pub last_seq: i64,
    /// How many entries customers see: the `public_seq` of the newest.
    pub last_public_seq: i64,
    pub public_count: i32,
    pub last_public_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub last_public_by: String,
    #[sea_orm(column_type = "Text")]
    pub last_public_snippet: String,
    pub created_at: DateTimeUtc,
    pub activity_at: DateTimeUtc,
    pub solved_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub follow_up_of: Option<TicketId>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
