//! The organisation's tickets. What is filtered stands in the address; the rows live in [`listing`].

mod export;
mod filter_bar;
mod filters;
mod listing;
mod row;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};
use portico_ui::shortcuts::use_shortcut;
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, ButtonLink, EmptyState, Icon, SkeletonRows, Tab, Tabs, browser, icon, intl};
use web_sys::HtmlElement;

pub use self::export::ExportMenu;
use self::filter_bar::FilterBar;
use self::filters::{Filters, Which};
pub use self::listing::ListMemory;
use self::listing::{Listing, Stage};
use self::row::TicketRow;
use super::trouble::Trouble;
use crate::{going_back, later, messages};

#[component]
pub fn Tickets() -> AnyView {
    use_title(messages::TICKETS.to_owned());
    let (query, path) = (use_query_map(), use_location().pathname);
    let filters = Memo::new(move |before: Option<&Filters>| {
        // On the way to another page the address is that page's already, and this one is still here for a moment.
        match before {
            Some(before) if path.with(|path| !is_list(path)) => before.clone(),
            _ => query.with(Filters::read),
        }
    });
    let listing = Listing::new(filters, going_back::take());
    let navigate = use_navigate();
    let go = Callback::new(move |(filters, replace): (Filters, bool)| {
        let options = NavigateOptions {
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&filters.href(), options);
    });
    keyboard();
    let there = RwSignal::new(later::there());
    Effect::new(move || {
        // The list stands: now fetch what a click on it will need.
        if listing.stage.get() != Stage::Loading {
            later::after_painting(move || later::fetch(there));
        }
    });

    let total = Signal::derive(move || {
        listing
            .counts
            .get()
            .map(|counts| filters.with(|it| it.which.of(&counts)))
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
                    {messages::TICKETS}
                    {move || total.get().map(|total| view! { " " <span class="list-total">{intl::number(total.unsigned_abs())}</span> })}
                </h1>
                <Export filters total there />
            </div>
            <Tabs label=messages::STATUS tabs />
            <FilterBar filters go list_stands=move || listing.stage.get() != Stage::Loading />
            <News listing />
            <div class="card-flush" aria-busy=move || listing.is_stale().then_some("true")>
                <Rows listing filters />
            </div>
            <More listing />
        </div>
    }
    .into_any()
}

fn is_list(path: &str) -> bool {
    matches!(path.trim_end_matches('/'), "" | "/tickets")
}

/// `/` and `j`, `k`; Enter then follows the focused link by itself.
fn keyboard() {
    use_shortcut("/", messages::SEARCH, || browser::focus("search"));
    use_shortcut("j", messages::NEXT_TICKET, || step(1));
    use_shortcut("k", messages::PREVIOUS_TICKET, || step(-1));
}

fn step(by: i32) {
    use wasm_bindgen::JsCast as _;
    let found = document().get_elements_by_class_name("ticket-row");
    let focused = document().active_element();
    let rows = (0..found.length()).filter_map(|at| found.item(at));
    let here = rows.clone().position(|row| focused.as_ref() == Some(&row));
    let next = match here {
        None => 0,
        Some(here) => i32::try_from(here).unwrap_or(0) + by,
    };
    let row = u32::try_from(next).ok().and_then(|next| found.item(next));
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let _ = row.focus();
    }
}

/// The menu of formats comes with the later module; until then its button is there and waits.
#[component]
fn Export(filters: Memo<Filters>, total: Signal<Option<i64>>, there: RwSignal<Option<later::Pages>>) -> AnyView {
    let menu = move || match there.get() {
        Some(pages) => (pages.export)(Signal::derive(move || filters.with(Filters::query)), total),
        None => view! { <Button disabled=true>{icon(Icon::Download)} {messages::EXPORT}</Button> }.into_any(),
    };
    menu.into_any()
}

/// Rows the reader has not got, because putting them in would move what is being read.
#[component]
fn News(listing: Listing) -> AnyView {
    let show = move |()| {
        listing.load();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    };
    let news = move || {
        let count = listing.news.with(Vec::len);
        (count > 0).then(|| {
            view! {
                <div class="list-news">
                    <Button on_click=Callback::new(show)>{icon(Icon::Refresh)} {messages::show_changed(count)}</Button>
                </div>
            }
        })
    };
    view! { <div role="status">{news}</div> }.into_any()
}

#[component]
fn Rows(listing: Listing, filters: Memo<Filters>) -> AnyView {
    let content = move || match listing.stage.get() {
        Stage::Loading => view! { <SkeletonRows count=8 /> }.into_any(),
        Stage::Problem(problem) => {
            view! { <Trouble problem on_retry=Callback::new(move |()| listing.load()) /> }.into_any()
        }
        Stage::Empty => {
            let elsewhere = listing.counts.get().map_or(0, |counts| counts.all);
            view! { <Empty filters=filters.get() elsewhere /> }.into_any()
        }
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

#[component]
fn Empty(
    filters: Filters,
    /// How many fit the filters on other tabs.
    elsewhere: i64,
) -> AnyView {
    let title = if filters.is_filtered() {
        messages::NOTHING_FITS
    } else {
        match filters.which {
            Which::Open => messages::NOTHING_OPEN,
            Which::Waiting => messages::NOTHING_WAITING,
            Which::Solved => messages::NOTHING_SOLVED,
            Which::All => messages::NO_TICKETS,
        }
    };
    let text = if elsewhere > 0 && filters.is_filtered() {
        Some(messages::elsewhere(elsewhere))
    } else {
        (filters.which == Which::All && !filters.is_filtered()).then(|| messages::NO_TICKETS_TEXT.to_owned())
    };
    let all = Filters {
        which: Which::All,
        ..filters.clone()
    };
    let show_all = (elsewhere > 0 && filters.is_filtered())
        .then(|| view! { <ButtonLink href=all.href()>{messages::SHOW_ALL}</ButtonLink> });
    let sign = if filters.is_filtered() {
        Icon::Filter
    } else {
        Icon::Inbox
    };
    let way_on = if filters.is_filtered() {
        view! { <ButtonLink href=filters.without_filters().href()>{messages::CLEAR_FILTERS}</ButtonLink> }.into_any()
    } else {
        view! { <ButtonLink href="/new">{messages::NEW_TICKET}</ButtonLink> }.into_any()
    };
    view! {
        <EmptyState sign title text=text.unwrap_or_default()>
            {show_all}
            {way_on}
        </EmptyState>
    }
    .into_any()
}

#[component]
fn More(listing: Listing) -> AnyView {
    let more = move || {
        let shown = listing.next.with(Option::is_some) && listing.stage.get() == Stage::Ready;
        shown.then(|| {
            view! {
                <div class="list-more">
                    <Button
                        kind=ButtonKind::Secondary
                        busy=listing.loading_more
                        on_click=Callback::new(move |()| listing.load_more())
                    >
                        {messages::LOAD_MORE}
                    </Button>
                </div>
            }
        })
    };
    more.into_any()
}
