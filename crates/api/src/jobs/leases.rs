//! Which leases have ended: judged by how long one was seen unchanged, not by anybody's idea of the time of day. A process whose clock is
//! wrong takes nothing from others that live.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use portico_types::ids::{AccountId, JobId};
use uuid::Uuid;

use crate::entity::job;

/// A job under a lease: each claim has a token of its own, each renewal another end.
type Seen = (AccountId, JobId, Option<Uuid>, Option<DateTime<Utc>>);

/// The leases this process has seen, each with since when.
#[derive(Default)]
pub(crate) struct Leases(Mutex<HashMap<Seen, Duration>>);

impl Leases {
    /// Notes what is held now, and returns those that stayed the same for a whole `lease`. `elapsed` never goes back.
    pub(super) fn ended(&self, held: Vec<job::Model>, elapsed: Duration, lease: Duration) -> Vec<job::Model> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *seen);
        let ended = |row: &job::Model| {
            let key = (row.account_id, row.id, row.lease_token, row.leased_until);
            let since = before.get(&key).copied().unwrap_or(elapsed);
            seen.insert(key, since);
            elapsed.saturating_sub(since) >= lease
        };
        held.into_iter().filter(ended).collect()
    }
}
