//! The page of what is a contact's own: their sessions, and the mails they want.

use leptos::prelude::*;
use portico_ui::sessions::Sessions;
use portico_ui::title::use_title;

use super::preferences::MailPreferences;
use crate::{going_back, messages};

/// Where the reader is signed in.
#[component]
pub fn YourSessions() -> AnyView {
    going_back::take();
    use_title(messages::your_sessions().to_owned());
    view! {
        <div class="page page-narrow stack">
            <h1>{messages::your_sessions()}</h1>
            <p class="muted">{messages::your_sessions_text()}</p>
            <Sessions />
            <MailPreferences />
        </div>
    }
    .into_any()
}
