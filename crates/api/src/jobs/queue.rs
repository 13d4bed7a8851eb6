//! The rows of the queue: written by whoever wants something done, mended when a clock was set back, freed when their workers died.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Job, deferral::next_in};
use crate::entity::{JobState, job};

/// A job to enqueue.
pub struct NewJob {
    account_id: AccountId,
    job: Job,
    lane: Option<(String, i64)>,
    unique_key: Option<String>,
    not_before: Option<DateTime<Utc>>,
    workspace_id: Option<SlackWorkspaceId>,
}

impl NewJob {
    pub fn new(account_id: AccountId, job: Job) -> Self {
        Self {
            account_id,
            job,
            lane: None,
            unique_key: None,
            not_before: None,
            workspace_id: None,
        }
    }

    /// Runs after all jobs of `lane` with a lower `seq`.
    #[must_use]
    pub fn in_lane(mut self, lane: String, seq: i64) -> Self {
        self.lane = Some((lane, seq));
        self
    }

    /// Enqueued only when no job with this key waits already: a burst of changes makes one.
    #[must_use]
    pub fn once(mut self, key: String) -> Self {
        self.unique_key = Some(key);
        self
    }

    /// Waits until `time`, and so does its lane behind it.
    #[must_use]
    pub fn not_before(mut self, time: DateTime<Utc>) -> Self {
        self.not_before = Some(time);
        self
    }

    /// Speaks to this workspace, or was told by it.
    #[must_use]
    pub fn of_workspace(mut self, id: SlackWorkspaceId) -> Self {
        self.workspace_id = Some(id);
        self
    }
}

/// Writes a job in the transaction of the change that asks for it.
pub async fn enqueue(db: &impl ConnectionTrait, now: DateTime<Utc>, new: NewJob) -> Result<(), DbErr> {
    let stored = serde_json::to_value(&new.job).map_err(|e| DbErr::Json(e.to_string()))?;
    let (lane, lane_seq) = new.lane.map_or((None, 0), |(lane, seq)| (Some(lane), seq));
    let unique = new.unique_key.is_some();
    let row = job::ActiveModel {
        account_id: Set(new.account_id),
        id: Set(JobId(Uuid::now_v7())),
        kind: Set(new.job.kind().to_owned()),
        payload: Set(stored["payload"].clone()),
        lane: Set(lane),
        lane_seq: Set(lane_seq),
        unique_key: Set(new.unique_key),
        state: Set(JobState::Ready),
        run_at: Set(new.not_before.unwrap_or(now)),
        attempts: Set(0),
        leased_until: Set(None),
        lease_token: Set(None),
        last_error: Set(None),
        created_at: Set(now),
        workspace_id: Set(new.workspace_id),
        sending_since: Set(None),
        turn_at: Set(None),
        timed_at: Set(Some(now)),
        defects: Set(0),
        deferred_until: Set(None),
    };
    let mut insert = job::Entity::insert(row);
    if unique {
        insert = insert.on_conflict(touched());
    }
    insert.exec_without_returning(db).await.map(drop)
}

/// Lets the job of this key that waits, if one does, wait until `time`.
pub(crate) async fn put_off(
    db: &impl ConnectionTrait,
    (account_id, key): (AccountId, &str),
    now: DateTime<Utc>,
    time: DateTime<Utc>,
) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::RunAt, Expr::value(time))
        .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::UniqueKey.eq(key))
        .filter(job::Column::State.eq(JobState::Ready))
        .exec(db)
        .await
        .map(drop)
}

/// A waiting job of the same key is written all the same: a worker that is claiming it has to wait until this transaction is through, and
/// so sees what it changed. Left alone, it could run before the change is visible and nobody would run after.
fn touched() -> OnConflict {
    OnConflict::columns([job::Column::AccountId, job::Column::UniqueKey])
        // As the index `jobs_waiting_once` says it: a bound value would not be recognised as the same.
        .target_and_where(Expr::cust("unique_key IS NOT NULL AND state = 'ready'"))
        .update_column(job::Column::LaneSeq)
        .to_owned()
}

/// Whether a job of this key waits.
pub(crate) async fn waiting(db: &impl ConnectionTrait, account_id: AccountId, key: &str) -> Result<bool, DbErr> {
    let found = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::UniqueKey.eq(key))
        .filter(job::Column::State.eq(JobState::Ready))
        .into_tuple::<JobId>()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Clocks of processes differ by less.
const SKEW: TimeDelta = TimeDelta::minutes(1);

/// What was put off by a clock that has been set back since waits as long as it was to, from now on.
pub(super) async fn mend_times(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let wrong = Condition::any()
        .add(job::Column::TimedAt.gt(now + SKEW))
        .add(job::Column::SendingSince.gt(now + SKEW));
    let wrong = job::Entity::find().filter(wrong).limit(500).all(db).await?;
    for row in wrong {
        let mut mended = job::Entity::update_many()
            .filter(job::Column::AccountId.eq(row.account_id))
            .filter(job::Column::Id.eq(row.id));
        if let Some(at) = row.timed_at.filter(|at| *at > now + SKEW) {
            let pause = (row.run_at - at).max(TimeDelta::zero());
            mended = mended
                .col_expr(job::Column::RunAt, Expr::value(now + pause))
                .col_expr(job::Column::TimedAt, Expr::value(Some(now)))
                .filter(job::Column::TimedAt.eq(at));
        }
        if let Some(at) = row.sending_since.filter(|at| *at > now + SKEW) {
            mended = mended
                .col_expr(job::Column::SendingSince, Expr::value(Some(now)))
                .filter(job::Column::SendingSince.eq(at));
        }
        mended.exec(db).await?;
    }
    Ok(())
}

/// Jobs that workers hold, those first whose lease seems to have ended longest ago.
pub(super) async fn held(db: &impl ConnectionTrait) -> Result<Vec<job::Model>, DbErr> {
    // As the index `jobs_held` says it.
    let running = job::Entity::find().filter(Expr::cust("state = 'running'"));
    running.order_by_asc(job::Column::LeasedUntil).limit(500).all(db).await
}

/// Frees jobs whose workers died, unless those gave a sign of life in the meantime.
pub(super) async fn free(db: &impl ConnectionTrait, ended: Vec<job::Model>) -> Result<(), DbErr> {
    for row in ended {
        let Some(token) = row.lease_token else { continue };
        let mut held = Condition::all()
            .add(job::Column::AccountId.eq(row.account_id))
            .add(job::Column::Id.eq(row.id))
            .add(job::Column::LeaseToken.eq(token));
        if let Some(until) = row.leased_until {
            held = held.add(job::Column::LeasedUntil.eq(until));
        }
        let superseded = match &row.unique_key {
            Some(key) => waiting(db, row.account_id, key).await?,
            None => false,
        };
        if superseded {
            job::Entity::delete_many().filter(held).exec(db).await?;
            if let Some(lane) = &row.lane {
                next_in(db, lane).await?;
            }
        } else {
            job::Entity::update_many()
                .col_expr(job::Column::State, Expr::value(JobState::Ready))
                .col_expr(job::Column::LeaseToken, Expr::value(None::<Uuid>))
                .filter(held)
                .exec(db)
                .await?;
        }
    }
    Ok(())
}
