//! A ticket's thread in a channel, alive or retired.

use portico_types::ids::{AccountId, SlackThreadId, SlackWorkspaceId, TicketId};
use sea_orm::entity::prelude::*;

use super::ThreadKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "slack_threads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SlackThreadId,
    pub ticket_id: TicketId,
    pub kind: ThreadKind,
    pub workspace_id: SlackWorkspaceId,
    #[sea_orm(column_type = "Text")]
    pub channel_id: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub ts: Option<String>,
    pub created_at: DateTimeUtc,
    /// When it was last compared with what Slack shows.
    pub compared_at: Option<DateTimeUtc>,
    /// When it is to be compared again; empty until it was once due.
    pub compare_due_at: Option<DateTimeUtc>,
    /// Since when the ticket has another thread of this kind, or none: it was moved.
    pub retired_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::ticket::Entity",
        from = "(Column::AccountId, Column::TicketId)",
        to = "(super::ticket::Column::AccountId, super::ticket::Column::Id)"
    )]
    Ticket,
}

impl ActiveModelBehavior for ActiveModel {}
