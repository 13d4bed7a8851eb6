//! A dialog that asks once more. What is done then is the page's.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;

use super::button::{Button, ButtonKind};
use super::dialog::Dialog;
use super::error_summary::ErrorSummary;
use crate::messages;

/// What a [`ConfirmDialog`] leads to: it is busy meanwhile, closes when all went well, and stays open with the problem when it did not, so
/// that a refusal is read where the question was.
#[derive(Clone, Copy)]
pub struct Confirming {
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
}

impl Confirming {
    /// A dialog that opens anew knows of no problem.
    fn new(open: RwSignal<bool>) -> Self {
        let problem = RwSignal::new(None);
        Effect::new(move || {
            open.track();
            problem.set(None);
        });
        Self {
            open,
            busy: RwSignal::new(false),
            problem,
        }
    }

    /// Does it; `done` comes when the dialog is closed. Of a refusal `act` says what remains to be shown.
    pub fn run<T: 'static>(
        self,
        act: impl Future<Output = Result<T, Option<Problem>>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            match act.await {
                Ok(it) => {
                    self.open.set(false);
                    done(it);
                }
                Err(remains) => drop(self.problem.try_set(remains)),
            }
            self.busy.try_set(false);
        });
    }
}

/// Asks once more before something that is not easily taken back.
#[component]
pub fn ConfirmDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// What will happen.
    #[prop(into)]
    text: Signal<String>,
    /// What it is about, one by one.
    #[prop(optional, into)]
    about: Signal<Vec<String>>,
    /// The verb on the button.
    #[prop(into)]
    action: Signal<String>,
    #[prop(default = ButtonKind::Danger)] kind: ButtonKind,
    /// Does it: ends in [`Confirming::run`].
    #[prop(into)]
    on_confirm: Callback<Confirming>,
) -> AnyView {
    let confirming = Confirming::new(open);
    let list = move || {
        let items = about.get();
        let item = |it| view! { <li dir="auto">{it}</li> };
        (!items.is_empty())
            .then(|| view! { <ul class="plain stack-tight">{items.into_iter().map(item).collect_view()}</ul> })
    };
    view! {
        <Dialog open title>
            <div class="stack">
                <ErrorSummary problem=confirming.problem />
                <p>{move || text.get()}</p>
                {list}
            </div>
            <div class="dialog-actions">
                <Button on_click=move || open.set(false)>{messages::cancel()}</Button>
                <Button kind busy=confirming.busy on_click=move || on_confirm.run(confirming)>{move || action.get()}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}
