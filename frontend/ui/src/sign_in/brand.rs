//! The marks of providers, as those want them shown.

use leptos::prelude::*;
use portico_types::sign_in::SignInMethod;

use crate::{Icon, icon};

/// A provider's mark, in its own colours, which the theme names. The button it stands on says the provider's name.
pub(super) fn mark(method: SignInMethod) -> AnyView {
    let (size, parts) = match method {
        SignInMethod::Google => (18, GOOGLE),
        SignInMethod::Microsoft => (21, MICROSOFT),
        SignInMethod::Slack => (24, SLACK),
        SignInMethod::OpenId => return icon(Icon::Lock),
        SignInMethod::Mail => return icon(Icon::Mail),
    };
    let parts = parts
        .into_iter()
        .map(|(class, path)| view! { <path class=class d=path /> });
    view! {
        <svg class="icon" viewBox=format!("0 0 {size} {size}") aria-hidden="true">
            {parts.collect_view()}
        </svg>
    }
    .into_any()
}

/// Slack's.
pub fn slack_mark() -> AnyView {
    mark(SignInMethod::Slack)
}

type Part = (&'static str, &'static str);

const GOOGLE: [Part; 4] = [
    (
        "google-blue",
        "M17.64 9.2c0-.637-.057-1.251-.164-1.84H9v3.481h4.844c-.209 1.125-.843 2.078-1.796 2.717v2.258h2.908c1.702-1.567 2.684-3.875 2.684-6.615z",
    ),
    (
        "google-green",
        "M9 18c2.43 0 4.467-.806 5.956-2.18l-2.908-2.259c-.806.54-1.837.86-3.048.86-2.344 0-4.328-1.584-5.036-3.711H.957v2.332A8.997 8.997 0 0 0 9 18z",
    ),
    (
        "google-yellow",
        "M3.964 10.71A5.41 5.41 0 0 1 3.682 9c0-.593.102-1.17.282-1.71V4.958H.957A8.996 8.996 0 0 0 0 9c0 1.452.348 2.827.957 4.042l3.007-2.332z",
    ),
    (
        "google-red",
        "M9 3.58c1.321 0 2.508.454 3.44 1.345l2.582-2.58C13.463.891 11.426 0 9 0A8.997 8.997 0 0 0 .957 4.958L3.964 7.29C4.672 5.163 6.656 3.58 9 3.58z",
    ),
];

const MICROSOFT: [Part; 4] = [
    ("microsoft-red", "M1 1h9v9H1z"),
    ("microsoft-green", "M11 1h9v9h-9z"),
    ("microsoft-blue", "M1 11h9v9H1z"),
    ("microsoft-yellow", "M11 11h9v9h-9z"),
];

const SLACK: [Part; 4] = [
    (
        "slack-blue",
        "M8.83 5.04a2.52 2.52 0 1 1 2.52-2.52v2.52zm0 1.27a2.52 2.52 0 0 1 0 5.04H2.52a2.52 2.52 0 0 1 0-5.04z",
    ),
    (
        "slack-green",
        "M18.96 8.83a2.52 2.52 0 1 1 2.52 2.52h-2.52zm-1.27 0a2.52 2.52 0 0 1-5.04 0V2.52a2.52 2.52 0 0 1 5.04 0z",
    ),
    (
        "slack-yellow",
        "M15.17 18.96a2.52 2.52 0 1 1-2.52 2.52v-2.52zm0-1.27a2.52 2.52 0 0 1 0-5.04h6.31a2.52 2.52 0 0 1 0 5.04z",
    ),
    (
        "slack-red",
        "M5.04 15.17a2.52 2.52 0 1 1-2.52-2.52h2.52zm1.27 0a2.52 2.52 0 0 1 5.04 0v6.31a2.52 2.52 0 0 1-5.04 0z",
    ),
];
