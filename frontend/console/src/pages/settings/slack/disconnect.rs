//! The dialog that asks before a workspace is let go.

use leptos::prelude::*;
use portico_types::staff::SlackWorkspace;
use portico_ui::{ConfirmDialog, Confirming, browser, toast};

use super::ways::Ways;
use super::workspaces::{self, chosen_in};
use crate::{again, api, messages};

/// Asks before a workspace is let go, and says what stops.
#[component]
pub(super) fn Disconnect(open: RwSignal<bool>, about: RwSignal<Option<SlackWorkspace>>, ways: Ways) -> AnyView {
    let name = move || about.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let text = move || {
        let id = about.with(|it| it.as_ref().map(|it| it.id));
        messages::disconnect_text(id.map(|id| chosen_in(ways.health, id)).unwrap_or_default())
    };
    let confirm = move |confirming: Confirming| {
        let Some(workspace) = about.get_untracked() else { return };
        let act = async move {
            api::slack::disconnect(workspace.id)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |()| {
            ways.outcome.try_set(None);
            browser::focus_soon(workspaces::HEADING);
            toast(messages::disconnected(&workspace.name));
            ways.health.refresh();
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::disconnect(&name()))
            text=Signal::derive(text)
            action=messages::SLACK_DISCONNECT
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
