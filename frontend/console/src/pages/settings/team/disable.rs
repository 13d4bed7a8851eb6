//! The dialog that asks before a member loses their access.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{TeamMember, UpdateTeamMember};
use portico_ui::ConfirmDialog;

use crate::{again, api, messages};

/// Asks before somebody loses their access.
#[component]
pub(super) fn DisableDialog(
    open: RwSignal<bool>,
    about: RwSignal<Option<TeamMember>>,
    on_done: Callback<String>,
) -> AnyView {
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    Effect::new(move || {
        open.track();
        problem.set(None);
    });
    let name = move || about.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let confirm = move |()| {
        let Some(member) = about.get_untracked() else { return };
        busy.set(true);
        problem.set(None);
        let change = UpdateTeamMember {
            disabled: Some(true),
            ..UpdateTeamMember::default()
        };
        spawn_local(async move {
            match api::team::update(member.id, &change).await {
                Ok(now) => {
                    open.set(false);
                    on_done.run(messages::switched(&now.name, false));
                }
                Err(refused) => {
                    problem.try_set(again::settle(refused, None));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::disable(&name()))
            text=messages::DISABLE_TEXT
            action=messages::DISABLE_NOW
            busy
            problem
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
