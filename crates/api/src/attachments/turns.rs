//! How many files may be on their way at once: each keeps a piece in memory. Nobody takes all turns, however many they ask for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use portico_types::ids::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::Uploader;
use crate::error::{Error, Result};

/// In a process.
const ALL: usize = 32;
/// One person's among these: as many connections as a browser opens to one server.
const OF_ONE: usize = 6;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(4);

pub(crate) struct Turns {
    all: Semaphore,
    own: Mutex<HashMap<(AccountId, Uuid), Arc<Semaphore>>>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            all: Semaphore::new(ALL),
            own: Mutex::default(),
        }
    }
}

/// A file may come in, until dropped.
pub(super) struct Turn<'a> {
    _own: OwnedSemaphorePermit,
    _all: SemaphorePermit<'a>,
}

impl Turns {
    pub(super) async fn next(&self, uploader: &Uploader) -> Result<Turn<'_>> {
        let own = self.own(uploader);
        let turn = async {
            let own = own.acquire_owned().await?;
            let all = self.all.acquire().await?;
            anyhow::Ok(Turn { _own: own, _all: all })
        };
        let busy = |_| Error::TooMany("Others are uploading; try again in a moment.").because("others_are_uploading");
        Ok(tokio::time::timeout(PATIENCE, turn).await.map_err(busy)??)
    }

    fn own(&self, uploader: &Uploader) -> Arc<Semaphore> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        own.retain(|_, turns| Arc::strong_count(turns) > 1); // Whoever has a turn or waits for one keeps it.
        let turns = own.entry((uploader.account_id, uploader.id));
        turns.or_insert_with(|| Arc::new(Semaphore::new(OF_ONE))).clone()
    }
}
