//! The door: an address, or a provider.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::{SignInMethod, SignInOptions, SignInProvider, StartMailSignIn};

use super::card::SignInCard;
use super::check_inbox::Inbox;
use super::pending::{self, Pending};
use super::providers::Providers;
use crate::api::{self, session};
use crate::title::use_title;
use crate::{
    Button, ButtonKind, EmptyState, ErrorSummary, Icon, ProblemView, TextField, browser, drafts, icon, messages,
};

/// Why somebody stands at the door.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Notice {
    Denied,
    Failed,
    TooLate,
}

thread_local! {
    static NOTICE: Cell<Option<Notice>> = const { Cell::new(None) };
}

/// What the card says when it is shown next.
pub(super) fn set_notice(notice: Notice) {
    NOTICE.set(Some(notice));
}

fn take_notice() -> Option<String> {
    // The server sends people here whose way back it does not know.
    let problem = browser::query("problem").map(|_| Notice::TooLate);
    match NOTICE.take().or(problem) {
        Some(Notice::Denied) => Some(messages::sign_in_denied().to_owned()),
        Some(Notice::Failed) => Some(messages::provider_failed().to_owned()),
        Some(Notice::TooLate) => Some(messages::too_late().to_owned()),
        None if session::ended() => Some(messages::session_ended(drafts::any()).to_owned()),
        None => None,
    }
}

/// The way in. Shown in place of whatever page was wanted.
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
    /// What is shown once a mail is on its way: [`super::check_inbox`], or what fetches it first.
    inbox: fn(Inbox) -> AnyView,
    /// Below the card.
    #[prop(optional, into)]
    foot: ViewFnOnce,
) -> AnyView {
    let asked = RwSignal::new(pending::mail());
    let email = RwSignal::new(String::new());
    let notice = take_notice();
    let content = move || {
        let Some(pending) = asked.get() else {
            let on_asked = Callback::new(move |pending| asked.set(Some(pending)));
            return view! { <WaysIn email heading on_asked notice=notice.clone() /> }.into_any();
        };
        let elsewhere = move |()| {
            pending::forget();
            asked.set(None);
        };
        inbox(Inbox {
            pending,
            on_another_address: Callback::new(elsewhere),
        })
    };
    view! {
        <SignInCard name logo foot>
            {content}
        </SignInCard>
    }
    .into_any()
}

/// What the account offers, and nothing else.
#[component]
fn WaysIn(
    email: RwSignal<String>,
    heading: Signal<String>,
    on_asked: Callback<Pending>,
    notice: Option<String>,
) -> AnyView {
    use_title(messages::sign_in().to_owned());
    let options = RwSignal::new(None::<Result<SignInOptions, Problem>>);
    let ask = move || {
        options.set(None);
        spawn_local(async move {
            let answer = api::sign_in::options().await;
            options.try_set(Some(answer));
        });
    };
    ask();
    let problem = RwSignal::new(None::<Problem>);
    // The way a customer's own provider is reached: its people get a link that names it.
    let with = RwSignal::new(browser::query("with").filter(|id| !id.is_empty()));
    // What is wrong with the only field stands beside it; the summary is for the rest.
    let other = Signal::derive(move || problem.get().filter(|problem| problem.errors.is_empty()));
    let ways = move || match (options.get(), with.get()) {
        (None, _) => view! { <Waiting /> }.into_any(),
        (Some(Err(problem)), _) => view! { <ProblemView problem on_retry=Callback::new(move |()| ask()) /> }.into_any(),
        (Some(Ok(options)), Some(id)) => {
            let provider = options.providers.into_iter().find(|it| it.id == id);
            let provider = provider.unwrap_or_else(|| SignInProvider {
                id,
                method: SignInMethod::OpenId,
                name: String::new(),
            });
            view! {
                <Providers providers=vec![provider] primary=true problem />
                <div class="sign-in-links">
                    <Button kind=ButtonKind::Link on_click=move || with.set(None)>
                        {messages::other_ways()}
                    </Button>
                </div>
            }
            .into_any()
        }
        (Some(Ok(SignInOptions { mail: false, providers })), None) if providers.is_empty() => {
            view! { <EmptyState sign=Icon::Lock title=messages::no_way_in() text=messages::no_way_in_text() /> }
                .into_any()
        }
        (Some(Ok(SignInOptions { mail, providers })), None) => {
            let alone = providers.is_empty();
            let or = (mail && !alone).then(|| view! { <p class="sign-in-or meta">{messages::or()}</p> });
            let buttons = (!alone).then(|| view! { <Providers providers problem /> });
            let form = mail.then(|| view! { <AskForMail email problem autofocus=alone on_asked /> });
            view! { {buttons} {or} {form} }.into_any()
        }
    };
    view! {
        <h1>{move || heading.get()}</h1>
        {notice.map(|notice| view! {
            <p class="notice" role="status">
                {icon(Icon::Alert)}
                <span>{notice}</span>
            </p>
        })}
        <ErrorSummary problem=other />
        {ways}
    }
    .into_any()
}

/// The card's usual content, while it is asked for.
#[component]
fn Waiting() -> AnyView {
    view! {
        <div class="stack" role="status">
            <span class="visually-hidden">{messages::loading()}</span>
            <span class="skeleton sign-in-waiting"></span>
            <span class="skeleton sign-in-waiting"></span>
        </div>
    }
    .into_any()
}

#[component]
fn AskForMail(
    email: RwSignal<String>,
    problem: RwSignal<Option<Problem>>,
    /// The card has nothing else.
    autofocus: bool,
    on_asked: Callback<Pending>,
) -> AnyView {
    let busy = RwSignal::new(false);
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
                Ok(started) => on_asked.run(pending::remember(&request.email, false, started.expires_in)),
                Err(refused) => {
                    problem.try_set(Some(refused));
                    busy.try_set(false);
                }
            }
        });
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <TextField
                label=messages::e_mail()
                name="email"
                kind="email"
                autocomplete="email"
                value=email
                required=true
                autofocus
                problem
            />
            <Button kind=ButtonKind::Primary submit=true wide=true busy>
                {messages::send_me_a_link()}
            </Button>
        </form>
        <p class="meta">{messages::sign_in_intro()}</p>
    }
    .into_any()
}
