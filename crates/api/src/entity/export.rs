//! A list of tickets that is written to a file in the background.

use portico_types::{
    ids::{AccountId, AttachmentId, ContactId, CustomerId, ExportId},
    portal::{ExportFormat, ExportState, TicketVisibility},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExportId,
    pub created_at: DateTimeUtc,
    /// Whose it is.
    pub contact_id: ContactId,
    /// Whose tickets, and which of them, they could see when they asked.
    pub customer_id: CustomerId,
    pub visibility: TicketVisibility,
    pub format: ExportFormat,
    pub messages: bool,
    /// The list's query.
    #[sea_orm(column_type = "Text")]
    pub filter: String,
    pub state: ExportState,
    /// Of one that failed: the code of what was in its way.
    #[sea_orm(column_type = "Text", nullable)]
    pub why: Option<String>,
    pub done: i64,
    pub total: Option<i64>,
    pub size: Option<i64>,
    pub file_id: Option<AttachmentId>,
    pub expires_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
