//! Back from Slack's page: what came along is taken out of the address before anything else sees it, and shown to the server once.

use std::cell::Cell;

use leptos::prelude::window;
use portico_types::staff::CompleteSlackInstall;
use portico_ui::{browser, drafts};

use crate::address::Topic;

/// In milliseconds. Whether it is too late the server says; after an hour nobody waits for that.
const REMEMBERED: f64 = 3_600_000.0;

pub(super) enum Returned {
    /// To be shown to the server.
    Answer(CompleteSlackInstall),
    /// The person, or who decides for them, said no.
    Denied,
    /// Slack could not.
    Failed,
}

thread_local! {
    /// Whether it was somebody's no.
    static REFUSED: Cell<Option<bool>> = const { Cell::new(None) };
}

/// What a person leaves behind and no other finds: the session may have ended meanwhile, and whoever must sign in first may do so at
/// a provider's page.
fn key() -> String {
    drafts::left("console.slack-install")
}

/// Takes the answer out of the address, which then shows nothing of it: not on reload, not in the history. Call it before anything else
/// looks at the address.
pub fn take_answer() {
    let path = window().location().pathname().unwrap_or_default();
    if path.trim_end_matches('/') != Topic::Slack.href() {
        return;
    }
    let answer = browser::query("code").zip(browser::query("state"));
    match (answer, browser::query("problem")) {
        (Some((code, state)), _) => keep(&CompleteSlackInstall { code, state }),
        (None, Some(problem)) => REFUSED.set(Some(problem == "denied")),
        (None, None) => return,
    }
    browser::replace_address(Topic::Slack.href());
}

/// For after the sign-in that has to come first.
pub(super) fn keep(answer: &CompleteSlackInstall) {
    let until = js_sys::Date::now() + REMEMBERED;
    browser::store(&key(), serde_json::to_string(&(until, answer)).ok().as_deref());
}

/// What came along, once.
pub(super) fn take() -> Option<Returned> {
    let kept = browser::stored(&key());
    browser::store(&key(), None);
    let kept = kept.and_then(|it| serde_json::from_str::<(f64, CompleteSlackInstall)>(&it).ok());
    if let Some((_, answer)) = kept.filter(|(until, _)| *until > js_sys::Date::now()) {
        return Some(Returned::Answer(answer));
    }
    REFUSED
        .take()
        .map(|denied| if denied { Returned::Denied } else { Returned::Failed })
}
