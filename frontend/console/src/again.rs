//! Before something sensitive the server wants to have seen the agent lately. Then this asks them to sign in again, and leads
//! them back: to the same address, where the form that was open opens once more with what was typed in it.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_ui::api::session;
use portico_ui::{Button, ButtonKind, Dialog, browser, drafts, toast_problem};

use crate::desk::Desk;
use crate::messages;

/// Which dialog was open. No draft, so that nobody is told of one.
fn open_key() -> String {
    drafts::left("console.form")
}

thread_local! {
    static ASKING: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static FORM: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What remains of a refusal to be shown where it happened. Sees to the one that a new sign-in mends; `form` is the key
/// of the dialog to open on the way back, if one was open.
pub fn settle(problem: Problem, form: Option<&str>) -> Option<Problem> {
    if problem.kind != Problem::SIGN_IN_AGAIN {
        return Some(problem);
    }
    FORM.replace(form.unwrap_or_default().to_owned());
    ASKING.with(|asking| asking.set(true));
    None
}

/// Opens this dialog once more when its owner left it to sign in.
pub fn use_reopening(form: &'static str, open: RwSignal<bool>) {
    let desk: Desk = expect_context();
    Effect::new(move || {
        let here = desk.me.with(Option::is_some);
        if here && browser::stored(&open_key()).as_deref() == Some(form) {
            browser::store(&open_key(), None);
            open.set(true);
        }
    });
}

/// Stands once in the shell.
#[component]
pub fn SignInAgain() -> AnyView {
    let open = RwSignal::from(ASKING.with(Clone::clone));
    let busy = RwSignal::new(false);
    let leave = move |()| {
        busy.set(true);
        spawn_local(async move {
            let form = FORM.with_borrow(Clone::clone);
            browser::store(&open_key(), Some(form.as_str()).filter(|it| !it.is_empty()));
            match session::leave().await {
                Ok(()) => open.set(false),
                Err(problem) => toast_problem(&problem),
            }
            busy.try_set(false);
        });
    };
    view! {
        <Dialog open title=messages::SIGN_IN_AGAIN>
            <p>{messages::SIGN_IN_AGAIN_TEXT}</p>
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{messages::NOT_NOW}</Button>
                <Button kind=ButtonKind::Primary busy on_click=Callback::new(leave)>{messages::SIGN_IN_AGAIN_ACTION}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}
