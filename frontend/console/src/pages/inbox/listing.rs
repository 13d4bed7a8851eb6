//! The rows of the inbox and how they come and go.
//!
//! An inbox is worked from its top, so live updates bring new tickets in and let solved ones go. A row that stays is the same
//! element, so that it keeps its focus.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::TicketSummary;
use portico_ui::api::Query;
use portico_ui::{announce, toast_problem};

use super::filters::Filters;
use crate::{api, messages};
use portico_ui::updates::use_updates;

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

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    Loading,
    Problem(Problem),
    Empty,
    Ready,
}

#[derive(Clone, Copy)]
pub(super) struct Listing {
    filters: Memo<Filters>,
    pub(super) rows: RwSignal<Vec<Row>>,
    /// Where the next page begins.
    pub(super) next: RwSignal<Option<String>>,
    pub(super) stage: RwSignal<Stage>,
    pub(super) loading_more: RwSignal<bool>,
    /// Rows of other filters are still shown.
    pub(super) stale: RwSignal<bool>,
    /// What the server was asked; the same for all pages.
    query: StoredValue<Query>,
    /// Answers to questions of an earlier round are not wanted any more.
    round: StoredValue<u32>,
    due: StoredValue<bool>,
}

impl Listing {
    /// For the calling component: loads whenever the filters change, and listens.
    pub(super) fn new(filters: Memo<Filters>) -> Self {
        let listing = Self {
            filters,
            rows: RwSignal::default(),
            next: RwSignal::default(),
            stage: RwSignal::new(Stage::Loading),
            loading_more: RwSignal::default(),
            stale: RwSignal::default(),
            query: StoredValue::default(),
            round: StoredValue::default(),
            due: StoredValue::default(),
        };
        Effect::new(move || {
            filters.track();
            listing.load();
        });
        use_updates(move |_| listing.refresh_soon());
        listing
    }

    /// Begins a round: whatever was asked before is not waited for.
    fn begin(self) -> u32 {
        let next = self.round.try_update_value(|round| {
            *round += 1;
            *round
        });
        next.unwrap_or_default()
    }

    fn is_current(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round)
    }

    /// Reads the list from its top.
    pub(super) fn load(self) {
        let round = self.begin();
        let query = self.filters.with_untracked(Filters::query);
        self.query.set_value(query.clone());
        self.loading_more.set(false);
        // The old rows stay until there are new ones: less flicker than a skeleton for a few milliseconds.
        match self.stage.get_untracked() {
            Stage::Ready | Stage::Empty => self.stale.set(true),
            Stage::Loading | Stage::Problem(_) => self.stage.set(Stage::Loading),
        }
        spawn_local(async move {
            let page = api::tickets::list(&query, PAGE, None).await;
            if !self.is_current(round) {
                return;
            }
            self.stale.set(false);
            match page {
                Ok(page) => {
                    announce(messages::shown(page.items.len(), page.next_cursor.is_some()));
                    self.show(page.items, page.next_cursor);
                }
                Err(problem) => self.stage.set(Stage::Problem(problem)),
            }
        });
    }

    /// Puts tickets into the rows, those that were there into their own.
    fn show(self, tickets: Vec<TicketSummary>, next: Option<String>) {
        let old = self.rows.get_untracked();
        let row = |ticket: TicketSummary| {
            let key = ticket.key.clone();
            match old.iter().find(|row| row.key == key) {
                Some(row) => {
                    if *row.ticket.read_untracked() != ticket {
                        row.ticket.set(ticket);
                    }
                    row.clone()
                }
                None => Row {
                    key,
                    ticket: ArcRwSignal::new(ticket),
                },
            }
        };
        let rows: Vec<Row> = tickets.into_iter().map(row).collect();
        let stage = if rows.is_empty() { Stage::Empty } else { Stage::Ready };
        self.rows.set(rows);
        self.next.set(next);
        if self.stage.with_untracked(|it| *it != stage) {
            self.stage.set(stage);
        }
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
                    let mut tickets: Vec<_> = self
                        .rows
                        .with_untracked(|rows| rows.iter().map(|row| row.ticket.get_untracked()).collect());
                    // A ticket that sank since the first page comes again.
                    tickets.retain(|it: &TicketSummary| page.items.iter().all(|new| new.key != it.key));
                    tickets.extend(page.items);
                    self.show(tickets, page.next_cursor);
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    }

    fn refresh_soon(self) {
        if self.due.try_update_value(|due| std::mem::replace(due, true)) == Some(false) {
            set_timeout(
                move || {
                    if self.due.try_set_value(false).is_none() {
                        self.refresh();
                    }
                },
                GATHER,
            );
        }
    }

    /// Brings the rows up to date, as many as there are.
    fn refresh(self) {
        if matches!(self.stage.get_untracked(), Stage::Loading | Stage::Problem(_)) {
            return self.load();
        }
        let (round, query) = (self.round.get_value(), self.query.get_value());
        let shown = self.rows.with_untracked(Vec::len);
        spawn_local(async move {
            let Ok(page) = api::tickets::list(&query, shown.clamp(PAGE, MOST), None).await else {
                return; // The next update or reconnection asks again.
            };
            if !self.is_current(round) || self.loading_more.get_untracked() {
                return;
            }
            // Further down than one answer reaches, rows stay as they are.
            let mut tickets = page.items;
            let mut next = page.next_cursor;
            if shown > MOST {
                let below = self
                    .rows
                    .get_untracked()
                    .into_iter()
                    .map(|row| row.ticket.get_untracked());
                let below: Vec<_> = below.filter(|it| tickets.iter().all(|new| new.key != it.key)).collect();
                tickets.extend(below);
                next = self.next.get_untracked();
            }
            self.show(tickets, next);
        });
    }
}
