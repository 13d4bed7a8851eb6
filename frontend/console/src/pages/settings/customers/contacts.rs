//! Those of a customer who have been here, and what each may do.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Page;
use portico_types::portal::ContactRole;
use portico_types::staff::{Contact, UpdateContact};
use portico_ui::{
    Avatar, Button, ConfirmDialog, Confirming, Icon, SelectField, SkeletonRows, icon, toast, toast_problem,
};

use crate::remote::Remote;
use crate::{again, api, messages};

/// The customer's people, and what each may do.
#[component]
pub(super) fn Contacts(id: String, may: Signal<bool>) -> AnyView {
    let id = StoredValue::new(id);
    let contacts = Remote::new(move || async move { api::customers::contacts(&id.get_value(), None).await });
    let loading_more = RwSignal::new(false);
    let more = move |()| {
        let cursor = contacts
            .value
            .with_untracked(|it| it.as_ref().and_then(|it| it.next_cursor.clone()));
        loading_more.set(true);
        spawn_local(async move {
            match api::customers::contacts(&id.get_value(), cursor.as_deref()).await {
                Ok(page) => contacts.value.update(|all| {
                    if let Some(all) = all {
                        all.items.extend(page.items);
                        all.next_cursor = page.next_cursor;
                    }
                }),
                Err(problem) => toast_problem(&problem),
            }
            loading_more.try_set(false);
        });
    };
    let disabling = RwSignal::new(false);
    let whom = RwSignal::new(None::<Contact>);
    let disable = Callback::new(move |contact: Contact| {
        whom.set(Some(contact));
        disabling.set(true);
    });
    let rows =
        move || {
            let more =
                move || {
                    contacts.value.with(|it| it.as_ref().is_some_and(|it| it.next_cursor.is_some())).then(|| {
                view! {
                    <div class="settings-more">
                        <Button busy=loading_more on_click=Callback::new(more)>{messages::LOAD_MORE}</Button>
                    </div>
                }
            })
                };
            view! { <Rows contacts may disable /> {more} }.into_any()
        };
    view! {
        <section class="settings-section" aria-labelledby="contacts-heading">
            <h2 id="contacts-heading">{messages::CONTACTS}</h2>
            <p class="muted settings-text">{messages::CONTACTS_TEXT}</p>
            {contacts.view(|| view! { <div class="card-flush"><SkeletonRows count=3 /></div> }.into_any(), rows)}
            <Disable open=disabling whom contacts />
        </section>
    }
    .into_any()
}

#[component]
fn Rows(contacts: Remote<Page<Contact>>, may: Signal<bool>, disable: Callback<Contact>) -> AnyView {
    let items = Memo::new(move |_| {
        contacts
            .value
            .with(|it| it.as_ref().map(|it| it.items.clone()).unwrap_or_default())
    });
    let none = Memo::new(move |_| items.with(Vec::is_empty));
    let content = move || {
        if none.get() {
            return view! { <p class="muted">{messages::NO_CONTACTS}</p> }.into_any();
        }
        view! {
            <div class="card-flush">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{messages::PERSON}</th>
                            <th scope="col">{messages::ROLE}</th>
                            <th scope="col">{messages::MAY_COME_IN}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || items.get() key=|it| it.id let(contact)>
                            <Row contact items may contacts disable />
                        </For>
                    </tbody>
                </table>
            </div>
        }
        .into_any()
    };
    content.into_any()
}

/// Puts what an answer said into the list.
fn take(contacts: Remote<Page<Contact>>, changed: Contact) {
    contacts.value.try_update(|all| {
        let found = all
            .iter_mut()
            .flat_map(|it| &mut it.items)
            .find(|it| it.id == changed.id);
        if let Some(contact) = found {
            *contact = changed;
        }
    });
}

#[component]
fn Row(
    contact: Contact,
    items: Memo<Vec<Contact>>,
    may: Signal<bool>,
    contacts: Remote<Page<Contact>>,
    disable: Callback<Contact>,
) -> AnyView {
    let id = contact.id;
    let (name, email) = (contact.name.clone(), contact.email.clone());
    let now = Memo::new(move |_| {
        items
            .with(|all| all.iter().find(|it| it.id == id).cloned())
            .unwrap_or_else(|| contact.clone())
    });
    let role = RwSignal::new(now.with_untracked(|it| it.role.to_string()));
    Effect::new(move || role.set(now.with(|it| it.role.to_string())));
    let send = move |change: UpdateContact, said: fn(&Contact) -> String| {
        spawn_local(async move {
            match api::customers::update_contact(id, &change).await {
                Ok(changed) => {
                    toast(said(&changed));
                    take(contacts, changed);
                }
                Err(problem) => {
                    role.try_set(now.with_untracked(|it| it.role.to_string())); // As it still is.
                    if let Some(problem) = again::settle(problem, None) {
                        toast_problem(&problem);
                    }
                }
            }
        });
    };
    let chosen = Callback::new(move |word: String| {
        let change = UpdateContact {
            role: word.parse().ok(),
            ..UpdateContact::default()
        };
        send(change, |it| messages::is_now(&it.name, it.role));
    });
    let enable = move |()| {
        let change = UpdateContact {
            disabled: Some(false),
            ..UpdateContact::default()
        };
        send(change, |it| messages::switched(&it.name, true));
    };
    let roles: Vec<(String, String)> = ContactRole::ALL
        .iter()
        .map(|it| (it.to_string(), messages::contact_role(*it).to_owned()))
        .collect();
    let label = messages::role_of(&name);
    let role_cell = move || {
        if may.get() {
            view! {
                <SelectField
                    label=label.clone()
                    name=format!("role-{id}")
                    value=role
                    options=Signal::stored(roles.clone())
                    required=true
                    hide_label=true
                    on_change=chosen
                />
            }
            .into_any()
        } else {
            view! { <span>{move || now.with(|it| messages::contact_role(it.role))}</span> }.into_any()
        }
    };
    let words = name.clone();
    let access = move || {
        let off = now.with(|it| it.disabled_at.is_some());
        let hidden = format!(" {words}");
        let mark = if off {
            view! { <span class="pill tone-grey">{icon(Icon::Lock)} {messages::DISABLED}</span> }.into_any()
        } else {
            view! { <span class="pill tone-green">{icon(Icon::Check)} {messages::ACTIVE}</span> }.into_any()
        };
        let button = may.get().then(|| {
            if off {
                view! {
                    <Button on_click=Callback::new(enable)>{messages::ENABLE} <span class="visually-hidden">{hidden}</span></Button>
                }
                .into_any()
            } else {
                view! {
                    <Button on_click=Callback::new(move |()| disable.run(now.get_untracked()))>
                        {messages::DISABLE} <span class="visually-hidden">{hidden}</span>
                    </Button>
                }
                .into_any()
            }
        });
        view! { <div class="cluster contact-access">{mark} {button}</div> }
    };
    view! {
        <tr>
            <td>
                <div class="person">
                    <Avatar name=name.clone() />
                    <div class="person-words"><strong>{name}</strong> <div class="meta">{email}</div></div>
                </div>
            </td>
            <td data-label=messages::ROLE>{role_cell}</td>
            <td data-label=messages::MAY_COME_IN>{access}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn Disable(open: RwSignal<bool>, whom: RwSignal<Option<Contact>>, contacts: Remote<Page<Contact>>) -> AnyView {
    let name = move || whom.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let confirm = move |confirming: Confirming| {
        let Some(contact) = whom.get_untracked() else { return };
        let change = UpdateContact {
            disabled: Some(true),
            ..UpdateContact::default()
        };
        let act = async move {
            api::customers::update_contact(contact.id, &change)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |changed| {
            toast(messages::switched(&changed.name, false));
            take(contacts, changed);
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::disable(&name()))
            text=messages::DISABLE_CONTACT_TEXT
            action=messages::DISABLE_NOW
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
