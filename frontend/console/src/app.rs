//! Who sees what: the console for an agent who is in, its door for everybody else.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use portico_types::Problem;
use portico_ui::api::Surface;
use portico_ui::api::session::{self, SignIn as SignInState};
use portico_ui::sign_in::{self, ConfirmSignIn, ReturnFromProvider, SignIn};
use portico_ui::{ProblemView, ShortcutsDialog, browser, title};

use crate::address::{BASE, HOME};
use crate::messages;
use crate::pages;
use crate::shell::Shell;

/// Where the sign-in mail's link leads.
const CONFIRM: &str = "/console/sign-in/confirm";

pub fn app() -> AnyView {
    session::start(Surface::Staff);
    // Before the router sees it.
    let returning = sign_in::take_answer();
    pages::take_slack_answer();
    title::set_place(messages::CONSOLE);
    view! {
        <Router base=BASE>
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
    Confirm,
    Out,
    In,
}

/// Decides who sees what: the console or its door.
#[component]
fn Door(
    /// A provider sent somebody back.
    returning: bool,
) -> AnyView {
    let returning = RwSignal::new(returning);
    let failed = RwSignal::new(None::<Problem>);
    let start = move || {
        failed.set(None);
        spawn_local(async move {
            if let Err(problem) = session::resume().await {
                failed.set(Some(problem));
            }
        });
    };
    // Who comes back from a provider signs in anew: two answers about the session would race.
    if !returning.get_untracked() {
        start();
    }

    let path = use_location().pathname;
    let signed_in = session::sign_in();
    let stage = Memo::new(move |_| {
        let path = path.get();
        if is_confirm(&path) {
            return Stage::Confirm;
        }
        if returning.get() {
            return Stage::Returning;
        }
        match (signed_in.get(), failed.get()) {
            (SignInState::In, _) if sign_in::is_door(&path) => Stage::Starting,
            (SignInState::In, _) => Stage::In,
            (_, Some(problem)) => Stage::Failed(problem),
            (SignInState::Out, None) => Stage::Out,
            (SignInState::Unknown, None) => Stage::Starting,
        }
    });
    // The door's own addresses are nothing to somebody who is in.
    Effect::new(move || {
        let path = path.get();
        if signed_in.get() == SignInState::In && !returning.get() && sign_in::is_door(&path) && !is_confirm(&path) {
            browser::go_on(&sign_in::take_wanted().unwrap_or_else(|| HOME.to_owned()));
        }
    });
    let done = Callback::new(move |path: String| {
        browser::go_on(&path);
        returning.set(false);
    });
    let name = Signal::stored(messages::PRODUCT.to_owned());
    let heading = Signal::stored(messages::SIGN_IN_TO_CONSOLE.to_owned());
    let content = move || {
        match stage.get() {
        Stage::Starting => view! { <Starting /> }.into_any(),
        Stage::Failed(problem) => {
            view! { <main class="page" id="main"><ProblemView problem on_retry=Callback::new(move |()| start()) /></main> }
                .into_any()
        }
        Stage::Confirm => view! { <ConfirmSignIn name home=HOME on_done=done /> }.into_any(),
        Stage::Returning => view! { <ReturnFromProvider name home=HOME on_done=done /> }.into_any(),
        Stage::Out => view! { <SignIn name heading inbox=sign_in::check_inbox /> }.into_any(),
        Stage::In => view! { <Shell /> }.into_any(),
    }
    };
    view! { {content} <ShortcutsDialog /> }.into_any()
}

fn is_confirm(path: &str) -> bool {
    path.trim_end_matches('/') == CONFIRM
}

/// What `index.html` has painted already, until it is known who is there.
#[component]
fn Starting() -> AnyView {
    view! {
        <div class="boot-bar">
            <span class="skeleton boot-logo"></span>
        </div>
        <div class="boot-page boot-page-wide" role="status">
            <span class="visually-hidden">{portico_ui::messages::loading()}</span>
            <span class="skeleton boot-title"></span>
            <span class="skeleton boot-row"></span>
            <span class="skeleton boot-row"></span>
            <span class="skeleton boot-row"></span>
        </div>
    }
    .into_any()
}
