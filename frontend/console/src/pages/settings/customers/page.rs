//! The page of one customer: how it is set, its domains, its list, its people.

use leptos::prelude::*;
use portico_types::portal::TicketVisibility;
use portico_types::staff::{AgentRole, CustomerAccess, UserAccess};
use portico_ui::title::use_title;
use portico_ui::{Checkbox, Choice, ErrorSummary, Icon, RadioGroup, SkeletonText, TextField, icon};

use super::super::page_head::ChangedByAdmins;
use super::super::save_bar::{Overtaken, SaveBar};
use super::access_form::AccessForm;
use super::contacts::Contacts;
use super::domains::Domains;
use super::people::People;
use crate::address::Topic;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{api, messages};

/// Everything that decides who of one customer may come in.
#[component]
pub(in super::super) fn CustomerPage(id: String) -> AnyView {
    let wanted = id.clone();
    let customer = Remote::new(move || {
        let id = wanted.clone();
        async move { api::customers::get(&id).await }
    });
    let name = Signal::derive(move || {
        customer
            .value
            .with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default())
    });
    use_title(Signal::derive(move || {
        let name = name.get();
        if name.is_empty() {
            messages::CUSTOMERS_ACCESS.to_owned()
        } else {
            name
        }
    }));
    let id = StoredValue::new(id);
    view! {
        <div class="stack-wide">
            <div class="stack">
                <a class="settings-up" href=Topic::Customers.href()>{icon(Icon::ArrowLeft)} {messages::ALL_CUSTOMERS}</a>
                <h1>{move || {
                    let name = name.get();
                    if name.is_empty() { messages::CUSTOMERS_ACCESS.to_owned() } else { name }
                }}</h1>
                <ChangedByAdmins text=messages::CUSTOMERS_BY_ADMINS />
            </div>
            {customer.view(
                || view! { <div class="card"><SkeletonText lines=9 /></div> }.into_any(),
                move || view! { <Known id=id.get_value() customer /> }.into_any(),
            )}
        </div>
    }
    .into_any()
}

#[component]
fn Known(id: String, customer: Remote<CustomerAccess>) -> AnyView {
    let desk: Desk = expect_context();
    let may = Signal::derive(move || desk.is(AgentRole::Admin));
    let form = customer
        .value
        .get_untracked()
        .map(|saved| AccessForm::new(customer, saved));
    view! {
        {form.map(|form| view! { <Access form may /> })}
        <Domains id=id.clone() customer may />
        <People id=id.clone() customer may />
        <Contacts id may />
    }
    .into_any()
}

#[component]
fn Access(form: AccessForm, may: Signal<bool>) -> AnyView {
    let locked = Signal::derive(move || !may.get());
    let AccessForm { problem, .. } = form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        form.save();
    };
    let people = [UserAccess::All, UserAccess::Specific]
        .map(|it| Choice::new(it, messages::user_access(it), messages::user_access_help(it)))
        .to_vec();
    let tickets = [TicketVisibility::Organisation, TicketVisibility::Own]
        .map(|it| Choice::new(it, messages::visibility(it), messages::visibility_help(it)))
        .to_vec();
    view! {
        <section class="settings-section" aria-labelledby="access-heading">
            <h2 id="access-heading">{messages::WHO_MAY_COME_IN}</h2>
            <Overtaken overtaken=form.overtaken />
            <ErrorSummary problem />
            <form class="stack" novalidate on:submit=submit>
                <TextField label=messages::CUSTOMER_NAME name="name" autocomplete="off" value=form.name required=true disabled=locked problem />
                <Checkbox
                    label=messages::PORTAL_FOR_CUSTOMER
                    name="portal_enabled"
                    checked=form.portal_enabled
                    help=messages::PORTAL_FOR_CUSTOMER_HELP
                    disabled=locked
                    problem
                />
                <RadioGroup label=messages::USER_ACCESS name="user_access" value=form.user_access choices=people disabled=locked problem />
                <RadioGroup label=messages::VISIBILITY name="visibility" value=form.visibility choices=tickets disabled=locked problem />
                <SaveBar
                    changed=Signal::derive(move || form.is_changed())
                    busy=form.busy
                    on_save=Callback::new(move |()| form.save())
                    on_discard=Callback::new(move |()| form.discard())
                />
            </form>
        </section>
    }
    .into_any()
}
