//! Search and filters above the inbox.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use portico_types::tickets::{TicketPriority, TicketSort, TicketStatus};
use portico_ui::{Button, ButtonKind, Chip, Icon, Menu, MenuHeading, MenuItem, MenuSeparator, SearchField, icon};

use super::filters::Filters;
use crate::messages;

/// People pause between words, not between letters.
const TYPING: Duration = Duration::from_millis(250);

/// Shows the list with other filters; `true` replaces the step in the browser's history.
pub(super) type Go = Callback<(Filters, bool)>;

/// Search and a menu of what else narrows and orders the list; below, what does so now.
#[component]
pub(super) fn FilterMenu(filters: Memo<Filters>, go: Go) -> AnyView {
    let choice = move |label: &'static str,
                       is: fn(&Filters, usize) -> bool,
                       set: fn(Filters, usize) -> Filters,
                       which: usize| {
        view! {
            <MenuItem
                checked=Signal::derive(move || filters.with(|it| is(it, which)))
                on_select=Callback::new(move |()| go.run((set(filters.get_untracked(), which), false)))
            >
                {label}
            </MenuItem>
        }
        .into_any()
    };
    // Choices are numbered; 0 is no filter.
    let statuses = move || {
        let is = |it: &Filters, which: usize| it.status == nth(TicketStatus::ALL, which);
        let set = |it: Filters, which| Filters {
            status: nth(TicketStatus::ALL, which),
            ..it
        };
        let labels = TicketStatus::ALL.iter().map(|it| it.label());
        [messages::ANY_STATUS]
            .into_iter()
            .chain(labels)
            .enumerate()
            .map(|(at, label)| choice(label, is, set, at))
            .collect_view()
    };
    let priorities = move || {
        let is = |it: &Filters, which: usize| it.priority == nth(TicketPriority::ALL, which);
        let set = |it: Filters, which| Filters {
            priority: nth(TicketPriority::ALL, which),
            ..it
        };
        let labels = TicketPriority::ALL.iter().map(|it| it.label());
        [messages::ANY_PRIORITY]
            .into_iter()
            .chain(labels)
            .enumerate()
            .map(|(at, label)| choice(label, is, set, at))
            .collect_view()
    };
    let orders = move || {
        let is = |it: &Filters, which: usize| it.sort.unwrap_or(TicketSort::Activity) == TicketSort::ALL[which];
        let set = |it: Filters, which: usize| Filters {
            sort: Some(TicketSort::ALL[which]).filter(|it| *it != TicketSort::Activity),
            ..it
        };
        let label = |sort: &TicketSort| match sort {
            TicketSort::Activity => messages::BY_ACTIVITY,
            TicketSort::Created => messages::BY_CREATION,
            TicketSort::Number => messages::BY_NUMBER,
        };
        TicketSort::ALL
            .iter()
            .map(label)
            .enumerate()
            .map(|(at, label)| choice(label, is, set, at))
            .collect_view()
    };
    view! {
        <search class="inbox-search">
            <Search filters go />
            <Menu label=messages::FILTER class="button-icon" button=|| icon(Icon::Filter)>
                <MenuHeading>{messages::STATUS}</MenuHeading>
                {statuses()}
                <MenuSeparator />
                <MenuHeading>{messages::PRIORITY}</MenuHeading>
                {priorities()}
                <MenuSeparator />
                <MenuHeading>{messages::SORT}</MenuHeading>
                {orders()}
            </Menu>
        </search>
        <Chips filters go />
    }
    .into_any()
}

fn nth<T: Copy>(all: &[T], which: usize) -> Option<T> {
    which.checked_sub(1).and_then(|at| all.get(at)).copied()
}

#[component]
fn Chips(filters: Memo<Filters>, go: Go) -> AnyView {
    let chips = move || {
        let now = filters.get();
        let chip = |what: &str, value: &str, without: Filters| {
            let remove = Callback::new(move |()| go.run((without.clone(), false)));
            view! { <Chip label=format!("{what}: {value}") on_remove=remove /> }
        };
        let mut chips = Vec::new();
        if let Some(status) = now.status {
            chips.push(chip(
                messages::STATUS,
                status.label(),
                Filters {
                    status: None,
                    ..now.clone()
                },
            ));
        }
        if let Some(priority) = now.priority {
            chips.push(chip(
                messages::PRIORITY,
                priority.label(),
                Filters {
                    priority: None,
                    ..now.clone()
                },
            ));
        }
        (!chips.is_empty()).then(|| {
            let widened = now.widened();
            let clear = Callback::new(move |()| go.run((widened.clone(), false)));
            view! {
                <div class="inbox-chips cluster">
                    {chips}
                    <Button kind=ButtonKind::Link on_click=clear>{messages::CLEAR_FILTERS}</Button>
                </div>
            }
        })
    };
    chips.into_any()
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
    // Back, forward, another view: the address was changed by somebody else.
    Effect::new(move || {
        let q = filters.with(|it| it.q.clone());
        if text.with_untracked(|it| it.trim() != q) {
            text.set(q);
        }
    });
    on_cleanup(stop);
    view! {
        <div class="grow">
            <SearchField label=messages::SEARCH value=text on_submit=Callback::new(move |()| search()) />
        </div>
    }
    .into_any()
}
