//! The pages that a first visit can wait for. `cargo xtask web` puts them, with all that only they need, into a second
//! module: it is fetched as soon as the list stands, or when somebody goes straight to one of them.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use portico_types::Problem;
use portico_ui::api::Query;
use portico_ui::{ProblemView, SkeletonText};

use crate::pages::{Colleagues, ExportMenu, NewTicket, PickForm, Ticket, YourSessions};
use crate::{waiting, worker};

#[derive(Clone, Copy)]
pub struct Pages {
    pub ticket: fn() -> AnyView,
    pub pick_form: fn() -> AnyView,
    pub new_ticket: fn() -> AnyView,
    pub sessions: fn() -> AnyView,
    pub colleagues: fn() -> AnyView,
    /// Of the list, not a page.
    pub export: fn(Signal<Query>, Signal<Option<i64>>) -> AnyView,
}

/// The module could not be fetched.
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

thread_local! {
    static PAGES: Cell<Option<Pages>> = const { Cell::new(None) };
}

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
// Not `expect`: the macro makes two functions of this one, and only one of them is warned about.
#[allow(
    clippy::unnecessary_wraps,
    reason = "what can fail is the fetching, which the macro adds"
)]
fn pages() -> Result<Box<Pages>, Missing> {
    waiting::start();
    worker::register();
    Ok(Box::new(Pages {
        ticket: || view! { <Ticket /> }.into_any(),
        pick_form: || view! { <PickForm /> }.into_any(),
        new_ticket: || view! { <NewTicket /> }.into_any(),
        sessions: || view! { <YourSessions /> }.into_any(),
        colleagues: || view! { <Colleagues /> }.into_any(),
        export: |query, total| view! { <ExportMenu query total /> }.into_any(),
    }))
}

async fn load() -> Result<Pages, Missing> {
    if let Some(pages) = PAGES.get() {
        return Ok(pages);
    }
    let loaded = *pages().await?;
    PAGES.set(Some(loaded));
    Ok(loaded)
}

/// What was fetched, if it was.
pub fn there() -> Option<Pages> {
    PAGES.get()
}

/// Fetches the module before somebody waits for it, and says so.
pub fn fetch(there: RwSignal<Option<Pages>>) {
    spawn_local(async move {
        // Whoever needs it tries again, and says so when it fails.
        if let Ok(pages) = load().await
            && there.try_with_untracked(Option::is_none) == Some(true)
        {
            there.set(Some(pages));
        }
    });
}

/// Does what nobody waits for once the page shows what it has.
pub fn after_painting(what: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(what));
}

/// One of the pages, once it is there.
#[component]
pub fn Later(page: fn(&Pages) -> fn() -> AnyView) -> AnyView {
    let loaded = RwSignal::new(PAGES.get().map(Ok::<_, ()>));
    let load = move || {
        loaded.set(None);
        spawn_local(async move {
            let answer = load().await.map_err(drop);
            loaded.try_set(Some(answer));
        });
    };
    if PAGES.get().is_none() {
        load();
    }
    let content = move || match loaded.get() {
        Some(Ok(pages)) => page(&pages)(),
        None => view! {
            <div class="page">
                <SkeletonText lines=6 />
            </div>
        }
        .into_any(),
        Some(Err(())) => {
            let problem = Problem::new(Problem::OFFLINE, 0, portico_ui::messages::OFFLINE_TITLE);
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
