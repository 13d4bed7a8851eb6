use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::StartMailSignIn;

use super::card::SignInCard;
use super::check_inbox::CheckInbox;
use super::pending;
use crate::api;
use crate::title::use_title;
use crate::{Button, ButtonKind, ErrorSummary, TextField, messages};

/// The way in: an address, then the code of the mail. Shown in place of whatever page was wanted.
#[component]
pub fn SignIn(
    /// The portal's or the account's name.
    #[prop(into)]
    name: Signal<String>,
    /// Address of its logo.
    #[prop(optional, into)]
    logo: MaybeProp<String>,
    /// Such as "Sign in to Acme Support".
    #[prop(into)]
    heading: Signal<String>,
) -> AnyView {
    let asked = RwSignal::new(pending::recall());
    let email = RwSignal::new(String::new());
    let content = move || match asked.get() {
        Some(pending) => {
            let elsewhere = move |()| {
                pending::forget();
                asked.set(None);
            };
            view! { <CheckInbox email=pending.email on_another_address=Callback::new(elsewhere) /> }.into_any()
        }
        None => view! { <AskForMail email heading on_asked=move |pending| asked.set(Some(pending)) /> }.into_any(),
    };
    view! {
        <SignInCard name logo>
            {content}
        </SignInCard>
    }
    .into_any()
}

#[component]
fn AskForMail(
    email: RwSignal<String>,
    heading: Signal<String>,
    #[prop(into)] on_asked: Callback<pending::Pending>,
) -> AnyView {
    use_title(messages::SIGN_IN.to_owned());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let request = StartMailSignIn {
            email: email.get_untracked().trim().to_owned(),
        };
        spawn_local(async move {
            match api::sign_in::start_mail(&request).await {
                Ok(started) => on_asked.run(pending::remember(&request.email, started.expires_in)),
                Err(refused) => {
                    problem.try_set(Some(refused));
                    busy.try_set(false);
                }
            }
        });
    };
    // What is wrong with the only field stands beside it; the summary is for the rest.
    let other = Signal::derive(move || problem.get().filter(|problem| problem.errors.is_empty()));
    view! {
        <h1>{move || heading.get()}</h1>
        <ErrorSummary problem=other />
        <form class="stack" novalidate on:submit=submit>
            <TextField
                label=messages::E_MAIL
                name="email"
                kind="email"
                autocomplete="email"
                value=email
                required=true
                autofocus=true
                problem
            />
            <Button kind=ButtonKind::Primary submit=true wide=true busy>
                {messages::SEND_ME_A_LINK}
            </Button>
        </form>
        <p class="meta">{messages::SIGN_IN_INTRO}</p>
    }
    .into_any()
}
