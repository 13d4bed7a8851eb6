use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use portico_types::ids::JobId;
use tokio::{sync::Semaphore, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{Claim, Failure, Pool, queue};
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
    pools.spawn(recover(state, stop));
    while pools.join_next().await.is_some() {}
}

/// SQLite serves one process, so whoever held a job before this one started is dead: nobody need wait for the lease to end.
async fn free_all(state: &AppState) {
    let every_lease = TimeDelta::seconds(i64::from(state.config.jobs.lease_seconds) + 1);
    if let Err(err) = queue::recover(&state.db, state.clock.now() + every_lease).await {
        tracing::warn!(error = %err, "could not take up the jobs of the last process: {err}");
    }
}

/// The claims a pool is working on.
type InHand = Arc<Mutex<HashMap<JobId, Claim>>>;

async fn work_pool(state: Arc<AppState>, pool: Pool, stop: CancellationToken) {
    let slots = Arc::new(Semaphore::new(pool.size()));
    let in_hand = InHand::default();
    let mut news = state.live.work();
    while !stop.is_cancelled() {
        news.borrow_and_update();
        let lease = TimeDelta::seconds(state.config.jobs.lease_seconds.into());
        let claimed = match slots.available_permits() {
            0 => Vec::new(),
            free => scope::everything(queue::claim(&state.db, pool, free, state.clock.now(), lease))
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
            lock(&in_hand).insert(claim.id, claim.clone());
            let (state, in_hand) = (state.clone(), in_hand.clone());
            tokio::spawn(async move {
                run(&state, &claim).await;
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
        let left: Vec<Claim> = lock(&in_hand).values().cloned().collect();
        for claim in left {
            if let Err(err) = scope::of_account(claim.account_id, claim.hand_back(&state.db)).await {
                tracing::warn!(job.id = %claim.id, error = %err, "could not hand a job back: {err}");
            }
        }
    }
}

fn lock(in_hand: &InHand) -> std::sync::MutexGuard<'_, HashMap<JobId, Claim>> {
    in_hand.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn recover(state: Arc<AppState>, stop: CancellationToken) {
    let every = Duration::from_secs((u64::from(state.config.jobs.lease_seconds) / 6).max(1));
    loop {
        if let Err(err) = scope::everything(queue::recover(&state.db, state.clock.now())).await {
            tracing::warn!(error = %err, "could not look for jobs of dead workers: {err}");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(every) => {}
        }
    }
}

/// Runs one job and notes how it ended. A job that panics is a failure like any other.
async fn run(state: &Arc<AppState>, claim: &Claim) {
    let outcome = {
        let (state, claim) = (state.clone(), claim.clone());
        let task = tokio::spawn(async move { perform(&state, &claim).await });
        task.await.unwrap_or_else(|panic| {
            Err(Failure::Retry {
                error: anyhow::anyhow!("the job panicked: {panic}"),
                after: None,
            })
        })
    };
    let noted = match &outcome {
        Ok(()) => scope::of_account(claim.account_id, claim.settle(&state.db)).await,
        Err(failure) => {
            match failure {
                Failure::Retry { error, .. } => {
                    tracing::warn!(job.id = %claim.id, job.kind = claim.job.kind(), attempt = claim.attempt, "job failed: {error:#}");
                }
                Failure::GiveUp(error) => {
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
}

/// Runs everything that is due now, and what that makes due, one after the other. For tests, which own the time.
pub(crate) async fn run_due(state: &Arc<AppState>) -> anyhow::Result<usize> {
    let lease = TimeDelta::seconds(state.config.jobs.lease_seconds.into());
    let mut done = 0;
    loop {
        scope::everything(queue::recover(&state.db, state.clock.now())).await?;
        let mut claims = Vec::new();
        for pool in Pool::ALL {
            let some = queue::claim(&state.db, *pool, pool.size(), state.clock.now(), lease);
            claims.extend(scope::everything(some).await?);
        }
        if claims.is_empty() {
            return Ok(done);
        }
        for claim in claims {
            run(state, &claim).await;
            done += 1;
        }
    }
}
