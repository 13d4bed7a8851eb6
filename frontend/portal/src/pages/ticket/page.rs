//! What the ticket's page knows, and how it keeps up.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::{Entry, Ticket};
use portico_types::tickets::{AuthorKind, TicketStatus};
use portico_ui::{announce, browser, toast_problem};

use crate::{api, messages};
use portico_ui::updates::{CatchUp, Changed, use_updates};

/// Marks the end of the conversation, to tell whether the reader sees it.
pub(super) const END: &str = "conversation-end";
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
    /// What came after this was new when the page was opened.
    pub(super) read_before: RwSignal<Option<i64>>,
    /// Replies that came in below while the reader was further up: the first one's `seq`, and how many.
    pub(super) unseen: RwSignal<Option<(i64, usize)>>,
    conversation_ready: RwSignal<bool>,
    /// What the server knows to be read.
    marked: StoredValue<i64>,
    catching_up: StoredValue<CatchUp>,
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
            read_before: RwSignal::default(),
            unseen: RwSignal::default(),
            conversation_ready: RwSignal::default(),
            marked: StoredValue::default(),
            catching_up: StoredValue::new(CatchUp::loading()),
        };
        page.load();
        use_updates(move |update| match update {
            Changed::Ticket(changed) if page.key.try_with_value(|key| *key == changed.key) != Some(true) => {}
            Changed::Ticket(changed) => page.changed(changed.from_seq),
            Changed::Everything => page.changed(0),
        });
        let listen = |name, react: fn(Self)| {
            let listener = window_event_listener_untyped(name, move |_| react(page));
            on_cleanup(move || listener.remove());
        };
        listen("focus", Self::mark_read);
        listen("scroll", Self::look);
        page
    }

    pub(super) fn is_ready(self) -> bool {
        self.conversation_ready.get() && self.ticket.with(Option::is_some)
    }

    pub(super) fn load(self) {
        self.problem.set(None);
        self.catching_up.set_value(CatchUp::loading());
        let key = self.key.get_value();
        spawn_local(async move {
            match api::tickets::get(&key).await {
                Ok(ticket) => {
                    self.read_before.try_set(Some(ticket.read_seq));
                    self.ticket.try_set(Some(ticket));
                    self.mark_read();
                }
                Err(problem) => {
                    self.problem.try_set(Some(problem));
                }
            }
        });
        let key = self.key.get_value();
        spawn_local(async move {
            match api::tickets::conversation(&key, None).await {
                Ok(conversation) => {
                    self.earlier.try_set(conversation.earlier_cursor);
                    self.entries.try_set(conversation.entries);
                    self.conversation_ready.try_set(true);
                    self.ask();
                    self.mark_read();
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

    /// Asks for what is new.
    pub(super) fn catch_up(self) {
        self.changed(i64::MAX);
    }

    /// Entries from this one on are new, or say something else now.
    fn changed(self, from: i64) {
        if self.catching_up.try_update_value(|it| it.changed(from)) == Some(true) {
            self.ask();
        }
    }

    fn ask(self) {
        spawn_local(async move {
            while let Some(from) = self.catching_up.try_update_value(CatchUp::next).flatten()
                && let Some(key) = self.key.try_get_value()
            {
                let after = self.before(from);
                let conversation = api::tickets::conversation_after(&key, after).await;
                // A change of priority alone leaves the ticket's other facts to be read too.
                let ticket = api::tickets::get(&key).await;
                match (conversation, ticket) {
                    (Ok(conversation), Ok(ticket)) => {
                        if conversation.entries.len() >= FULL {
                            self.changed(conversation.entries.last().map_or(from, |last| last.seq() + 1));
                        }
                        self.arrive(conversation.entries);
                        self.ticket.try_set(Some(ticket));
                    }
                    // Gone, or not ours any more.
                    (Err(problem), _) | (_, Err(problem)) if matches!(problem.status, 403 | 404) => {
                        self.conversation_ready.try_set(false);
                        self.problem.try_set(Some(problem));
                        return;
                    }
                    // The next change asks again, and so does the stream's reconnection.
                    _ => {
                        self.catching_up.try_update_value(|it| it.failed(from));
                        return;
                    }
                }
            }
        });
    }

    /// The entry after which to ask: nothing before what is shown, and everything behind it.
    fn before(self, from: i64) -> i64 {
        let first = self
            .entries
            .try_with_untracked(|entries| entries.first().map_or(1, Entry::seq));
        let first = first.unwrap_or(1);
        from.clamp(first, self.last_seq() + 1) - 1
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
        let last = self.last_seq();
        let replies: Vec<(i64, String)> = new
            .iter()
            .filter_map(|entry| match entry {
                Entry::Message(it) if it.seq > last && !it.author.me => Some((it.seq, it.author.name.clone())),
                _ => None,
            })
            .collect();
        if self.insert(new) == 0 {
            return;
        }
        if let Some((first, name)) = replies.first() {
            announce(messages::replied(name));
            if !at_end {
                self.unseen.try_update(|unseen| {
                    let (first, before) = unseen.unwrap_or((*first, 0));
                    *unseen = Some((first, before + replies.len()));
                });
            }
        }
        self.mark_read();
    }

    /// The reader has come to the end.
    fn look(self) {
        if self.unseen.try_with_untracked(Option::is_some) == Some(true) && sees_end() {
            self.unseen.set(None);
            self.mark_read();
        }
    }

    /// Tells the server how far was read. Not what came in below, nor while the window is hidden.
    fn mark_read(self) {
        let last = self.last_seq();
        let unread = self.marked.try_get_value().is_some_and(|marked| marked < last);
        let unseen = self.unseen.try_with_untracked(Option::is_some) != Some(false);
        // Not before it is known what was read: that is where the line *New* stands.
        let known = self.read_before.try_with_untracked(Option::is_some) == Some(true);
        if !unread || unseen || !known || document().hidden() {
            return;
        }
        self.marked.set_value(last);
        let key = self.key.get_value();
        spawn_local(async move {
            if api::tickets::mark_read(&key, last).await.is_err() {
                self.marked.try_set_value(0); // Tried again with the next occasion.
            }
        });
    }

    /// Shows the new status at once, and takes it back when the server refuses.
    pub(super) fn set_solved(self, solved: bool) {
        let before = self.ticket.get_untracked();
        let key = self.key.get_value();
        self.ticket.update(|ticket| {
            if let Some(ticket) = ticket {
                ticket.status = if solved {
                    TicketStatus::Solved
                } else {
                    TicketStatus::Open
                };
            }
        });
        spawn_local(async move {
            let answer = if solved {
                api::tickets::solve(&key).await
            } else {
                api::tickets::reopen(&key).await
            };
            match answer {
                Ok(ticket) => {
                    self.ticket.try_set(Some(ticket));
                    self.catch_up();
                }
                Err(problem) => {
                    self.ticket.try_set(before);
                    toast_problem(&problem);
                    self.catch_up(); // Somebody else may have been quicker.
                }
            }
        });
    }

    pub(super) fn status(self) -> Option<TicketStatus> {
        self.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.status))
    }
}

/// Whether the end of the conversation is in the window.
pub(super) fn sees_end() -> bool {
    let Some(end) = browser::element(END) else { return true };
    let height = window()
        .inner_height()
        .ok()
        .and_then(|it| it.as_f64())
        .unwrap_or_default();
    let scrolled = window().scroll_y().unwrap_or_default();
    f64::from(end.offset_top()) <= scrolled + height
}

/// Whether a person of the team wrote it.
pub(super) fn is_team(kind: AuthorKind) -> bool {
    kind == AuthorKind::Agent
}
