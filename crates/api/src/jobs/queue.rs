use anyhow::anyhow;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use rand::RngExt;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Failure, Job, Pool};
use crate::{
    config,
    entity::{JobState, job},
};

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
    };
    let mut insert = job::Entity::insert(row);
    if unique {
        insert = insert.on_conflict(touched());
    }
    insert.exec_without_returning(db).await.map(drop)
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

/// A job in the hands of a worker.
#[derive(Clone, Debug)]
pub struct Claim {
    pub account_id: AccountId,
    pub id: JobId,
    pub job: Job,
    /// Which attempt this is, from 1. Above 1 an earlier one may have done the work and died before it could say so.
    pub attempt: i32,
    pub created_at: DateTime<Utc>,
    token: Uuid,
    unique_key: Option<String>,
}

#[derive(FromQueryResult)]
struct ClaimedRow {
    account_id: AccountId,
    id: JobId,
    kind: String,
    payload: serde_json::Value,
    attempts: i32,
    created_at: DateTime<Utc>,
    lease_token: Uuid,
    unique_key: Option<String>,
}

/// Claims up to `limit` due jobs of `pool`: one conditional UPDATE, the same on both databases. Of a lane only the first is due.
pub(super) async fn claim(
    db: &impl ConnectionTrait,
    pool: Pool,
    limit: usize,
    now: DateTime<Utc>,
    lease: TimeDelta,
) -> Result<Vec<Claim>, DbErr> {
    let kinds = pool
        .kinds()
        .iter()
        .map(|k| format!("'{k}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let sql = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = $1, lease_token = $2
         WHERE state = 'ready' AND (account_id, id) IN (
             SELECT j.account_id, j.id FROM jobs j
             WHERE j.state = 'ready' AND j.run_at <= $3 AND j.kind IN ({kinds})
               AND (j.lane IS NULL OR NOT EXISTS (
                   SELECT 1 FROM jobs k
                   WHERE k.lane = j.lane AND (k.lane_seq, k.id) < (j.lane_seq, j.id) AND k.state <> 'dead'))
             ORDER BY j.run_at, j.id LIMIT {limit})
         RETURNING account_id, id, kind, payload, attempts, created_at, lease_token, unique_key"
    );
    let values = [(now + lease).into(), Uuid::now_v7().into(), now.into()];
    let rows = db
        .query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values))
        .await?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = ClaimedRow::from_query_result(row, "")?;
        match serde_json::from_value(serde_json::json!({ "kind": row.kind, "payload": row.payload })) {
            Ok(job) => claims.push(Claim {
                account_id: row.account_id,
                id: row.id,
                job,
                attempt: row.attempts,
                created_at: row.created_at,
                token: row.lease_token,
                unique_key: row.unique_key,
            }),
            Err(err) => set_aside(db, row.account_id, row.id, &format!("unreadable job: {err}")).await?,
        }
    }
    claims.sort_by_key(|c| c.id);
    for claim in claims.iter().filter(|claim| claim.attempt == 1) {
        // Clocks of processes differ a little; nothing waits less than no time.
        let waited = (now - claim.created_at).to_std().unwrap_or_default();
        metrics::histogram!("job_wait_seconds", "kind" => claim.job.kind()).record(waited.as_secs_f64());
    }
    Ok(claims)
}

impl Claim {
    fn held(&self) -> Condition {
        Condition::all()
            .add(job::Column::AccountId.eq(self.account_id))
            .add(job::Column::Id.eq(self.id))
            .add(job::Column::LeaseToken.eq(self.token))
    }

    /// Marks the job done: call it in the transaction that does the work. Fails, and with it the transaction, when another worker has
    /// taken the job over in the meantime.
    pub async fn finish(&self, db: &impl ConnectionTrait) -> Result<(), Failure> {
        let deleted = job::Entity::delete_many().filter(self.held()).exec(db).await?;
        if deleted.rows_affected == 1 {
            Ok(())
        } else {
            Err(anyhow!("the lease of job {} was lost", self.id).into())
        }
    }

    /// Like [`Claim::finish`], and no error when it is done already or lost.
    pub(super) async fn settle(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        job::Entity::delete_many().filter(self.held()).exec(db).await.map(drop)
    }

    /// Returns the job unharmed: the worker stops.
    pub(super) async fn hand_back(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        self.wait(db, None, None).await
    }

    /// Notes a failure and decides when, or whether, to try again.
    pub(super) async fn failed(
        &self,
        db: &impl ConnectionTrait,
        failure: &Failure,
        now: DateTime<Utc>,
        config: &config::Jobs,
    ) -> Result<(), DbErr> {
        match failure {
            Failure::Retry { error, after }
                if now - self.created_at < TimeDelta::hours(config.give_up_hours.into()) =>
            {
                let pause = after.map_or_else(
                    || backoff(self.attempt, config),
                    |d| TimeDelta::from_std(d).unwrap_or(TimeDelta::minutes(15)),
                );
                self.wait(db, Some(now + pause), Some(format!("{error:#}"))).await
            }
            Failure::Retry { error, .. } | Failure::GiveUp(error) => {
                let dead = job::Entity::update_many()
                    .col_expr(job::Column::State, Expr::value(JobState::Dead))
                    .col_expr(job::Column::LastError, Expr::value(Some(format!("{error:#}"))))
                    .col_expr(job::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
                    .filter(self.held());
                dead.exec(db).await.map(drop)
            }
        }
    }

    /// Back to the waiting ones; a newer one under the same key takes its place.
    async fn wait(
        &self,
        db: &impl ConnectionTrait,
        run_at: Option<DateTime<Utc>>,
        error: Option<String>,
    ) -> Result<(), DbErr> {
        if let Some(key) = &self.unique_key
            && waiting(db, self.account_id, key).await?
        {
            return self.settle(db).await;
        }
        let mut ready = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(JobState::Ready))
            .col_expr(job::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(job::Column::LeaseToken, Expr::value(None::<Uuid>));
        if let Some(run_at) = run_at {
            ready = ready.col_expr(job::Column::RunAt, Expr::value(run_at));
        }
        if let Some(error) = error {
            ready = ready.col_expr(job::Column::LastError, Expr::value(Some(error)));
        }
        ready.filter(self.held()).exec(db).await.map(drop)
    }
}

async fn waiting(db: &impl ConnectionTrait, account_id: AccountId, key: &str) -> Result<bool, DbErr> {
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

/// Doubles from the first pause to the longest, give or take a quarter so that many failures do not return as one crowd.
fn backoff(attempt: i32, config: &config::Jobs) -> TimeDelta {
    let doublings = attempt.saturating_sub(1).clamp(0, 20);
    let seconds = Ord::min(
        i64::from(config.retry_seconds) << doublings,
        config.retry_longest_seconds.into(),
    );
    let jitter = rand::rng().random_range(750..=1250);
    TimeDelta::milliseconds(seconds * jitter)
}

/// Frees the jobs of workers that died: their lease has ended.
pub(super) async fn recover(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let ended = job::Entity::find()
        .filter(job::Column::State.eq(JobState::Running))
        .filter(job::Column::LeasedUntil.lt(now))
        .limit(200)
        .all(db)
        .await?;
    for row in ended {
        let Some(token) = row.lease_token else { continue };
        let held = Condition::all()
            .add(job::Column::AccountId.eq(row.account_id))
            .add(job::Column::Id.eq(row.id))
            .add(job::Column::LeaseToken.eq(token));
        let superseded = match &row.unique_key {
            Some(key) => waiting(db, row.account_id, key).await?,
            None => false,
        };
        if superseded {
            job::Entity::delete_many().filter(held).exec(db).await?;
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

async fn set_aside(db: &impl ConnectionTrait, account_id: AccountId, id: JobId, why: &str) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Dead))
        .col_expr(job::Column::LastError, Expr::value(Some(why.to_owned())))
        .filter(job::Column::AccountId.eq(account_id))
        .filter(job::Column::Id.eq(id))
        .exec(db)
        .await
        .map(drop)
}

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

/// The oldest jobs of all accounts, or only the dead ones.
pub async fn list(db: &impl ConnectionTrait, dead_only: bool, limit: u64) -> Result<Vec<StoredJob>, DbErr> {
    let mut jobs = job::Entity::find();
    if dead_only {
        jobs = jobs.filter(job::Column::State.eq(JobState::Dead));
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
        },
        attempts: row.attempts,
        run_at: row.run_at,
        last_error: row.last_error,
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Puts dead jobs back into the queue: one, or all. Returns how many.
pub async fn retry(db: &impl ConnectionTrait, id: Option<JobId>, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let mut revived = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Ready))
        .col_expr(job::Column::RunAt, Expr::value(now))
        // Its time to be retried counts from now.
        .col_expr(job::Column::CreatedAt, Expr::value(now))
        // Two dead ones may share a key with each other or with one that waits; doing such a job twice harms nothing.
        .col_expr(job::Column::UniqueKey, Expr::value(None::<String>))
        .filter(job::Column::State.eq(JobState::Dead));
    if let Some(id) = id {
        revived = revived.filter(job::Column::Id.eq(id));
    }
    Ok(revived.exec(db).await?.rows_affected)
}
