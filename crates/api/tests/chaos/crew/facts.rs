//! What was acknowledged, and so must hold for ever.

use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicUsize, Ordering},
};

use portico_types::{
    ids::AgentId,
    tickets::{TicketPriority, TicketStatus},
};

#[derive(Default)]
pub struct Facts {
    pub tickets: Mutex<Vec<Ticket>>,
    /// Messages and notes, whoever wrote them and wherever. Tickets' first messages are not among them.
    pub words: Mutex<Vec<Words>>,
    pub changes: Mutex<Vec<Changed>>,
    /// What was pressed and chosen in Slack, be it that nobody knows whether it arrived.
    pub attempts: Mutex<Vec<(Ticket, AgentId, What)>>,
    pub newcomers: Mutex<Vec<Newcomer>>,
    count: AtomicUsize,
}

#[derive(Clone, Debug)]
pub struct Ticket {
    pub key: String,
    /// In its title.
    pub mark: String,
    pub triage: &'static str,
    pub customers: &'static str,
}

/// Where something was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    Portal,
    Console,
    /// In a card's *Reply* modal.
    Modal,
    /// In a card's thread in triage, as the message at this `ts`.
    Thread(String),
}

impl Door {
    /// Whether it was acknowledged by an answer of ours.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Portal | Self::Console)
    }
}

#[derive(Clone, Debug)]
pub struct Words {
    pub ticket: Ticket,
    pub door: Door,
    pub note: bool,
    /// In its first version, and in every later one.
    pub mark: String,
    /// In its last version only, when it was changed.
    pub changed: Option<String>,
    pub taken_back: bool,
    /// The name and the bytes of the file that went with it.
    pub file: Option<(String, Vec<u8>)>,
}

impl Words {
    /// In its first version and in its last.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        [Some(&self.mark), self.changed.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }
}

/// What a ticket can be made to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Status(TicketStatus),
    Priority(TicketPriority),
    Assignee(AgentId),
}

/// Something that was acknowledged to be so.
#[derive(Clone)]
pub struct Changed {
    pub ticket: Ticket,
    pub what: What,
    /// The ticket's newest entry when it was so; unknown when Slack was told.
    pub newest: Option<Newest>,
}

/// An entry of a ticket, by the number that was told.
#[derive(Clone, Copy, Debug)]
pub enum Newest {
    /// To the team.
    Seq(i64),
    /// To a customer.
    PublicSeq(i64),
}

/// Somebody who signed in with a mail and was told that they are in.
#[derive(Clone)]
pub struct Newcomer {
    pub address: String,
    /// The refresh cookie they were given, if they got in.
    pub cookie: Option<String>,
    /// How many times they were told that a mail is on its way.
    pub asked: usize,
    /// How many times they showed what a mail brought.
    pub shown: usize,
}

impl Facts {
    /// A word that appears nowhere else.
    pub fn mark(&self) -> String {
        format!("mark{:06}k", self.count.fetch_add(1, Ordering::Relaxed))
    }

    /// How many writes the portal and the console have acknowledged.
    pub fn acknowledged(&self) -> usize {
        let words = locked(&self.words);
        let writes = words.iter().filter(|it| it.door.is_ours()).map(|it| {
            1 + usize::from(it.changed.is_some()) + usize::from(it.taken_back) + usize::from(it.file.is_some())
        });
        let writes: usize = writes.sum();
        let changes = locked(&self.changes).iter().filter(|it| it.newest.is_some()).count();
        let sign_ins = locked(&self.newcomers).iter().filter(|it| it.cookie.is_some()).count();
        locked(&self.tickets).len() + writes + changes + sign_ins
    }

    /// How much was written and done in Slack, tries that came to nothing included.
    pub fn in_slack(&self) -> usize {
        let done = locked(&self.attempts).len();
        locked(&self.words).iter().filter(|it| !it.door.is_ours()).count() + done
    }
}

pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nobody panicked")
}
