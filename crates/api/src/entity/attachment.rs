//! A file: announced, being uploaded, attached to a message, or gone.

use portico_types::{
    ids::{AccountId, AttachmentId, AttachmentPieceId, CustomerId, MessageId, TicketId},
    tickets::AuthorKind,
};
use sea_orm::entity::prelude::*;

use super::FileState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AttachmentId,
    pub created_at: DateTimeUtc,
    /// Who brought it, and so may attach it.
    pub uploader_kind: AuthorKind,
    pub uploader_id: Option<Uuid>,
    /// Whose person a contact was who uploaded it.
    pub customer_id: Option<CustomerId>,
    /// Both empty until it is attached.
    pub ticket_id: Option<TicketId>,
    pub message_id: Option<MessageId>,
    pub position: i32,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub media_type: String,
    pub size: i64,
    pub received: i64,
    /// What the hash of the bytes received so far goes on from.
    pub hash_state: Option<Vec<u8>>,
    pub sha256: Option<Vec<u8>>,
    pub state: FileState,
    #[sea_orm(column_type = "Text", nullable)]
    pub why: Option<String>,
    #[sea_orm(column_type = "Text", nullable)]
    pub slack_file_id: Option<String>,
    /// When it goes unless it is attached before.
    pub expires_at: Option<DateTimeUtc>,
    /// A small picture of it, as a piece that lies behind its end.
    pub thumbnail_id: Option<AttachmentPieceId>,
    pub thumbnail_width: Option<i32>,
    pub thumbnail_height: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
