//! Which tickets the list shows, as the address says it.

use leptos_router::params::ParamsMap;
use portico_types::staff::TicketCounts;
use portico_types::tickets::{TicketPriority, TicketSort, TicketStatus};
use portico_ui::api::Query;

use crate::address::HOME;
use crate::messages;

/// The views every agent has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) enum View {
    Mine,
    Mentions,
    Unassigned,
    #[default]
    Unsolved,
    All,
}

impl View {
    pub(super) const ALL: [Self; 5] = [Self::Mine, Self::Mentions, Self::Unassigned, Self::Unsolved, Self::All];

    const fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Mentions => "mentions",
            Self::Unassigned => "unassigned",
            Self::Unsolved => "",
            Self::All => "all",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Mine => messages::VIEW_MINE,
            Self::Mentions => messages::VIEW_MENTIONS,
            Self::Unassigned => messages::VIEW_UNASSIGNED,
            Self::Unsolved => messages::VIEW_UNSOLVED,
            Self::All => messages::VIEW_ALL,
        }
    }

    pub(super) const fn count(self, counts: &TicketCounts) -> Option<i64> {
        match self {
            Self::Mine => Some(counts.mine),
            Self::Mentions => Some(counts.mentioning),
            Self::Unassigned => Some(counts.unassigned),
            Self::Unsolved => Some(counts.unsolved),
            Self::All => None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) struct Filters {
    pub(super) view: View,
    pub(super) customer: Option<String>,
    pub(super) collection: Option<String>,
    pub(super) status: Option<TicketStatus>,
    pub(super) priority: Option<TicketPriority>,
    pub(super) sort: Option<TicketSort>,
    pub(super) q: String,
}

impl Filters {
    /// What cannot be read filters nothing: addresses are typed and shortened by people.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).filter(|it| !it.is_empty());
        Self {
            view: View::ALL
                .into_iter()
                .find(|it| Some(it.word()) == query.get_str("view"))
                .unwrap_or_default(),
            customer: text("customer"),
            collection: text("collection"),
            status: text("status").and_then(|it| it.parse().ok()),
            priority: text("priority").and_then(|it| it.parse().ok()),
            sort: text("sort").and_then(|it| it.parse().ok()),
            q: text("q").unwrap_or_default(),
        }
    }

    pub(super) fn of_view(view: View) -> Self {
        Self {
            view,
            ..Self::default()
        }
    }

    /// The address of the list.
    pub(in crate::pages) fn href(&self) -> String {
        self.on(HOME)
    }

    /// The address of a ticket beside this list.
    pub(super) fn ticket_href(&self, key: &str) -> String {
        self.on(&format!("/console/tickets/{key}"))
    }

    fn on(&self, path: &str) -> String {
        Query::new()
            .with_some("view", Some(self.view.word()))
            .with_some("customer", self.customer.as_deref())
            .with_some("collection", self.collection.as_deref())
            .with_some("status", self.status.map(TicketStatus::as_str))
            .with_some("priority", self.priority.map(TicketPriority::as_str))
            .with_some("sort", self.sort.map(TicketSort::as_str))
            .with_some("q", Some(&self.q))
            .on(path)
    }

    /// What the server is asked.
    pub(super) fn query(&self) -> Query {
        let statuses = match (self.status, self.view) {
            (Some(status), _) => status.as_str().to_owned(),
            (None, View::All) => String::new(),
            (None, _) => TicketStatus::UNSOLVED
                .iter()
                .map(|it| it.as_str())
                .collect::<Vec<_>>()
                .join(","),
        };
        let assignee = match self.view {
            View::Mine => Some("me"),
            View::Unassigned => Some("none"),
            View::Mentions | View::Unsolved | View::All => None,
        };
        let mentions = (self.view == View::Mentions).then_some("me");
        Query::new()
            .with_some("status", Some(&statuses))
            .with_some("assignee", assignee)
            .with_some("mentions", mentions)
            .with_some("customer_id", self.customer.as_deref())
            .with_some("collection_id", self.collection.as_deref())
            .with_some("priority", self.priority.map(TicketPriority::as_str))
            .with_some("sort", self.sort.map(TicketSort::as_str))
            .with_some("q", Some(&self.q))
    }

    /// Narrowed further than a view or a customer does.
    pub(super) fn is_narrowed(&self) -> bool {
        self.status.is_some() || self.priority.is_some() || !self.q.is_empty()
    }

    pub(super) fn widened(&self) -> Self {
        Self {
            status: None,
            priority: None,
            q: String::new(),
            ..self.clone()
        }
    }
}
