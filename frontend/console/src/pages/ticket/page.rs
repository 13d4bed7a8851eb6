//! What the ticket's page knows, and how it keeps up.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{Entry, Ticket};
use portico_types::tickets::TicketStatus;
use portico_ui::{announce, browser, toast_problem};

use super::changes::Changes;
use crate::{api, messages};
use portico_ui::entries::Entries;
use portico_ui::updates::{Changed, use_updates};

/// What scrolls.
pub(super) const THREAD: &str = "ticket-thread";

#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) key: StoredValue<String>,
    pub(super) ticket: RwSignal<Option<Ticket>>,
    pub(super) problem: RwSignal<Option<Problem>>,
    pub(super) entries: Entries<Entry>,
    /// Asks for what is before the first entry.
    pub(super) earlier: RwSignal<Option<String>>,
    /// Messages that came in below while the reader was further up.
    pub(super) unseen: RwSignal<usize>,
    pub(super) changes: Changes,
    /// The dialog that moves it.
    pub(super) moving: RwSignal<bool>,
    /// The dialog that corrects what was filled in.
    pub(super) correcting: RwSignal<bool>,
    /// The dialog that says who follows it.
    pub(super) followers: RwSignal<bool>,
    conversation_ready: RwSignal<bool>,
}

impl Page {
    /// For the calling component: loads and listens.
    pub(super) fn open(key: &str) -> Self {
        let page = Self {
            key: StoredValue::new(key.to_owned()),
            ticket: RwSignal::default(),
            problem: RwSignal::default(),
            entries: Entries::loading(Entry::seq),
            earlier: RwSignal::default(),
            unseen: RwSignal::default(),
            changes: Changes::default(),
            moving: RwSignal::default(),
            correcting: RwSignal::default(),
            followers: RwSignal::default(),
            conversation_ready: RwSignal::default(),
        };
        page.load();
        use_updates(move |update| match update {
            Changed::Ticket(changed) if page.key.try_with_value(|key| *key == changed.key) != Some(true) => {}
            Changed::Ticket(changed) => page.changed(changed.from_seq),
            Changed::Everything => page.changed(0),
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
        self.entries.load_again();
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
                    self.entries.shown.try_set(conversation.entries);
                    self.conversation_ready.try_set(true);
                    self.ask();
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
                    self.entries.insert(conversation.entries);
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    }

    /// Asks for what is new.
    pub(super) fn catch_up(self) {
        self.changed(i64::MAX);
    }

    /// Entries from this one on are new, or say something else now.
    fn changed(self, from: i64) {
        if self.entries.changed(from) {
            self.ask();
        }
    }

    fn ask(self) {
        spawn_local(async move {
            while let Some(question) = self.entries.next()
                && let Some(key) = self.key.try_get_value()
            {
                let conversation = api::tickets::conversation_after(&key, question.after).await;
                // A change of priority alone leaves the ticket's other facts to be read too.
                let ticket = api::tickets::get(&key).await;
                match (conversation, ticket) {
                    (Ok(conversation), Ok(ticket)) => {
                        self.entries.answered(question, &conversation.entries);
                        // What the agent has just chosen must not jump back until the server has answered.
                        if self.changes.is_idle() {
                            self.ticket.try_set(Some(ticket));
                        }
                        self.arrive(conversation.entries);
                    }
                    (Err(problem), _) | (_, Err(problem)) if problem.status == 404 => {
                        self.conversation_ready.try_set(false);
                        self.problem.try_set(Some(problem));
                        return;
                    }
                    // The next change asks again, and so does the stream's reconnection.
                    _ => {
                        self.entries.failed(question);
                        return;
                    }
                }
            }
        });
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
        if self.entries.insert(new) == 0 {
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
