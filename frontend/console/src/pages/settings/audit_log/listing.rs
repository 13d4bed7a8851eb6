//! The rows of the log, page by page. Its filters are in the address.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use portico_types::Problem;
use portico_types::staff::{AuditAction, AuditActor, AuditEntry};
use portico_ui::api::Query;
use portico_ui::{announce, toast_problem};

use crate::address::Topic;
use crate::{api, messages};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    Loading,
    Problem(Problem),
    Empty,
    Ready,
}

#[derive(Clone, Copy)]
pub(super) struct Listing {
    /// Action and actor; empty for any.
    filters: Memo<(String, String)>,
    pub(super) entries: RwSignal<Vec<AuditEntry>>,
    pub(super) next: RwSignal<Option<String>>,
    pub(super) stage: RwSignal<Stage>,
    pub(super) loading_more: RwSignal<bool>,
    /// Entries of other filters are still shown.
    pub(super) stale: RwSignal<bool>,
    round: StoredValue<u32>,
    go: Callback<(String, String)>,
}

impl Listing {
    pub(super) fn new() -> Self {
        let query = use_query_map();
        let filters = Memo::new(move |_| {
            query.with(|query| {
                // Whatever else somebody types into the address means no filter.
                let action = query.get("action").filter(|it| it.parse::<AuditAction>().is_ok());
                let actor = query.get("actor").filter(|it| it.parse::<AuditActor>().is_ok());
                (action.unwrap_or_default(), actor.unwrap_or_default())
            })
        });
        let navigate = use_navigate();
        let go = Callback::new(move |(action, actor): (String, String)| {
            let query = Query::new()
                .with_some("action", Some(&action))
                .with_some("actor", Some(&actor));
            let options = NavigateOptions {
                resolve: false,
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&query.on(Topic::AuditLog.href()), options);
        });
        let listing = Self {
            filters,
            entries: RwSignal::default(),
            next: RwSignal::default(),
            stage: RwSignal::new(Stage::Loading),
            loading_more: RwSignal::default(),
            stale: RwSignal::default(),
            round: StoredValue::default(),
            go,
        };
        Effect::new(move || {
            filters.track();
            listing.load();
        });
        listing
    }

    pub(super) fn action(self) -> String {
        self.filters.with(|(action, _)| action.clone())
    }

    pub(super) fn actor(self) -> String {
        self.filters.with(|(_, actor)| actor.clone())
    }

    pub(super) fn is_filtered(self) -> bool {
        self.filters
            .with(|(action, actor)| !action.is_empty() || !actor.is_empty())
    }

    pub(super) fn choose_action(self, action: String) {
        self.go.run((action, untrack(|| self.actor())));
    }

    pub(super) fn choose_actor(self, actor: String) {
        self.go.run((untrack(|| self.action()), actor));
    }

    pub(super) fn clear(self) {
        self.go.run((String::new(), String::new()));
    }

    fn is_current(self, round: u32) -> bool {
        self.round.try_get_value() == Some(round)
    }

    pub(super) fn load(self) {
        let round = self.round.get_value() + 1;
        self.round.set_value(round);
        self.loading_more.set(false);
        match self.stage.get_untracked() {
            Stage::Ready | Stage::Empty => self.stale.set(true),
            Stage::Loading | Stage::Problem(_) => self.stage.set(Stage::Loading),
        }
        let (action, actor) = self.filters.get_untracked();
        spawn_local(async move {
            let page = api::audit_log::list(&action, &actor, None).await;
            if !self.is_current(round) {
                return;
            }
            self.stale.set(false);
            match page {
                Ok(page) => {
                    announce(messages::entries_shown(page.items.len(), page.next_cursor.is_some()));
                    let stage = if page.items.is_empty() {
                        Stage::Empty
                    } else {
                        Stage::Ready
                    };
                    self.entries.set(page.items);
                    self.next.set(page.next_cursor);
                    self.stage.set(stage);
                }
                Err(problem) => self.stage.set(Stage::Problem(problem)),
            }
        });
    }

    pub(super) fn load_more(self) {
        let Some(cursor) = self.next.get_untracked() else {
            return;
        };
        let round = self.round.get_value();
        let (action, actor) = self.filters.get_untracked();
        self.loading_more.set(true);
        spawn_local(async move {
            let page = api::audit_log::list(&action, &actor, Some(&cursor)).await;
            if !self.is_current(round) {
                return;
            }
            self.loading_more.set(false);
            match page {
                Ok(page) => {
                    announce(messages::entries_shown(page.items.len(), page.next_cursor.is_some()));
                    self.entries.update(|all| all.extend(page.items));
                    self.next.set(page.next_cursor);
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    }
}
