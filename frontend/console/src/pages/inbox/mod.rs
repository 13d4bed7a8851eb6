//! The inbox: which tickets, the list, and the ticket beside it.

mod filter_menu;
mod filters;
mod listing;
mod navigation;
mod row;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use portico_ui::shortcuts::use_shortcut;
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonLink, EmptyState, Icon, ProblemView, SkeletonRows, browser};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use self::filter_menu::FilterMenu;
pub(super) use self::filters::Filters;
use self::filters::View;
use self::listing::{Listing, Stage};
use self::navigation::{Navigation, title};
use self::row::TicketRow;
use super::ticket::Ticket;
use crate::address::Place;
use crate::desk::Desk;
use crate::messages;

#[component]
pub fn Inbox(place: Memo<Place>) -> AnyView {
    let desk: Desk = expect_context();
    let query = use_query_map();
    let filters = Memo::new(move |_| query.with(Filters::read));
    let open = Memo::new(move |_| match place.get() {
        Place::Inbox(key) => key,
        _ => None,
    });
    let listing = Listing::new(filters);
    let navigate = use_navigate();
    let go = Callback::new(move |(filters, replace): (Filters, bool)| {
        let options = NavigateOptions {
            resolve: false,
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        // The ticket one reads stays open while one looks for another.
        let href = match open.get_untracked() {
            Some(key) => filters.ticket_href(&key),
            None => filters.href(),
        };
        navigate(&href, options);
    });
    use_shortcut("/", messages::SEARCH, || browser::focus("search"));
    use_shortcut("j", messages::NEXT_TICKET, || step(1));
    use_shortcut("k", messages::PREVIOUS_TICKET, || step(-1));

    let heading = move || filters.with(|it| title(it, desk));
    let ticket = move || match open.get() {
        Some(key) => view! { <Ticket key filters /> }.into_any(),
        None => view! { <NoTicket title=Signal::derive(heading) /> }.into_any(),
    };
    view! {
        <div class="inbox" class:inbox-reading=move || open.with(Option::is_some)>
            <Navigation filters />
            <section class="inbox-list" aria-label=messages::TICKETS aria-busy=move || listing.stale.get().then_some("true")>
                <div class="inbox-list-head">
                    {move || {
                        // The open ticket is what the page is about.
                        if open.with(Option::is_some) {
                            view! { <h2 class="inbox-title truncate">{heading}</h2> }.into_any()
                        } else {
                            view! { <h1 class="inbox-title truncate">{heading}</h1> }.into_any()
                        }
                    }}
                    <FilterMenu filters go />
                </div>
                <Rows listing filters open />
            </section>
            <div class="inbox-ticket">{ticket}</div>
        </div>
    }
    .into_any()
}

/// Moves the focus to another row; Enter then follows the link by itself.
fn step(by: i32) {
    let found = document().get_elements_by_class_name("inbox-row");
    let focused = document().active_element();
    let rows = (0..found.length()).filter_map(|at| found.item(at));
    let here = rows
        .clone()
        .position(|row| focused.as_ref() == Some(&row))
        .or_else(|| rows.clone().position(|row| row.has_attribute("aria-current")));
    let next = match here {
        None => 0,
        Some(here) => i32::try_from(here).unwrap_or(0) + by,
    };
    let row = u32::try_from(next).ok().and_then(|next| found.item(next));
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let _ = row.focus();
    }
}

#[component]
fn Rows(listing: Listing, filters: Memo<Filters>, open: Memo<Option<String>>) -> AnyView {
    let content = move || match listing.stage.get() {
        Stage::Loading => view! { <SkeletonRows count=7 /> }.into_any(),
        Stage::Problem(problem) => {
            view! { <ProblemView problem on_retry=Callback::new(move |()| listing.load()) /> }.into_any()
        }
        Stage::Empty => view! { <Empty filters=filters.get() /> }.into_any(),
        Stage::Ready => view! {
            <ul class="plain inbox-rows">
                <For each=move || listing.rows.get() key=|row| row.key.clone() let(row)>
                    <TicketRow ticket=row.ticket filters open />
                </For>
            </ul>
            <More listing />
        }
        .into_any(),
    };
    content.into_any()
}

#[component]
fn Empty(filters: Filters) -> AnyView {
    if filters.is_narrowed() {
        let href = filters.widened().href();
        return view! {
            <EmptyState sign=Icon::Filter title=messages::NOTHING_FITS>
                <ButtonLink href=href>{messages::CLEAR_FILTERS}</ButtonLink>
            </EmptyState>
        }
        .into_any();
    }
    let (title, way_on) = match filters.view {
        View::Mine => (messages::NOTHING_MINE, View::Unassigned),
        View::Mentions => (messages::NOTHING_MENTIONS, View::Mine),
        View::Unassigned => (messages::NOTHING_UNASSIGNED, View::Unsolved),
        View::Unsolved => (messages::NOTHING_UNSOLVED, View::All),
        View::All => {
            return view! { <EmptyState title=messages::NO_TICKETS text=messages::NO_TICKETS_TEXT.to_owned() /> }
                .into_any();
        }
    };
    // The same customer, where one was chosen.
    let href = Filters {
        view: way_on,
        ..filters
    }
    .href();
    view! {
        <EmptyState sign=Icon::Check title>
            <ButtonLink href=href>{messages::show_view(way_on.label())}</ButtonLink>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn More(listing: Listing) -> AnyView {
    let more = move || {
        listing.next.with(Option::is_some).then(|| {
            view! {
                <div class="inbox-more">
                    <Button busy=listing.loading_more on_click=Callback::new(move |()| listing.load_more())>
                        {messages::LOAD_MORE}
                    </Button>
                </div>
            }
        })
    };
    more.into_any()
}

/// Where the ticket will be.
#[component]
fn NoTicket(title: Signal<String>) -> AnyView {
    use_title(title);
    view! {
        <div class="inbox-hint meta">
            <p>{messages::CHOOSE_A_TICKET}</p>
            <p>
                <kbd>"j"</kbd> " " <kbd>"k"</kbd> " " {messages::HINT_MOVE} " · " <kbd>"/"</kbd> " " {messages::HINT_SEARCH}
                " · " <kbd>"?"</kbd> " " {messages::HINT_ALL}
            </p>
        </div>
    }
    .into_any()
}
