//! A dialog that asks once more. What is done then, and how it went, is the page's.

use leptos::prelude::*;
use portico_types::Problem;

use super::button::{Button, ButtonKind};
use super::dialog::Dialog;
use super::error_summary::ErrorSummary;
use crate::messages;

/// Asks once more before something that is not easily taken back. Stays open until the caller closes it, so that a refusal
/// is read where the question was.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// The verb on the button.
    #[prop(into)]
    action: Signal<String>,
    #[prop(default = ButtonKind::Danger)] kind: ButtonKind,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(into)] on_confirm: Callback<()>,
) -> AnyView {
    view! {
        <Dialog open title>
            <div class="stack">
                <ErrorSummary problem />
                <p>{move || text.get()}</p>
            </div>
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{messages::CANCEL}</Button>
                <Button kind busy on_click=on_confirm>{move || action.get()}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}
