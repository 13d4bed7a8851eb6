//! How many exports may be under way.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use portico_types::ids::{AccountId, ContactId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    auth::Contact,
    error::{Error, Result},
};

/// Exports under way. One a person; and of all of them only some are with the database at a time, so that the others do not run out of
/// connections.
pub(crate) struct Exports {
    turns: Arc<Semaphore>,
    running: Arc<Mutex<HashSet<Who>>>,
}

type Who = (AccountId, ContactId);

/// How long an export waits for its turn.
const TURN: Duration = Duration::from_secs(4);

impl Exports {
    pub(crate) fn new(connections: u32) -> Self {
        Self {
            turns: Arc::new(Semaphore::new((connections / 4).max(1) as usize)),
            running: Arc::default(),
        }
    }

    /// Begins one, unless this person has one under way here.
    pub(super) fn begin(&self, contact: &Contact) -> Result<Running> {
        let who = (contact.account_id, contact.id);
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if !running.insert(who) {
            return Err(Error::TooMany("One export at a time; yours is under way still.").because("export_under_way"));
        }
        Ok(Running {
            who,
            all: self.running.clone(),
        })
    }

    /// Leave to ask the database for the next part. To be dropped before anything is sent: a reader may take as long as they like.
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(TURN, self.turns.clone().acquire_owned()).await;
        let busy = |_| Error::TooMany("Others are exporting; try again in a moment.").because("others_are_exporting");
        Ok(turn.map_err(busy)?.map_err(anyhow::Error::from)?)
    }

    /// The same for what nobody waits for.
    pub(super) async fn next_turn(&self) -> Result<OwnedSemaphorePermit> {
        Ok(self.turns.clone().acquire_owned().await.map_err(anyhow::Error::from)?)
    }
}

/// An export under way, until dropped.
pub(super) struct Running {
    who: Who,
    all: Arc<Mutex<HashSet<Who>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(&self.who);
    }
}
