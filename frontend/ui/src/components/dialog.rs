//! Modal dialogs.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::button::{Button, ButtonKind};
use crate::{Icon, icon, messages};

/// A modal dialog: the browser's own, which keeps the focus inside and gives it back. The content is made anew each time it
/// opens; its first field takes the focus, or else its first button. Put the buttons into `<div class="dialog-actions">`.
#[component]
pub fn Dialog(open: RwSignal<bool>, #[prop(into)] title: Signal<String>, children: ChildrenFn) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let open = open.get();
        if let Some(dialog) = dialog.get()
            && dialog.open() != open
        {
            if open {
                let _ = dialog.show_modal();
                // The content comes with the same change, so it is there by the next frame.
                request_animation_frame(move || focus_first(&dialog));
            } else {
                dialog.close();
            }
        }
    });
    // A click that lands on the dialog itself landed outside its content.
    let click = move |event: leptos::ev::MouseEvent| {
        if let (Some(target), Some(dialog)) = (event.target(), dialog.get_untracked())
            && *dialog.unchecked_ref::<web_sys::EventTarget>() == target
        {
            open.set(false);
        }
    };
    let body = move || {
        open.get().then(|| {
            view! {
                <div class="dialog-head">
                    <h2>{move || title.get()}</h2>
                    <Button kind=ButtonKind::Quiet label=messages::close() on_click=move || open.set(false)>
                        {icon(Icon::Close)}
                    </Button>
                </div>
                <div class="dialog-body">{children()}</div>
            }
        })
    };
    view! {
        <dialog node_ref=dialog class="dialog" aria-label=move || title.get() on:close=move |_| open.set(false) on:click=click>
            {body}
        </dialog>
    }
    .into_any()
}

/// Whoever opened a form wants to fill it in, and whoever is asked begins at the answer that changes nothing, which is the first.
fn focus_first(dialog: &web_sys::HtmlDialogElement) {
    const FIRST: &str =
        ".dialog-body :is(input, select, textarea):not([disabled], [readonly]), .dialog-actions > .button";
    let first = dialog.query_selector(FIRST);
    if let Some(first) = first
        .ok()
        .flatten()
        .and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = first.focus();
    }
}
