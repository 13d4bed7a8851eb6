//! Where the mail's link leads: a person presses the button, a scanner does not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::CompleteMailSignIn;

use super::card::SignInCard;
use super::not_allowed::NotAllowed;
use super::pending;
use crate::api;
use crate::title::use_title;
use crate::{Button, ButtonKind, ButtonLink, ErrorSummary, browser, messages};

/// Where the mail's link leads: `…/sign-in/confirm#token`. Opening the page does nothing, because programs that scan mails
/// open links too; a person has to press the button. The token leaves the address bar at once, and never was in a request.
#[component]
pub fn ConfirmSignIn(
    /// The portal's or the account's name.
    #[prop(into)]
    name: Signal<String>,
    /// Address of its logo.
    #[prop(optional, into)]
    logo: MaybeProp<String>,
    /// Where one can ask for another mail, with the app's base.
    #[prop(default = "/")]
    home: &'static str,
    /// In. Gets the path of the page that was wanted when the mail was asked for, with the app's base.
    #[prop(into)]
    on_done: Callback<String>,
) -> AnyView {
    use_title(messages::sign_in().to_owned());
    let token = StoredValue::new(take_fragment());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let refused = RwSignal::new(token.with_value(String::is_empty));
    let not_allowed = RwSignal::new(false);
    let confirm = move |()| {
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let request = CompleteMailSignIn {
                token: Some(token.get_value()),
                code: None,
            };
            match api::sign_in::complete_mail(&request).await {
                Ok(()) => on_done.run(pending::take_path().unwrap_or_else(|| home.to_owned())),
                Err(it) if it.kind == Problem::SIGN_IN_FAILED => {
                    refused.try_set(true);
                }
                Err(it) if it.kind == Problem::NOT_ALLOWED => {
                    not_allowed.try_set(true);
                }
                Err(it) => {
                    problem.try_set(Some(it));
                    busy.try_set(false);
                }
            }
        });
    };
    let content = move || {
        if not_allowed.get() {
            let again = move |()| {
                pending::forget();
                on_done.run(home.to_owned());
            };
            return view! { <NotAllowed on_again=Callback::new(again) /> }.into_any();
        }
        if refused.get() {
            return view! { <Refused home /> }.into_any();
        }
        view! {
            <h1>{messages::confirm_title()}</h1>
            <p class="muted">{messages::confirm_text()}</p>
            <ErrorSummary problem />
            <Button kind=ButtonKind::Primary wide=true busy on_click=Callback::new(confirm)>
                {messages::sign_in()}
            </Button>
        }
        .into_any()
    };
    view! {
        <SignInCard name logo>
            {content}
        </SignInCard>
    }
    .into_any()
}

/// Used, too old, or asked for in another browser: the server does not say which, and the way on is the same.
#[component]
fn Refused(home: &'static str) -> AnyView {
    // This browser asked for a mail: its code may still do.
    let way_on = match pending::mail() {
        Some(_) => messages::to_the_code(),
        None => messages::another_mail(),
    };
    view! {
        <div class="stack" role="alert">
            <h1>{messages::link_refused_title()}</h1>
            <p class="muted">{messages::link_refused_text()}</p>
        </div>
        <ButtonLink kind=ButtonKind::Primary wide=true href=home>
            {way_on}
        </ButtonLink>
    }
    .into_any()
}

/// What stands after the `#`, which is then gone from the address bar and the history.
fn take_fragment() -> String {
    let location = window().location();
    let fragment = location.hash().unwrap_or_default();
    if !fragment.is_empty() {
        browser::replace_address(&location.pathname().unwrap_or_default());
    }
    fragment.trim_start_matches('#').to_owned()
}
