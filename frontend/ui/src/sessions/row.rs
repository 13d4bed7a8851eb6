//! One session of the list.

use leptos::prelude::*;
use portico_types::ids::SessionId;
use portico_types::sign_in::SignedInSession;

use crate::{Button, Icon, PLACE, Time, icon, messages, phrase};

#[component]
pub(super) fn SessionRow(
    session: SignedInSession,
    /// The one that is being ended.
    ending: RwSignal<Option<SessionId>>,
    on_end: Callback<SessionId>,
) -> AnyView {
    let SignedInSession { id, current, .. } = session;
    let browser = messages::browser(&session.browser);
    let busy = Signal::derive(move || ending.get() == Some(id));
    let own = messages::end_which_session(&browser);
    let end = (!current).then(|| {
        view! {
            <Button busy on_click=Callback::new(move |()| on_end.run(id))>
                <span aria-hidden="true">{messages::end_session()}</span>
                <span class="visually-hidden">{own}</span>
            </Button>
        }
    });
    let time = |at| view! { <Time at /> }.into_any();
    let place = (!session.place.is_empty()).then(|| format!(" · {}", session.place));
    view! {
        <li class="session">
            {icon(Icon::Monitor)}
            <div class="session-main">
                <strong>{browser}</strong>
                {current.then(|| view! { " " <span class="badge">{messages::this_session()}</span> })}
                <div class="meta">{messages::signed_in_by(session.method)} {place}</div>
                <div class="meta">
                    {phrase(&messages::session_began(PLACE), time(session.created_at))} " · "
                    {phrase(&messages::session_used(PLACE), time(session.last_used_at))} " · "
                    {phrase(&messages::session_ends(PLACE), time(session.expires_at))}
                </div>
            </div>
            {end}
        </li>
    }
    .into_any()
}
