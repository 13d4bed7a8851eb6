//! The dialog that asks before a colleague loses their access.

use leptos::prelude::*;
use portico_types::portal::Member;
use portico_ui::{ConfirmDialog, Confirming};

use crate::{api, messages};

/// Asks before somebody loses their access.
#[component]
pub(super) fn RemoveDialog(
    open: RwSignal<bool>,
    about: RwSignal<Option<Member>>,
    on_done: Callback<String>,
) -> AnyView {
    let name = move || about.with(|it| it.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let confirm = move |confirming: Confirming| {
        let Some(member) = about.get_untracked() else { return };
        let act = async move { api::members::remove(member.id).await.map_err(Some) };
        confirming.run(act, move |()| {
            on_done.run(messages::removed(&member.name));
        });
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::remove_whom(&name()))
            text=messages::remove_text()
            action=messages::remove()
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
