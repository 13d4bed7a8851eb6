//! Signing out leaves nothing on the device: whoever has replies there that are not sent is asked first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_ui::api::session;
use portico_ui::{ConfirmDialog, Confirming, toast_problem};

use crate::{messages, waiting};

/// Signs out, or opens the question.
pub fn sign_out(asking: RwSignal<bool>) {
    if waiting::count() > 0 {
        return asking.set(true);
    }
    spawn_local(async {
        if let Err(problem) = session::sign_out().await {
            toast_problem(&problem);
        }
    });
}

/// Says how many would be lost. Once the last one went out there is nothing to ask.
#[component]
pub fn SignOutDialog(open: RwSignal<bool>) -> AnyView {
    let count = Memo::new(move |_| waiting::count());
    Effect::new(move || {
        if count.get() == 0 {
            open.set(false);
        }
    });
    let confirm = move |confirming: Confirming| {
        let act = async { session::sign_out().await.map_err(Some) };
        confirming.run(act, |()| {});
    };
    view! {
        <ConfirmDialog
            open
            title=Signal::derive(move || messages::unsent(count.get()))
            text=messages::unsent_text()
            action=messages::sign_out_anyway()
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
