//! The queue of things to do later, on the `jobs` table: enqueued in the transaction of the change that asks for them, claimed under a
//! lease, retried with back-off, set aside when hopeless.
//!
//! Jobs of one *lane* run one after the other in the order of `lane_seq`, which is the order of commits when it is drawn from the
//! ticket's own counter. A job set aside blocks its lane no longer. Every job may run twice: the lease can end while a slow worker still
//! works. Whoever must not act twice finishes the job in its own transaction ([`Claim::finish`]), which fails when the lease is lost.

mod kinds;
mod queue;
mod worker;

pub use kinds::{Job, Pool};
pub use queue::{Claim, NewJob, StoredJob, enqueue, list, retry};
pub(crate) use worker::{run_due, work};

use std::time::Duration;

/// Why a job did not succeed.
#[derive(Debug)]
pub enum Failure {
    /// Try again: later, or not before the time the other side asked for.
    Retry {
        error: anyhow::Error,
        after: Option<Duration>,
    },
    /// No use in trying again; a person must look at it.
    GiveUp(anyhow::Error),
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
