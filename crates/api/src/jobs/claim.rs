//! A job in the hands of a worker, and what becomes of it: finished, marked before it sends, tried again, set aside.

use chrono::{DateTime, TimeDelta, Utc};
use portico_types::ids::{AccountId, JobId, SlackWorkspaceId};
use rand::RngExt;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Failure, Job, deferral, queue::waiting};
use crate::{
    config,
    entity::{JobState, job},
};

/// So often a job may show a mistake of ours before a person must look.
const MOST_DEFECTS: i32 = 8;

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
    pub(super) defects: i32,
    pub(super) token: Uuid,
    pub(super) unique_key: Option<String>,
    pub(super) lane: Option<String>,
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
        match self.delete(db).await? {
            1 => Ok(()),
            _ => Err(Failure::Lost),
        }
    }

    async fn delete(&self, db: &impl ConnectionTrait) -> Result<u64, DbErr> {
        let deleted = job::Entity::delete_many().filter(self.held()).exec(db).await?;
        self.let_the_next(db, deleted.rows_affected).await
    }

    /// This job is out of the way, if it was ours to take away: the next of its lane need not wait.
    async fn let_the_next(&self, db: &impl ConnectionTrait, gone: u64) -> Result<u64, DbErr> {
        if let (Some(lane), 1..) = (&self.lane, gone) {
            deferral::next_in(db, lane).await?;
        }
        Ok(gone)
    }

    /// Sets the job aside for a person: call it in the transaction that tells people why, and return [`Failure::GiveUp`] afterwards. Fails
    /// like [`Claim::finish`].
    pub(crate) async fn give_up(&self, db: &impl ConnectionTrait, why: &anyhow::Error) -> Result<(), Failure> {
        match self.set_aside(db, JobState::Dead, why).await? {
            1 => Ok(()),
            _ => Err(Failure::Lost),
        }
    }

    /// Like [`Claim::finish`], and no error when it is done already or lost.
    pub(crate) async fn settle(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        self.delete(db).await.map(drop)
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
                self.set_aside(db, JobState::Dead, error).await.map(drop)
            }
            Failure::Uncertain(error) => self.set_aside(db, JobState::Uncertain, error).await.map(drop),
        }
    }

    async fn set_aside(&self, db: &impl ConnectionTrait, state: JobState, why: &anyhow::Error) -> Result<u64, DbErr> {
        let aside = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(state))
            .col_expr(job::Column::LastError, Expr::value(Some(format!("{why:#}"))))
            .col_expr(job::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(job::Column::LeaseToken, Expr::value(None::<Uuid>))
            .filter(self.held());
        let gone = aside.exec(db).await?.rows_affected;
        self.let_the_next(db, gone).await
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
