//! The dialog that asks before a colleague loses their access.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::portal::Member;
use portico_ui::ConfirmDialog;

use crate::{api, messages};

/// Asks before somebody loses their access.
#[component]
pub(super) fn RemoveDialog(
    open: RwSignal<bool>,
    about: RwSignal<Option<Member>>,
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
        spawn_local(async move {
            match api::members::remove(member.id).await {
                Ok(()) => {
                    open.set(false);
                    on_done.run(messages::removed(&member.name));
                }
                Err(refused) => {
                    problem.try_set(Some(refused));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::remove_whom(&name()))
            text=messages::REMOVE_TEXT
            action=messages::REMOVE
            busy
            problem
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
