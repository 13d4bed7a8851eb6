//! Who sees what: the portal for somebody who is in, its door for everybody else, and neither where there is no portal.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use portico_types::Problem;
use portico_types::portal::PortalInfo;
use portico_ui::api::Surface;
use portico_ui::api::session::{self, SignIn as SignInState};
use portico_ui::sign_in::{self, SignIn};
use portico_ui::{ProblemView, browser, theme, title};

use crate::later::{later, part};
use crate::shell::Shell;
use crate::{api, going_back, languages, messages};

/// Where the sign-in mail's link leads.
const CONFIRM: &str = "/sign-in/confirm";

/// What the whole app knows about the portal it is.
#[derive(Clone, Copy)]
pub struct Portal {
    /// Empty until known.
    pub name: Signal<String>,
    pub logo: Signal<Option<String>>,
    /// The server said that there is no portal here (any more).
    pub closed: RwSignal<bool>,
}

pub fn app() -> AnyView {
    session::start(Surface::Portal);
    // Before the router sees it.
    let returning = sign_in::take_answer();
    going_back::listen();
    view! {
        <Router>
            <Door returning />
        </Router>
    }
    .into_any()
}

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Starting,
    Returning,
    Failed(Problem),
    Closed,
    Confirm,
    Out,
    In,
}

/// Decides who sees what: the portal, its door, or why there is none.
#[component]
fn Door(
    /// A provider sent somebody back.
    returning: bool,
) -> AnyView {
    let returning = RwSignal::new(returning);
    let info = RwSignal::new(None::<PortalInfo>);
    let failed = RwSignal::new(None::<Problem>);
    let closed = RwSignal::new(false);
    let portal = Portal {
        name: Signal::derive(move || info.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default())),
        logo: Signal::derive(move || info.with(|it| it.as_ref().and_then(|it| it.logo_url.clone()))),
        closed,
    };
    provide_context(portal);

    let start = move || {
        failed.set(None);
        closed.set(false);
        spawn_local(async move {
            match api::portal::info().await {
                Ok(found) => {
                    theme::set_accent(&found.accent);
                    title::set_place(&found.name);
                    info.set(Some(found));
                }
                Err(problem) if problem.kind == Problem::PORTAL_NOT_AVAILABLE => closed.set(true),
                Err(problem) => failed.set(Some(problem)),
            }
        });
        // Who comes back from a provider signs in anew: two answers about the session would race.
        if !returning.get_untracked() {
            spawn_local(async move {
                if let Err(problem) = session::resume().await {
                    failed.set(Some(problem));
                }
            });
        }
    };
    start();

    let path = use_location().pathname;
    let signed_in = session::sign_in();
    let stage = Memo::new(move |_| {
        if closed.get() {
            return Stage::Closed;
        }
        let known = info.with(Option::is_some);
        if known && is_confirm(&path.get()) {
            return Stage::Confirm;
        }
        if known && returning.get() {
            return Stage::Returning;
        }
        match (signed_in.get(), failed.get()) {
            (SignInState::In, _) if sign_in::is_door(&path.get()) => Stage::Starting,
            (SignInState::In, _) => Stage::In,
            (_, Some(problem)) => Stage::Failed(problem),
            (SignInState::Out, None) if known => Stage::Out,
            _ => Stage::Starting,
        }
    });
    // The door's own addresses are nothing to somebody who is in.
    Effect::new(move || {
        let path = path.get();
        if signed_in.get() == SignInState::In && !returning.get() && sign_in::is_door(&path) && !is_confirm(&path) {
            go_on(&sign_in::take_wanted().unwrap_or_else(|| "/".to_owned()));
        }
    });
    let done = Callback::new(move |path: String| {
        go_on(&path);
        returning.set(false);
    });
    let Portal { name, logo, .. } = portal;
    let heading = Signal::derive(move || messages::sign_in_to(&name.get()));
    let content = move || {
        match stage.get() {
        Stage::Starting => view! { <Starting /> }.into_any(),
        Stage::Failed(problem) => {
            view! { <main class="page" id="main"><ProblemView problem on_retry=Callback::new(move |()| start()) /></main> }
                .into_any()
        }
        Stage::Closed => {
            let retry = Callback::new(move |()| start());
            later(move |parts| (parts.not_available)(retry))
        }
        Stage::Confirm => later(move |parts| (parts.confirm)(portal, done)),
        Stage::Returning => later(move |parts| (parts.returned)(portal, done)),
        Stage::Out => view! { <SignIn name logo heading inbox=sign_in::check_inbox foot=languages::on_the_door />  }.into_any(),
        Stage::In => view! { <Shell /> }.into_any(),
    }
    };
    view! { {content} {part(|parts| (parts.shortcuts)(), || ().into_any())} }.into_any()
}

fn is_confirm(path: &str) -> bool {
    path.trim_end_matches('/') == CONFIRM
}

/// On to the page that was wanted.
fn go_on(path: &str) {
    browser::go_on(path);
    going_back::take();
}

/// What `index.html` has painted already, until it is known who is there.
#[component]
fn Starting() -> AnyView {
    view! {
        <div class="boot-bar">
            <span class="skeleton boot-logo"></span>
        </div>
        <div class="boot-page" role="status">
            <span class="visually-hidden">{portico_ui::messages::loading()}</span>
            <span class="skeleton boot-title"></span>
            <span class="skeleton boot-row"></span>
            <span class="skeleton boot-row"></span>
            <span class="skeleton boot-row"></span>
        </div>
    }
    .into_any()
}
