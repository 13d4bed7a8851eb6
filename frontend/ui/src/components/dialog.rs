use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::button::{Button, ButtonKind};
use crate::{Icon, icon, messages};

/// A modal dialog: the browser's own, which keeps the focus inside and gives it back. The content is made anew each time it
/// opens. Put the buttons into `<div class="dialog-actions">`.
#[component]
pub fn Dialog(open: RwSignal<bool>, #[prop(into)] title: String, children: ChildrenFn) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let open = open.get();
        if let Some(dialog) = dialog.get()
            && dialog.open() != open
        {
            if open {
                let _ = dialog.show_modal();
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
    let label = title.clone();
    let body = move || {
        open.get().then(|| {
            view! {
                <div class="dialog-head">
                    <h2>{title.clone()}</h2>
                    <Button kind=ButtonKind::Quiet label=messages::CLOSE on_click=move || open.set(false)>
                        {icon(Icon::Close)}
                    </Button>
                </div>
                <div class="dialog-body">{children()}</div>
            }
        })
    };
    view! {
        <dialog node_ref=dialog class="dialog" aria-label=label on:close=move |_| open.set(false) on:click=click>
            {body}
        </dialog>
    }
    .into_any()
}
