//! Where a provider leads back to.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::CompleteOpenIdSignIn;

use super::card::SignInCard;
use super::check_inbox::CheckInbox;
use super::door::{Notice, set_notice};
use super::not_allowed::NotAllowed;
use super::pending::{self, Pending};
use super::returned::{self, Answer};
use crate::api::{self, session};
use crate::title::use_title;
use crate::{ProblemView, SkeletonText, messages};

/// Where a provider leads back to, once [`super::take_answer`] found its answer in the address. Whoever reloads, goes back
/// or opens the address once more is not here but where they belong: in, or at the door.
#[component]
pub fn ReturnFromProvider(
    /// The portal's or the account's name.
    #[prop(into)]
    name: Signal<String>,
    /// Address of its logo.
    #[prop(optional, into)]
    logo: MaybeProp<String>,
    /// The page for who wanted none, with the app's base.
    #[prop(default = "/")]
    home: &'static str,
    /// This is over. Gets the path of the page to go on to, with the app's base: the one that was wanted.
    #[prop(into)]
    on_done: Callback<String>,
) -> AnyView {
    use_title(messages::sign_in().to_owned());
    let stage = RwSignal::new(Stage::Asking);
    let go_on = move |()| on_done.run(pending::take_path().unwrap_or_else(|| home.to_owned()));
    let in_or_out = move |notice: Option<Notice>| {
        spawn_local(async move {
            // An address that was used before, or is somebody else's, means nothing to who is in already.
            match session::resume().await {
                Ok(signed_in) => {
                    if let (Some(notice), false) = (notice, signed_in) {
                        set_notice(notice);
                    }
                    go_on(());
                }
                Err(problem) => {
                    stage.try_set(Stage::Problem(problem));
                }
            }
        });
    };
    let ask = move |request: CompleteOpenIdSignIn| {
        stage.set(Stage::Asking);
        spawn_local(async move {
            match api::sign_in::complete_openid(&request).await {
                Ok(None) => go_on(()),
                Ok(Some(mailbox)) => {
                    let pending = pending::remember(&mailbox.email, true, mailbox.expires_in);
                    stage.try_set(Stage::Mailbox(pending));
                }
                Err(problem) if problem.kind == Problem::NOT_ALLOWED => {
                    stage.try_set(Stage::NotAllowed);
                }
                // Nothing was said about the sign-in itself: it can be asked once more.
                Err(problem) if problem.status == 0 || problem.status == 429 || problem.status >= 500 => {
                    stage.try_set(Stage::Problem(problem));
                }
                Err(_) => in_or_out(Some(Notice::TooLate)),
            }
        });
    };
    let answer = StoredValue::new(returned::answer());
    let start = move || match answer.get_value() {
        Some(Answer::Code(request)) => ask(request),
        Some(Answer::Denied) => in_or_out(Some(Notice::Denied)),
        Some(Answer::Failed) => in_or_out(Some(Notice::Failed)),
        None => in_or_out(Some(Notice::TooLate)),
    };
    start();
    // Whether there is a session of before, nobody has asked yet.
    let again = Callback::new(move |()| {
        pending::set_aside();
        in_or_out(None);
    });
    let content = move || match stage.get() {
        Stage::Asking => view! {
            <h1>{messages::signing_you_in()}</h1>
            <SkeletonText lines=2 />
        }
        .into_any(),
        Stage::Mailbox(pending) => view! { <CheckInbox pending on_another_address=again /> }.into_any(),
        Stage::NotAllowed => view! { <NotAllowed on_again=again /> }.into_any(),
        Stage::Problem(problem) => {
            view! { <ProblemView problem on_retry=Callback::new(move |()| start()) /> }.into_any()
        }
    };
    // The code of the mail opens the door, wherever it was typed.
    let signed_in = session::sign_in();
    Effect::new(move || {
        if signed_in.get() == session::SignIn::In && matches!(stage.get_untracked(), Stage::Mailbox(_)) {
            go_on(());
        }
    });
    view! {
        <SignInCard name logo>
            {content}
        </SignInCard>
    }
    .into_any()
}

#[derive(Clone)]
enum Stage {
    Asking,
    Mailbox(Pending),
    NotAllowed,
    Problem(Problem),
}
