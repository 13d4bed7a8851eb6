//! What was typed and not yet sent, kept on this device under a key per person, ticket and form: whoever else signs in here neither sees it
//! nor loses it for them. Where another tab keeps a text under the same key, a tab keeps its own beside it.

use std::cell::RefCell;

use leptos::prelude::{
    ArcRwSignal, Effect, Get as _, GetUntracked as _, RwSignal, Set as _, Signal, Track as _, Update as _,
    window_event_listener,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::session::surface;
use crate::browser;

const PREFIX: &str = "portico.draft.";
const LEFT: &str = "portico.left.";
/// Stored for a moment when its owner signs out.
const OVER: &str = "portico.over.";
/// Who was in last.
const WHO: &str = "portico.who.";

thread_local! {
    /// Who is in on this page. In another tab it may be somebody else.
    static OWNER: RefCell<Option<String>> = const { RefCell::new(None) };
    /// What the device does not keep (its storage is full or switched off) lives as long as the page.
    static UNKEPT: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    /// What this page found or left last under which key. Another text there is another tab's.
    static SEEN: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
    /// Grows when another tab has put a draft anywhere.
    static OTHERS: ArcRwSignal<u32> = listening();
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

/// The tab's own; or what all tabs share; or what another tab left.
pub fn load(key: &str) -> Option<String> {
    let key = owned(PREFIX, key);
    let shared = [beside_others(&key), key.clone()].into_iter();
    let places = shared.chain(browser::stored_keys(&format!("{key}~")));
    let found = places
        .into_iter()
        .find_map(|place| text_at(&place).map(|text| (place, text)));
    let (place, text) = found.filter(|(_, text)| !text.trim().is_empty())?;
    note(place);
    Some(text)
}

/// Keeps the draft; an empty one is forgotten.
pub fn save(key: &str, text: &str) {
    let key = owned(PREFIX, key);
    if text.trim().is_empty() {
        return forget_seen(&key);
    }
    let place = place(&key);
    browser::store(&place, Some(text));
    note(place.clone());
    let unkept = (browser::stored(&place).as_deref() != Some(text)).then_some(text);
    UNKEPT.with_borrow_mut(|all| {
        drop_places(all, &key);
        put(all, place, unkept);
    });
}

/// Where nothing of another tab's is lost.
fn place(key: &str) -> String {
    let own = beside_others(key);
    if browser::stored(&own).is_some() {
        if is_as_seen(&own) {
            return own;
        }
        // A tab that was made as a copy of another goes by the same name.
        browser::rename_tab();
    }
    if browser::stored(key).is_none() || is_as_seen(key) {
        return key.to_owned();
    }
    beside_others(key)
}

/// All that this page has read or written under the key, unless another tab has written over it.
fn forget_seen(key: &str) {
    let beside = format!("{key}~");
    let places = browser::stored_keys(&beside).into_iter().chain([key.to_owned()]);
    for place in places.filter(|place| is_as_seen(place)) {
        browser::store(&place, None);
        note(place);
    }
    UNKEPT.with_borrow_mut(|all| drop_places(all, key));
}

fn is_as_seen(place: &str) -> bool {
    browser::stored(place) == SEEN.with_borrow(|all| of(all, place))
}

/// What is stored there now is known to this page.
fn note(place: String) {
    let kept = browser::stored(&place);
    SEEN.with_borrow_mut(|all| put(all, place, kept.as_deref()));
}

/// For the effect that saves what is shown: another tab may just have put its own in the place of it, and then it is kept beside that.
/// A draft that is only gone is not put back, for somebody may have signed out.
pub fn track_others() {
    OTHERS.with(|it| it.track());
}

fn listening() -> ArcRwSignal<u32> {
    let others = ArcRwSignal::<u32>::default();
    let grows = others.clone();
    // For as long as the page lives.
    let _ = window_event_listener(leptos::ev::storage, move |event| {
        let Some(key) = event.key() else { return };
        if key == owned(OVER, "") {
            outlive();
        }
        if key.starts_with(PREFIX) && event.new_value().is_some() {
            grows.update(|count| *count = count.wrapping_add(1));
        }
    });
    others
}

/// Signing out in another tab takes all drafts off the device. What this page has read or written stays on it, for its owner alone.
fn outlive() {
    let prefix = owned(PREFIX, "");
    let seen = SEEN.with_borrow(Clone::clone);
    for (place, text) in seen.into_iter().filter(|(place, _)| place.starts_with(&prefix)) {
        UNKEPT.with_borrow_mut(|all| put(all, place, Some(&text)));
    }
}

/// All that is under the key, or beside it.
fn drop_places(all: &mut Vec<(String, String)>, key: &str) {
    all.retain(|(place, _)| place.split('~').next() != Some(key));
}

/// Where this tab keeps what it must not put in the place of another's.
fn beside_others(key: &str) -> String {
    format!("{key}~{}", browser::tab())
}

fn of(all: &[(String, String)], key: &str) -> Option<String> {
    let found = all.iter().find(|(it, _)| it == key);
    found.map(|(_, text)| text.clone())
}

fn put(all: &mut Vec<(String, String)>, key: String, text: Option<&str>) {
    all.retain(|(it, _)| *it != key);
    all.extend(text.map(|text| (key, text.to_owned())));
}

/// What was typed into a form and not sent.
pub fn load_form<T: DeserializeOwned>(key: &str) -> Option<T> {
    serde_json::from_str(&load(key)?).ok()
}

/// Keeps what is typed into a form, for as long as it is shown. `read` gives nothing while the form says nothing that is
/// worth keeping. Never pass a secret: drafts lie on the device.
pub fn use_form<T: Serialize + 'static>(key: &'static str, read: impl Fn() -> Option<T> + 'static) {
    Effect::new(move || {
        track_others();
        let text = read().and_then(|form| serde_json::to_string(&form).ok());
        save(key, &text.unwrap_or_default());
    });
}

pub fn forget(key: &str) {
    save(key, "");
}

/// Forgets what an earlier page of this tab read or wrote, too: for what went on elsewhere and is over there.
pub fn forget_unread(key: &str) {
    let place = owned(PREFIX, key);
    for place in [beside_others(&place), place] {
        note(place);
    }
    forget(key);
}

/// What was sent is no draft any more, wherever its text is by now: on this page, on one to which its writer has come back, or on none.
pub fn forget_sent(key: &str, sent: &str) {
    if let Some(draft) = load(key).filter(|draft| draft.starts_with(sent)) {
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

/// Under which keys there is any, and what it says.
pub fn all() -> Vec<(String, String)> {
    let prefix = owned(PREFIX, "");
    let mut places = browser::stored_keys(&prefix);
    UNKEPT.with_borrow(|all| places.extend(all.iter().map(|(place, _)| place.clone())));
    places.sort();
    places.dedup();
    let found = places.into_iter().filter_map(|place| {
        let key = place.strip_prefix(&prefix)?.to_owned();
        Some((key.split('~').next()?.to_owned(), text_at(&place)?))
    });
    found.collect()
}

fn text_at(place: &str) -> Option<String> {
    let unkept = UNKEPT.with_borrow(|all| of(all, place));
    unkept.or_else(|| browser::stored(place))
}

/// Whether there is any.
pub fn any() -> bool {
    let prefix = owned(PREFIX, "");
    browser::has_stored(&prefix) || UNKEPT.with_borrow(|all| all.iter().any(|(key, _)| key.starts_with(&prefix)))
}

/// Forgets all that its owner left: the next person at this device must not read it. Part of signing out.
pub fn clear_all() {
    // Other tabs hear of it before their drafts go.
    let over = owned(OVER, "");
    browser::store(&over, Some("1"));
    browser::store(&over, None);
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
