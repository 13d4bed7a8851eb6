use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use portico_types::Problem;
use portico_ui::api::Surface;
use portico_ui::api::session::{self, SignIn as SignInState};
use portico_ui::sign_in::{ConfirmSignIn, SignIn};
use portico_ui::{ProblemView, title};
use wasm_bindgen::JsValue;

use crate::address::{BASE, HOME};
use crate::messages;
use crate::shell::Shell;

/// Where the sign-in mail's link leads.
const CONFIRM: &str = "/console/sign-in/confirm";

pub fn app() -> AnyView {
    session::start(Surface::Staff);
    title::set_place(messages::CONSOLE);
    view! {
        <Router base=BASE>
            <Door />
        </Router>
    }
    .into_any()
}

#[derive(Clone, Debug, PartialEq)]
enum Stage {
    Starting,
    Failed(Problem),
    Confirm,
    Out,
    In,
}

/// Decides who sees what: the console or its door.
#[component]
fn Door() -> AnyView {
    let failed = RwSignal::new(None::<Problem>);
    let start = move || {
        failed.set(None);
        spawn_local(async move {
            if let Err(problem) = session::resume().await {
                failed.set(Some(problem));
            }
        });
    };
    start();

    let path = use_location().pathname;
    let signed_in = session::sign_in();
    let stage = Memo::new(move |_| {
        if path.get().trim_end_matches('/') == CONFIRM {
            return Stage::Confirm;
        }
        match (signed_in.get(), failed.get()) {
            (SignInState::In, _) => Stage::In,
            (_, Some(problem)) => Stage::Failed(problem),
            (SignInState::Out, None) => Stage::Out,
            (SignInState::Unknown, None) => Stage::Starting,
        }
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
        Stage::Confirm => view! { <ConfirmSignIn name home=HOME on_done=Callback::new(go_on) /> }.into_any(),
        Stage::Out => view! { <SignIn name heading /> }.into_any(),
        Stage::In => view! { <Shell /> }.into_any(),
    }
    };
    content.into_any()
}

/// On to the page that was wanted. As a step of the browser's, because the router finishes its own steps only where its
/// routes are shown, and at the door they are not.
fn go_on(path: String) {
    let Ok(history) = window().history() else { return };
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&path));
    if let Ok(event) = web_sys::Event::new("popstate") {
        let _ = window().dispatch_event(&event);
    }
}

/// What `index.html` has painted already, until it is known who is there.
#[component]
fn Starting() -> AnyView {
    view! {
        <div class="boot-bar">
            <span class="skeleton boot-logo"></span>
        </div>
        <div class="boot-page boot-page-wide" role="status">
            <span class="visually-hidden">{portico_ui::messages::LOADING}</span>
            <span class="skeleton boot-title"></span>
            <span class="skeleton boot-row"></span>
            <span class="skeleton boot-row"></span>
            <span class="skeleton boot-row"></span>
        </div>
    }
    .into_any()
}
