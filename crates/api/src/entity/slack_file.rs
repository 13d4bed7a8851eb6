//! A file of ours in a thread: which id Slack gave it, and whether it is shown.

use portico_types::ids::{AccountId, AttachmentId, SlackThreadId};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_files")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub attachment_id: AttachmentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub thread_id: SlackThreadId,
    #[sea_orm(column_type = "Text")]
    pub file_id: String,
    /// Empty until Slack said that it shows the file.
    pub shared_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
