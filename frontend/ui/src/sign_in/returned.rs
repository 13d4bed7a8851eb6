//! What a provider sent along, before it gets anywhere else.

use std::cell::RefCell;

use leptos::prelude::window;
use portico_types::sign_in::CompleteOpenIdSignIn;

use crate::browser;

#[derive(Clone)]
pub(super) enum Answer {
    /// To be shown to the server.
    Code(CompleteOpenIdSignIn),
    /// The person, or who decides for them, said no.
    Denied,
    /// The provider could not.
    Failed,
}

thread_local! {
    static ANSWER: RefCell<Option<Answer>> = const { RefCell::new(None) };
}

/// Takes the answer out of the address, which then shows nothing of it: not on reload, not in the history, not as referrer.
/// Says whether there is one. Call it before anything else looks at the address.
pub fn take_answer() -> bool {
    let path = window().location().pathname().unwrap_or_default();
    if !path.trim_end_matches('/').ends_with("/sign-in/return") {
        return false;
    }
    let code = browser::query("code").zip(browser::query("state"));
    let answer = match (code, browser::query("error")) {
        (_, Some(error)) if error == "access_denied" => Some(Answer::Denied),
        (_, Some(_)) => Some(Answer::Failed),
        (Some((code, state)), None) => Some(Answer::Code(CompleteOpenIdSignIn {
            code,
            state,
            iss: browser::query("iss"),
        })),
        (None, None) => None,
    };
    browser::replace_address(&path);
    let there = answer.is_some();
    ANSWER.set(answer);
    there
}

pub(super) fn answer() -> Option<Answer> {
    ANSWER.take()
}
