//! What the page says while there is no workspace.

use leptos::prelude::*;
use portico_ui::{Button, ButtonKind, EmptyState, Icon};

use super::manifest::{ADDRESS, Manifest, by_socket};
use super::ways::{AddButton, Ways};
use crate::messages;

/// No workspace yet: the ways to one, and the steps of the longer way.
#[component]
pub(super) fn Unconnected(
    ways: Ways,
    /// Whoever runs Portico has named an app for everybody.
    installable: bool,
) -> AnyView {
    let (add, kind, text) = if installable {
        let add = view! { <AddButton ways kind=ButtonKind::Primary /> };
        (Some(add), ButtonKind::Secondary, messages::SLACK_OWN_APP_TEXT)
    } else {
        (None, ButtonKind::Primary, messages::SLACK_ONLY_OWN_APP_TEXT)
    };
    let way = RwSignal::new(ADDRESS.to_owned());
    let either = move |socket, address| move || if by_socket(way) { socket } else { address };
    view! {
        <section class="settings-section">
            <div class="card-flush">
                <EmptyState
                    sign=Icon::Send
                    title=messages::SLACK_NOT_CONNECTED
                    text=messages::SLACK_NOT_CONNECTED_TEXT.to_owned()
                >
                    {add}
                    <Button kind on_click=Callback::new(move |()| ways.paste(None))>{messages::SLACK_PASTE}</Button>
                </EmptyState>
            </div>
        </section>
        <section class="settings-section">
            <h2>{messages::SLACK_OWN_APP}</h2>
            <p class="muted">{text}</p>
            <ol class="card slack-steps">
                <li><p>{messages::SLACK_STEP_CREATE}</p> <Manifest way /></li>
                <li><p>{messages::SLACK_STEP_INSTALL}</p></li>
                <li><p>{either(messages::SLACK_STEP_APP_TOKEN, messages::SLACK_STEP_PASTE)}</p></li>
                <li><p>{either(messages::SLACK_STEP_PASTE_BOTH, messages::SLACK_STEP_ADDRESSES)}</p></li>
            </ol>
        </section>
    }
    .into_any()
}
