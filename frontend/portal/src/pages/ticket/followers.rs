//! Who else hears of the ticket, and whether one does oneself.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::followers::AddFollower;
use portico_types::ids::ContactId;
use portico_types::portal::Person;
use portico_types::{FieldError, Problem};
use portico_ui::{
    Avatar, Button, ButtonKind, Checkbox, FieldErrors, Icon, announce, field_id, icon, problems, toast_problem,
};

use super::page::Page;
use crate::api::{self, Named};
use crate::messages;
use crate::shell::Myself;

const LIST: &str = "follower-names";

/// The followers, each with a way out; a field to name one more; and no mails, if one wants none.
#[component]
pub(super) fn Followers(page: Page) -> AnyView {
    let me: Myself = expect_context();
    let followers = Memo::new(move |_| {
        page.ticket
            .with(|it| it.as_ref().map(|it| it.followers.clone()).unwrap_or_default())
    });
    let remove = move |person: Person| {
        let key = page.key.get_value();
        spawn_local(async move {
            match api::followers::remove(&key, person.id).await {
                Ok(()) => {
                    page.set_followers(|all| all.retain(|it| it.id != person.id));
                    announce(messages::follows_no_more(&person.name));
                }
                Err(problem) => toast_problem(&problem),
            }
        });
    };
    let row = move |person: Person| {
        let name = person.name.clone();
        let label = messages::remove_follower(&person.name);
        view! {
            <li class="cluster fact-person">
                <Avatar name=name.clone() />
                <span>{name}</span>
                <Button kind=ButtonKind::Quiet label on_click=move || remove(person.clone())>
                    {icon(Icon::Close)}
                </Button>
            </li>
        }
    };
    let list = move || {
        let all = followers.get();
        if all.is_empty() {
            return view! { <p class="muted">{messages::no_followers()}</p> }.into_any();
        }
        view! { <ul class="plain">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    let is_mine = move || {
        page.ticket
            .with(|it| it.as_ref().is_some_and(|it| me.is(it.requester.id)))
    };
    let follows = move || followers.with(|all| all.iter().any(|it| me.is(it.id)));
    let follow = move |id: ContactId| {
        spawn_local(async move {
            if let Err(problem) = page.add_follower(&named(id)).await {
                toast_problem(&problem);
            }
        });
    };
    let oneself = move || {
        let id = me.id()?;
        (!is_mine() && !follows()).then(|| {
            view! { <Button wide=true on_click=move || follow(id)>{messages::follow()}</Button> }
        })
    };
    let mute = move || (is_mine() || follows()).then(|| view! { <Mute page /> });
    view! {
        <section class="ticket-rest card stack" aria-labelledby="followers">
            <h2 id="followers" class="field-label">{messages::followers()}</h2>
            {list}
            {oneself}
            <Add page />
            {mute}
        </section>
    }
    .into_any()
}

fn named(id: ContactId) -> AddFollower {
    AddFollower {
        contact_id: Some(id),
        email: None,
    }
}

/// A field that offers colleagues by name, and takes an address, too.
#[component]
fn Add(page: Page) -> AnyView {
    let me: Myself = expect_context();
    let text = RwSignal::new(String::new());
    let (problem, busy) = (RwSignal::new(None::<Problem>), RwSignal::new(false));
    let colleagues = RwSignal::new(None::<Vec<Named>>);
    let load = move || {
        if colleagues.with_untracked(Option::is_some) {
            return;
        }
        colleagues.set(Some(Vec::new()));
        spawn_local(async move {
            match api::people::colleagues().await {
                Ok(found) => drop(colleagues.try_set(Some(found))),
                Err(_) => drop(colleagues.try_set(None)), // The next focus asks again; an address works without.
            }
        });
    };
    let options = move || {
        let known = page.ticket.with(|it| {
            let ticket = it.as_ref();
            let names = ticket.map(|it| it.followers.iter().map(|it| it.id.to_string()).collect::<Vec<_>>());
            let requester = ticket.map(|it| it.requester.id.to_string());
            names
                .unwrap_or_default()
                .into_iter()
                .chain(requester)
                .collect::<Vec<_>>()
        });
        let all = colleagues.get().unwrap_or_default().into_iter();
        let others = all.filter(move |it| it.id.as_ref().is_none_or(|id| !known.contains(id)));
        others
            .map(|it| view! { <option value=it.name></option> })
            .collect_view()
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let typed = text.get_untracked();
        let wanted = typed.trim().to_owned();
        let found = colleagues.with_untracked(|all| {
            let mut all = all.iter().flatten();
            let id = all
                .find(|it| it.name.eq_ignore_ascii_case(&wanted))
                .and_then(|it| it.id.as_deref());
            id.and_then(|id| id.parse::<ContactId>().ok())
        });
        let asked = match found {
            Some(id) => named(id),
            None => AddFollower {
                contact_id: None,
                email: Some(wanted),
            },
        };
        if asked.clone().parse().is_err() {
            let error = FieldError::new("email", messages::name_a_colleague());
            return problem.set(Some(portico_ui::api::invalid(vec![error])));
        }
        problem.set(None);
        busy.set(true);
        spawn_local(async move {
            match page.add_follower(&asked).await {
                // What was typed while it was on its way is somebody else.
                Ok(()) => drop(text.try_update(|now| {
                    if *now == typed {
                        now.clear();
                    }
                })),
                Err(refused) => drop(problem.try_set(Some(refused))),
            }
            busy.try_set(false);
        });
    };
    let id = field_id("follower");
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    let refused = Signal::derive(move || problem.with(|it| it.as_ref().map(explain)));
    let colleagues_here = move || me.sees_colleagues();
    let field = move || {
        colleagues_here().then(|| {
            view! {
                <form class="stack-tight" novalidate on:submit=submit>
                    <label class="field-label" for=id.clone()>{messages::add_follower()}</label>
                    <div class="follower-add">
                        <input
                            id=id.clone()
                            class="input"
                            list=LIST
                            autocomplete="off"
                            prop:value=move || text.get()
                            on:focus=move |_| load()
                            on:input=move |event| text.set(event_target_value(&event))
                            aria-invalid=move || problem.with(Option::is_some).to_string()
                            aria-describedby=described.clone()
                        />
                        <datalist id=LIST>{options}</datalist>
                        <Button submit=true busy>{messages::add()}</Button>
                    </div>
                    <div role="alert">
                        <FieldErrors id=error_id.clone() error=refused />
                    </div>
                </form>
            }
        })
    };
    field.into_any()
}

/// What is wrong with whom was named, else what went wrong.
fn explain(problem: &Problem) -> String {
    if let Some(error) = problem.errors.first() {
        return problems::field_problem(error);
    }
    let (title, text) = problems::explain(problem);
    if text.is_empty() { title } else { text }
}

/// No mails about this ticket.
#[component]
fn Mute(page: Page) -> AnyView {
    let muted = RwSignal::new(page.ticket.with_untracked(|it| it.as_ref().is_some_and(|it| it.muted)));
    let change = Callback::new(move |wanted: bool| {
        let key = page.key.get_value();
        spawn_local(async move {
            if let Err(problem) = api::followers::set_muted(&key, wanted).await {
                muted.try_set(!wanted);
                toast_problem(&problem);
            }
        });
    });
    view! { <Checkbox label=messages::no_mails_here() name="muted" checked=muted on_change=change /> }.into_any()
}
