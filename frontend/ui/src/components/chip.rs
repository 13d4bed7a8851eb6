//! A small thing that can be taken away.

use leptos::prelude::*;

use crate::{Icon, icon, messages};

/// An active filter or a chosen person; removable when `on_remove` is given.
#[component]
pub fn Chip(#[prop(into)] label: String, #[prop(optional, into)] on_remove: Option<Callback<()>>) -> AnyView {
    let remove = on_remove.map(|on_remove| {
        let label = messages::remove(&label);
        view! {
            <button type="button" class="chip-remove" aria-label=label on:click=move |_| on_remove.run(())>
                {icon(Icon::Close)}
            </button>
        }
    });
    let plain = remove.is_none();
    view! {
        <span class="chip" class:chip-plain=plain>
            <span class="truncate" title=label.clone()>{label.clone()}</span>
            {remove}
        </span>
    }
    .into_any()
}
