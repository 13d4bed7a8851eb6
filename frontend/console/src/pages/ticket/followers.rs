//! Who follows the ticket beside its requester, and the dialog in which that is changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::FieldError;
use portico_types::Problem;
use portico_types::followers::AddFollower;
use portico_types::staff::{Contact, Requester};
use portico_types::tickets::TicketStatus;
use portico_ui::api::invalid;
use portico_ui::{
    Avatar, Button, ButtonKind, Dialog, FieldErrors, Icon, announce, browser, field_id, icon, toast_problem,
};

use super::page::Page;
use crate::{api, messages};

/// The field's name.
const FIELD: &str = "follower";
const PEOPLE: &str = "follower-people";

fn followers(page: Page) -> Memo<Vec<Requester>> {
    Memo::new(move |_| {
        let followers = |it: &Option<portico_types::staff::Ticket>| it.as_ref().map(|it| it.followers.clone());
        page.ticket.with(followers).unwrap_or_default()
    })
}

/// Says who follows it, and opens the dialog.
#[component]
pub(super) fn FollowersButton(page: Page) -> AnyView {
    let all = followers(page);
    view! {
        <div class="meta ticket-followers">
            <Button kind=ButtonKind::Link on_click=move || page.followers.set(true)>
                {move || all.with(|all| messages::followed_by(all))}
            </Button>
        </div>
    }
    .into_any()
}

#[component]
pub(super) fn FollowersDialog(page: Page) -> AnyView {
    view! { <Dialog open=page.followers title=messages::FOLLOWERS><Content page /></Dialog> }.into_any()
}

#[component]
fn Content(page: Page) -> AnyView {
    let all = followers(page);
    let row = move |person: Requester| {
        let name = person.name.clone();
        let label = messages::remove_follower(&name);
        view! {
            <li class="cluster follower">
                <Avatar name=name.clone() />
                <span class="grow truncate">{name}</span>
                <Button kind=ButtonKind::Quiet label on_click=move || remove(page, person.clone())>
                    {icon(Icon::Close)}
                </Button>
            </li>
        }
    };
    let list = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <p class="muted">{messages::NO_FOLLOWERS}</p> }.into_any();
        }
        view! { <ul class="plain" aria-label=messages::FOLLOWERS>{all.into_iter().map(row).collect_view()}</ul> }
            .into_any()
    };
    let add = move || match page.status() {
        Some(TicketStatus::Closed) => view! { <p class="muted">{messages::CLOSED_TO_FOLLOWERS}</p> }.into_any(),
        _ => view! { <Add page all /> }.into_any(),
    };
    view! {
        <div class="stack">
            <p class="muted">{messages::FOLLOWERS_TEXT}</p>
            {list}
            {add}
            <div class="dialog-actions">
                <Button on_click=move || page.followers.set(false)>{messages::DONE}</Button>
            </div>
        </div>
    }
    .into_any()
}

fn set(page: Page, change: impl FnOnce(&mut Vec<Requester>)) {
    page.ticket.try_update(|ticket| {
        if let Some(ticket) = ticket {
            change(&mut ticket.followers);
        }
    });
    page.catch_up();
}

fn remove(page: Page, person: Requester) {
    let key = page.key.get_value();
    spawn_local(async move {
        match api::tickets::remove_follower(&key, person.id).await {
            Ok(()) => {
                set(page, |all| all.retain(|it| it.id != person.id));
                announce(messages::follows_no_more(&person.name));
                // The button that had the focus is gone.
                browser::focus(&field_id(FIELD));
            }
            Err(problem) => toast_problem(&problem),
        }
    });
}

/// A field that offers the customer's people, and takes an address, too.
#[component]
fn Add(page: Page, all: Memo<Vec<Requester>>) -> AnyView {
    let text = RwSignal::new(String::new());
    let (problem, busy) = (RwSignal::new(None::<Problem>), RwSignal::new(false));
    let people = RwSignal::new(Vec::<Contact>::new());
    let of = page
        .ticket
        .with_untracked(|it| it.as_ref().map(|it| (it.customer_id, it.requester.id)));
    if let Some((customer, requester)) = of {
        spawn_local(async move {
            // Without them an address still works.
            if let Ok(found) = api::customers::all_contacts(&customer.to_string()).await {
                let may = |it: &Contact| it.disabled_at.is_none() && it.id != requester;
                people.try_set(found.into_iter().filter(may).collect());
            }
        });
    }
    let options = move || {
        let all = all.get();
        let others = people
            .get()
            .into_iter()
            .filter(|it| all.iter().all(|one| one.id != it.id));
        others
            .map(|it| view! { <option value=it.email>{it.name}</option> })
            .collect_view()
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let who = match people.with_untracked(|people| named(people, &text.get_untracked())) {
            Ok(who) => who,
            Err(error) => return problem.set(Some(invalid(vec![error]))),
        };
        busy.set(true);
        problem.set(None);
        let key = page.key.get_value();
        spawn_local(async move {
            match api::tickets::add_follower(&key, &who).await {
                Ok(now) => {
                    let known = all.try_get_untracked().unwrap_or_default();
                    let new = now.iter().find(|it| known.iter().all(|one| one.id != it.id));
                    if let Some(new) = new {
                        announce(messages::follows_now(&new.name));
                    }
                    set(page, |followers| *followers = now);
                    text.try_set(String::new());
                }
                Err(refused) => drop(problem.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    };
    let refused = Signal::derive(move || problem.with(|it| it.as_ref().map(words)));
    let id = field_id(FIELD);
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    let described = format!("{help_id} {error_id}");
    view! {
        <form class="field" novalidate on:submit=submit>
            <label class="field-label" for=id.clone()>{messages::ADD_A_FOLLOWER}</label>
            <p class="field-help" id=help_id>{messages::FOLLOWER_HELP}</p>
            <div class="follower-add">
                <input
                    id=id
                    class="input"
                    list=PEOPLE
                    autocomplete="off"
                    prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                    aria-invalid=move || problem.with(Option::is_some).to_string()
                    aria-describedby=described
                />
                <datalist id=PEOPLE>{options}</datalist>
                <Button kind=ButtonKind::Primary submit=true busy>{messages::ADD}</Button>
            </div>
            <div role="alert">
                <FieldErrors id=error_id error=refused />
            </div>
        </form>
    }
    .into_any()
}

/// Whom the words mean: somebody's name, if only one has it, else an address.
fn named(people: &[Contact], words: &str) -> Result<AddFollower, FieldError> {
    let words = words.trim();
    let mut called = people
        .iter()
        .filter(|it| browser::lower(&it.name) == browser::lower(words));
    match (called.next(), called.next()) {
        (Some(one), None) => Ok(AddFollower {
            contact_id: Some(one.id),
            email: None,
        }),
        _ if words.contains('@') => Ok(AddFollower {
            contact_id: None,
            email: Some(words.to_owned()),
        }),
        _ => Err(FieldError::new("email", messages::NOBODY_OF_THAT_NAME)),
    }
}

/// What the server says of the field, else what it says at all.
fn words(problem: &Problem) -> String {
    let said = problem.errors.first().map(|it| it.message.clone());
    let said = said.or_else(|| problem.detail.clone());
    said.unwrap_or_else(|| problem.title.clone())
}
