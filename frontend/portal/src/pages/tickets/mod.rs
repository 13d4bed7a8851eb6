//! The organisation's tickets. What is filtered stands in the address; the rows live in [`listing`]; what stands around them comes later.

mod aside;
mod controls;
mod days;
mod export;
mod filters;
mod listing;
mod place;
mod row;
mod views;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use portico_ui::title::use_title;
use portico_ui::{SkeletonRows, Tab, Tabs, intl};

pub use self::aside::{Actions, Empty, ListEnd, News};
pub use self::controls::Controls;
use self::filters::{Filters, Which};
use self::listing::Stage;
pub use self::listing::{ListMemory, Listing};
use self::row::TicketRow;
use super::trouble::Trouble;
use crate::later::{self, part};
use crate::{going_back, messages};

#[component]
pub fn Tickets() -> AnyView {
    use_title(messages::tickets().to_owned());
    let (query, path) = (use_query_map(), use_location().pathname);
    let filters = Memo::new(move |before: Option<&Filters>| {
        // On the way to another page the address is that page's already, and this one is still here for a moment.
        match before {
            Some(before) if path.with(|path| !is_list(path)) => before.clone(),
            _ => query.with(Filters::read),
        }
    });
    let navigate = use_navigate();
    let go = Callback::new(move |(filters, replace): (Filters, bool)| {
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&filters.href(), options);
    });
    let listing = Listing::new(filters, go, going_back::take());
    Effect::new(move || {
        // The list stands: now fetch what a click on it will need.
        if listing.stage.get() != Stage::Loading {
            later::after_painting(later::fetch);
        }
    });

    let tabs = Signal::derive(move || {
        let (filters, counts) = (filters.get(), listing.counts.get());
        let tab = |which: Which| Tab {
            label: which.label().to_owned(),
            href: Filters {
                which,
                ..filters.clone()
            }
            .href(),
            count: counts.as_ref().map(|counts| which.of(counts).unsigned_abs()),
            current: filters.which == which,
        };
        Which::ALL.map(tab).to_vec()
    });
    view! {
        <div class="page">
            <div class="list-head">
                <h1>
                    {messages::tickets()}
                    {move || listing.total().map(|total| view! { " " <span class="list-total">{intl::number(total.unsigned_abs())}</span> })}
                </h1>
                {part(move |parts| (parts.actions)(listing), || ().into_any())}
            </div>
            <Tabs label=messages::status_label() tabs />
            {part(move |parts| (parts.controls)(listing), move || controls_place(filters))}
            <div role="status">{part(move |parts| (parts.news)(listing), || ().into_any())}</div>
            <div class="card-flush" aria-busy=move || listing.is_stale().then_some("true")>
                <Rows listing />
            </div>
            {part(move |parts| (parts.list_end)(listing), || ().into_any())}
        </div>
    }
    .into_any()
}

fn is_list(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "" | "/tickets")
}

/// As much room as the controls will take.
fn controls_place(filters: Memo<Filters>) -> AnyView {
    let chips = filters.with_untracked(Filters::is_filtered);
    view! {
        <div class="filters">
            <span class="skeleton filters-place"></span>
        </div>
        {chips.then(|| view! { <div class="filters-chips filters-chips-place"></div> })}
    }
    .into_any()
}

#[component]
fn Rows(listing: Listing) -> AnyView {
    let content = move || match listing.stage.get() {
        Stage::Loading => view! { <SkeletonRows count=8 /> }.into_any(),
        Stage::Problem(problem) => {
            view! { <Trouble problem on_retry=Callback::new(move |()| listing.load()) /> }.into_any()
        }
        Stage::Empty => part(
            move |parts| (parts.empty)(listing),
            || view! { <SkeletonRows count=8 /> }.into_any(),
        ),
        Stage::Ready => view! {
            <ul class="rows">
                <For each=move || listing.rows.get() key=|row| row.key.clone() let(row)>
                    <TicketRow ticket=row.ticket />
                </For>
            </ul>
        }
        .into_any(),
    };
    content.into_any()
}
