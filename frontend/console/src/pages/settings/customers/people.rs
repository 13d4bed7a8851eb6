//! A customer's list of addresses. Those who have been here stand in `contacts`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::email::EmailAddress;
use portico_types::staff::{AddCustomerUser, CustomerAccess, CustomerUser, UserAccess};
use portico_ui::{
    Button, ButtonKind, Checkbox, ConfirmDialog, Confirming, ErrorSummary, Icon, TextField, Time, browser, icon, toast,
};

use super::domains::beside;
use crate::remote::Remote;
use crate::{again, api, messages};

const HEADING: &str = "people-heading";

/// The listed addresses: who may come in where access is specific, and guests.
#[component]
pub(super) fn People(id: String, customer: Remote<CustomerAccess>, may: Signal<bool>) -> AnyView {
    let id = StoredValue::new(id);
    let of = move |part: fn(&CustomerAccess) -> Vec<CustomerUser>| {
        customer.value.with(|it| it.as_ref().map(part).unwrap_or_default())
    };
    let users = Memo::new(move |_| of(|it| it.users.clone()));
    let specific = Memo::new(move |_| {
        customer
            .value
            .with(|it| it.as_ref().is_some_and(|it| it.user_access == UserAccess::Specific))
    });
    let removing = RwSignal::new(false);
    let which = RwSignal::new(String::new());
    let remove = Callback::new(move |email: String| {
        which.set(email);
        removing.set(true);
    });
    let rows = move || {
        if users.with(Vec::is_empty) {
            let words = if specific.get() {
                messages::NOBODY_LISTED_SPECIFIC
            } else {
                messages::NOBODY_LISTED
            };
            return view! { <p class="muted">{words}</p> }.into_any();
        }
        view! {
            <ul class="rows card-flush">
                <For each=move || users.get() key=|it| (it.email.clone(), it.guest, it.invited_at) let(user)>
                    <Row user may remove />
                </For>
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="settings-section" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{messages::LISTED}</h2>
            <p class="muted settings-text">
                {messages::LISTED_TEXT} " " {move || (!specific.get()).then_some(messages::LISTED_ONLY_GUESTS)}
            </p>
            {rows}
            {move || may.get().then(|| view! { <Add id=id.get_value() customer /> })}
            <Remove id=id.get_value() open=removing email=which customer />
        </section>
    }
    .into_any()
}

#[component]
fn Row(user: CustomerUser, may: Signal<bool>, remove: Callback<String>) -> AnyView {
    let own = StoredValue::new(user.email.clone());
    let button = move || {
        may.get().then(|| {
            let label = portico_ui::messages::remove(&own.get_value());
            view! {
                <Button kind=ButtonKind::Quiet label on_click=move || remove.run(own.get_value())>
                    {icon(Icon::Trash)}
                </Button>
            }
        })
    };
    let invited = user
        .invited_at
        .map(|at| view! { <div class="meta">{messages::INVITED} " " <Time at=at /></div> });
    view! {
        <li class="entry">
            <div class="grow entry-name">
                {user.email} {user.guest.then(|| view! { " " <span class="badge">{messages::GUEST}</span> })}
                {invited}
            </div>
            {button}
        </li>
    }
    .into_any()
}

#[component]
fn Add(id: String, customer: Remote<CustomerAccess>) -> AnyView {
    let email = RwSignal::new(String::new());
    let (guest, invite) = (RwSignal::new(false), RwSignal::new(true));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let foreign = Memo::new(move |_| {
        let address = email.with(|it| EmailAddress::parse(it)).ok();
        address.is_some_and(|address| {
            customer.value.with(|it| {
                let domains = it.as_ref().map(|it| it.domains.as_slice()).unwrap_or_default();
                domains.iter().all(|it| it.domain != address.domain())
            })
        })
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let id = id.clone();
        let new = AddCustomerUser {
            email: email.get_untracked().trim().to_owned(),
            guest: foreign.get_untracked() && guest.get_untracked(),
            invite: invite.get_untracked(),
        };
        spawn_local(async move {
            match api::customers::add_user(&id, &new).await {
                Ok(user) => {
                    email.try_set(String::new());
                    guest.try_set(false);
                    toast(if new.invite {
                        messages::invited(&user.email)
                    } else {
                        messages::added(&user.email)
                    });
                    customer.refresh();
                    browser::focus(&portico_ui::field_id("email"));
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, None).map(|it| beside("email", it)));
                }
            }
            busy.try_set(false);
        });
    };
    let other = Signal::derive(move || problem.get().filter(|it| it.errors.is_empty()));
    let as_guest = move || {
        foreign.get().then(|| {
            view! { <Checkbox label=messages::AS_GUEST name="guest" checked=guest help=messages::AS_GUEST_HELP problem /> }
        })
    };
    view! {
        <form class="add-form" novalidate on:submit=submit>
            <ErrorSummary problem=other />
            <div class="add-row">
                <div class="grow">
                    <TextField label=messages::E_MAIL name="email" kind="email" autocomplete="off" value=email required=true problem />
                </div>
                <Button submit=true busy>{messages::ADD_PERSON}</Button>
            </div>
            <div role="status">{as_guest}</div>
            <Checkbox label=messages::INVITE_BY_MAIL name="invite" checked=invite />
        </form>
    }
    .into_any()
}

#[component]
fn Remove(id: String, open: RwSignal<bool>, email: RwSignal<String>, customer: Remote<CustomerAccess>) -> AnyView {
    let confirm = move |confirming: Confirming| {
        let (id, gone) = (id.clone(), email.get_untracked());
        let asked = gone.clone();
        let act = async move {
            api::customers::remove_user(&id, &asked)
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
            title=Signal::derive(move || messages::remove(&email.get()))
            text=messages::REMOVE_PERSON_TEXT
            action=messages::REMOVE_NOW
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
