//! Everything around the console's pages, and which page an address shows.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{FlatRoutes, Route};
use leptos_router::hooks::use_location;
use leptos_router::path;
use portico_ui::api::session;
use portico_ui::{AccountMenu, AppShell, Icon, MenuItem, MenuSeparator, NavItem, title, toast_problem, updates};

use crate::address::{HOME, Place, SESSIONS, SETTINGS};
use crate::again::SignInAgain;
use crate::desk::Desk;
use crate::messages;
use crate::pages::{Inbox, NotFound, SessionsPage, Settings};

/// The console for an agent who is in.
#[component]
pub fn Shell() -> AnyView {
    updates::use_stream(false);
    let desk = Desk::open();
    provide_context(desk);
    let of_me = move |part: fn(&portico_types::staff::Me) -> &str| {
        Signal::derive(move || {
            desk.me
                .with(|me| me.as_ref().map(|me| part(me).to_owned()).unwrap_or_default())
        })
    };
    let account = of_me(|me| &me.account.name);
    let name = Signal::derive(move || {
        let account = account.get();
        if account.is_empty() {
            messages::PRODUCT.to_owned()
        } else {
            account
        }
    });
    Effect::new(move || title::set_place(&messages::place(&account.get())));
    let sign_out = move |()| {
        spawn_local(async move {
            if let Err(problem) = session::sign_out().await {
                toast_problem(&problem);
            }
        });
    };
    view! {
        <AppShell
            name
            home=HOME
            nav=vec![NavItem::new(HOME, messages::INBOX), NavItem::new(SETTINGS, messages::SETTINGS)]
            account=move || {
                view! {
                    <AccountMenu
                        person=of_me(|me| &me.name)
                        person_detail=of_me(|me| &me.email)
                        items=|| {
                            view! { <MenuItem sign=Icon::Monitor href=SESSIONS>{messages::YOUR_SESSIONS}</MenuItem> }
                        }
                        end=move || {
                            view! {
                                <MenuSeparator />
                                <MenuItem sign=Icon::SignOut on_select=Callback::new(sign_out)>
                                    {messages::SIGN_OUT}
                                </MenuItem>
                            }
                        }
                    />
                }
            }
            wide=true
        >
            <SignInAgain />
            <FlatRoutes fallback=|| view! { <NotFound /> }>
                <Route path=path!("/*rest") view=Pages />
            </FlatRoutes>
        </AppShell>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq)]
enum Room {
    Inbox,
    Settings,
    Sessions,
    Nowhere,
}

/// One room at a time; within the room, its own things change.
#[component]
fn Pages() -> AnyView {
    let path = use_location().pathname;
    let place = Memo::new(move |_| Place::of(&path.get()));
    let room = Memo::new(move |_| match place.get() {
        Place::Inbox(_) => Room::Inbox,
        Place::Settings(_) | Place::Customer(_) | Place::Form(_) => Room::Settings,
        Place::Sessions => Room::Sessions,
        Place::Nowhere => Room::Nowhere,
    });
    let content = move || match room.get() {
        Room::Inbox => view! { <Inbox place /> }.into_any(),
        Room::Settings => view! { <Settings place /> }.into_any(),
        Room::Sessions => view! { <SessionsPage /> }.into_any(),
        Room::Nowhere => view! { <NotFound /> }.into_any(),
    };
    content.into_any()
}
