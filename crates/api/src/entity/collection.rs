//! A group of tickets, and the channel in which the team works on it.

use portico_types::{
    ids::{AccountId, AgentId, CollectionId},
    staff::{CollectionKind, TriageReplies},
};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollectionId,
    pub created_at: DateTimeUtc,
    pub kind: CollectionKind,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    pub forwarding: bool,
    #[sea_orm(column_type = "Text", nullable)]
    pub triage_channel_id: Option<String>,
    pub triage_replies: TriageReplies,
    #[sea_orm(column_type = "Text")]
    pub note_mark: String,
    pub owner_id: Option<AgentId>,
    pub version: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
