//! The page where there is no portal.

use leptos::prelude::*;
use portico_ui::title::use_title;
use portico_ui::{Button, Icon, icon};

use crate::messages;

/// There is no portal at this address, or not now. Says no more, because anybody may read it.
#[component]
pub fn NotAvailable(on_retry: Callback<()>) -> AnyView {
    use_title(messages::not_available().to_owned());
    view! {
        <main id="main" class="page page-centred">
            <div class="state">
                {icon(Icon::Lock)}
                <h1>{messages::not_available()}</h1>
                <p>{messages::not_available_text()}</p>
                <div class="state-actions">
                    <Button on_click=on_retry>{portico_ui::messages::retry()}</Button>
                </div>
            </div>
        </main>
    }
    .into_any()
}
