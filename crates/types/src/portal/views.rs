//! Lists that contacts keep under a name.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    ids::{ContactId, FormId, SavedViewId},
    problem,
    tickets::{TicketPriority, TicketSort},
    word::word,
};

/// The longest name of a view.
pub const VIEW_NAME_MAX: usize = 60;

word! {
    /// The tabs of the list.
    pub enum TicketTab {
        Open = "open",
        /// Pending: it waits for the customer.
        Waiting = "waiting",
        /// Solved and closed.
        Solved = "solved",
        All = "all",
    }
}

/// What the list is narrowed to, in the list's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::ViewFilters))]
#[serde(deny_unknown_fields)]
pub struct ViewFilters {
    pub tab: TicketTab,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `me` or a colleague's id. `me` is whoever looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<TicketPriority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_id: Option<FormId>,
    /// What happened in so many days until whoever looks does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_days: Option<u16>,
    /// Or what happened from this day on, by the clock of whoever looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_from: Option<NaiveDate>,
    /// Or until this day, which counts whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_to: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<TicketSort>,
}

impl ViewFilters {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.q.as_ref().is_some_and(|q| q.contains('\0')) {
            errors.push(FieldError::new("filters.q", "Remove the zero character").with_code("zero_character"));
        } else if self.q.as_ref().is_some_and(|q| q.chars().count() > 200) {
            errors.push(
                FieldError::new("filters.q", "Search for at most 200 characters")
                    .with_code("search_too_long")
                    .with_limit(200),
            );
        }
        let known = |it: &String| it == "me" || it.parse::<ContactId>().is_ok();
        if self.requester.as_ref().is_some_and(|it| !known(it)) {
            let error = FieldError::new("filters.requester", "Say `me` or a colleague's id");
            errors.push(error.with_code("unknown_id"));
        }
        if self.updated_days.is_some_and(|days| days == 0 || days > 3660) {
            let error = FieldError::new("filters.updated_days", "Look back 1 to 3660 days");
            errors.push(error.with_code("too_far_back").with_limit(3660));
        }
        let days = [self.updated_from, self.updated_to];
        if self.updated_days.is_some() && days.iter().any(Option::is_some) {
            let error = FieldError::new("filters.updated_days", "Look back so many days, or name days");
            errors.push(error.with_code("days_or_span"));
        }
        if days.iter().flatten().any(|day| !(1970..10_000).contains(&day.year()))
            || matches!(days, [Some(from), Some(to)] if to < from)
        {
            let error = FieldError::new("filters.updated_to", "Name days of this age, the first one first");
            errors.push(error.with_code("wrong_days"));
        }
    }
}

/// A view: one's own, or one that a colleague shares with the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::SavedView))]
pub struct SavedView {
    pub id: SavedViewId,
    pub name: String,
    pub shared: bool,
    pub filters: ViewFilters,
    /// Whoever asks made it.
    pub mine: bool,
    /// Who made it.
    pub owner: String,
    /// Whoever asks may change and delete it: it is theirs, or shared and they are a manager.
    pub may_change: bool,
    pub version: i64,
}

/// Keep a list under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::CreateSavedView))]
#[serde(deny_unknown_fields)]
pub struct CreateSavedView {
    pub name: String,
    pub filters: ViewFilters,
    /// Whether the whole organisation sees it.
    #[serde(default)]
    pub shared: bool,
}

/// Change a view: what is absent stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::UpdateSavedView))]
#[serde(deny_unknown_fields)]
pub struct UpdateSavedView {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filters: Option<ViewFilters>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
    /// The one that was read; 409 if somebody was faster.
    pub version: i64,
}

impl CreateSavedView {
    /// Checks every field and reports all that fail.
    pub fn parse(self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = problem::text(&mut errors, "name", self.name, VIEW_NAME_MAX);
        self.filters.check(&mut errors);
        if errors.is_empty() {
            Ok(Self { name, ..self })
        } else {
            Err(errors)
        }
    }
}

impl UpdateSavedView {
    /// Checks every field and reports all that fail.
    pub fn parse(self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = self
            .name
            .map(|name| problem::text(&mut errors, "name", name, VIEW_NAME_MAX));
        if let Some(filters) = &self.filters {
            filters.check(&mut errors);
        }
        if errors.is_empty() {
            Ok(Self { name, ..self })
        } else {
            Err(errors)
        }
    }
}
