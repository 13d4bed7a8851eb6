//! What the ticket's page knows, and how it keeps up.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::followers::AddFollower;
use portico_types::portal::{Entry, Person, Ticket};
use portico_types::tickets::{AuthorKind, TicketStatus};
use portico_ui::{announce, browser, toast_problem};

use crate::{api, messages};
use portico_ui::entries::Entries;
use portico_ui::updates::{Changed, use_updates};

/// Marks the end of the conversation, to tell whether the reader sees it.
pub(super) const END: &str = "conversation-end";

/// An own message that is being changed. Not its card's to know: that is made anew when the message says something else.
#[derive(Clone)]
pub(super) struct Editing {
    pub(super) seq: i64,
    /// What it said when that began.
    pub(super) before: String,
    pub(super) typed: String,
    /// What of the text is selected, while it has the focus.
    pub(super) at: Option<(u32, u32)>,
}

#[derive(Clone, Copy)]
pub(super) struct Page {
    pub(super) key: StoredValue<String>,
    pub(super) ticket: RwSignal<Option<Ticket>>,
    pub(super) problem: RwSignal<Option<Problem>>,
    pub(super) entries: Entries<Entry>,
    /// Asks for what is before the first entry.
    pub(super) earlier: RwSignal<Option<String>>,
    /// What came after this was new when the page was opened.
    pub(super) read_before: RwSignal<Option<i64>>,
    /// Replies that came in below while the reader was further up: the first one's `seq`, and how many.
    pub(super) unseen: RwSignal<Option<(i64, usize)>>,
    pub(super) editing: RwSignal<Vec<Editing>>,
    conversation_ready: RwSignal<bool>,
    /// What the server knows to be read.
    marked: StoredValue<i64>,
    /// Whether it shall be solved, while the server is told.
    solving: StoredValue<Option<bool>>,
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
            read_before: RwSignal::default(),
            unseen: RwSignal::default(),
            editing: RwSignal::default(),
            conversation_ready: RwSignal::default(),
            marked: StoredValue::default(),
            solving: StoredValue::default(),
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
        self.entries.load_again();
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
                    self.entries.shown.try_set(conversation.entries);
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
                    self.entries.insert(conversation.entries);
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    }

    /// Prints all of it: what is not here yet is asked for before.
    pub(super) fn print(self) {
        let key = self.key.get_value();
        spawn_local(async move {
            while let Some(cursor) = self.earlier.try_get_untracked().flatten() {
                match api::tickets::conversation(&key, Some(&cursor)).await {
                    Ok(conversation) => {
                        self.earlier.try_set(conversation.earlier_cursor);
                        self.entries.insert(conversation.entries);
                    }
                    Err(problem) => return toast_problem(&problem),
                }
            }
            // Once it stands in the page.
            request_animation_frame(|| {
                request_animation_frame(|| {
                    let _ = window().print();
                });
            });
        });
    }

    /// Asks for what is new.
    pub(super) fn catch_up(self) {
        self.changed(i64::MAX);
    }

    /// Entries from this one on are new, or say something else now.
    pub(super) fn changed(self, from: i64) {
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
                        self.entries.failed(question);
                        return;
                    }
                }
            }
        });
    }

    fn arrive(self, new: Vec<Entry>) {
        let at_end = sees_end();
        let last = self.entries.last_seq();
        let replies: Vec<(i64, String)> = new
            .iter()
            .filter_map(|entry| match entry {
                Entry::Message(it) if it.seq > last && !it.author.me => Some((it.seq, it.author.name.clone())),
                _ => None,
            })
            .collect();
        if self.entries.insert(new) == 0 {
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
        let last = self.entries.last_seq();
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

    /// Shows the new status at once, and takes it back when the server refuses. Of two at once the server could hear in the wrong order: whoever
    /// changes their mind meanwhile is heard afterwards.
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
        let under_way = self.solving.try_update_value(|it| it.replace(solved)).flatten();
        if under_way.is_some() {
            return;
        }
        spawn_local(async move {
            let mut told = solved;
            let answer = loop {
                let answer = if told {
                    api::tickets::solve(&key).await
                } else {
                    api::tickets::reopen(&key).await
                };
                match self.solving.try_get_value().flatten() {
                    Some(wanted) if wanted != told && answer.is_ok() => told = wanted,
                    _ => break answer,
                }
            };
            self.solving.try_set_value(None);
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

    pub(super) fn set_followers(self, change: impl FnOnce(&mut Vec<Person>)) {
        self.ticket.try_update(|ticket| {
            if let Some(ticket) = ticket {
                change(&mut ticket.followers);
            }
        });
    }

    /// Why somebody was not added, whoever asked says where they asked.
    pub(super) async fn add_follower(self, who: &AddFollower) -> Result<(), Problem> {
        let key = self.key.get_value();
        let followers = api::followers::add(&key, who).await?;
        self.set_followers(|all| *all = followers);
        announce(messages::follower_added());
        Ok(())
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
