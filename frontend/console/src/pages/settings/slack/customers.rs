//! Customers' own channels: where their people read along, and triage channels of their own.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{Customer, CustomerAccess, SetChannel, SlackChannelChoice, SlackHealth, UpdateCustomer};
use portico_ui::{Button, ButtonKind, Checkbox, Dialog, ErrorSummary, SelectField, SkeletonText, toast};

use super::choose::options;
use crate::desk::Desk;
use crate::remote::Remote;
use crate::{again, api, messages};

#[component]
pub(super) fn CustomerChannels(choices: Remote<Vec<SlackChannelChoice>>, health: Remote<SlackHealth>) -> AnyView {
    let desk: Desk = expect_context();
    let open = RwSignal::new(false);
    let subject = RwSignal::new(String::new());
    let edit = move |id: String| {
        subject.set(id);
        open.set(true);
    };
    let name_of = move |id: &str| {
        choices.value.with(|all| {
            let found = all.iter().flatten().find(|it| it.channel_id == id);
            messages::channel(found.map_or(id, |it| &it.name))
        })
    };
    let rows = move || {
        let all = desk.customers.get().unwrap_or_default();
        let with: Vec<Customer> = all
            .into_iter()
            .filter(|it| it.customer_channel_id.is_some() || it.triage_channel_id.is_some())
            .collect();
        if with.is_empty() {
            return view! { <p class="muted">{messages::SLACK_NO_CUSTOMER_CHANNELS}</p> }.into_any();
        }
        let row = |it: Customer| {
            let id = it.id.to_string();
            let own = it.customer_channel_id.as_deref().map(name_of);
            let triage = it.triage_channel_id.as_deref().map(name_of);
            let label = messages::change_channels_of(&it.name);
            view! {
                <li class="slack-row" aria-label=it.name.clone()>
                    <div class="slack-row-main">
                        <strong>{it.name.clone()}</strong>
                        {own.map(|it| view! { <span class="muted">{messages::SLACK_THEIR_CHANNEL} ": " {it}</span> })}
                        {triage.map(|it| view! { <span class="muted">{messages::SLACK_OWN_TRIAGE} ": " {it}</span> })}
                    </div>
                    <Button kind=ButtonKind::Quiet on_click=Callback::new(move |()| edit(id.clone()))>
                        {messages::CHANGE} <span class="visually-hidden">{label}</span>
                    </Button>
                </li>
            }
        };
        view! { <ul class="rows card-flush">{with.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="settings-section">
            <div class="spread">
                <h2>{messages::SLACK_CUSTOMERS}</h2>
                <Button on_click=Callback::new(move |()| edit(String::new()))>{messages::SLACK_ADD_CUSTOMER_CHANNEL}</Button>
            </div>
            <p class="muted">{messages::SLACK_CUSTOMERS_TEXT}</p>
            {rows}
            <Dialog open title=messages::SLACK_CUSTOMERS>
                <Chooser open subject choices health />
            </Dialog>
        </section>
    }
    .into_any()
}

#[component]
fn Chooser(
    open: RwSignal<bool>,
    subject: RwSignal<String>,
    choices: Remote<Vec<SlackChannelChoice>>,
    health: Remote<SlackHealth>,
) -> AnyView {
    let desk: Desk = expect_context();
    let access = RwSignal::new(None::<CustomerAccess>);
    let problem = RwSignal::new(None::<Problem>);
    let ask = move |id: String| {
        access.set(None);
        if id.is_empty() {
            return;
        }
        spawn_local(async move {
            match api::customers::get(&id).await {
                Ok(found) => drop(access.try_set(Some(found))),
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    };
    ask(subject.get_untracked());
    let customers = Signal::derive(move || {
        let all = desk.customers.get().unwrap_or_default();
        let first = (String::new(), messages::SLACK_CHOOSE_CUSTOMER.to_owned());
        std::iter::once(first)
            .chain(all.into_iter().map(|it| (it.id.to_string(), it.name)))
            .collect::<Vec<_>>()
    });
    let fields = move || match access.get() {
        Some(access) => view! { <Fields open access choices health problem /> }.into_any(),
        None if subject.with(String::is_empty) => ().into_any(),
        None => view! { <SkeletonText lines=3 /> }.into_any(),
    };
    view! {
        <div class="stack">
            <ErrorSummary problem />
            <SelectField label=messages::CUSTOMER name="slack-customer" value=subject options=customers required=true on_change=ask />
            {fields}
        </div>
    }
    .into_any()
}

#[component]
fn Fields(
    open: RwSignal<bool>,
    access: CustomerAccess,
    choices: Remote<Vec<SlackChannelChoice>>,
    health: Remote<SlackHealth>,
    problem: RwSignal<Option<Problem>>,
) -> AnyView {
    let desk: Desk = expect_context();
    let busy = RwSignal::new(false);
    let own = RwSignal::new(access.customer_channel_id.clone().unwrap_or_default());
    let triage = RwSignal::new(access.triage_channel_id.clone().unwrap_or_default());
    let posts = RwSignal::new(access.post_to_customer_channel);
    let own_options = options(choices, health, access.customer_channel_id.clone(), false);
    let triage_options = options(choices, health, access.triage_channel_id.clone(), true);
    let id = access.id.to_string();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let chosen = |value: RwSignal<String>| SetChannel {
            channel_id: Some(value.get_untracked()).filter(|it| !it.is_empty()),
        };
        let change = UpdateCustomer {
            customer_channel: Some(chosen(own)),
            triage_channel: Some(chosen(triage)),
            post_to_customer_channel: Some(posts.get_untracked()),
            version: access.version,
            ..UpdateCustomer::default()
        };
        busy.set(true);
        problem.set(None);
        let id = id.clone();
        spawn_local(async move {
            match api::customers::update(&id, &change).await {
                Ok(_) => {
                    toast(messages::SLACK_CHANNEL_SET);
                    open.try_set(false);
                    desk.look_for_customers();
                    health.refresh();
                }
                Err(refused) => drop(problem.try_set(again::settle(refused, None))),
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <SelectField
                label=messages::SLACK_THEIR_CHANNEL
                name="customer_channel"
                value=own
                options=own_options
                help=messages::SLACK_THEIR_CHANNEL_HELP
                problem
            />
            <Checkbox label=messages::SLACK_POST_TO_THEIRS name="post_to_customer_channel" checked=posts problem />
            <SelectField
                label=messages::SLACK_OWN_TRIAGE
                name="triage_channel"
                value=triage
                options=triage_options
                help=messages::SLACK_OWN_TRIAGE_HELP
                problem
            />
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{portico_ui::messages::cancel()}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::SLACK_SAVE_CHANNELS}</Button>
            </div>
        </form>
    }
    .into_any()
}
