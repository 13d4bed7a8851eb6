//! What stands around the rows: views and export, news, the end of the list, and what an empty list says. In the module that comes later.

use leptos::prelude::*;
use portico_ui::{Button, ButtonKind, ButtonLink, EmptyState, Icon, icon};

use super::export::ExportMenu;
use super::filters::{Filters, Which};
use super::listing::{Listing, Stage};
use super::views::Views;
use crate::messages;

/// What can be done with the list as it is.
#[component]
pub fn Actions(listing: Listing) -> AnyView {
    let query = Signal::derive(move || listing.filters.with(Filters::query));
    let total = Signal::derive(move || listing.total());
    view! {
        <Views listing />
        <ExportMenu query total />
    }
    .into_any()
}

/// Rows the reader has not got, because putting them in would move what is being read.
#[component]
pub fn News(listing: Listing) -> AnyView {
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
    news.into_any()
}

/// Why nothing is here, and what to do about it.
#[component]
pub fn Empty(listing: Listing) -> AnyView {
    let content = move || {
        // How many fit the filters on other tabs.
        let elsewhere = listing.counts.get().map_or(0, |counts| counts.all);
        nothing(&listing.filters.get(), elsewhere)
    };
    content.into_any()
}

fn nothing(filters: &Filters, elsewhere: i64) -> AnyView {
    let title = if filters.is_filtered() {
        messages::nothing_fits()
    } else {
        match filters.which {
            Which::Open => messages::nothing_open(),
            Which::Waiting => messages::nothing_waiting(),
            Which::Solved => messages::nothing_solved(),
            Which::All => messages::no_tickets(),
        }
    };
    let text = if elsewhere > 0 && filters.is_filtered() {
        Some(messages::elsewhere(elsewhere))
    } else {
        (filters.which == Which::All && !filters.is_filtered()).then(|| messages::no_tickets_text().to_owned())
    };
    let all = Filters {
        which: Which::All,
        ..filters.clone()
    };
    let show_all = (elsewhere > 0 && filters.is_filtered())
        .then(|| view! { <ButtonLink href=all.href()>{messages::show_all()}</ButtonLink> });
    let sign = if filters.is_filtered() {
        Icon::Filter
    } else {
        Icon::Inbox
    };
    let way_on = if filters.is_filtered() {
        view! { <ButtonLink href=filters.without_filters().href()>{messages::clear_filters()}</ButtonLink> }.into_any()
    } else {
        view! { <ButtonLink href="/new">{messages::new_ticket()}</ButtonLink> }.into_any()
    };
    view! {
        <EmptyState sign title text=text.unwrap_or_default()>
            {show_all}
            {way_on}
        </EmptyState>
    }
    .into_any()
}

/// The way to the next page.
#[component]
pub fn ListEnd(listing: Listing) -> AnyView {
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
                        {messages::load_more()}
                    </Button>
                </div>
            }
        })
    };
    more.into_any()
}
