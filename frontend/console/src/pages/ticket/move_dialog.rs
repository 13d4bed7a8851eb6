//! Gives the ticket to another customer, or to another collection.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{CollectionKind, MoveToCollection, MoveToCustomer, Ticket, UpdateTicket};
use portico_ui::{Button, ButtonKind, Dialog, SelectField, announce};

use super::page::Page;
use crate::desk::Desk;
use crate::{api, messages};

#[component]
pub(super) fn MoveDialog(page: Page) -> AnyView {
    let form = move || page.ticket.get_untracked().map(|ticket| view! { <Form page ticket /> });
    view! { <Dialog open=page.moving title=messages::MOVE_TICKET>{form()}</Dialog> }.into_any()
}

#[component]
fn Form(page: Page, ticket: Ticket) -> AnyView {
    let desk: Desk = expect_context();
    let customer = RwSignal::new(ticket.customer_id.to_string());
    let requester = RwSignal::new(ticket.requester.id.to_string());
    let collection = RwSignal::new(id_or_none(ticket.collection_id));
    let people = RwSignal::new(
        vec![ticket.requester.id.to_string()]
            .into_iter()
            .map(|id| (id, ticket.requester.name.clone()))
            .collect::<Vec<_>>(),
    );
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);

    let customers = Signal::derive(move || {
        let all = desk.customers.get().unwrap_or_default();
        all.into_iter()
            .map(|it| (it.id.to_string(), it.name))
            .collect::<Vec<_>>()
    });
    let collections = Signal::derive(move || {
        let all = desk
            .collections
            .get()
            .into_iter()
            .filter(|it| it.kind == CollectionKind::Customers);
        let none = (String::new(), messages::NO_COLLECTION.to_owned());
        std::iter::once(none)
            .chain(all.map(|it| (it.id.to_string(), it.name)))
            .collect::<Vec<_>>()
    });
    let ask = move || {
        let id = customer.get_untracked();
        spawn_local(async move {
            match api::customers::all_contacts(&id).await {
                Ok(found) if customer.try_get_untracked().as_deref() == Some(&*id) => {
                    let found: Vec<_> = found
                        .into_iter()
                        .filter(|it| it.disabled_at.is_none())
                        .map(|it| (it.id.to_string(), messages::person(&it.name, &it.email)))
                        .collect();
                    if !found.iter().any(|(id, _)| requester.with_untracked(|it| it == id)) {
                        requester.try_set(found.first().map(|it| it.0.clone()).unwrap_or_default());
                    }
                    people.try_set(found);
                }
                Ok(_) => {}
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    };
    ask();
    let own = ticket.customer_id.to_string();
    let own_collection = id_or_none(ticket.collection_id);
    // What belongs to the one customer says nothing of the other.
    let chosen = move |id: String| {
        people.set(Vec::new());
        requester.set(String::new());
        let theirs = desk.customers.with_untracked(|all| {
            let found = all.iter().flatten().find(|it| it.id.to_string() == id);
            found.and_then(|it| it.collection_id)
        });
        collection.set(if id == own {
            own_collection.clone()
        } else {
            id_or_none(theirs)
        });
        ask();
    };
    let loses = {
        let (own, name) = (ticket.customer_id.to_string(), ticket.customer.clone());
        move || {
            let moved = customer.with(|it| *it != own);
            moved.then(|| view! { <p class="notice">{messages::loses_ticket(&name)}</p> })
        }
    };
    let nobody = move || {
        let nobody = people.with(Vec::is_empty);
        nobody.then(|| view! { <p class="muted">{messages::NO_CONTACTS_THERE}</p> })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Ok(customer_id), Ok(requester_id)) = (
            customer.with_untracked(|it| it.parse()),
            requester.with_untracked(|it| it.parse()),
        ) else {
            return;
        };
        let change = UpdateTicket {
            customer: Some(MoveToCustomer {
                customer_id,
                requester_id,
            }),
            collection: Some(MoveToCollection {
                collection_id: collection.with_untracked(|it| it.parse().ok()),
            }),
            ..UpdateTicket::default()
        };
        busy.set(true);
        problem.set(None);
        let key = page.key.get_value();
        spawn_local(async move {
            match api::tickets::update(&key, &change).await {
                Ok(ticket) => {
                    page.ticket.try_set(Some(ticket));
                    page.moving.try_set(false);
                    announce(messages::MOVED.to_owned());
                    page.catch_up();
                }
                Err(why) => drop(problem.try_set(Some(why))),
            }
            busy.try_set(false);
        });
    };
    let refused = move || {
        problem
            .get()
            .map(|it| view! { <p class="field-error" role="alert">{words(&it)}</p> })
    };
    view! {
        <form class="stack" on:submit=submit>
            <p class="muted">{messages::MOVE_TEXT}</p>
            <SelectField label=messages::CUSTOMER name="move-customer" value=customer options=customers required=true on_change=chosen />
            <SelectField label=messages::REQUESTER name="move-requester" value=requester options=people required=true />
            {nobody}
            <SelectField label=messages::COLLECTION name="move-collection" value=collection options=collections help=messages::MOVE_COLLECTION_HELP />
            {loses}
            {refused}
            <div class="dialog-actions">
                <Button on_click=move || page.moving.set(false)>{messages::NOT_NOW}</Button>
                <Button kind=ButtonKind::Primary submit=true busy disabled=Signal::derive(move || requester.with(String::is_empty))>
                    {messages::MOVE_TICKET}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

fn id_or_none(id: Option<portico_types::ids::CollectionId>) -> String {
    id.map(|it| it.to_string()).unwrap_or_default()
}

/// What the server says of the fields, else what it says at all.
fn words(problem: &Problem) -> String {
    let fields: Vec<&str> = problem.errors.iter().map(|it| it.message.as_str()).collect();
    if fields.is_empty() {
        problem.detail.clone().unwrap_or_else(|| problem.title.clone())
    } else {
        fields.join(" ")
    }
}
