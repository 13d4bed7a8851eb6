//! A customer's domains.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::{AddCustomerDomain, CustomerAccess};
use portico_types::{FieldError, Problem};
use portico_ui::{Button, ConfirmDialog, Confirming, ErrorSummary, Icon, TextField, browser, icon, toast};

use crate::remote::Remote;
use crate::{again, api, messages};

const HEADING: &str = "domains-heading";

/// The customer's domains: added and removed one by one, at once.
#[component]
pub(super) fn Domains(id: String, customer: Remote<CustomerAccess>, may: Signal<bool>) -> AnyView {
    let id = StoredValue::new(id);
    let domains = Memo::new(move |_| {
        customer
            .value
            .with(|it| it.as_ref().map(|it| it.domains.clone()).unwrap_or_default())
    });
    let removing = RwSignal::new(false);
    let which = RwSignal::new(String::new());
    let remove = Callback::new(move |domain: String| {
        which.set(domain);
        removing.set(true);
    });
    let rows = move || {
        if domains.with(Vec::is_empty) {
            return view! { <p class="muted">{messages::NO_DOMAINS}</p> }.into_any();
        }
        view! {
            <ul class="rows card-flush">
                <For each=move || domains.get() key=|it| it.domain.clone() let(domain)>
                    <Row domain=domain.domain may remove />
                </For>
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="settings-section" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{messages::DOMAINS}</h2>
            <p class="muted settings-text">{messages::DOMAINS_TEXT}</p>
            {rows}
            {move || may.get().then(|| view! { <Add id=id.get_value() customer /> })}
            <Remove id=id.get_value() open=removing domain=which customer />
        </section>
    }
    .into_any()
}

#[component]
fn Row(domain: String, may: Signal<bool>, remove: Callback<String>) -> AnyView {
    let own = StoredValue::new(domain.clone());
    let button = move || {
        may.get().then(|| {
            let label = portico_ui::messages::remove(&own.get_value());
            view! {
                <Button kind=portico_ui::ButtonKind::Quiet label on_click=move || remove.run(own.get_value())>
                    {icon(Icon::Trash)}
                </Button>
            }
        })
    };
    view! {
        <li class="entry">
            <span class="grow entry-name">{domain}</span>
            {button}
        </li>
    }
    .into_any()
}

#[component]
fn Add(id: String, customer: Remote<CustomerAccess>) -> AnyView {
    let domain = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let (id, new) = (
            id.clone(),
            AddCustomerDomain {
                domain: domain.get_untracked(),
            },
        );
        spawn_local(async move {
            match api::customers::add_domain(&id, &new).await {
                Ok(added) => {
                    domain.try_set(String::new());
                    toast(messages::added(&added.domain));
                    customer.refresh();
                    browser::focus(&portico_ui::field_id("domain"));
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, None).map(|it| beside("domain", it)));
                }
            }
            busy.try_set(false);
        });
    };
    // What is wrong with the only field stands beside it.
    let other = Signal::derive(move || problem.get().filter(|it| it.errors.is_empty()));
    view! {
        <form class="add-form" novalidate on:submit=submit>
            <ErrorSummary problem=other />
            <div class="add-row">
                <div class="grow">
                    <TextField label=messages::DOMAIN name="domain" autocomplete="off" placeholder="company.com" value=domain required=true problem />
                </div>
                <Button submit=true busy>{messages::ADD_DOMAIN}</Button>
            </div>
        </form>
    }
    .into_any()
}

/// A conflict is about what was typed.
pub(super) fn beside(field: &str, mut problem: Problem) -> Problem {
    if problem.kind == Problem::CONFLICT && problem.errors.is_empty() {
        let words = problem.detail.clone().unwrap_or_else(|| problem.title.clone());
        problem.errors.push(FieldError::new(field, words));
    }
    problem
}

#[component]
fn Remove(id: String, open: RwSignal<bool>, domain: RwSignal<String>, customer: Remote<CustomerAccess>) -> AnyView {
    let confirm = move |confirming: Confirming| {
        let (id, gone) = (id.clone(), domain.get_untracked());
        let asked = gone.clone();
        let act = async move {
            api::customers::remove_domain(&id, &asked)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |()| {
            browser::focus_soon(HEADING);
            toast(messages::removed(&gone));
            customer.refresh();
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::remove(&domain.get()))
            text=messages::REMOVE_DOMAIN_TEXT
            action=messages::REMOVE_NOW
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
