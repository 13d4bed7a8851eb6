//! What the ticket's page knows, and how it keeps up.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{Entry, Ticket};
use portico_types::tickets::TicketStatus;
use portico_ui::{announce, browser, toast_problem};

use super::changes::Changes;
use crate::{api, messages};
use portico_ui::updates::{Changed, use_updates};

/// What scrolls.
pub(super) const THREAD: &str = "ticket-thread";
/// As many entries as are asked for at once.
const FULL: usize = 50;

#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) key: StoredValue<String>,
    pub(super) ticket: RwSignal<Option<Ticket>>,
    pub(super) problem: RwSignal<Option<Problem>>,
    /// In order, each once.
    pub(super) entries: RwSignal<Vec<Entry>>,
    /// Asks for what is before the first entry.
    pub(super) earlier: RwSignal<Option<String>>,
    /// Messages that came in below while the reader was further up.
    pub(super) unseen: RwSignal<usize>,
    pub(super) changes: Changes,
    /// The dialog that moves it.
    pub(super) moving: RwSignal<bool>,
    conversation_ready: RwSignal<bool>,
    /// Under way, and asked for again meanwhile.
    catching_up: StoredValue<(bool, bool)>,
    /// From where on to ask again, when not only for what is new.
    again_after: StoredValue<Option<i64>>,
}

impl Page {
    /// For the calling component: loads and listens.
    pub(super) fn open(key: &str) -> Self {
        let page = Self {
            key: StoredValue::new(key.to_owned()),
            ticket: RwSignal::default(),
            problem: RwSignal::default(),
            entries: RwSignal::default(),
            earlier: RwSignal::default(),
            unseen: RwSignal::default(),
            changes: Changes::default(),
            moving: RwSignal::default(),
            conversation_ready: RwSignal::default(),
            catching_up: StoredValue::default(),
            again_after: StoredValue::default(),
        };
        page.load();
        use_updates(move |update| match update {
            Changed::Ticket(changed) if page.key.try_with_value(|key| *key == changed.key) != Some(true) => {}
            Changed::Ticket(changed) if changed.last_seq > page.last_seq() => page.catch_up(),
            // Something older was edited or deleted, or may have been.
            _ => page.look_again(),
        });
        page
    }

    pub(super) fn is_ready(self) -> bool {
        self.conversation_ready.get() && self.ticket.with(Option::is_some)
    }

    pub(super) fn status(self) -> Option<TicketStatus> {
        self.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.status))
    }

    pub(super) fn load(self) {
        self.problem.set(None);
        spawn_local(async move {
            let key = self.key.get_value();
            match api::tickets::get(&key).await {
                Ok(ticket) => {
                    self.ticket.try_set(Some(ticket));
                }
                Err(problem) => {
                    self.problem.try_set(Some(problem));
                    return;
                }
            }
            match api::tickets::conversation(&key, None).await {
                Ok(conversation) => {
                    self.earlier.try_set(conversation.earlier_cursor);
                    self.entries.try_set(conversation.entries);
                    self.conversation_ready.try_set(true);
                    request_animation_frame(show_end);
                }
                Err(problem) => {
                    self.problem.try_set(Some(problem));
                }
            }
        });
    }

    pub(super) fn load_earlier(self) {
        let Some(cursor) = self.earlier.get_untracked() else {
            return;
        };
        let key = self.key.get_value();
        spawn_local(async move {
            match api::tickets::conversation(&key, Some(&cursor)).await {
                Ok(conversation) => {
                    self.earlier.try_set(conversation.earlier_cursor);
                    self.insert(conversation.entries);
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    }

    /// Asks for everything that is shown again, and what is new.
    fn look_again(self) {
        let first = self
            .entries
            .try_with_untracked(|entries| entries.first().map(Entry::seq))
            .flatten();
        self.again_after.try_set_value(first.map(|seq| seq - 1));
        self.catch_up();
    }

    /// Asks for what is new. Called as often as one likes: one question at a time, and one more if it was asked meanwhile.
    pub(super) fn catch_up(self) {
        let idle = self.catching_up.try_update_value(|(running, again)| {
            *again = *running;
            !std::mem::replace(running, true)
        });
        if idle != Some(true) {
            return;
        }
        spawn_local(async move {
            loop {
                let more = self.ask_for_news().await;
                let again = self.catching_up.try_update_value(|(running, again)| {
                    let again = std::mem::take(again) || more;
                    *running = again;
                    again
                });
                if again != Some(true) {
                    return;
                }
            }
        });
    }

    /// Says whether there may be another page of news.
    async fn ask_for_news(self) -> bool {
        let Some(key) = self.key.try_get_value() else {
            return false;
        };
        let after = self.ask_after();
        let conversation = api::tickets::conversation_after(&key, after).await;
        // A change of priority alone leaves the ticket's other facts to be read too.
        let ticket = api::tickets::get(&key).await;
        match (conversation, ticket) {
            (Ok(conversation), Ok(ticket)) => {
                let full = conversation.entries.len() >= FULL;
                self.go_on_behind(after, &conversation.entries, full);
                // What the agent has just chosen must not jump back until the server has answered.
                if self.changes.is_idle() {
                    self.ticket.try_set(Some(ticket));
                }
                self.arrive(conversation.entries);
                full
            }
            (Err(problem), _) | (_, Err(problem)) if problem.status == 404 => {
                self.conversation_ready.try_set(false);
                self.problem.try_set(Some(problem));
                false
            }
            _ => false, // The stream's reconnection asks again.
        }
    }

    /// What is shown again, or only what is new.
    fn ask_after(self) -> i64 {
        let again = self.again_after.try_update_value(Option::take).flatten();
        again.unwrap_or_else(|| self.last_seq())
    }

    /// What is asked for again may take several pages.
    fn go_on_behind(self, after: i64, got: &[Entry], more: bool) {
        let reached = got.last().map_or(after, Entry::seq);
        if more && reached < self.last_seq() {
            self.again_after
                .try_update_value(|again| *again = again.or(Some(reached)));
        }
    }

    fn last_seq(self) -> i64 {
        self.entries
            .try_with_untracked(|entries| entries.last().map_or(0, Entry::seq))
            .unwrap_or_default()
    }

    /// Puts entries where they belong, in place of what they said before. Says how many were not there yet.
    fn insert(self, new: Vec<Entry>) -> usize {
        let added = self.entries.try_update(|entries| {
            let before = entries.len();
            for entry in new {
                match entries.binary_search_by_key(&entry.seq(), Entry::seq) {
                    Ok(at) => entries[at] = entry,
                    Err(at) => entries.insert(at, entry),
                }
            }
            entries.len() - before
        });
        added.unwrap_or_default()
    }

    fn arrive(self, new: Vec<Entry>) {
        let at_end = sees_end();
        let mut own = false;
        let mut others = Vec::new();
        for entry in &new {
            match entry {
                Entry::Message(it) if it.author.me => own = true,
                Entry::Message(it) => others.push(it.author.name.clone()),
                Entry::Change(_) | Entry::Move(_) => {}
            }
        }
        if self.insert(new) == 0 {
            return;
        }
        if let Some(name) = others.first() {
            announce(messages::wrote(name));
        }
        if at_end || own {
            request_animation_frame(show_end);
        } else {
            self.unseen.try_update(|unseen| *unseen += others.len());
        }
    }

    /// The reader has scrolled.
    pub(super) fn look(self) {
        if self.unseen.get_untracked() > 0 && sees_end() {
            self.unseen.set(0);
        }
    }
}

/// Whether the end of the conversation is in sight. Where the whole page scrolls, it stays as it is.
fn sees_end() -> bool {
    browser::element(THREAD).is_none_or(|it| it.scroll_top() + it.client_height() >= it.scroll_height() - 48)
}

pub(super) fn show_end() {
    if let Some(thread) = browser::element(THREAD) {
        thread.set_scroll_top(thread.scroll_height());
    }
}
