//! A mail is on its way: where its code is entered, and another is asked for.

use std::time::Duration;

use leptos::leptos_dom::helpers::set_interval_with_handle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::sign_in::{CompleteMailSignIn, StartMailSignIn};
use portico_types::{FieldError, Problem};

use super::not_allowed::NotAllowed;
use super::pending::{self, Pending};
use crate::api::{self, session};
use crate::title::use_title;
use crate::{Button, ButtonKind, CodeField, ErrorSummary, browser, field_id, messages, toast, toast_problem};

/// Mails take a while; asking twice voids the first.
const RESEND_AFTER: u32 = 30;

/// A mail that is on its way.
#[derive(Clone)]
pub struct Inbox {
    pub(super) pending: Pending,
    pub(super) on_another_address: Callback<()>,
}

/// Where the mail's code goes.
pub fn check_inbox(inbox: Inbox) -> AnyView {
    let Inbox {
        pending,
        on_another_address,
    } = inbox;
    view! { <CheckInbox pending on_another_address /> }.into_any()
}

/// The mail is on its way: where its code goes.
#[component]
pub(super) fn CheckInbox(pending: Pending, on_another_address: Callback<()>) -> AnyView {
    let Pending { email, told, .. } = pending;
    use_title(messages::check_your_inbox().to_owned());
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let not_allowed = RwSignal::new(false);
    in_when_another_tab_is();
    let complete = move |digits: String| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let request = CompleteMailSignIn {
                token: None,
                code: Some(digits),
            };
            match api::sign_in::complete_mail(&request).await {
                // At an address of the door's own, the page that was wanted is still to be asked for.
                Ok(()) if !super::is_door(&window().location().pathname().unwrap_or_default()) => pending::forget(),
                Ok(()) => {}
                Err(refused) if refused.kind == Problem::NOT_ALLOWED => {
                    not_allowed.try_set(true);
                }
                Err(refused) => {
                    busy.try_set(false);
                    code.try_set(String::new());
                    problem.try_set(Some(about_code(refused)));
                    browser::focus(&field_id("code"));
                }
            }
        });
    };
    let other = Signal::derive(move || problem.get().filter(|problem| problem.errors.is_empty()));
    let content = move || {
        if not_allowed.get() {
            return view! { <NotAllowed on_again=on_another_address /> }.into_any();
        }
        let (why, another) = if told {
            (messages::prove_mailbox(), messages::start_again())
        } else {
            (messages::mail_is_coming(), messages::another_address())
        };
        // A mail that was asked for here would prove the address, but not tie the provider to it.
        let resend = (!told).then(|| view! { <Resend email=email.clone() /> });
        view! {
            <h1>{messages::check_your_inbox()}</h1>
            <p>
                <strong>{email.clone()}</strong>
            </p>
            <p class="muted">{why}</p>
            <ErrorSummary problem=other />
            <CodeField label=messages::code_label() value=code on_complete=complete problem />
            <p class="meta" role="status">
                {move || busy.get().then_some(messages::checking())}
            </p>
            <div class="sign-in-links">
                {resend}
                <Button kind=ButtonKind::Link on_click=on_another_address>
                    {another}
                </Button>
            </div>
        }
        .into_any()
    };
    content.into_any()
}

/// The mail's link opened the door in another tab: then it is open here, too.
fn in_when_another_tab_is() {
    let listener = window_event_listener_untyped("storage", |_| {
        if pending::mail().is_none() {
            spawn_local(async {
                let _ = session::resume().await; // When it fails, the code can still be typed.
            });
        }
    });
    on_cleanup(move || listener.remove());
}

/// The one refusal there is, said beside the field.
fn about_code(mut problem: Problem) -> Problem {
    if problem.kind == Problem::SIGN_IN_FAILED {
        problem.errors = vec![FieldError::new("code", messages::code_refused())];
    }
    problem
}

#[component]
fn Resend(email: String) -> AnyView {
    let left = RwSignal::new(RESEND_AFTER);
    let tick = set_interval_with_handle(
        move || {
            if left.try_get_untracked().is_some_and(|left| left > 0) {
                left.update(|left| *left -= 1);
            }
        },
        Duration::from_secs(1),
    );
    on_cleanup(move || {
        if let Ok(tick) = tick {
            tick.clear();
        }
    });
    let resend = move |()| {
        left.set(RESEND_AFTER);
        let request = StartMailSignIn { email: email.clone() };
        spawn_local(async move {
            match api::sign_in::start_mail(&request).await {
                Ok(_) => toast(messages::sent_again()),
                Err(problem) => {
                    left.try_set(0);
                    toast_problem(&problem);
                }
            }
        });
    };
    let words = move || match left.get() {
        0 => messages::send_again().to_owned(),
        seconds => messages::send_again_in(seconds),
    };
    view! {
        <Button kind=ButtonKind::Link disabled=Signal::derive(move || left.get() > 0) on_click=Callback::new(resend)>
            {words}
        </Button>
    }
    .into_any()
}
