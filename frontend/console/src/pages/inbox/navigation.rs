//! Views and customers beside the inbox.

use leptos::prelude::*;
use portico_types::staff::{CollectionKind, Customer};
use portico_ui::{Icon, icon, intl};

use super::filters::{Filters, View};
use crate::desk::Desk;
use crate::messages;

/// Which tickets: the views, and the customers under their collections. Folded away where there is no room.
#[component]
pub(super) fn Navigation(filters: Memo<Filters>) -> AnyView {
    let desk: Desk = expect_context();
    let open = RwSignal::new(false);
    // Chosen: make room for the list.
    Effect::new(move || {
        filters.track();
        open.set(false);
    });
    let views = View::ALL.map(|view| {
        let count = move || desk.counts.with(|counts| counts.as_ref().and_then(|it| view.count(it)));
        let current = move || filters.with(|it| it.view == view && it.customer.is_none() && it.collection.is_none());
        view! {
            <li>
                <NavLink
                    href=Filters::of_view(view).href()
                    label=view.label()
                    count=Signal::derive(count)
                    current=Signal::derive(current)
                />
            </li>
        }
    });
    view! {
        <nav class="inbox-nav" class:inbox-nav-open=move || open.get() aria-label=messages::VIEWS>
            <button
                type="button"
                class="button inbox-nav-toggle"
                aria-expanded=move || open.get().to_string()
                aria-controls="inbox-nav"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(Icon::Menu)}
                <span class="truncate">{move || filters.with(|it| title(it, desk))}</span>
                {icon(Icon::ChevronDown)}
            </button>
            <div class="inbox-nav-body" id="inbox-nav">
                <ul class="plain">{views}</ul>
                <Customers filters />
            </div>
        </nav>
    }
    .into_any()
}

/// What the list is called.
pub(super) fn title(filters: &Filters, desk: Desk) -> String {
    let customer = filters.customer.as_ref().and_then(|id| desk.customer_name(id));
    let collection = filters.collection.as_ref().and_then(|id| desk.collection_name(id));
    customer
        .or(collection)
        .unwrap_or_else(|| filters.view.label().to_owned())
}

#[component]
fn Customers(filters: Memo<Filters>) -> AnyView {
    let desk: Desk = expect_context();
    let of_customer = move |customer: Customer| {
        let id = customer.id.to_string();
        let href = Filters {
            customer: Some(id.clone()),
            ..Filters::default()
        };
        let current = move || filters.with(|it| it.customer.as_ref() == Some(&id));
        let count = Some(customer.unsolved_tickets).filter(|count| *count > 0);
        view! {
            <li>
                <NavLink href=href.href() label=customer.name count=Signal::stored(count) current=Signal::derive(current) />
            </li>
        }
        .into_any()
    };
    let groups = move || {
        let customers = desk.customers.get()?;
        let collections = desk.collections.get();
        let mut groups = Vec::new();
        let mut group = |name: String, id: Option<String>, members: Vec<Customer>| {
            if members.is_empty() {
                return;
            }
            let heading = match id {
                Some(id) => {
                    let href = Filters {
                        collection: Some(id.clone()),
                        ..Filters::default()
                    }
                    .href();
                    let current = move || filters.with(|it| it.collection.as_ref() == Some(&id)).then_some("page");
                    view! { <a class="inbox-nav-heading" href=href aria-current=current>{name}</a> }.into_any()
                }
                None => view! { <span class="inbox-nav-heading">{name}</span> }.into_any(),
            };
            let members = members.into_iter().map(of_customer).collect_view();
            groups.push(
                view! {
                    <li>
                        {heading}
                        <ul class="plain">{members}</ul>
                    </li>
                }
                .into_any(),
            );
        };
        for collection in collections.iter().filter(|it| it.kind == CollectionKind::Customers) {
            let members = customers
                .iter()
                .filter(|it| it.collection_id == Some(collection.id))
                .cloned()
                .collect();
            group(collection.name.clone(), Some(collection.id.to_string()), members);
        }
        let grouped = |it: &&Customer| {
            collections
                .iter()
                .any(|c| c.kind == CollectionKind::Customers && it.collection_id == Some(c.id))
        };
        let others: Vec<Customer> = customers.iter().filter(|it| !grouped(it)).cloned().collect();
        let name = if groups_are_empty(&collections, &customers) {
            messages::CUSTOMERS
        } else {
            messages::OTHER_CUSTOMERS
        };
        group(name.to_owned(), None, others);
        Some(view! { <ul class="plain inbox-nav-groups">{groups}</ul> })
    };
    groups.into_any()
}

fn groups_are_empty(collections: &[portico_types::staff::Collection], customers: &[Customer]) -> bool {
    customers.iter().all(|it| {
        collections
            .iter()
            .all(|c| c.kind != CollectionKind::Customers || it.collection_id != Some(c.id))
    })
}

#[component]
fn NavLink(
    #[prop(into)] href: String,
    #[prop(into)] label: String,
    count: Signal<Option<i64>>,
    current: Signal<bool>,
) -> AnyView {
    let count = move || {
        let count = count.get().map(i64::unsigned_abs);
        count.map(|count| view! { <span class="tab-count">{intl::number(count)}</span> })
    };
    view! {
        <a class="inbox-nav-link" href=href aria-current=move || current.get().then_some("page")>
            <span class="truncate grow">{label}</span>
            {count}
        </a>
    }
    .into_any()
}
