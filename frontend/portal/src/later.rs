//! What a first visit can wait for. `cargo xtask web` puts it, with all that only it needs, into a second module: it is fetched as soon as
//! the list stands, or when somebody goes straight to one of its pages. What [`parts`] names is there, all else is in the first module.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use portico_types::Problem;
use portico_ui::problems::More;
use portico_ui::sign_in::{ConfirmSignIn, ReturnFromProvider};
use portico_ui::texts::Coming;
use portico_ui::{ProblemView, ShortcutsDialog, SkeletonText, updates};

use crate::app::Portal;
use crate::pages::{
    Actions, Colleagues, Controls, Empty, ListEnd, Listing, NewTicket, News, NotAvailable, NotFound, PickForm, Ticket,
    YourSessions,
};
use crate::shell::Account;
use crate::{styles, waiting, worker};

#[derive(Clone, Copy)]
pub struct Parts {
    pub ticket: fn() -> AnyView,
    pub pick_form: fn() -> AnyView,
    pub new_ticket: fn() -> AnyView,
    pub sessions: fn() -> AnyView,
    pub colleagues: fn() -> AnyView,
    pub not_found: fn() -> AnyView,
    pub not_available: fn(Callback<()>) -> AnyView,
    pub confirm: fn(Portal, Callback<String>) -> AnyView,
    pub returned: fn(Portal, Callback<String>) -> AnyView,
    pub account: fn(Account) -> AnyView,
    pub shortcuts: fn() -> AnyView,
    pub updates: fn() -> AnyView,
    pub actions: fn(Listing) -> AnyView,
    pub controls: fn(Listing) -> AnyView,
    pub empty: fn(Listing) -> AnyView,
    pub news: fn(Listing) -> AnyView,
    pub list_end: fn(Listing) -> AnyView,
    pub refresh: fn(Listing),
}

/// The module, or its texts, could not be fetched.
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl From<Problem> for Missing {
    fn from(_: Problem) -> Self {
        Self
    }
}

thread_local! {
    static PARTS: Cell<Option<Parts>> = const { Cell::new(None) };
    static HERE: ArcRwSignal<bool> = ArcRwSignal::default();
}

/// How soon the module is asked for again when it did not come.
const AGAIN: std::time::Duration = std::time::Duration::from_secs(3);

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
// Not `expect`: the macro makes two functions of this one, and only one of them is warned about.
#[allow(
    clippy::unnecessary_wraps,
    reason = "what can fail is the fetching, which the macro adds"
)]
fn parts() -> Result<Box<Parts>, Missing> {
    styles::adopt();
    More::arrive();
    waiting::listen();
    worker::register();
    Ok(Box::new(Parts {
        ticket: || view! { <Ticket /> }.into_any(),
        pick_form: || view! { <PickForm /> }.into_any(),
        new_ticket: || view! { <NewTicket /> }.into_any(),
        sessions: || view! { <YourSessions /> }.into_any(),
        colleagues: || view! { <Colleagues /> }.into_any(),
        not_found: || view! { <NotFound /> }.into_any(),
        not_available: |on_retry| view! { <NotAvailable on_retry /> }.into_any(),
        confirm: |Portal { name, logo, .. }, on_done| view! { <ConfirmSignIn name logo on_done /> }.into_any(),
        returned: |Portal { name, logo, .. }, on_done| view! { <ReturnFromProvider name logo on_done /> }.into_any(),
        account: Account::menu,
        shortcuts: || view! { <ShortcutsDialog /> }.into_any(),
        updates: || {
            // The list was read before this module was here.
            updates::use_stream(true);
            waiting::send();
            ().into_any()
        },
        actions: |listing| view! { <Actions listing /> }.into_any(),
        controls: |listing| view! { <Controls listing /> }.into_any(),
        empty: |listing| view! { <Empty listing /> }.into_any(),
        news: |listing| view! { <News listing /> }.into_any(),
        list_end: |listing| view! { <ListEnd listing /> }.into_any(),
        refresh: Listing::refresh,
    }))
}

async fn load() -> Result<Parts, Missing> {
    if let Some(parts) = PARTS.get() {
        return Ok(parts);
    }
    let texts = Coming::ask();
    let loaded = *parts().await?;
    texts.take().await?;
    PARTS.set(Some(loaded));
    HERE.with(Clone::clone).set(true);
    Ok(loaded)
}

/// Fetches the module before somebody waits for it, and until it is here: what the list shows beside its rows is in it.
pub fn fetch() {
    spawn_local(async {
        if load().await.is_err() {
            set_timeout(fetch, AGAIN);
        }
    });
}

/// Does what nobody waits for once the page shows what it has.
pub fn after_painting(what: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(what));
}

/// Does something that is in the module, once it is here.
pub fn run(what: impl FnOnce(&Parts) + 'static) {
    if let Some(parts) = PARTS.get() {
        return what(&parts);
    }
    spawn_local(async {
        if let Ok(parts) = load().await {
            what(&parts);
        }
    });
}

/// A part of the page that may come a little later; until then `place` keeps its room.
pub fn part(
    show: impl Fn(&Parts) -> AnyView + Send + 'static,
    place: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    erased(Box::new(show), Box::new(place))
}

/// Compiled once, whatever is shown.
fn erased(show: Box<dyn Fn(&Parts) -> AnyView + Send>, place: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    let here = HERE.with(Clone::clone);
    let content = move || {
        let here = here.get(); // Always: what is not asked is not heard of.
        match PARTS.get().filter(|_| here) {
            Some(parts) => show(&parts),
            None => place(),
        }
    };
    content.into_any()
}

/// One of the pages, once it is there.
#[component]
pub fn Later(page: Box<dyn Fn(&Parts) -> AnyView + Send>) -> AnyView {
    let loaded = RwSignal::new(PARTS.get().map(Ok::<_, ()>));
    let load = move || {
        loaded.set(None);
        spawn_local(async move {
            let answer = load().await.map_err(drop);
            loaded.try_set(Some(answer));
        });
    };
    if PARTS.get().is_none() {
        load();
    }
    let content = move || match loaded.get() {
        Some(Ok(parts)) => page(&parts),
        None => view! {
            <div class="page">
                <SkeletonText lines=6 />
            </div>
        }
        .into_any(),
        Some(Err(())) => {
            let problem = Problem::new(Problem::OFFLINE, 0, portico_ui::messages::offline_title());
            view! {
                <div class="page">
                    <ProblemView problem on_retry=Callback::new(move |()| load()) />
                </div>
            }
            .into_any()
        }
    };
    content.into_any()
}

/// As what a route shows.
pub fn later(page: impl Fn(&Parts) -> AnyView + Send + 'static) -> AnyView {
    view! { <Later page=Box::new(page) /> }.into_any()
}
