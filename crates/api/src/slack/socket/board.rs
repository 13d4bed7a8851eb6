//! How each socket of this process is.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use portico_types::staff::{Remedy, SlackSocket, SlackSocketState};

use super::Whose;

/// What this process knows of its sockets.
#[derive(Default)]
pub(crate) struct Sockets(Mutex<HashMap<Whose, SlackSocket>>);

impl Sockets {
    /// How a socket is that there should be.
    pub(in crate::slack) fn of(&self, whose: Whose, now: DateTime<Utc>) -> SlackSocket {
        self.all().get(&whose).cloned().unwrap_or(SlackSocket {
            state: SlackSocketState::Opening,
            since: now,
            last_error: None,
            advice: None,
        })
    }

    pub(super) fn opened(&self, whose: Whose, now: DateTime<Utc>) {
        let before = self.of(whose, now);
        let socket = SlackSocket {
            state: SlackSocketState::Open,
            since: if before.state == SlackSocketState::Open {
                before.since
            } else {
                now
            },
            last_error: before.last_error,
            advice: None,
        };
        self.all().insert(whose, socket);
    }

    /// It is not open, and why. With a remedy somebody must mend it.
    pub(super) fn failed(&self, whose: Whose, now: DateTime<Utc>, error: String, remedy: Option<Remedy>) {
        let state = match remedy {
            Some(_) => SlackSocketState::Refused,
            None => SlackSocketState::Broken,
        };
        let before = self.of(whose, now);
        let socket = SlackSocket {
            state,
            since: if before.state == state { before.since } else { now },
            last_error: Some(error),
            advice: remedy.map(Into::into),
        };
        self.all().insert(whose, socket);
    }

    pub(super) fn forget(&self, whose: Whose) {
        self.all().remove(&whose);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Whose, SlackSocket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
