//! What the list shows, as the address says it.

use leptos_router::params::ParamsMap;
use portico_types::ids::{ContactId, FormId};
use portico_types::portal::TicketCounts;
use portico_types::tickets::{TicketPriority, TicketSort};
use portico_ui::api::Query;

use crate::messages;

/// In characters; the server takes no longer one.
pub(super) const LONGEST_SEARCH: usize = 200;
/// Whose tickets: the reader's own.
pub(super) const ME: &str = "me";

/// The tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Which {
    #[default]
    Open,
    Waiting,
    Solved,
    All,
}

impl Which {
    pub(super) const ALL: [Self; 4] = [Self::Open, Self::Waiting, Self::Solved, Self::All];

    const fn word(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Waiting => "waiting",
            Self::Solved => "solved",
            Self::All => "all",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Open => messages::tab_open(),
            Self::Waiting => messages::tab_waiting(),
            Self::Solved => messages::tab_solved(),
            Self::All => messages::tab_all(),
        }
    }

    /// As the server divides them (`TicketCounts`).
    const fn statuses(self) -> &'static str {
        match self {
            Self::Open => "open,in_progress,on_hold",
            Self::Waiting => "pending",
            Self::Solved => "solved,closed",
            Self::All => "",
        }
    }

    pub(super) const fn of(self, counts: &TicketCounts) -> i64 {
        match self {
            Self::Open => counts.open,
            Self::Waiting => counts.waiting,
            Self::Solved => counts.solved,
            Self::All => counts.all,
        }
    }
}

/// How long ago something may have happened last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Past {
    Day,
    Week,
    Month,
    Year,
}

impl Past {
    pub(super) const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Day => "1d",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Year => "365d",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Day => messages::past_day(),
            Self::Week => messages::past_week(),
            Self::Month => messages::past_month(),
            Self::Year => messages::past_year(),
        }
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    pub(super) const fn days(self) -> u16 {
        match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => 30,
            Self::Year => 365,
        }
    }

    fn since(self) -> String {
        let then = js_sys::Date::new_0().get_time() - f64::from(self.days()) * 86_400_000.0;
        js_sys::Date::new(&then.into()).to_iso_string().into()
    }
}

/// A time of a day of the reader's, as UTC; empty if that is no day. (A time without a zone is the reader's to the browser.)
fn moment(day: &str, time: &str) -> String {
    let moment = js_sys::Date::new(&format!("{day}T{time}").into());
    if day.len() != 10 || moment.get_time().is_nan() {
        return String::new();
    }
    moment.to_iso_string().into()
}

/// The last microsecond of a day of the reader's.
fn end(day: &str) -> String {
    moment(day, "23:59:59.999").replace('Z', "999Z")
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    pub(super) which: Which,
    pub(super) q: String,
    /// `me` or a colleague's id.
    pub(super) requester: Option<String>,
    pub(super) priority: Option<TicketPriority>,
    pub(super) form: Option<FormId>,
    pub(super) updated: Option<Past>,
    /// Days of the reader's (`2026-12-31`) from which and to which it may have happened, instead.
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    /// Only what there is news of.
    pub(super) unread: bool,
    pub(super) sort: Option<TicketSort>,
}

impl Filters {
    /// What cannot be read filters nothing: addresses are typed and shortened by people.
    pub(super) fn read(query: &ParamsMap) -> Self {
        let text = |name: &str| query.get(name).filter(|it| !it.is_empty());
        let day = |name: &str| text(name).filter(|it| !end(it).is_empty());
        Self {
            which: Which::ALL
                .into_iter()
                .find(|it| Some(it.word()) == query.get_str("tab"))
                .unwrap_or_default(),
            q: text("q").unwrap_or_default().chars().take(LONGEST_SEARCH).collect(),
            requester: text("requester").filter(|it| it == ME || it.parse::<ContactId>().is_ok()),
            priority: text("priority").and_then(|it| it.parse().ok()),
            form: text("form").and_then(|it| it.parse().ok()),
            updated: text("updated").and_then(|it| Past::read(&it)),
            from: day("from"),
            to: day("to"),
            unread: text("unread").is_some(),
            sort: text("sort").and_then(|it| it.parse().ok()),
        }
    }

    /// Whether the address holds something that filters nothing, because it cannot be read. In the module that comes later.
    pub(super) fn lose(&self, query: &ParamsMap) -> bool {
        let lost = |name: &str, read: bool| !read && query.get_str(name).is_some_and(|it| !it.is_empty());
        lost("requester", self.requester.is_some())
            || lost("priority", self.priority.is_some())
            || lost("form", self.form.is_some())
            || lost("updated", self.updated.is_some())
            || lost("from", self.from.is_some())
            || lost("to", self.to.is_some())
            || lost("sort", self.sort.is_some())
            || query.get_str("q").is_some_and(|it| it.chars().count() > LONGEST_SEARCH)
    }

    /// The address of this list.
    pub(super) fn href(&self) -> String {
        let text = |it: Option<String>| it.unwrap_or_default();
        Query::new()
            .with_some("tab", Some(self.which.word()))
            .with_some("q", Some(&self.q))
            .with_some("requester", self.requester.as_deref())
            .with_some("priority", Some(&text(self.priority.map(|it| it.to_string()))))
            .with_some("form", Some(&text(self.form.map(|it| it.to_string()))))
            .with_some("updated", self.updated.map(Past::word))
            .with_some("from", self.from.as_deref())
            .with_some("to", self.to.as_deref())
            .with_some("unread", self.unread.then_some("1"))
            .with_some("sort", Some(&text(self.sort.map(|it| it.to_string()))))
            .on("/")
    }

    /// What the server is asked. Reads the clock: make it once for all pages of a list.
    pub(super) fn query(&self) -> Query {
        let text = |it: Option<String>| it.unwrap_or_default();
        self.narrowing()
            .with_some("status", Some(self.which.statuses()))
            .with_some("sort", Some(&text(self.sort.map(|it| it.to_string()))))
    }

    /// The same without tab and order, for the counts on the tabs.
    pub(super) fn narrowing(&self) -> Query {
        let text = |it: Option<String>| it.unwrap_or_default();
        Query::new()
            .with_some("q", Some(&self.q))
            .with_some("requester", self.requester.as_deref())
            .with_some("priority", Some(&text(self.priority.map(|it| it.to_string()))))
            .with_some("form_id", Some(&text(self.form.map(|it| it.to_string()))))
            .with_some("updated_from", Some(&self.since()))
            .with_some("updated_to", Some(&text(self.to.as_deref().map(end))))
            .with_some("unread", self.unread.then_some("true"))
    }

    fn since(&self) -> String {
        let day = || self.from.as_deref().map(|day| moment(day, "00:00"));
        self.updated.map(Past::since).or_else(day).unwrap_or_default()
    }

    pub(super) fn is_filtered(&self) -> bool {
        *self != self.without_filters()
    }

    pub(super) fn without_times(self) -> Self {
        Self {
            updated: None,
            from: None,
            to: None,
            ..self
        }
    }

    /// The same tab in the same order.
    pub(super) fn without_filters(&self) -> Self {
        Self {
            which: self.which,
            sort: self.sort,
            ..Self::default()
        }
    }
}
