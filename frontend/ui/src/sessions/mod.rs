//! Where somebody is signed in, and how they end what should not be: the same for contacts and for agents.

mod row;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::ids::SessionId;
use portico_types::sign_in::SignedInSession;

use self::row::SessionRow;
use crate::{Button, ProblemView, SkeletonRows, announce, api, browser, messages, toast, toast_problem};

/// Takes the focus when the row that had it is gone.
const LIST: &str = "sessions";

/// One's own sessions. The page around it says what they are.
#[component]
pub fn Sessions() -> AnyView {
    let found = RwSignal::new(None::<Result<Vec<SignedInSession>, Problem>>);
    // Rows that are there stay until the answer is.
    let read = move || {
        spawn_local(async move {
            found.try_set(Some(api::sessions::list().await));
        });
    };
    let retry = move |()| {
        found.set(None);
        read();
    };
    read();
    let stage = Memo::new(move |_| match found.get() {
        None => Stage::Loading,
        Some(Err(problem)) => Stage::Problem(problem),
        Some(Ok(_)) => Stage::Ready,
    });
    let sessions =
        Signal::derive(move || found.with(|it| it.as_ref().and_then(|it| it.clone().ok()).unwrap_or_default()));
    let content = move || match stage.get() {
        Stage::Loading => view! { <div class="card-flush"><SkeletonRows count=3 /></div> }.into_any(),
        Stage::Problem(problem) => view! { <ProblemView problem on_retry=Callback::new(retry) /> }.into_any(),
        Stage::Ready => view! { <List sessions on_change=Callback::new(move |()| read()) /> }.into_any(),
    };
    content.into_any()
}

#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Problem(Problem),
    Ready,
}

#[component]
fn List(sessions: Signal<Vec<SignedInSession>>, on_change: Callback<()>) -> AnyView {
    let ending = RwSignal::new(None::<SessionId>);
    let ending_all = RwSignal::new(false);
    let after = move |outcome: api::Result<()>, words: &'static str| {
        match outcome {
            Ok(()) => {
                browser::focus(LIST);
                toast(words);
            }
            Err(problem) if problem.kind == Problem::NOT_FOUND => announce(words), // It was over before.
            Err(problem) => toast_problem(&problem),
        }
        ending.try_set(None);
        ending_all.try_set(false);
        on_change.run(());
    };
    let end = move |id: SessionId| {
        if ending.get_untracked().is_none() {
            ending.set(Some(id));
            spawn_local(async move { after(api::sessions::end(id).await, messages::session_is_ended()) });
        }
    };
    let end_others = move |()| {
        ending_all.set(true);
        spawn_local(async move { after(api::sessions::end_others().await, messages::other_sessions_ended()) });
    };
    let others = Memo::new(move |_| sessions.with(|all| all.iter().any(|it| !it.current)));
    let end_all = move || {
        if others.get() {
            view! {
                <Button busy=ending_all on_click=Callback::new(end_others)>
                    {messages::end_other_sessions()}
                </Button>
            }
            .into_any()
        } else {
            view! { <p class="muted">{messages::only_this_session()}</p> }.into_any()
        }
    };
    view! {
        <div class="stack">
            <ul id=LIST class="rows card-flush" tabindex="-1" aria-label=messages::sessions()>
                <For each=move || sessions.get() key=|it| (it.id, it.last_used_at, it.current) let(session)>
                    <SessionRow session ending on_end=Callback::new(end) />
                </For>
            </ul>
            <div>{end_all}</div>
        </div>
    }
    .into_any()
}
