//! Live updates: who listens hears that a ticket changed, and asks for it again. An announcement is a hint and carries no content, so
//! losing one costs a delay and never a fact; browsers also ask again whenever they reconnect.
//!
//! Within the process a broadcast channel; between processes on PostgreSQL LISTEN/NOTIFY, sent after the commit and gathered, because
//! NOTIFY inside a transaction serialises all commits of the server. What a process could not send before it died is lost to the others'
//! open streams until the ticket's next change.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use portico_types::ids::{AccountId, ContactId, CustomerId, TicketId};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc, watch};
use uuid::Uuid;

/// Something on a ticket changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    pub account_id: AccountId,
    pub ticket_id: TicketId,
    pub customer_id: CustomerId,
    pub requester_id: ContactId,
    pub number: i64,
    /// The first entry that is new, or says something else now.
    pub from_seq: i64,
    /// The ticket's newest entry.
    pub last_seq: i64,
    /// The first of the changed ones that customers see, by their numbers.
    pub public_from_seq: i64,
    /// The newest that customers see, by their numbers.
    pub last_public_seq: i64,
    /// Whether contacts may hear of it; a note is the agents' alone.
    pub public: bool,
}

/// What those who listen hear.
#[derive(Clone, Debug)]
pub enum News {
    Changed(Announcement),
    /// The connection to the other processes was lost for a moment: ask for everything again.
    Missed,
}

/// Where announcements meet those who listen. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    here: broadcast::Sender<News>,
    elsewhere: Option<mpsc::UnboundedSender<Announcement>>,
    work: watch::Sender<()>,
    /// Open streams by person.
    seats: Arc<Mutex<HashMap<Uuid, usize>>>,
}

/// Open streams one person may have. Each asks the database for its reader's rights every few seconds, and a browser opens few.
const SEATS: usize = 32;

/// One person's open stream; free again when dropped.
pub(crate) struct Seat {
    person: Uuid,
    seats: Arc<Mutex<HashMap<Uuid, usize>>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        match seats.get_mut(&self.person) {
            Some(taken) if *taken > 1 => *taken -= 1,
            _ => drop(seats.remove(&self.person)),
        }
    }
}

const CHANNEL: &str = "portico";

#[derive(Serialize, Deserialize)]
struct Envelope {
    /// The sending process, which has already told its own listeners.
    from: Uuid,
    what: Vec<Announcement>,
}

impl Hub {
    /// On PostgreSQL also starts the tasks that speak with other processes; they end with the last hub.
    pub fn start(db: &DatabaseConnection) -> Self {
        let (here, _) = broadcast::channel(1024);
        let (work, _) = watch::channel(());
        let mut hub = Self {
            here,
            elsewhere: None,
            work,
            seats: Arc::default(),
        };
        if db.get_database_backend() == DbBackend::Postgres {
            let me = Uuid::now_v7();
            let (elsewhere, queue) = mpsc::unbounded_channel();
            tokio::spawn(send(db.clone(), me, queue));
            tokio::spawn(listen(db.clone(), me, hub.here.clone(), hub.work.clone()));
            hub.elsewhere = Some(elsewhere);
        }
        hub
    }

    /// Hears everything from now on, of every account: the caller filters. A slow reader misses some and is told so.
    pub fn subscribe(&self) -> broadcast::Receiver<News> {
        self.here.subscribe()
    }

    /// Room for one more stream of this person's, if there is any.
    pub(crate) fn seat(&self, person: Uuid) -> Option<Seat> {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.entry(person).or_default();
        if *taken >= SEATS {
            return None;
        }
        *taken += 1;
        Some(Seat {
            person,
            seats: self.seats.clone(),
        })
    }

    /// A write has committed: wake the workers, tell the listeners.
    pub(crate) fn committed(&self, announced: Vec<Announcement>) {
        self.wake();
        for what in announced {
            if let Some(elsewhere) = &self.elsewhere {
                let _ = elsewhere.send(what.clone()); // Only fails while the process ends.
            }
            let _ = self.here.send(News::Changed(what)); // Fails when nobody listens.
        }
    }

    /// There may be work to do.
    pub(crate) fn wake(&self) {
        self.work.send_replace(());
    }

    /// Changes whenever there may be work to do.
    pub(crate) fn work(&self) -> watch::Receiver<()> {
        self.work.subscribe()
    }
}

async fn send(db: DatabaseConnection, me: Uuid, mut queue: mpsc::UnboundedReceiver<Announcement>) {
    let mut what = Vec::new();
    // NOTIFY takes at most 8000 bytes; 16 announcements stay well below.
    while queue.recv_many(&mut what, 16).await > 0 {
        let Ok(text) = serde_json::to_string(&Envelope {
            from: me,
            what: std::mem::take(&mut what),
        }) else {
            continue;
        };
        let notify = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_notify($1, $2)",
            [CHANNEL.into(), text.into()],
        );
        if let Err(err) = db.execute_raw(notify).await {
            tracing::warn!(error = %err, "could not tell other processes of a change: {err}");
        }
    }
}

async fn listen(db: DatabaseConnection, me: Uuid, here: broadcast::Sender<News>, work: watch::Sender<()>) {
    let pool = db.get_postgres_connection_pool().clone();
    drop(db);
    let mut missed = false;
    while let Err(err) = listen_once(&pool, me, &here, &work, missed).await {
        missed = true;
        tracing::warn!(error = %err, "lost the connection that hears of changes elsewhere: {err}");
        if pool.is_closed() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen_once(
    pool: &sqlx::PgPool,
    me: Uuid,
    here: &broadcast::Sender<News>,
    work: &watch::Sender<()>,
    missed: bool,
) -> Result<(), sqlx::Error> {
    let mut listener = sqlx::postgres::PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    if missed {
        work.send_replace(());
        let _ = here.send(News::Missed);
    }
    loop {
        // `recv` would connect again by itself and not say so.
        let heard = listener.try_recv().await?.ok_or(sqlx::Error::PoolClosed)?;
        let Ok(envelope) = serde_json::from_str::<Envelope>(heard.payload()) else {
            continue;
        };
        if envelope.from != me {
            work.send_replace(());
            for what in envelope.what {
                let _ = here.send(News::Changed(what));
            }
        }
    }
}
