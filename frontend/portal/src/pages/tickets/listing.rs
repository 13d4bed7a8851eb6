//! The rows of the list and how they come and go.
//!
//! Three rules. Asked anew (filters, retry), the list is read from its top. Going back, it stands as it stood and is brought
//! up to date in place. A live update changes rows in place too and never adds, drops or moves one: what is new waits behind
//! a button, because somebody is reading.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::portal::{TicketCounts, TicketSummary};
use portico_types::{Page, Problem};
use portico_ui::announce;
use portico_ui::api::{Query, Result};

use super::filters::Filters;
use crate::{api, later, messages};
use portico_ui::updates::{Changed, use_updates};

const PAGE: usize = 25;
/// The most the server gives at once.
const MOST: usize = 100;
/// A reply is several changes; they come together.
const GATHER: Duration = Duration::from_millis(150);

#[derive(Clone)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) ticket: ArcRwSignal<TicketSummary>,
}

impl Row {
    fn new(ticket: TicketSummary) -> Self {
        Self {
            key: ticket.key.clone(),
            ticket: ArcRwSignal::new(ticket),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    Loading,
    Problem(Problem),
    Empty,
    Ready,
}

/// The list as it was left, for whoever comes back to it.
#[derive(Clone, Copy, Default)]
pub struct ListMemory {
    left: StoredValue<Option<Remembered>>,
    /// The address of the list that was shown last. Known before the list goes: the next page is built before.
    href: StoredValue<Option<String>>,
}

impl ListMemory {
    /// The address of the list that was left.
    pub fn href(self) -> String {
        self.href.get_value().unwrap_or_else(|| "/".to_owned())
    }
}

struct Remembered {
    filters: Filters,
    rows: Vec<Row>,
    next: Option<String>,
    counts: Option<TicketCounts>,
    scroll: f64,
}

/// Goes where a list with other filters is; `true` replaces the step in the browser's history.
pub(super) type Go = Callback<(Filters, bool)>;

/// The list that is shown.
#[derive(Clone, Copy)]
pub struct Listing {
    /// Somebody came back; and what was here is remembered.
    pub(super) came_back: bool,
    pub(super) restored: bool,
    pub(super) filters: Memo<Filters>,
    pub(super) go: Go,
    pub(super) rows: RwSignal<Vec<Row>>,
    /// Where the next page begins.
    pub(super) next: RwSignal<Option<String>>,
    pub(super) stage: RwSignal<Stage>,
    pub(super) counts: RwSignal<Option<TicketCounts>>,
    pub(super) loading_more: RwSignal<bool>,
    /// Keys of tickets that belong on top and are not in the rows.
    pub(super) news: RwSignal<Vec<String>>,
    /// Rows of other filters are still shown.
    stale: RwSignal<bool>,
    /// What the server was asked; the same for all pages.
    query: StoredValue<Query>,
    /// Answers to questions of an earlier round are not wanted any more.
    round: StoredValue<u32>,
    /// Changed since the last look, and whether a look is due.
    changed: StoredValue<Vec<String>>,
    due: StoredValue<bool>,
}

impl Listing {
    /// For the calling component: loads, listens, and remembers when it goes away.
    pub(super) fn new(filters: Memo<Filters>, go: Go, going_back: bool) -> Self {
        let mut listing = Self {
            came_back: going_back,
            restored: false,
            filters,
            go,
            rows: RwSignal::default(),
            next: RwSignal::default(),
            stage: RwSignal::new(Stage::Loading),
            counts: RwSignal::default(),
            loading_more: RwSignal::default(),
            news: RwSignal::default(),
            stale: RwSignal::default(),
            query: StoredValue::default(),
            round: StoredValue::default(),
            changed: StoredValue::default(),
            due: StoredValue::default(),
        };
        let memory: ListMemory = expect_context();
        let restored = going_back && listing.restore(memory);
        listing.restored = restored;
        Effect::new(move |before: Option<()>| {
            memory.href.set_value(Some(filters.with(Filters::href)));
            if before.is_none() && restored {
                later::run(move |parts| (parts.refresh)(listing));
            } else {
                listing.load();
            }
        });
        listing.remember_at_the_end(memory);
        use_updates(move |update| listing.hear(update));
        listing
    }

    /// How many there are on this tab, once known.
    pub(super) fn total(self) -> Option<i64> {
        let counts = self.counts.get();
        counts.map(|counts| self.filters.with(|it| it.which.of(&counts)))
    }

    pub(super) fn is_stale(self) -> bool {
        self.stale.get()
    }

    fn restore(self, memory: ListMemory) -> bool {
        let Some(remembered) = memory.left.try_update_value(Option::take).flatten() else {
            return false;
        };
        if self.filters.with_untracked(|filters| remembered.filters != *filters) {
            return false;
        }
        self.query.set_value(remembered.filters.query());
        self.stage.set(Stage::Ready);
        self.rows.set(remembered.rows);
        self.next.set(remembered.next);
        self.counts.set(remembered.counts);
        // The rows are in the page one frame from now.
        request_animation_frame(move || {
            request_animation_frame(move || window().scroll_to_with_x_and_y(0.0, remembered.scroll));
        });
        true
    }

    fn remember_at_the_end(self, memory: ListMemory) {
        // When the component goes, its rows are gone from the page and the window has scrolled.
        let scroll = StoredValue::new(0.0_f64);
        let listener = window_event_listener_untyped("scroll", move |_| {
            scroll.try_set_value(window().scroll_y().unwrap_or_default());
        });
        on_cleanup(move || {
            listener.remove();
            if self.stage.try_get_untracked() != Some(Stage::Ready) {
                return;
            }
            let remembered = Remembered {
                filters: self.filters.get_untracked(),
                rows: self.rows.get_untracked(),
                next: self.next.get_untracked(),
                counts: self.counts.get_untracked(),
                scroll: scroll.try_get_value().unwrap_or_default(),
            };
            memory.left.try_set_value(Some(remembered));
        });
    }

    /// Begins a round: whatever was asked before is not waited for.
    fn begin(self) -> u32 {
        self.round
            .try_update_value(|round| {
                *round += 1;
                *round
            })
            .unwrap_or_default()
    }

    fn is_current(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round)
    }

    /// Reads the list from its top.
    pub(super) fn load(self) {
        let round = self.begin();
        let query = self.filters.with_untracked(Filters::query);
        self.query.set_value(query.clone());
        self.news.set(Vec::new());
        self.changed.set_value(Vec::new());
        self.loading_more.set(false);
        // The old rows stay until there are new ones: less flicker than a skeleton for a few milliseconds.
        match self.stage.get_untracked() {
            Stage::Ready | Stage::Empty => self.stale.set(true),
            Stage::Loading | Stage::Problem(_) => self.stage.set(Stage::Loading),
        }
        spawn_local(async move {
            let page = api::tickets::list(&query, PAGE, None).await;
            if self.is_current(round) {
                self.show(page);
            }
        });
        // Behind the rows, which is what somebody waits for.
        later::after_painting(move || {
            if self.is_current(round) {
                self.count(round);
            }
        });
    }

    fn show(self, page: Result<Page<TicketSummary>>) {
        self.stale.set(false);
        match page {
            Ok(page) => {
                announce(messages::shown(page.items.len(), page.next_cursor.is_some()));
                let empty = page.items.is_empty();
                self.rows.set(page.items.into_iter().map(Row::new).collect());
                self.next.set(page.next_cursor);
                self.stage.set(if empty { Stage::Empty } else { Stage::Ready });
            }
            Err(problem) => self.stage.set(Stage::Problem(problem)),
        }
    }

    fn count(self, round: u32) {
        let query = self.filters.with_untracked(Filters::narrowing);
        spawn_local(async move {
            // Without counts the tabs still work.
            if let Ok(counts) = api::tickets::counts(&query).await
                && self.is_current(round)
            {
                self.counts.set(Some(counts));
            }
        });
    }

    pub(super) fn load_more(self) {
        let Some(cursor) = self.next.get_untracked() else {
            return;
        };
        let (round, query) = (self.round.get_value(), self.query.get_value());
        self.loading_more.set(true);
        spawn_local(async move {
            let page = api::tickets::list(&query, PAGE, Some(&cursor)).await;
            if !self.is_current(round) {
                return;
            }
            self.loading_more.set(false);
            match page {
                Ok(page) => {
                    announce(messages::shown(page.items.len(), page.next_cursor.is_some()));
                    self.next.set(page.next_cursor);
                    self.rows.update(|rows| {
                        // A ticket that sank since the first page comes again.
                        let new: Vec<Row> = page
                            .items
                            .into_iter()
                            .filter(|it| rows.iter().all(|row| row.key != it.key))
                            .map(Row::new)
                            .collect();
                        rows.extend(new);
                    });
                }
                Err(problem) => portico_ui::toast_problem(&problem),
            }
        });
    }

    fn hear(self, update: &Changed) {
        match update {
            Changed::Everything => later::run(move |parts| (parts.refresh)(self)),
            Changed::Ticket(changed) => {
                self.changed.update_value(|all| {
                    if !all.contains(&changed.key) {
                        all.push(changed.key.clone());
                    }
                });
                if self.due.try_update_value(|due| std::mem::replace(due, true)) == Some(false) {
                    set_timeout(
                        move || {
                            if self.due.try_set_value(false).is_none() {
                                later::run(move |parts| (parts.refresh)(self));
                            }
                        },
                        GATHER,
                    );
                }
            }
        }
    }

    /// Brings the shown rows up to date, each in its place. In the module that comes later.
    pub fn refresh(self) {
        // What could not be read is asked for again, too.
        if matches!(self.stage.get_untracked(), Stage::Empty | Stage::Problem(_)) {
            return self.load();
        }
        if self.stage.get_untracked() != Stage::Ready {
            return;
        }
        let (round, query) = (self.round.get_value(), self.query.get_value());
        let changed = self.changed.try_update_value(std::mem::take).unwrap_or_default();
        let limit = self.rows.with_untracked(Vec::len).clamp(PAGE, MOST);
        self.count(round);
        spawn_local(async move {
            let page = api::tickets::list(&query, limit, None).await;
            if !self.is_current(round) {
                return;
            }
            let page = match page {
                Ok(page) => page,
                // The right is gone.
                Err(problem) if problem.status == 403 => return self.stage.set(Stage::Problem(problem)),
                Err(_) => return, // The next update or reconnection asks again.
            };
            // Shown, changed, and not among what the list would show now: solved, say, in the tab of open ones.
            let gone: Vec<String> = changed
                .into_iter()
                .filter(|key| page.items.iter().all(|it| it.key != *key) && self.row(key).is_some())
                .collect();
            self.merge(page.items);
            for key in gone {
                if let Ok(Some(ticket)) = api::tickets::find(&key).await
                    && self.is_current(round)
                {
                    self.merge(vec![ticket]);
                }
            }
        });
    }

    fn row(self, key: &str) -> Option<ArcRwSignal<TicketSummary>> {
        self.rows
            .with_untracked(|rows| rows.iter().find(|row| row.key == key).map(|row| row.ticket.clone()))
    }

    fn merge(self, tickets: Vec<TicketSummary>) {
        let mut news = self.news.get_untracked();
        // What comes after the last row we have is the next page's, not news.
        let last = tickets.iter().rposition(|it| self.row(&it.key).is_some()).unwrap_or(0);
        let whole = self.next.with_untracked(Option::is_none);
        for (at, ticket) in tickets.into_iter().enumerate() {
            match self.row(&ticket.key) {
                Some(row) if *row.read_untracked() != ticket => row.set(ticket),
                Some(_) => {}
                None if news.contains(&ticket.key) || (at > last && !whole) => {}
                None => news.push(ticket.key),
            }
        }
        if self.news.with_untracked(|old| *old != news) {
            self.news.set(news);
        }
    }
}
