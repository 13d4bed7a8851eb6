//! What was begun and not yet finished: survives a reload and the way over a provider, and the other tab in which the mail's
//! link opens finds its way back. Kept on this device no longer than it is good for.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

use crate::api::session;
use crate::browser;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    /// Whose mail is on its way; empty for somebody who went to a provider.
    pub(super) email: String,
    /// A provider told the address, and the mail proves it.
    #[serde(default)]
    pub(super) told: bool,
    /// When it ends, in milliseconds.
    until: u64,
    /// The page that was wanted; empty for none.
    path: String,
}

fn now() -> u64 {
    js_sys::Date::now() as u64
}

fn key() -> String {
    format!("portico.sign-in.{:?}", session::surface())
}

pub(super) fn remember(email: &str, told: bool, seconds: u32) -> Pending {
    let location = window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let pending = Pending {
        email: email.to_owned(),
        told,
        until: now() + u64::from(seconds) * 1000,
        // Nobody wants the door itself: what was wanted is known from before.
        path: if super::is_door(&here) {
            stored().map(|old| old.path).unwrap_or_default()
        } else {
            here
        },
    };
    browser::store(&key(), serde_json::to_string(&pending).ok().as_deref());
    pending
}

/// The mail that is on its way.
pub(super) fn mail() -> Option<Pending> {
    stored().filter(|it| !it.email.is_empty())
}

fn stored() -> Option<Pending> {
    let pending: Pending = serde_json::from_str(&browser::stored(&key())?).ok()?;
    if pending.until > now() {
        return Some(pending);
    }
    forget();
    None
}

/// Forgets the mail, not the page that was wanted.
pub(super) fn set_aside() {
    if let Some(pending) = stored() {
        let left = pending.until.saturating_sub(now()) / 1000;
        remember("", false, u32::try_from(left).unwrap_or_default());
    }
}

pub(super) fn forget() {
    browser::store(&key(), None);
}

/// The page that was wanted, once. A path of this very place, whoever has been at the storage.
pub(super) fn take_path() -> Option<String> {
    let path = stored()?.path;
    forget();
    (path.starts_with('/') && !path.starts_with("//")).then_some(path)
}
