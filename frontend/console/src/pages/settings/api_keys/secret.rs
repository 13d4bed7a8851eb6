//! A new key's secret, shown once.

use leptos::prelude::*;
use portico_types::staff::ApiKeyWithSecret;
use portico_ui::{Button, CopyField, Icon, browser, icon};

use crate::messages;

const HEADING: &str = "secret-heading";

/// The secret of a key, shown once. Part of the page and no dialog, so that no stray Escape closes it.
#[component]
pub(super) fn Secret(secret: RwSignal<Option<ApiKeyWithSecret>>, on_done: Callback<()>) -> AnyView {
    Effect::new(move || {
        if secret.with(Option::is_some) {
            // After the dialog has given the focus back.
            request_animation_frame(|| browser::focus(HEADING));
        }
    });
    let done = move |()| {
        secret.set(None);
        on_done.run(());
    };
    let shown = move || {
        secret.get().map(|made| {
            view! {
                <section class="card stack secret" aria-labelledby=HEADING>
                    <h2 id=HEADING tabindex="-1">{icon(Icon::Alert)} {messages::copy_secret(&made.key.name)}</h2>
                    <p>{messages::SECRET_TEXT}</p>
                    <CopyField label=messages::SECRET name="secret" value=Signal::stored(made.secret) />
                    <p class="meta">{messages::SECRET_USE} " " <code>"Authorization: Bearer …"</code></p>
                    <div><Button on_click=Callback::new(done)>{messages::SECRET_STORED}</Button></div>
                </section>
            }
        })
    };
    shown.into_any()
}
