use anyhow::anyhow;
use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use rand::RngExt;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{Failure, Job, Pool};
use crate::{
    config,
    entity::{JobState, job},
};

/// So often a job may show a mistake of ours before a person must look.
const MOST_DEFECTS: i32 = 8;

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
    pub workspace_id: Option<SlackWorkspaceId>,
    /// When something that must not be sent twice may have left, if nobody has learnt since what became of it.
    pub sending_since: Option<DateTime<Utc>>,
    /// The turn that was drawn for it, so that it need not draw again.
    pub turn_at: Option<DateTime<Utc>>,
    defects: i32,
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
    workspace_id: Option<SlackWorkspaceId>,
    sending_since: Option<DateTime<Utc>>,
    turn_at: Option<DateTime<Utc>>,
    defects: i32,
}

/// Claims up to `limit` due jobs of `pool`: one conditional UPDATE, the same on both databases. Of a lane only the first is due, and none
/// while another of it runs. What was given up no longer holds its lane, except a card: without it nothing can follow. What may be on its
/// way is not due before it must have arrived, whoever had it before and however it came back. Nothing of workspaces that are `busy`, and
/// nothing is posted to one whose token does not work: it waits, and what looks after the token goes on.
pub(super) async fn claim(
    db: &impl ConnectionTrait,
    pool: Pool,
    some: (usize, &[SlackWorkspaceId]),
    now: DateTime<Utc>,
    config: &config::Config,
) -> Result<Vec<Claim>, DbErr> {
    let statement = claiming(db.get_database_backend(), pool, some, now, config);
    let rows = db.query_all_raw(statement).await?;
    let mut claims = Vec::with_capacity(rows.len());
    for row in &rows {
        let row = ClaimedRow::from_query_result(row, "")?;
        let read = serde_json::from_value(serde_json::json!({ "kind": row.kind, "payload": row.payload }));
        let (job, unreadable) = match read {
            Ok(job) => (job, None),
            Err(err) => (Job::ConnectSlack {}, Some(err)), // Never run.
        };
        let claim = Claim {
            account_id: row.account_id,
            id: row.id,
            job,
            attempt: row.attempts,
            created_at: row.created_at,
            workspace_id: row.workspace_id,
            sending_since: row.sending_since,
            turn_at: row.turn_at,
            defects: row.defects,
            token: row.lease_token,
            unique_key: row.unique_key,
        };
        match unreadable {
            None => claims.push(claim),
            // Maybe a newer release's, whose worker will come by.
            Some(err) => {
                let defect = Failure::Defect(anyhow!("unreadable job: {err}"));
                claim.failed(db, &defect, now, &config.jobs).await?;
            }
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

/// The statement of [`claim`].
pub(super) fn claiming(
    backend: DbBackend,
    pool: Pool,
    (limit, busy): (usize, &[SlackWorkspaceId]),
    now: DateTime<Utc>,
    config: &config::Config,
) -> Statement {
    let kinds = pool
        .kinds()
        .iter()
        .map(|k| format!("'{k}'"))
        .collect::<Vec<_>>()
        .join(", ");
    let parameters: Vec<String> = (5..5 + busy.len()).map(|n| format!("${n}")).collect();
    let not_busy = match parameters.as_slice() {
        [] => String::new(),
        some => format!(
            "AND (j.workspace_id IS NULL OR j.workspace_id NOT IN ({}))",
            some.join(", ")
        ),
    };
    let not_away = match pool {
        Pool::Slack | Pool::Files => {
            "AND (j.workspace_id IS NULL OR j.kind = 'check_workspace' OR NOT EXISTS (
                   SELECT 1 FROM slack_workspaces w
                   WHERE w.account_id = j.account_id AND w.id = j.workspace_id AND w.state <> 'connected'))"
        }
        Pool::Mail | Pool::Inbound => "",
    };
    let sql = format!(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = $1, lease_token = $2
         WHERE state = 'ready' AND (account_id, id) IN (
             SELECT j.account_id, j.id FROM jobs j
             WHERE j.state = 'ready' AND j.run_at <= $3 AND j.kind IN ({kinds})
               AND (j.sending_since IS NULL OR j.sending_since <= $4)
               {not_busy} {not_away}
               AND (j.lane IS NULL OR NOT EXISTS (
                   SELECT 1 FROM jobs k
                   WHERE k.lane = j.lane AND (k.state = 'running' OR (
                       (k.lane_seq, k.id) < (j.lane_seq, j.id) AND (k.state = 'ready' OR k.kind = 'post_card')))))
             ORDER BY j.run_at, j.id LIMIT {limit})
         RETURNING account_id, id, kind, payload, attempts, created_at, lease_token, unique_key, workspace_id, sending_since, turn_at,
             defects"
    );
    let settled = now - TimeDelta::seconds(config.slack.settle_seconds.into());
    let lease = TimeDelta::seconds(config.jobs.lease_seconds.into());
    let mut values: Vec<sea_orm::Value> = vec![(now + lease).into(), Uuid::now_v7().into(), now.into(), settled.into()];
    values.extend(busy.iter().map(|id| sea_orm::Value::from(id.0)));
    Statement::from_sql_and_values(backend, sql, values)
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
            Err(Failure::Lost)
        }
    }

    /// Like [`Claim::finish`], and no error when it is done already or lost.
    pub(crate) async fn settle(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        job::Entity::delete_many().filter(self.held()).exec(db).await.map(drop)
    }

    /// Say it directly before a call that must not be made twice. Fails, and then nothing may be sent, when another worker has taken the
    /// job over in the meantime. From here on whoever comes next waits until the call must have taken effect, and looks.
    pub(crate) async fn about_to_send(
        &self,
        db: &impl ConnectionTrait,
        now: DateTime<Utc>,
        config: &config::Jobs,
    ) -> Result<(), Failure> {
        let until = now + TimeDelta::seconds(config.lease_seconds.into());
        let marked = job::Entity::update_many()
            .col_expr(job::Column::SendingSince, Expr::value(Some(now)))
            .col_expr(job::Column::TurnAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(job::Column::LeasedUntil, Expr::value(Some(until)))
            .filter(self.held());
        match marked.exec(db).await?.rows_affected {
            1 => Ok(()),
            _ => Err(Failure::Lost),
        }
    }

    /// What became of the call is known, and written down where it belongs.
    pub(crate) async fn has_sent(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let known = job::Entity::update_many()
            .col_expr(job::Column::SendingSince, Expr::value(None::<DateTime<Utc>>))
            .filter(self.held());
        known.exec(db).await.map(drop)
    }

    /// Keeps a turn that was drawn.
    pub(crate) async fn keep_turn(&self, db: &impl ConnectionTrait, turn: DateTime<Utc>) -> Result<(), DbErr> {
        let kept = job::Entity::update_many()
            .col_expr(job::Column::TurnAt, Expr::value(Some(turn)))
            .filter(self.held());
        kept.exec(db).await.map(drop)
    }

    /// The worker is at it still.
    pub(super) async fn renew(&self, db: &impl ConnectionTrait, until: DateTime<Utc>) -> Result<(), DbErr> {
        let renewed = job::Entity::update_many()
            .col_expr(job::Column::LeasedUntil, Expr::value(Some(until)))
            .filter(self.held());
        renewed.exec(db).await.map(drop)
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
            Failure::Lost => Ok(()),
            Failure::Wait { after, .. } => {
                let pause = TimeDelta::from_std(*after).unwrap_or(TimeDelta::minutes(15));
                self.wait(db, Some((now, pause)), None).await
            }
            Failure::Retry { error, after }
                if now - self.created_at < TimeDelta::hours(config.give_up_hours.into()) =>
            {
                let pause = after.map_or_else(
                    || backoff(self.attempt, config),
                    |d| TimeDelta::from_std(d).unwrap_or(TimeDelta::minutes(15)),
                );
                self.wait(db, Some((now, pause)), Some(format!("{error:#}"))).await
            }
            Failure::Blocked { error, after } => {
                let pause = TimeDelta::from_std(*after).unwrap_or(TimeDelta::minutes(15));
                self.wait(db, Some((now, pause)), Some(format!("{error:#}"))).await
            }
            Failure::Defect(error) if self.defects + 1 < MOST_DEFECTS => {
                job::Entity::update_many()
                    .col_expr(job::Column::Defects, Expr::value(self.defects + 1))
                    .filter(self.held())
                    .exec(db)
                    .await?;
                let pause = backoff(self.defects + 1, config);
                self.wait(db, Some((now, pause)), Some(format!("{error:#}"))).await
            }
            Failure::Retry { error, .. } | Failure::GiveUp(error) | Failure::Defect(error) => {
                self.set_aside(db, JobState::Dead, error).await
            }
            Failure::Uncertain(error) => self.set_aside(db, JobState::Uncertain, error).await,
        }
    }

    async fn set_aside(&self, db: &impl ConnectionTrait, state: JobState, why: &anyhow::Error) -> Result<(), DbErr> {
        let aside = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(state))
            .col_expr(job::Column::LastError, Expr::value(Some(format!("{why:#}"))))
            .col_expr(job::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(job::Column::LeaseToken, Expr::value(None::<Uuid>))
            .filter(self.held());
        aside.exec(db).await.map(drop)
    }

    /// Back to the waiting ones; a newer one under the same key takes its place.
    async fn wait(
        &self,
        db: &impl ConnectionTrait,
        run_at: Option<(DateTime<Utc>, TimeDelta)>,
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
        if let Some((now, pause)) = run_at {
            ready = ready
                .col_expr(job::Column::RunAt, Expr::value(now + pause))
                .col_expr(job::Column::TimedAt, Expr::value(Some(now)));
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
    let running = job::Entity::find().filter(job::Column::State.eq(JobState::Running));
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
