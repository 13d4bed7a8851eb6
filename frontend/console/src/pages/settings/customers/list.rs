//! The page of all customers.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use portico_types::staff::{AgentRole, Customer, UserAccess};
use portico_ui::title::use_title;
use portico_ui::{Button, ButtonKind, EmptyState, Icon, SearchField, SkeletonRows, browser, icon, toast};

use super::super::page_head::{ChangedByAdmins, PageHead};
use super::new::NewCustomerDialog;
use crate::address::customer_href;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{again, api, messages};

/// All customers, and who of each may come in.
#[component]
pub(in super::super) fn CustomersPage() -> AnyView {
    use_title(messages::CUSTOMERS_ACCESS.to_owned());
    let desk: Desk = expect_context();
    let customers = Remote::new(api::people::customers);
    let creating = RwSignal::new(false);
    again::use_reopening(super::new::DRAFT, creating);
    let navigate = use_navigate();
    let created = Callback::new(move |(id, name): (String, String)| {
        toast(messages::customer_created(&name));
        navigate(
            &customer_href(&id),
            NavigateOptions {
                resolve: false,
                ..NavigateOptions::default()
            },
        );
    });
    let new = move || {
        desk.is(AgentRole::Admin).then(|| {
            view! {
                <Button kind=ButtonKind::Primary on_click=move || creating.set(true)>
                    {icon(Icon::Plus)} {messages::NEW_CUSTOMER}
                </Button>
            }
        })
    };
    view! {
        <div class="stack">
            <PageHead title=messages::CUSTOMERS_ACCESS text=messages::CUSTOMERS_ACCESS_TEXT action=new />
            <ChangedByAdmins text=messages::CUSTOMERS_BY_ADMINS />
            {customers.view(
                || view! { <div class="card-flush"><SkeletonRows count=5 /></div> }.into_any(),
                move || view! { <Found customers creating /> }.into_any(),
            )}
        </div>
        <NewCustomerDialog open=creating on_done=created />
    }
    .into_any()
}

#[component]
fn Found(customers: Remote<Vec<Customer>>, creating: RwSignal<bool>) -> AnyView {
    let desk: Desk = expect_context();
    let wanted = RwSignal::new(String::new());
    let fitting = Memo::new(move |_| {
        let wanted = wanted.with(|it| browser::lower(it.trim()));
        let fits = |it: &Customer| {
            browser::lower(&it.name).contains(&wanted) || it.domains.iter().any(|domain| domain.contains(&wanted))
        };
        customers.get().into_iter().filter(fits).collect::<Vec<_>>()
    });
    let content = move || {
        if customers.value.with(|all| all.as_ref().is_some_and(Vec::is_empty)) {
            let create = desk.is(AgentRole::Admin).then(|| {
                view! { <Button on_click=move || creating.set(true)>{messages::NEW_CUSTOMER}</Button> }
            });
            return view! {
                <EmptyState sign=Icon::Customers title=messages::NO_CUSTOMERS text=messages::NO_CUSTOMERS_TEXT.to_owned()>
                    {create}
                </EmptyState>
            }
            .into_any();
        }
        view! {
            <SearchField label=messages::FIND_CUSTOMER value=wanted />
            <Rows customers=fitting />
        }
        .into_any()
    };
    content.into_any()
}

#[component]
fn Rows(customers: Memo<Vec<Customer>>) -> AnyView {
    let none = Memo::new(move |_| customers.with(Vec::is_empty));
    let content = move || {
        if none.get() {
            return view! { <EmptyState sign=Icon::Search title=messages::NO_CUSTOMER_FITS /> }.into_any();
        }
        view! {
            <ul class="rows card-flush">
                <For each=move || customers.get() key=|it| (it.id, it.version) let(customer)>
                    <Row customer />
                </For>
            </ul>
        }
        .into_any()
    };
    content.into_any()
}

#[component]
fn Row(customer: Customer) -> AnyView {
    let href = customer_href(&customer.id.to_string());
    let (name, domains) = (customer.name.clone(), customer.domains.join(", "));
    view! {
        <li>
            <a class="row" href=href>
                <span class="row-main">
                    <span class="row-title truncate">{name}</span>
                    <span class="row-line truncate">{domains}</span>
                </span>
                <State customer />
            </a>
        </li>
    }
    .into_any()
}

/// Who of a customer may come in.
#[component]
fn State(customer: Customer) -> AnyView {
    let (tone, sign, words) = match customer.user_access {
        _ if !customer.portal_enabled => ("pill tone-grey", Icon::Lock, messages::PORTAL_IS_OFF),
        UserAccess::All if customer.domains.is_empty() => ("pill tone-amber", Icon::Alert, messages::NO_DOMAINS_YET),
        UserAccess::All => (
            "pill tone-green",
            Icon::Customers,
            messages::user_access(UserAccess::All),
        ),
        UserAccess::Specific => (
            "pill tone-blue",
            Icon::User,
            messages::user_access(UserAccess::Specific),
        ),
    };
    view! { <span class=tone>{icon(sign)} {words}</span> }.into_any()
}
