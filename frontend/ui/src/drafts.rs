//! What was typed and not yet sent, kept on this device under a key per person, ticket and form: whoever else signs in here neither sees it
//! nor loses it for them.

use std::cell::RefCell;

use leptos::prelude::{ArcRwSignal, Effect, Get as _, GetUntracked as _, RwSignal, Set as _, Signal};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::session::surface;
use crate::browser;

const PREFIX: &str = "portico.draft.";
const LEFT: &str = "portico.left.";
/// Who was in last.
const WHO: &str = "portico.who.";

thread_local! {
    /// Who is in on this page. In another tab it may be somebody else.
    static OWNER: RefCell<Option<String>> = const { RefCell::new(None) };
    /// What the device does not keep (its storage is full or switched off) lives as long as the page.
    static UNKEPT: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    /// The key and the text of what was sent last.
    static SENT: ArcRwSignal<Option<(String, String)>> = ArcRwSignal::default();
}

/// Before anybody is in: who was here last, and may be about to come back.
fn owner() -> String {
    let known = OWNER.with_borrow(Clone::clone);
    let last = || browser::stored(&last_key());
    known.or_else(last).unwrap_or_default()
}

fn last_key() -> String {
    format!("{WHO}{:?}", surface())
}

fn owned(prefix: &str, what: &str) -> String {
    format!("{prefix}{}.{what}", owner())
}

/// Under which something else is stored that a person leaves behind on this device, and that no other may find.
pub fn left(what: &str) -> String {
    owned(LEFT, what)
}

pub fn load(key: &str) -> Option<String> {
    let key = owned(PREFIX, key);
    let unkept = UNKEPT.with_borrow(|all| all.iter().find(|(it, _)| *it == key).cloned());
    unkept
        .map(|(_, text)| text)
        .or_else(|| browser::stored(&key))
        .filter(|draft| !draft.trim().is_empty())
}

/// Keeps the draft; an empty one is forgotten.
pub fn save(key: &str, text: &str) {
    let text = (!text.trim().is_empty()).then_some(text);
    let key = owned(PREFIX, key);
    browser::store(&key, text);
    let unkept = text.filter(|text| browser::stored(&key).as_deref() != Some(text));
    UNKEPT.with_borrow_mut(|all| {
        all.retain(|(it, _)| *it != key);
        all.extend(unkept.map(|text| (key, text.to_owned())));
    });
}

/// What was typed into a form and not sent.
pub fn load_form<T: DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_str(&load(key)?).ok()
}

/// Keeps what is typed into a form, for as long as it is shown. `read` gives nothing while the form says nothing that is
/// worth keeping. Never pass a secret: drafts lie on the device.
pub fn use_form<T: Serialize + 'static>(key: &'static str, read: impl Fn() -> Option<T> + 'static) {
    Effect::new(move || {
        let text = read().and_then(|form| serde_json::to_string(&form).ok());
        save(key, &text.unwrap_or_default());
    });
}

pub fn forget(key: &str) {
    save(key, "");
}

/// What was sent is no draft any more, wherever its text is by now: on this page, on one to which its writer has come back, or on none.
pub fn forget_sent(key: &str, sent: &str) {
    if let Some(draft) = load(key) {
        save(key, beside(&draft, sent));
    }
    SENT.with(|it| it.set(Some((key.to_owned(), sent.to_owned()))));
}

/// Takes what is sent out of where it is written. For the component that shows it.
pub(crate) fn use_sent(key: Signal<String>, text: RwSignal<String>) {
    let last = SENT.with(Clone::clone);
    Effect::new(move |before: Option<()>| {
        let sent = last
            .get()
            .filter(|(of, _)| before.is_some() && *of == key.get_untracked());
        if let Some((_, sent)) = sent {
            text.set(beside(&text.get_untracked(), &sent).to_owned());
        }
    });
}

/// What was typed while this was on its way, which is another message.
fn beside<'a>(text: &'a str, sent: &str) -> &'a str {
    text.strip_prefix(sent).unwrap_or(text).trim_start()
}

/// Whether there is any.
pub fn any() -> bool {
    let prefix = owned(PREFIX, "");
    browser::has_stored(&prefix) || UNKEPT.with_borrow(|all| all.iter().any(|(key, _)| key.starts_with(&prefix)))
}

/// Forgets all that its owner left: the next person at this device must not read it. Part of signing out.
pub fn clear_all() {
    for prefix in [PREFIX, LEFT].map(|it| owned(it, "")) {
        browser::forget_stored(&prefix);
        UNKEPT.with_borrow_mut(|all| all.retain(|(key, _)| !key.starts_with(&prefix)));
    }
}

/// Somebody is in, before any page is. From now on what is kept is theirs.
pub(crate) fn arrived(person: String) {
    browser::store(&last_key(), Some(&person));
    OWNER.set(Some(person));
}
