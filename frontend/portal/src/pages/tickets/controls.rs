//! Search and filters above the list, and its keys. What is chosen stands in the address. In the module that comes later.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use portico_types::tickets::{TicketPriority, TicketSort};
use portico_ui::messages::priority_name;
use portico_ui::shortcuts::use_shortcut;
use portico_ui::{Button, ButtonKind, Chip, Icon, SearchField, SelectField, browser, icon};
use web_sys::HtmlElement;

use super::days::{DaysDialog, named};
use super::filters::{Filters, LONGEST_SEARCH, ME, Past};
use super::listing::{Go, Listing};
use super::place::keep_place;
use crate::asking::ask_again;
use crate::later::after_painting;
use crate::shell::Myself;
use crate::{api, messages};

/// People pause between words, not between letters.
const TYPING: Duration = Duration::from_millis(250);

/// One row of filters, and the active ones below as chips.
#[component]
pub fn Controls(listing: Listing) -> AnyView {
    let Listing { filters, go, .. } = listing;
    keyboard();
    keep_place(listing);
    let myself: Myself = expect_context();
    let (forms, colleagues) = (RwSignal::new(None), RwSignal::new(None));
    after_painting(move || {
        ask_again(forms, api::forms::names());
        ask_again(colleagues, api::people::colleagues());
    });
    let people = Memo::new(move |_| {
        let everyone = colleagues.get().and_then(Result::ok).unwrap_or_default();
        let named = everyone.into_iter().filter_map(|it| Some((it.id?, it.name)));
        [
            (String::new(), messages::any_requester().to_owned()),
            (ME.to_owned(), messages::me().to_owned()),
        ]
        .into_iter()
        .chain(named)
        .collect::<Vec<_>>()
    });
    let form_names = Memo::new(move |_| {
        let forms = forms.get().and_then(Result::ok).unwrap_or_default();
        let named = forms.into_iter().filter_map(|it| Some((it.id?, it.name)));
        [(String::new(), messages::any_form().to_owned())]
            .into_iter()
            .chain(named)
            .collect::<Vec<_>>()
    });
    // Only some see these two. Until it is known who does, their place is kept; and next to the search, which gives way, they move nothing.
    let settled = Memo::new(move |_| myself.is_settled() && forms.with(Option::is_some));
    let unsettled = move || !settled.get();
    let query = use_query_map();
    let lost = Memo::new(move |_| query.with(|query| filters.with(|it| it.lose(query))));
    let open = RwSignal::new(false); // On a phone they are folded away.
    let days = RwSignal::new(false);
    view! {
        <search class="filters" class:filters-open=move || open.get()>
            <Search filters go />
            <button
                type="button"
                class="button filters-toggle"
                aria-expanded=move || open.get().to_string()
                aria-controls="filters"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(Icon::Filter)}
                {messages::filters()}
            </button>
            <div class="filters-more" id="filters">
                <div class="filters-late" class:skeleton=unsettled hidden=move || settled.get() && !myself.sees_colleagues()>
                    <Select
                        label=messages::requester()
                        name="requester"
                        options=people
                        value=Signal::derive(move || filters.with(|it| it.requester.clone().unwrap_or_default()))
                        on_change=move |chosen: String| {
                            let requester = (!chosen.is_empty()).then_some(chosen);
                            go.run((Filters { requester, ..filters.get_untracked() }, false));
                        }
                    />
                </div>
                <div class="filters-late" class:skeleton=unsettled hidden=move || settled.get() && form_names.with(|it| it.len() < 3)>
                    <Select
                        label=messages::form()
                        name="form"
                        options=form_names
                        value=Signal::derive(move || filters.with(|it| it.form.map(|it| it.to_string()).unwrap_or_default()))
                        on_change=move |chosen: String| {
                            go.run((Filters { form: chosen.parse().ok(), ..filters.get_untracked() }, false));
                        }
                    />
                </div>
                <Select
                    label=messages::priority()
                    name="priority"
                    options=Signal::derive(priorities)
                    value=Signal::derive(move || filters.with(|it| it.priority.map(|it| it.to_string()).unwrap_or_default()))
                    on_change=move |chosen: String| {
                        go.run((Filters { priority: chosen.parse().ok(), ..filters.get_untracked() }, false));
                    }
                />
                <Updated filters go days />
                <button
                    type="button"
                    class="button filters-unread"
                    aria-pressed=move || filters.with(|it| it.unread).to_string()
                    on:click=move |_| {
                        let now = filters.get_untracked();
                        go.run((Filters { unread: !now.unread, ..now }, false));
                    }
                >
                    {messages::unread()}
                </button>
                <Select
                    label=messages::sort()
                    name="sort"
                    options=Signal::derive(orders)
                    value=Signal::derive(move || filters.with(|it| it.sort.unwrap_or(TicketSort::Activity).to_string()))
                    on_change=move |chosen: String| {
                        let sort = chosen.parse().ok().filter(|it| *it != TicketSort::Activity);
                        go.run((Filters { sort, ..filters.get_untracked() }, false));
                    }
                />
            </div>
        </search>
        // Not among the filters: folding them away, as turning a phone does, would hide it and leave the page shut.
        <DaysDialog open=days filters go />
        {move || lost.get().then(|| view! { <p class="muted filters-chips" role="status">{messages::filters_lost()}</p> })}
        <Chips filters go people=people.into() forms=form_names.into() />
    }
    .into_any()
}

fn priorities() -> Vec<(String, String)> {
    let named = TicketPriority::ALL
        .iter()
        .rev()
        .map(|it| (it.to_string(), priority_name(*it)));
    [(String::new(), messages::any_priority().to_owned())]
        .into_iter()
        .chain(named)
        .collect()
}

/// What the select says of days of one's own, and of choosing them.
const THESE: &str = "these";
const CHOOSE: &str = "choose";

/// The times on offer, the days that are chosen among them.
fn times(filters: &Filters) -> Vec<(String, String)> {
    let past = Past::ALL.map(|it| (it.word().to_owned(), it.label().to_owned()));
    let these = named(filters).map(|days| (THESE.to_owned(), days));
    [(String::new(), messages::any_time().to_owned())]
        .into_iter()
        .chain(past)
        .chain(these)
        .chain([(CHOOSE.to_owned(), messages::some_days().to_owned())])
        .collect()
}

#[component]
fn Updated(
    filters: Memo<Filters>,
    go: Go,
    /// Whether days are being chosen.
    days: RwSignal<bool>,
) -> AnyView {
    let value = move || {
        filters.with(|it| match it.updated {
            Some(past) => past.word().to_owned(),
            None if named(it).is_some() => THESE.to_owned(),
            None => String::new(),
        })
    };
    let shown = RwSignal::new(untrack(value));
    Effect::new(move || shown.set(value()));
    let change = move |chosen: String| match &*chosen {
        THESE => {}
        CHOOSE => {
            // Until days are chosen the old ones hold. Once the choice has been drawn: else there is nothing to take back.
            request_animation_frame(move || shown.set(untrack(value)));
            days.set(true);
        }
        word => {
            let now = filters.get_untracked().without_times();
            go.run((
                Filters {
                    updated: Past::read(word),
                    ..now
                },
                false,
            ));
        }
    };
    view! {
        <SelectField
            label=messages::updated()
            name="updated"
            value=shown
            options=Signal::derive(move || filters.with(times))
            on_change=change
            hide_label=true
            required=true
        />
    }
    .into_any()
}

fn orders() -> Vec<(String, String)> {
    let label = |sort: TicketSort| match sort {
        TicketSort::Activity => messages::by_activity(),
        TicketSort::Created => messages::by_creation(),
        TicketSort::Number => messages::by_number(),
    };
    TicketSort::ALL
        .iter()
        .map(|it| (it.to_string(), label(*it).to_owned()))
        .collect()
}

/// A select that shows what the address says.
#[component]
fn Select(
    label: &'static str,
    name: &'static str,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> AnyView {
    let shown = RwSignal::new(value.get_untracked());
    Effect::new(move || shown.set(value.get()));
    view! { <SelectField label name=name value=shown options on_change hide_label=true required=true /> }.into_any()
}

#[component]
fn Search(filters: Memo<Filters>, go: Go) -> AnyView {
    let text = RwSignal::new(filters.with_untracked(|it| it.q.clone()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let search = move || {
        stop();
        let q = text.try_get_untracked().unwrap_or_default();
        let Some(now) = filters.try_get_untracked() else { return };
        if q.trim() != now.q {
            // Refining a search is one step, not one for each letter.
            let replace = !now.q.is_empty();
            let q = q.trim().to_owned();
            go.run((Filters { q, ..now }, replace));
        }
    };
    Effect::new(move |before: Option<()>| {
        text.track();
        stop();
        if before.is_some() {
            timer.set_value(set_timeout_with_handle(search, TYPING).ok());
        }
    });
    // Back, forward, a chip: the address was changed by somebody else.
    Effect::new(move || {
        let q = filters.with(|it| it.q.clone());
        if text.with_untracked(|it| it.trim() != q) {
            text.set(q);
        }
    });
    on_cleanup(stop);
    let is_full = Memo::new(move |_| text.with(|it| it.chars().count() >= LONGEST_SEARCH));
    let full = move || is_full.get().then(messages::search_is_full);
    view! {
        <div class="filters-search">
            <SearchField label=messages::search() value=text most=LONGEST_SEARCH on_submit=Callback::new(move |()| search()) />
            <p role="status" class="field-help">{full}</p>
        </div>
    }
    .into_any()
}

/// The active filters, each with a way to be rid of it.
#[component]
fn Chips(
    filters: Memo<Filters>,
    go: Go,
    people: Signal<Vec<(String, String)>>,
    forms: Signal<Vec<(String, String)>>,
) -> AnyView {
    let name_in = |list: Vec<(String, String)>, id: &str, otherwise: &str| {
        let named = list.into_iter().find(|(key, _)| key == id);
        named.map_or_else(|| otherwise.to_owned(), |(_, name)| name)
    };
    let chips = move || {
        let now = filters.get();
        let chip = |label: String, without: Filters| {
            let remove = Callback::new(move |()| go.run((without.clone(), false)));
            view! { <Chip label on_remove=remove /> }
        };
        let mut chips = Vec::new();
        if !now.q.is_empty() {
            chips.push(chip(
                messages::by_search(&now.q),
                Filters {
                    q: String::new(),
                    ..now.clone()
                },
            ));
        }
        if let Some(id) = &now.requester {
            let name = name_in(people.get(), id, messages::somebody());
            chips.push(chip(
                messages::by_requester(&name),
                Filters {
                    requester: None,
                    ..now.clone()
                },
            ));
        }
        if let Some(priority) = now.priority {
            chips.push(chip(
                messages::by_priority(&priority_name(priority)),
                Filters {
                    priority: None,
                    ..now.clone()
                },
            ));
        }
        if let Some(id) = now.form {
            let name = name_in(forms.get(), &id.to_string(), messages::another_form());
            chips.push(chip(
                messages::by_form(&name),
                Filters {
                    form: None,
                    ..now.clone()
                },
            ));
        }
        if let Some(past) = now.updated {
            chips.push(chip(
                messages::by_update(past.label()),
                Filters {
                    updated: None,
                    ..now.clone()
                },
            ));
        }
        if let Some(days) = named(&now) {
            chips.push(chip(messages::by_update(&days), now.clone().without_times()));
        }
        if now.unread {
            let remove = Filters {
                unread: false,
                ..now.clone()
            };
            let remove = Callback::new(move |()| go.run((remove.clone(), false)));
            chips.push(view! { <Chip label=messages::unread() on_remove=remove /> });
        }
        let several = chips.len() > 1;
        let clear = several.then(|| {
            let cleared = now.without_filters();
            let clear = Callback::new(move |()| go.run((cleared.clone(), false)));
            view! { <Button kind=ButtonKind::Link on_click=clear>{messages::clear_filters()}</Button> }
        });
        (!chips.is_empty()).then(|| view! { <div class="filters-chips cluster">{chips} {clear}</div> })
    };
    chips.into_any()
}

/// `/` and `j`, `k`; Enter then follows the focused link by itself.
fn keyboard() {
    use_shortcut("/", messages::search(), || browser::focus("search"));
    use_shortcut("j", messages::next_ticket(), || step(1));
    use_shortcut("k", messages::previous_ticket(), || step(-1));
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
