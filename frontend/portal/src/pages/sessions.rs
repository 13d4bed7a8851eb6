//! The page of what is a contact's own: the mails they want, and their sessions.

use leptos::prelude::*;
use portico_ui::sessions::Sessions;
use portico_ui::title::use_title;

use super::preferences::MailPreferences;
use crate::{going_back, messages};

/// What the reader wishes, and where they are signed in.
#[component]
pub fn YourSessions() -> AnyView {
    going_back::take();
    use_title(messages::preferences().to_owned());
    view! {
        <div class="page page-narrow stack">
            <h1>{messages::preferences()}</h1>
            <MailPreferences />
            <section class="stack your-sessions" aria-labelledby="sessions-title">
                <div>
                    <h2 id="sessions-title">{messages::your_sessions()}</h2>
                    <p class="muted">{messages::your_sessions_text()}</p>
                </div>
                <Sessions />
            </section>
        </div>
    }
    .into_any()
}
