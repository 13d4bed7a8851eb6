//! One session of the list.

use leptos::prelude::*;
use portico_types::ids::SessionId;
use portico_types::sign_in::SignedInSession;

use crate::{Button, Icon, Time, icon, messages};

#[component]
pub(super) fn SessionRow(
    session: SignedInSession,
    /// The one that is being ended.
    ending: RwSignal<Option<SessionId>>,
    on_end: Callback<SessionId>,
) -> AnyView {
    let SignedInSession { id, current, .. } = session;
    let browser = if session.browser.is_empty() {
        messages::UNKNOWN_BROWSER.to_owned()
    } else {
        session.browser
    };
    let busy = Signal::derive(move || ending.get() == Some(id));
    let own = browser.clone();
    let end = (!current).then(|| {
        view! {
            <Button busy on_click=Callback::new(move |()| on_end.run(id))>
                {messages::END_SESSION}
                <span class="visually-hidden">{format!(" {own}")}</span>
            </Button>
        }
    });
    let place = (!session.place.is_empty()).then(|| format!(" · {}", session.place));
    view! {
        <li class="session">
            {icon(Icon::Monitor)}
            <div class="session-main">
                <strong>{browser}</strong>
                {current.then(|| view! { " " <span class="badge">{messages::THIS_SESSION}</span> })}
                <div class="meta">{messages::signed_in_by(session.method)} {place}</div>
                <div class="meta">
                    {messages::SIGNED_IN} " " <Time at=session.created_at /> " · " {messages::LAST_USED} " "
                    <Time at=session.last_used_at /> " · " {messages::ENDS} " " <Time at=session.expires_at />
                </div>
            </div>
            {end}
        </li>
    }
    .into_any()
}
