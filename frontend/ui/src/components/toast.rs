//! Short notes at the edge of the page, and words for screen readers alone. Callable from anywhere: event handlers and
//! background tasks have no reactive owner and so no context.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use portico_types::Problem;

use super::button::{Button, ButtonKind};
use crate::{Icon, icon, messages, problems};

/// Long enough to read twice.
const SHOWN_FOR: Duration = Duration::from_secs(6);

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    problem: bool,
    action: Option<(String, Callback<()>)>,
}

thread_local! {
    static TOASTS: ArcRwSignal<Vec<Toast>> = ArcRwSignal::default();
    static ANNOUNCEMENT: ArcRwSignal<String> = ArcRwSignal::default();
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Says that something was done.
pub fn toast(text: impl Into<String>) {
    show(text.into(), false, None);
}

/// Says that something could not be done, until it is dismissed.
pub fn toast_problem(problem: &Problem) {
    let (title, text) = problems::explain(problem);
    show(
        if text.is_empty() {
            title
        } else {
            messages::title_and_text(&title, &text)
        },
        true,
        None,
    );
}

/// Says that something was done, with a way back or on.
pub fn toast_with_action(text: impl Into<String>, label: impl Into<String>, action: Callback<()>) {
    show(text.into(), false, Some((label.into(), action)));
}

/// Tells screen readers, and nobody else, what has changed on the page.
pub fn announce(text: impl Into<String>) {
    ANNOUNCEMENT.with(|it| it.set(text.into()));
}

fn show(text: String, problem: bool, action: Option<(String, Callback<()>)>) {
    let id = NEXT.with(|next| next.replace(next.get() + 1));
    let toast = Toast {
        id,
        text,
        problem,
        action,
    };
    TOASTS.with(|all| all.update(|all| all.push(toast)));
    if !problem {
        set_timeout(move || dismiss(id), SHOWN_FOR);
    }
}

fn dismiss(id: u32) {
    TOASTS.with(|all| all.update(|all| all.retain(|it| it.id != id)));
}

/// Where toasts appear; `mount` puts one into the page.
#[component]
pub(crate) fn ToastHost() -> AnyView {
    let (toasts, announcement) = (TOASTS.with(Clone::clone), ANNOUNCEMENT.with(Clone::clone));
    let toast = |toast: Toast| {
        let id = toast.id;
        let action = toast.action.map(|(label, action)| {
            let run = move || {
                dismiss(id);
                action.run(());
            };
            view! { <Button on_click=run>{label}</Button> }
        });
        view! {
            <div class="toast" class:toast-problem=toast.problem>
                <span class="grow">{toast.text}</span>
                {action}
                <Button kind=ButtonKind::Quiet label=messages::dismiss() on_click=move || dismiss(id)>
                    {icon(Icon::Close)}
                </Button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status">
            <For each=move || toasts.get() key=|toast| toast.id children=toast />
        </div>
        <div class="visually-hidden" role="status">
            {move || announcement.get()}
        </div>
    }
    .into_any()
}
