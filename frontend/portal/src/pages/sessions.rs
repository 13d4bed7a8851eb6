//! The page of a contact's own sessions.

use leptos::prelude::*;
use portico_ui::sessions::Sessions;
use portico_ui::title::use_title;

use crate::{going_back, messages};

/// Where the reader is signed in.
#[component]
pub fn YourSessions() -> AnyView {
    going_back::take();
    use_title(messages::YOUR_SESSIONS.to_owned());
    view! {
        <div class="page page-narrow stack">
            <h1>{messages::YOUR_SESSIONS}</h1>
            <p class="muted">{messages::YOUR_SESSIONS_TEXT}</p>
            <Sessions />
        </div>
    }
    .into_any()
}
