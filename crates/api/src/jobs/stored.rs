//! Stored jobs, as whoever runs Portico sees and mends them.

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, JobId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use crate::entity::{JobState, job};

/// A job as an operator sees it.
pub struct StoredJob {
    pub id: JobId,
    pub account_id: AccountId,
    pub kind: String,
    pub state: &'static str,
    pub attempts: i32,
    pub run_at: DateTime<Utc>,
    pub last_error: Option<String>,
}

/// Those that wait for a person.
const SET_ASIDE: [JobState; 2] = [JobState::Dead, JobState::Uncertain];

/// The oldest jobs of all accounts, or only those that wait for a person.
pub async fn list(db: &impl ConnectionTrait, set_aside_only: bool, limit: u64) -> Result<Vec<StoredJob>, DbErr> {
    let mut jobs = job::Entity::find();
    if set_aside_only {
        jobs = jobs.filter(job::Column::State.is_in(SET_ASIDE));
    }
    let rows = jobs
        .order_by_asc(job::Column::State)
        .order_by_asc(job::Column::RunAt)
        .limit(limit)
        .all(db)
        .await?;
    let shown = |row: job::Model| StoredJob {
        id: row.id,
        account_id: row.account_id,
        kind: row.kind,
        state: match row.state {
            JobState::Ready => "ready",
            JobState::Running => "running",
            JobState::Dead => "dead",
            JobState::Uncertain => "uncertain",
        },
        attempts: row.attempts,
        run_at: row.run_at,
        last_error: row.last_error,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Puts jobs that were set aside back into the queue: one, or all. Returns how many. One that may have taken effect looks again first.
pub async fn retry(db: &impl ConnectionTrait, id: Option<JobId>, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut revived = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Ready))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
        // Its time to be retried counts from now.
        .col_expr(job::Column::CreatedAt, Expr::value(now))
        // Two dead ones may share a key with each other or with one that waits; doing such a job twice harms nothing.
        .col_expr(job::Column::UniqueKey, Expr::value(None::<String>))
        .col_expr(job::Column::Defects, Expr::value(0))
        .filter(job::Column::State.is_in(SET_ASIDE));
    if let Some(id) = id {
        revived = revived.filter(job::Column::Id.eq(id));
    }
    Ok(revived.exec(db).await?.rows_affected)
}

/// A job of which nobody knows whether it took effect.
pub(crate) async fn find_uncertain(db: &impl ConnectionTrait, id: JobId) -> Result<Option<job::Model>, DbErr> {
    let jobs = job::Entity::find().filter(job::Column::Id.eq(id));
    jobs.filter(job::Column::State.eq(JobState::Uncertain)).one(db).await
}

/// Somebody has looked at an uncertain job: what was sent is accounted for, so it goes on without looking again. Whether it was still
/// uncertain.
pub(crate) async fn resolve(db: &impl ConnectionTrait, row: &job::Model, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let ready = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Ready))
        .col_expr(job::Column::SendingSince, Expr::value(None::<DateTime<Utc>>))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
        .col_expr(job::Column::CreatedAt, Expr::value(now))
        .col_expr(job::Column::UniqueKey, Expr::value(None::<String>))
        .filter(job::Column::AccountId.eq(row.account_id))
        .filter(job::Column::Id.eq(row.id))
        .filter(job::Column::State.eq(JobState::Uncertain));
    Ok(ready.exec(db).await?.rows_affected == 1)
}
