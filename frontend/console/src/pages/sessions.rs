//! The page of an agent's own sessions.

use leptos::prelude::*;
use portico_ui::sessions::Sessions;
use portico_ui::title::use_title;

use crate::messages;

/// Where the agent is signed in.
#[component]
pub fn SessionsPage() -> AnyView {
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
