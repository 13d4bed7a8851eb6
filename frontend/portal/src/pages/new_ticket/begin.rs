//! How a new ticket is addressed: by its form, and by what it begins with.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use portico_types::forms::Form;

/// Stands in addresses and drafts for the form that has no id.
const NAME_OF_BUILT_IN: &str = "ticket";

pub(super) fn name(form: &Form) -> String {
    form.id.map_or_else(|| NAME_OF_BUILT_IN.to_owned(), |id| id.to_string())
}

/// Where another form is chosen, for a ticket that follows this one.
pub(super) fn picker(about: Option<&str>) -> String {
    portico_ui::api::Query::new().with_some("about", about).on("/new")
}

/// What a ticket begins with, as the address says.
#[derive(Clone, Default)]
pub(super) struct Begin {
    /// The ticket that it follows.
    pub(super) about: Option<String>,
    /// The form that is offered no more, into which it was typed.
    pub(super) from: Option<String>,
}

impl Begin {
    pub(super) fn from_address() -> Self {
        use_query_map().with_untracked(|query| Self {
            about: query.get("about"),
            from: query.get("from"),
        })
    }

    /// The address of a form that begins alike.
    pub(super) fn with(&self, form: &Form) -> String {
        portico_ui::api::Query::new()
            .with_some("about", self.about.as_deref())
            .with_some("from", self.from.as_deref())
            .on(&format!("/new/{}", name(form)))
    }
}
