//! The queue of things to do later, on the `jobs` table: enqueued in the transaction of the change that asks for them, claimed under a
//! lease, retried with back-off, set aside when hopeless.
//!
//! Jobs of one *lane* run one after the other in the order of `lane_seq`, which is the order of commits when it is drawn from the
//! ticket's own counter. A job set aside blocks its lane no longer, unless what follows cannot be without it (a card). Every job may run
//! twice: the lease can end while a slow worker still works. Whoever must not act twice finishes the job in its own transaction
//! ([`Claim::finish`]), which fails when the lease is lost; or, where the act is a call to somebody who knows no transactions, says so
//! directly before it ([`Claim::about_to_send`]), which fails alike and makes whoever comes next wait and look.

mod claim;
mod claiming;
mod deferral;
mod kinds;
mod leases;
#[cfg(test)]
mod plans;
mod queue;
mod stored;
mod worker;

pub use claim::Claim;
pub(crate) use deferral::{look_again, next_in};
pub(crate) use kinds::of_slack;
pub use kinds::{Job, Occasion, Pool};
pub(crate) use leases::Leases;
pub use queue::{NewJob, enqueue};
pub(crate) use queue::{put_off, waiting};
pub use stored::{StoredJob, list, retry};
pub(crate) use stored::{find_uncertain, resolve};
pub(crate) use worker::{run_due, run_taken, take_due, work};

use std::time::Duration;

/// Why a job did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// Try again: later, or not before the time the other side asked for.
    Retry {
        error: anyhow::Error,
        after: Option<Duration>,
    },
    /// Nothing went wrong, it is not its turn yet. No job is given up for waiting.
    Wait { why: String, after: Duration },
    /// Somebody must mend something elsewhere first, however long that takes: tried again now and then, and never given up.
    Blocked { error: anyhow::Error, after: Duration },
    /// No use in trying again; a person must look at it.
    GiveUp(anyhow::Error),
    /// An earlier try may have taken effect, and nobody can be asked: a person must look and say (`portico jobs resolve`).
    Uncertain(anyhow::Error),
    /// A mistake of ours. Another process may be of a release that does better, so some tries are made.
    Defect(anyhow::Error),
    /// Another worker has taken the job over. Nothing was done, and nothing is to be noted.
    Lost,
}

impl Failure {
    pub fn give_up(why: impl Into<String>) -> Self {
        Self::GiveUp(anyhow::anyhow!(why.into()))
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Retry {
            error: error.into(),
            after: None,
        }
    }
}

pub type Outcome = Result<(), Failure>;
