//! Workers: claim, carry out, and say what became of it. What a job does is its feature's (`app::perform`).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use portico_types::ids::{JobId, SlackWorkspaceId};
use sea_orm::DbErr;
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{Claim, Failure, Outcome, Pool, claiming, deferral, queue};
use crate::{
    app::{AppState, perform},
    db, scope,
};

/// Works until `stop`: each pool on its own. Jobs in hand at the stop are finished, or handed back after a moment.
pub(crate) async fn work(state: Arc<AppState>, stop: CancellationToken) {
    if !db::is_postgres(&state.db) {
        free_all(&state).await;
    }
    let mut pools = JoinSet::new();
    for pool in Pool::ALL {
        pools.spawn(work_pool(state.clone(), *pool, stop.clone()));
    }
    pools.spawn(recover(state.clone(), stop.clone()));
    pools.spawn(defer(state, stop));
    while pools.join_next().await.is_some() {}
}

/// SQLite serves one process, so whoever held a job before this one started is dead: nobody need wait for the lease to end.
async fn free_all(state: &AppState) {
    let freed = async { queue::free(&state.db, queue::held(&state.db).await?).await };
    if let Err(err) = freed.await {
        tracing::warn!(error = %err, "could not take up the jobs of the last process: {err}");
    }
}

/// Frees what dead workers held, and what a clock that was set back would hold up.
async fn free_ended(state: &AppState) -> Result<(), DbErr> {
    let lease = Duration::from_secs(state.config.jobs.lease_seconds.into());
    queue::mend_times(&state.db, state.clock.now()).await?;
    let held = queue::held(&state.db).await?;
    queue::free(&state.db, state.leases.ended(held, state.clock.elapsed(), lease)).await
}

/// The claims a pool is working on, each with since when.
type InHand = Arc<Mutex<HashMap<JobId, (Claim, Instant)>>>;

/// How many of a pool's slots each Slack workspace may have. Each has its share; one that did not answer several times in a row has one
/// slot to try whether it does again. Of the last slots nobody has more than one.
#[derive(Default)]
struct Shares(Mutex<HashMap<SlackWorkspaceId, u32>>);

/// So often a workspace does not answer before it loses its share.
const SILENT: u32 = 3;

impl Shares {
    /// How many jobs may be claimed so that no workspace gets more than its share, and the workspaces that have all of theirs.
    fn left(
        &self,
        in_hand: &HashMap<JobId, (Claim, Instant)>,
        pool: Pool,
        free: usize,
    ) -> (usize, Vec<SlackWorkspaceId>) {
        let beyond_spare = free.saturating_sub(pool.spare());
        let share = if beyond_spare == 0 { 1 } else { pool.share() };
        let silent = self.silent();
        let mut held: HashMap<SlackWorkspaceId, usize> = silent.keys().map(|id| (*id, 0)).collect();
        for id in in_hand.values().filter_map(|(claim, _)| claim.workspace_id) {
            *held.entry(id).or_default() += 1;
        }
        let (mut room, mut busy) = (share.min(beyond_spare.max(1)).min(free), Vec::new());
        for (id, count) in held {
            let share = match silent.get(&id) {
                Some(SILENT..) => 1,
                _ => share,
            };
            match share.saturating_sub(count) {
                0 => busy.push(id),
                left => room = room.min(left),
            }
        }
        (room, busy)
    }

    fn note(&self, claim: &Claim, outcome: &Outcome) {
        let Some(id) = claim.workspace_id else { return };
        match outcome {
            Err(Failure::Retry { after: None, .. }) => *self.silent().entry(id).or_default() += 1,
            Ok(()) => drop(self.silent().remove(&id)),
            Err(_) => {}
        }
    }

    fn silent(&self) -> std::sync::MutexGuard<'_, HashMap<SlackWorkspaceId, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn work_pool(state: Arc<AppState>, pool: Pool, stop: CancellationToken) {
    let slots = Arc::new(Semaphore::new(pool.size()));
    let in_hand = InHand::default();
    let shares = Arc::new(Shares::default());
    let renewing = tokio::spawn(renew(state.clone(), in_hand.clone()));
    let mut news = state.live.work();
    while !stop.is_cancelled() {
        news.borrow_and_update();
        let (room, busy) = shares.left(&lock(&in_hand), pool, slots.available_permits());
        let claimed = match room {
            0 => Vec::new(),
            free => scope::everything(claiming::claim(
                &state.db,
                pool,
                (free, &busy),
                state.clock.now(),
                &state.config,
            ))
            .await
            .unwrap_or_else(|err| {
                tracing::warn!(error = %err, "could not look for work: {err}");
                Vec::new()
            }),
        };
        let found = !claimed.is_empty();
        for claim in claimed {
            let Ok(slot) = slots.clone().acquire_owned().await else {
                return;
            };
            lock(&in_hand).insert(claim.id, (claim.clone(), Instant::now()));
            let (state, in_hand, shares) = (state.clone(), in_hand.clone(), shares.clone());
            tokio::spawn(async move {
                let outcome = run(&state, &claim).await;
                shares.note(&claim, &outcome);
                lock(&in_hand).remove(&claim.id);
                drop(slot);
                state.live.wake(); // The next of its lane may be due.
            });
        }
        if !found {
            let pause = Duration::from_millis(state.config.jobs.poll_ms);
            tokio::select! {
                () = stop.cancelled() => {}
                _ = news.changed() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }
    // Finish what is in hand, or hand it back after a moment.
    let grace = Duration::from_secs(state.config.server.shutdown_seconds.saturating_sub(2));
    let all = u32::try_from(pool.size()).unwrap_or(u32::MAX);
    if tokio::time::timeout(grace, slots.acquire_many(all)).await.is_err() {
        let left: Vec<Claim> = lock(&in_hand).values().map(|(claim, _)| claim.clone()).collect();
        for claim in left {
            if let Err(err) = scope::of_account(claim.account_id, claim.hand_back(&state.db)).await {
                tracing::warn!(job.id = %claim.id, error = %err, "could not hand a job back: {err}");
            }
        }
    }
    renewing.abort();
}

/// Whoever works longer than this on one job hangs, and loses it.
const LONGEST: Duration = Duration::from_mins(10);

/// Gives a sign of life for what is in hand, well before others take it for dead.
async fn renew(state: Arc<AppState>, in_hand: InHand) {
    let lease = state.config.jobs.lease_seconds;
    let every = Duration::from_secs((u64::from(lease) / 3).max(1));
    loop {
        tokio::time::sleep(every).await;
        let held: Vec<Claim> = {
            let all = lock(&in_hand);
            let at_work = all.values().filter(|(_, since)| since.elapsed() < LONGEST);
            at_work.map(|(claim, _)| claim.clone()).collect()
        };
        let until = state.clock.now() + TimeDelta::seconds(lease.into());
        for claim in held {
            if let Err(err) = scope::of_account(claim.account_id, claim.renew(&state.db, until)).await {
                tracing::warn!(job.id = %claim.id, error = %err, "could not renew a lease: {err}");
            }
        }
    }
}

fn lock(in_hand: &InHand) -> std::sync::MutexGuard<'_, HashMap<JobId, (Claim, Instant)>> {
    in_hand.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn recover(state: Arc<AppState>, stop: CancellationToken) {
    let every = Duration::from_secs((u64::from(state.config.jobs.lease_seconds) / 6).max(1));
    loop {
        if let Err(err) = scope::everything(free_ended(&state)).await {
            tracing::warn!(error = %err, "could not look for jobs of dead workers: {err}");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Puts what cannot run out of the way of those who look for work.
async fn defer(state: Arc<AppState>, stop: CancellationToken) {
    loop {
        let deferred = deferral::defer(&state.db, state.clock.now(), &state.config);
        if let Err(err) = scope::everything(deferred).await {
            tracing::warn!(error = %err, "could not put jobs off: {err}");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(deferral::EVERY) => {}
        }
    }
}

/// Runs one job and notes how it ended. A job that panics is a failure like any other.
async fn run(state: &Arc<AppState>, claim: &Claim) -> Outcome {
    let outcome = {
        let (state, claim) = (state.clone(), claim.clone());
        let task = tokio::spawn(async move { perform(&state, &claim).await });
        task.await
            .unwrap_or_else(|panic| Err(Failure::Defect(anyhow::anyhow!("the job panicked: {panic}"))))
    };
    let noted = match &outcome {
        Ok(()) => scope::of_account(claim.account_id, claim.settle(&state.db)).await,
        Err(failure) => {
            match failure {
                Failure::Retry { error, .. } | Failure::Blocked { error, .. } => {
                    tracing::warn!(job.id = %claim.id, job.kind = claim.job.kind(), attempt = claim.attempt, "job failed: {error:#}");
                }
                Failure::Wait { why, .. } => {
                    tracing::debug!(job.id = %claim.id, job.kind = claim.job.kind(), "job waits: {why}");
                }
                Failure::Defect(error) => {
                    tracing::error!(job.id = %claim.id, job.kind = claim.job.kind(), attempt = claim.attempt, "job is defect: {error:#}");
                }
                Failure::Lost => {
                    tracing::warn!(job.id = %claim.id, job.kind = claim.job.kind(), "another worker took this job over: nothing was done");
                }
                Failure::GiveUp(error) | Failure::Uncertain(error) => {
                    tracing::error!(job.id = %claim.id, job.kind = claim.job.kind(), attempt = claim.attempt, "job set aside: {error:#}");
                }
            }
            let failed = claim.failed(&state.db, failure, state.clock.now(), &state.config.jobs);
            scope::of_account(claim.account_id, failed).await
        }
    };
    if let Err(err) = noted {
        // The lease will end and somebody will try again.
        tracing::warn!(job.id = %claim.id, error = %err, "could not note how a job ended: {err}");
    }
    outcome
}

/// Runs everything that is due now, and what that makes due, one after the other. For tests, which own the time.
pub(crate) async fn run_due(state: &Arc<AppState>) -> anyhow::Result<usize> {
    let mut done = 0;
    loop {
        let claims = take_due(state).await?;
        if claims.is_empty() {
            return Ok(done);
        }
        for claim in claims {
            let _ = run(state, &claim).await; // It was noted.
            done += 1;
        }
    }
}

/// Claims everything that is due now.
pub(crate) async fn take_due(state: &Arc<AppState>) -> anyhow::Result<Vec<Claim>> {
    scope::everything(free_ended(state)).await?;
    scope::everything(deferral::defer(&state.db, state.clock.now(), &state.config)).await?;
    let mut claims = Vec::new();
    for pool in Pool::ALL {
        let some = claiming::claim(&state.db, *pool, (pool.size(), &[]), state.clock.now(), &state.config);
        claims.extend(scope::everything(some).await?);
    }
    Ok(claims)
}

/// Does what was [taken](take_due), however long ago.
pub(crate) async fn run_taken(state: &Arc<AppState>, claim: &Claim) {
    let _ = run(state, claim).await; // It was noted.
}
