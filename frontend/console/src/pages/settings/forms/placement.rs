//! Whom a form is offered to.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{FormDetail, PlaceForm};
use portico_ui::{Button, CheckboxGroup, Choice, ErrorSummary, RadioGroup, toast};

use super::draft::Draft;
use crate::desk::Desk;
use crate::{again, api, messages};

fn whom(detail: &FormDetail) -> &'static str {
    let form = &detail.form;
    match (form.on_portal, form.collections.is_empty() && form.customers.is_empty()) {
        (true, _) => "everybody",
        (false, true) => "nobody",
        (false, false) => "some",
    }
}

#[component]
pub(super) fn Placement(draft: Draft) -> AnyView {
    let desk: Desk = expect_context();
    let choice = RwSignal::new(draft.detail.with_untracked(whom).to_owned());
    let ids = |all: Vec<String>| RwSignal::new(all);
    let (collections, customers) = draft.detail.with_untracked(|it| {
        (
            ids(it.form.collections.iter().map(ToString::to_string).collect()),
            ids(it.form.customers.iter().map(ToString::to_string).collect()),
        )
    });
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<Problem>));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let some = choice.with_untracked(|it| it == "some");
            let parsed = |all: RwSignal<Vec<String>>| all.get_untracked().into_iter().filter(|_| some);
            // A draft that is about to be saved makes another version of the form.
            let outcome = if let Err(problem) = draft.save().await {
                Err(problem)
            } else {
                let place = PlaceForm {
                    version: draft.detail.with_untracked(|it| it.form.version),
                    on_portal: choice.with_untracked(|it| it == "everybody"),
                    collections: parsed(collections).filter_map(|it| it.parse().ok()).collect(),
                    customers: parsed(customers).filter_map(|it| it.parse().ok()).collect(),
                };
                api::forms::place(draft.id, &place).await
            };
            match outcome {
                Ok(detail) => {
                    draft.detail.try_set(detail);
                    toast(messages::PLACED);
                }
                Err(refused) => drop(problem.try_set(again::settle(refused, None))),
            }
            busy.try_set(false);
        });
    };
    let choices = vec![
        Choice::new("everybody", messages::EVERYBODY, messages::EVERYBODY_HELP),
        Choice::new("some", messages::SOME, messages::SOME_HELP),
        Choice::new("nobody", messages::NOBODY_AT_ALL, messages::NOBODY_HELP),
    ];
    let lists = move || {
        choice.with(|it| it == "some").then(|| {
            let collection = |it: portico_types::staff::Collection| (it.id.to_string(), it.name);
            let of_collections: Vec<_> = desk.collections.get().into_iter().map(collection).collect();
            let customer = |it: portico_types::staff::Customer| (it.id.to_string(), it.name);
            let of_customers: Vec<_> = desk.customers.get().into_iter().flatten().map(customer).collect();
            view! {
                <CheckboxGroup label=messages::COLLECTIONS name="collections" chosen=collections options=of_collections required=true />
                <CheckboxGroup label=messages::CUSTOMERS name="customers" chosen=customers options=of_customers required=true />
            }
        })
    };
    let changed = Memo::new(move |_| {
        let now = draft.detail.with(whom);
        let ids = |mut all: Vec<String>| {
            all.sort();
            all
        };
        let chosen = || (ids(collections.get()), ids(customers.get()));
        let kept = draft.detail.with(|it| {
            let collections = it.form.collections.iter().map(ToString::to_string).collect();
            (
                ids(collections),
                ids(it.form.customers.iter().map(ToString::to_string).collect()),
            )
        });
        choice.with(|it| *it != now || it == "some" && chosen() != kept)
    });
    let save_button = move || {
        changed
            .get()
            .then(|| view! { <div><Button submit=true busy>{messages::SAVE_PLACES}</Button></div> })
    };
    view! {
        <form class="settings-section" novalidate on:submit=save>
            <h2>{messages::OFFERED_TO}</h2>
            <ErrorSummary problem />
            <RadioGroup label=messages::WHO_CHOOSES name="on_portal" value=choice choices help=messages::OFFERED_TO_HELP problem />
            {lists}
            {save_button}
        </form>
    }
    .into_any()
}
