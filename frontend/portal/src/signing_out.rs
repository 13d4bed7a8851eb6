//! Signing out leaves nothing on the device: whoever has replies or drafts there that are not sent is asked first.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_ui::api::session;
use portico_ui::{ConfirmDialog, Confirming, drafts, toast_problem};

use crate::pages::new_ticket_name;

use crate::{messages, waiting};

/// What would be lost.
#[derive(Clone, Default, PartialEq)]
struct Unsent {
    replies: usize,
    /// What each is.
    drafts: Vec<String>,
}

impl Unsent {
    /// Reactive.
    fn look() -> Self {
        let mut drafts: Vec<String> = drafts::all().iter().map(|(key, text)| name(key, text)).collect();
        drafts.sort();
        drafts.dedup();
        Self {
            replies: waiting::count(),
            drafts,
        }
    }

    fn is_empty(&self) -> bool {
        self.replies == 0 && self.drafts.is_empty()
    }

    fn title(&self) -> String {
        match self.replies {
            0 => messages::unsent_drafts(self.drafts.len()),
            replies => messages::unsent(replies),
        }
    }
}

/// As its writer knows it.
fn name(key: &str, text: &str) -> String {
    if let Some(ticket) = key.strip_prefix("ticket.") {
        return messages::reply_to(ticket.split('.').next().unwrap_or_default());
    }
    if key.starts_with("new.") {
        return new_ticket_name(text);
    }
    messages::another_draft().to_owned()
}

/// Signs out, or opens the question.
pub fn sign_out(asking: RwSignal<bool>) {
    if !untrack(Unsent::look).is_empty() {
        return asking.set(true);
    }
    spawn_local(async {
        if let Err(problem) = session::sign_out().await {
            toast_problem(&problem);
        }
    });
}

/// Says what would be lost. Once the last one went out there is nothing to ask.
#[component]
pub fn SignOutDialog(open: RwSignal<bool>) -> AnyView {
    let unsent = Memo::new(move |_| {
        open.track();
        Unsent::look()
    });
    Effect::new(move || {
        if unsent.with(Unsent::is_empty) {
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
            title=Signal::derive(move || unsent.with(Unsent::title))
            text=messages::unsent_text()
            about=Signal::derive(move || unsent.with(|it| it.drafts.clone()))
            action=messages::sign_out_anyway()
            on_confirm=Callback::new(confirm)
        />
    }
    .into_any()
}
