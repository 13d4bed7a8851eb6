//! Socket Mode: the app opens sockets, and what happens comes by those instead of by requests.
//!
//! An app may have several open; what happens is spread over them, and what one did not acknowledge comes again by the next.
//! [`line`](super::line) is one socket.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use super::{Slack, api::Args, locked, state::Result};

/// The sockets of all apps, at one address.
pub(crate) struct Sockets {
    address: SocketAddr,
    tickets: Mutex<HashMap<String, Ticket>>,
    open: Mutex<Vec<Line>>,
    /// Changes with each socket that opens or closes: how many are open.
    count: watch::Sender<usize>,
    opened: AtomicU64,
    answers: Mutex<HashMap<String, Awaited>>,
    /// How many acknowledgements are lost from now on, each with its socket.
    lost: AtomicUsize,
}

/// Lets one socket in.
pub(super) struct Ticket {
    /// The app's token, and its id.
    pub app: (String, String),
    at: Instant,
}

struct Line {
    id: u64,
    token: String,
    orders: mpsc::UnboundedSender<Order>,
}

struct Awaited {
    line: u64,
    answer: oneshot::Sender<Option<Value>>,
}

/// What a socket is to do.
pub(super) enum Order {
    Say(String),
    /// Says that it ends, and ends a moment later.
    Leave(&'static str),
    /// Neither says nor hears anything any more, and stays open.
    Hush,
    /// Is gone, without a word.
    Cut,
}

/// As Slack's.
const TICKET_LIFETIME: Duration = Duration::from_secs(30);

impl Sockets {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            tickets: Mutex::default(),
            open: Mutex::default(),
            count: watch::Sender::new(0),
            opened: AtomicU64::new(0),
            answers: Mutex::default(),
            lost: AtomicUsize::new(0),
        }
    }

    /// `apps.connections.open`.
    pub(super) fn connect(&self, slack: &Slack, args: &Args) -> Result<Value> {
        let token = args.token.as_deref().ok_or("not_authed")?;
        if !slack.knows(token) {
            return Err("invalid_auth".into());
        }
        let mode = locked(&slack.0.socket_mode).clone();
        let Some(of_app) = mode.token.filter(|it| it == token) else {
            return Err("not_allowed_token_type".into());
        };
        if !mode.on {
            return Err("socket_mode_disabled".into());
        }
        let ticket = uuid::Uuid::new_v4().to_string();
        let app = (of_app, slack.state().workspace.app.id.clone());
        let at = Instant::now();
        locked(&self.tickets).insert(ticket.clone(), Ticket { app, at });
        Ok(json!({"url": format!("ws://{}/link/?ticket={ticket}&app_id=sandbox", self.address)}))
    }

    /// Whoever opens a socket with this ticket, once.
    pub(super) fn admit(&self, ticket: &str) -> Option<Ticket> {
        let mut tickets = locked(&self.tickets);
        tickets.retain(|_, it| it.at.elapsed() < TICKET_LIFETIME);
        tickets.remove(ticket)
    }

    /// A socket is open. Returns its number, and how many its app has now.
    pub(super) fn begin(&self, token: &str, orders: mpsc::UnboundedSender<Order>) -> (u64, usize) {
        let id = self.opened.fetch_add(1, Ordering::Relaxed);
        let mut open = self.lines();
        open.push(Line {
            id,
            token: token.to_owned(),
            orders,
        });
        let count = open.iter().filter(|it| it.token == token).count();
        self.count.send_replace(open.len());
        (id, count)
    }

    /// A socket is gone; what it did not acknowledge, it never will.
    pub(super) fn end(&self, id: u64) {
        let mut open = self.lines();
        open.retain(|it| it.id != id);
        self.count.send_replace(open.len());
        drop(open);
        locked(&self.answers).retain(|_, it| it.line != id);
    }

    /// The app says something. Whether the socket may go on.
    pub(super) fn hear(&self, text: &str) -> bool {
        let said: Value = serde_json::from_str(text).unwrap_or_default();
        let id = said["envelope_id"].as_str().unwrap_or_default();
        let lose = |left: usize| left.checked_sub(1);
        if self
            .lost
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, lose)
            .is_ok()
        {
            return false;
        }
        if let Some(awaited) = locked(&self.answers).remove(id) {
            let payload = &said["payload"];
            let _ = awaited.answer.send((!payload.is_null()).then(|| payload.clone())); // Too late.
        }
        true
    }

    /// Says something by one of an app's sockets, each in its turn, and waits for the acknowledgement.
    async fn bring(&self, token: &str, mut envelope: Value, within: Duration) -> Result<Option<Value>, &'static str> {
        let mut count = self.count.subscribe();
        let has = |_: &usize| self.lines().iter().any(|it| it.token == token);
        timeout(within, count.wait_for(has))
            .await
            .map_err(|_| "no_socket")?
            .map_err(|_| "no_socket")?;
        let id = uuid::Uuid::new_v4().to_string();
        envelope["envelope_id"] = id.clone().into();
        let (answer, answered) = oneshot::channel();
        {
            let mut open = self.lines();
            let at = open.iter().position(|it| it.token == token).ok_or("no_socket")?;
            let line = open.remove(at);
            locked(&self.answers).insert(id.clone(), Awaited { line: line.id, answer });
            let _ = line.orders.send(Order::Say(envelope.to_string())); // Gone: its end forgets the answer.
            open.push(line);
        }
        let answer = timeout(within, answered).await;
        locked(&self.answers).remove(&id);
        answer.map_err(|_| "http_timeout")?.map_err(|_| "connection_failed")
    }

    fn order(&self, token: &str, order: impl Fn() -> Order) {
        for line in self.lines().iter().filter(|it| it.token == token) {
            let _ = line.orders.send(order()); // Gone already.
        }
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        locked(&self.open)
    }
}

/// Whether the app is reached by sockets: its app-level token, and the switch in its settings.
#[derive(Clone, Debug, Default)]
pub(super) struct SocketMode {
    pub token: Option<String>,
    pub on: bool,
}

impl Slack {
    /// Gives the app a token for sockets and switches Socket Mode on: no requests are sent any more.
    pub fn socket_mode_on(&self, app_token: &str) {
        *locked(&self.0.socket_mode) = SocketMode {
            token: Some(app_token.to_owned()),
            on: true,
        };
    }

    /// Switches Socket Mode off again: open sockets end, and requests are sent as before.
    pub fn socket_mode_off(&self) {
        let mut mode = locked(&self.0.socket_mode);
        mode.on = false;
        if let Some(token) = &mode.token {
            self.0.sockets.order(token, || Order::Leave("link_disabled"));
        }
    }

    /// Takes the app's token for sockets away; those that are open stay, as at Slack.
    pub fn revoke_app_token(&self) {
        locked(&self.0.socket_mode).token = None;
    }

    /// How many sockets of the app are open.
    pub fn open_sockets(&self) -> usize {
        let token = locked(&self.0.socket_mode).token.clone();
        let open = self.0.sockets.lines();
        open.iter().filter(|it| Some(&it.token) == token.as_ref()).count()
    }

    /// Waits until so many sockets of the app are open.
    ///
    /// # Panics
    /// When that takes longer than [`Options::patience`](crate::Options::patience).
    pub async fn until_sockets(&self, wanted: usize) {
        let mut count = self.0.sockets.count.subscribe();
        let open = async {
            while self.open_sockets() != wanted {
                // The sender lives in `self`.
                let _ = count.changed().await;
            }
        };
        let patience = self.0.manners.patience;
        let opened = timeout(patience, open).await;
        assert!(
            opened.is_ok(),
            "{} sockets are open after {patience:?}, and not {wanted}",
            self.open_sockets()
        );
    }

    /// How many sockets were ever opened, of whichever app.
    pub fn sockets_so_far(&self) -> u64 {
        self.0.sockets.opened.load(Ordering::Relaxed)
    }

    /// Asks for others in the place of those that are open, which end a moment later. Slack's reasons are `warning` and `refresh_requested`.
    pub fn refresh_sockets(&self, reason: &'static str) {
        self.order(|| Order::Leave(reason));
    }

    /// Cuts the app's sockets.
    pub fn cut_sockets(&self) {
        self.order(|| Order::Cut);
    }

    /// Lets the app's sockets fall silent: nothing comes and nothing is heard, and nobody says so.
    pub fn hush_sockets(&self) {
        self.order(|| Order::Hush);
    }

    /// Says something by one of the app's sockets, and waits until it is acknowledged.
    pub async fn say_by_socket(&self, kind: &str, payload: &Value) -> Result<Option<Value>, &'static str> {
        let envelope = json!({"type": kind, "payload": payload, "accepts_response_payload": kind != "events_api"});
        self.by_socket(envelope).await
    }

    /// The next so many acknowledgements are lost on their way, and their sockets with them.
    pub fn lose_acknowledgements(&self, count: usize) {
        self.0.sockets.lost.store(count, Ordering::Relaxed);
    }

    /// The app's token, when it is reached by sockets.
    pub(super) fn socket_token(&self) -> Option<String> {
        let mode = locked(&self.0.socket_mode);
        mode.token.clone().filter(|_| mode.on)
    }

    pub(super) async fn by_socket(&self, envelope: Value) -> Result<Option<Value>, &'static str> {
        let token = self.socket_token().ok_or("no_socket")?;
        let within = self.0.manners.answer_within;
        self.0.sockets.bring(&token, envelope, within).await
    }

    fn order(&self, order: impl Fn() -> Order) {
        if let Some(token) = &locked(&self.0.socket_mode).token {
            self.0.sockets.order(token, order);
        }
    }
}
