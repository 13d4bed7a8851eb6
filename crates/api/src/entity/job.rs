//! Something to do later.

use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use sea_orm::entity::prelude::*;

use super::JobState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub payload: Json,
    #[sea_orm(column_type = "Text", nullable)]
    pub lane: Option<String>,
    pub lane_seq: i64,
    #[sea_orm(column_type = "Text", nullable)]
    pub unique_key: Option<String>,
    pub state: JobState,
    pub run_at: DateTimeUtc,
    pub attempts: i32,
    pub leased_until: Option<DateTimeUtc>,
    pub lease_token: Option<Uuid>,
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
    /// Of jobs of Slack.
    pub workspace_id: Option<SlackWorkspaceId>,
    /// When something that must not be sent twice may have left, until it is known what became of it.
    pub sending_since: Option<DateTimeUtc>,
    /// When it may post into its channel: drawn once.
    pub turn_at: Option<DateTimeUtc>,
    /// When `run_at` was decided: later than now when a clock was set back since.
    pub timed_at: Option<DateTimeUtc>,
    /// How often it showed a mistake of ours.
    pub defects: i32,
    /// Until then nobody need look whether it can run: something stands before it.
    pub deferred_until: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
