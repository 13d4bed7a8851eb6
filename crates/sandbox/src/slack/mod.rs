//! A Slack workspace: people and an app write in its channels, the app hears of it by signed events.
//!
//! [`Slack`] is the handle for tests and for the control interface; `api/` is what the app calls. Both change the same
//! [`state`], which knows the events a change causes; [`events`] and [`interactions`] bring these to the app.
//! Several workspaces are several of these ([`teams`]); [`oauth`] lets the app in; [`sockets`] are the app's own.
//! Left out: threads' read marks, unfurling, search, and everything that Portico does not use.

mod act;
mod api;
mod block_checks;
mod blocks;
mod events;
mod interactions;
mod line;
mod model;
mod oauth;
mod page;
mod people;
mod rich_text;
mod sockets;
mod state;
mod teams;
mod text;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tokio::{
    runtime::Handle,
    sync::{mpsc, watch},
    time::timeout,
};

pub(crate) use act::Act;
pub(crate) use api::configure as configure_api;
pub use events::{Delivery, DeliveryKind, signature};
pub use interactions::Submission;
pub(crate) use line::serve as serve_sockets;
pub use model::{App, Channel, ChannelKind, Edited, Ephemeral, File, Message, Reaction, Team, User, View, Workspace};
pub(crate) use oauth::agree;
pub(crate) use page::configure as configure_page;
pub(crate) use sockets::Sockets;
pub use state::Refusal;
pub(crate) use state::State;
pub(crate) use teams::Teams;
pub use text::{escape, unescape};

use crate::{Changes, faults::Faults};

/// A call of the Web API, for assertions.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Such as `chat.postMessage`.
    pub method: String,
    /// As they arrived, JSON in forms parsed; never the token.
    pub args: Value,
    /// What the app was told, or would have been had a fault not kept it back.
    pub answer: Value,
    /// The HTTP status; absent when the connection was closed instead.
    pub status: Option<u16>,
    /// When it arrived.
    pub at: DateTime<Utc>,
}

/// How this workspace deals with the app.
#[derive(Clone, Debug)]
pub(crate) struct Manners {
    pub bot_token: String,
    pub signing_secret: String,
    pub retry_delays: [Duration; 3],
    pub answer_within: Duration,
    pub trigger_lifetime: Duration,
    pub patience: Duration,
}

/// The fake workspace. Cheap to clone.
#[derive(Clone)]
pub struct Slack(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    manners: Manners,
    faults: Arc<Faults>,
    changes: Changes,
    addresses: Mutex<Addresses>,
    /// Of all workspaces.
    sockets: Arc<Sockets>,
    socket_mode: Mutex<sockets::SocketMode>,
    calls: Mutex<Vec<Call>>,
    deliveries: Mutex<Vec<Delivery>>,
    queue: mpsc::UnboundedSender<events::Parcel>,
    /// How many deliveries are neither done nor given up.
    pending: watch::Sender<usize>,
    client: reqwest::Client,
    /// Handlers run on threads of their own, deliveries always where the sandbox was started.
    runtime: Handle,
    /// Whether the tokens it gives out end.
    rotates: AtomicBool,
    /// Calls that a fault delays right now.
    waiting: AtomicUsize,
}

/// Where the app listens.
#[derive(Clone, Debug, Default)]
struct Addresses {
    events: Option<String>,
    interactions: Option<String>,
}

/// So that a sandbox that runs for days does not fill the memory.
const MOST_RECORDS: usize = 20_000;

impl Slack {
    pub(crate) fn start(
        state: State,
        manners: Manners,
        faults: Arc<Faults>,
        changes: Changes,
        sockets: Arc<Sockets>,
    ) -> anyhow::Result<Self> {
        let (queue, parcels) = mpsc::unbounded_channel();
        let slack = Self(Arc::new(Inner {
            state: Mutex::new(state),
            client: events::client(manners.answer_within)?,
            manners,
            faults,
            changes,
            addresses: Mutex::default(),
            sockets,
            socket_mode: Mutex::default(),
            calls: Mutex::default(),
            deliveries: Mutex::default(),
            queue,
            pending: watch::Sender::new(0),
            runtime: Handle::current(),
            rotates: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
        }));
        tokio::spawn(events::deliver(Arc::downgrade(&slack.0), parcels));
        Ok(slack)
    }

    /// Tells the workspace where the app listens. Before that, events go nowhere.
    pub fn connect_app(&self, events_url: &str, interactions_url: &str) {
        *locked(&self.0.addresses) = Addresses {
            events: Some(events_url.to_owned()),
            interactions: Some(interactions_url.to_owned()),
        };
    }

    /// What goes wrong in this workspace.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    /// The secret that signs what this workspace sends to the app.
    pub fn signing_secret(&self) -> &str {
        &self.0.manners.signing_secret
    }

    /// From now on, tokens end twelve hours after they were given out.
    pub fn rotate_tokens(&self) {
        self.0.rotates.store(true, Ordering::Relaxed);
    }

    /// How many calls a fault delays right now.
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }

    fn rotates(&self) -> bool {
        self.0.rotates.load(Ordering::Relaxed)
    }

    /// Whether a token is, or was, this workspace's.
    fn knows(&self, token: &str) -> bool {
        self.0.manners.bot_token == token
            || locked(&self.0.socket_mode).token.as_deref() == Some(token)
            || self.state().tokens.iter().any(|it| it.access == token)
    }

    /// Every call of the Web API so far, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        locked(&self.0.calls).clone()
    }

    /// The calls of one method so far, oldest first.
    pub fn calls_of(&self, method: &str) -> Vec<Call> {
        locked(&self.0.calls)
            .iter()
            .filter(|call| call.method == method)
            .cloned()
            .collect()
    }

    /// Every attempt to bring an event or an interaction to the app, oldest first.
    pub fn deliveries(&self) -> Vec<Delivery> {
        locked(&self.0.deliveries).clone()
    }

    /// Waits until every event and interaction was delivered or given up, retries included. Held events keep it waiting, but not for ever.
    ///
    /// # Panics
    /// When nothing was delivered or given up for longer than all tries of one event take.
    pub async fn settled(&self) {
        if let Err(why) = self.settles().await {
            panic!("{why}");
        }
    }

    /// The same, and in words what keeps it waiting.
    pub(crate) async fn settles(&self) -> Result<(), String> {
        let manners = &self.0.manners;
        let one = manners.retry_delays.iter().sum::<Duration>() + 4 * manners.answer_within + manners.patience;
        let mut pending = self.0.pending.subscribe();
        loop {
            let left = *pending.borrow_and_update();
            if left == 0 {
                return Ok(());
            }
            if timeout(one, pending.changed()).await.is_err() {
                return Err(format!(
                    "{left} events or interactions are on their way, and for {one:?} none has arrived: are they held?"
                ));
            }
        }
    }

    /// Everything as JSON, for a look and for the data file.
    pub(crate) fn snapshot(&self) -> Value {
        serde_json::to_value(&*self.state()).unwrap_or_default()
    }

    /// Puts another state in the place of this one and forgets all calls and deliveries.
    pub(crate) fn reset(&self, mut state: State) {
        let mut current = self.state();
        state.base_url.clone_from(&current.base_url);
        *current = state;
        drop(current);
        locked(&self.0.calls).clear();
        locked(&self.0.deliveries).clear();
        self.cut_sockets();
        *locked(&self.0.socket_mode) = sockets::SocketMode::default();
        self.0.changes.note();
    }

    /// Changes the state and hands over the events in the order in which they happened.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        let result = change(&mut state);
        for outgoing in std::mem::take(&mut state.outgoing) {
            self.dispatch(&state, outgoing);
        }
        drop(state);
        self.0.changes.note();
        result
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.0.state)
    }

    fn record(&self, call: Call) {
        push(&mut locked(&self.0.calls), call);
    }
}

fn push<T>(records: &mut Vec<T>, record: T) {
    if records.len() >= MOST_RECORDS {
        records.remove(0);
    }
    records.push(record);
}

/// A panic elsewhere must not hide behind a second one here.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
