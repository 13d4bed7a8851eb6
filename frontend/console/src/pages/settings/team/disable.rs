//! The dialog that asks before a member loses their access.

use leptos::prelude::*;
use portico_types::staff::{TeamMember, UpdateTeamMember};
use portico_ui::{ConfirmDialog, Confirming};

use crate::{again, api, messages};

/// Asks before somebody loses their access.
#[component]
pub(super) fn DisableDialog(
    open: RwSignal<bool>,
    about: RwSignal<Option<TeamMember>>,
    on_done: Callback<String>,
) -> AnyView {
    let name = move || about.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let confirm = move |confirming: Confirming| {
        let Some(member) = about.get_untracked() else { return };
        let change = UpdateTeamMember {
            disabled: Some(true),
            ..UpdateTeamMember::default()
        };
        let act = async move {
            api::team::update(member.id, &change)
                .await
                .map_err(|it| again::settle(it, None))
        };
        confirming.run(act, move |now| {
            on_done.run(messages::switched(&now.name, false));
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::disable(&name()))
            text=messages::DISABLE_TEXT
            action=messages::DISABLE_NOW
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
