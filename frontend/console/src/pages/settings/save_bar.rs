//! Save and discard, for every form of the settings.

use leptos::prelude::*;
use portico_ui::{Button, ButtonKind, Icon, icon};

use crate::messages;

/// Says that somebody else saved the form meanwhile.
#[component]
pub(super) fn Overtaken(overtaken: RwSignal<bool>) -> AnyView {
    let note = move || {
        overtaken
            .get()
            .then(|| view! { <p class="notice">{icon(Icon::Refresh)} <span>{messages::OVERTAKEN}</span></p> })
    };
    view! { <div role="alert">{note}</div> }.into_any()
}

/// Appears when something was changed, and stays in sight until it is saved or discarded.
#[component]
pub(super) fn SaveBar(
    #[prop(into)] changed: Signal<bool>,
    #[prop(into)] busy: Signal<bool>,
    #[prop(into)] on_save: Callback<()>,
    #[prop(into)] on_discard: Callback<()>,
) -> AnyView {
    let bar = move || {
        changed.get().then(|| {
            view! {
                <div class="save-bar">
                    <span class="grow">{messages::NOT_SAVED_YET}</span>
                    <Button on_click=on_discard disabled=busy>{messages::DISCARD}</Button>
                    <Button kind=ButtonKind::Primary busy on_click=on_save>{messages::SAVE}</Button>
                </div>
            }
        })
    };
    bar.into_any()
}
