//! Moments, as people say them.

use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

use crate::intl;

/// How long ago, and exactly when for whoever points at it or reads by ear.
#[component]
pub fn Time(
    #[prop(into)] at: Signal<DateTime<Utc>>,
    /// It may lie ahead.
    #[prop(optional)]
    ahead: bool,
) -> AnyView {
    let machine = move || at.get().to_rfc3339_opts(SecondsFormat::Secs, true);
    view! {
        <time datetime=machine title=move || intl::exact(at.get())>
            {move || intl::relative(at.get(), ahead)}
        </time>
    }
    .into_any()
}
