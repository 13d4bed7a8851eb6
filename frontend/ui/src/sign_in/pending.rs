//! What was asked for and not yet answered: survives a reload, and the other tab in which the mail's link opens finds its way
//! back. Kept on this device no longer than the mail is good for.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

use crate::api::session;
use crate::browser;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) email: String,
    /// When link and code end, in milliseconds.
    until: f64,
    /// The page that was wanted.
    path: String,
}

fn key() -> String {
    format!("portico.sign-in.{:?}", session::surface())
}

pub(super) fn remember(email: &str, seconds: u32) -> Pending {
    let location = window().location();
    let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let pending = Pending {
        email: email.to_owned(),
        until: js_sys::Date::now() + f64::from(seconds) * 1000.0,
        path,
    };
    browser::store(&key(), serde_json::to_string(&pending).ok().as_deref());
    pending
}

pub(super) fn recall() -> Option<Pending> {
    let pending: Pending = serde_json::from_str(&browser::stored(&key())?).ok()?;
    if pending.until > js_sys::Date::now() {
        return Some(pending);
    }
    forget();
    None
}

pub(super) fn forget() {
    browser::store(&key(), None);
}

/// The page that was wanted, once. A path of this very place, whoever has been at the storage.
pub(super) fn take_path() -> Option<String> {
    let path = recall()?.path;
    forget();
    (path.starts_with('/') && !path.starts_with("//")).then_some(path)
}
