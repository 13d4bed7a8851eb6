//! The page for addresses that lead nowhere that this reader may know of.

use leptos::prelude::*;
use portico_ui::title::use_title;
use portico_ui::{ButtonKind, ButtonLink, Icon, icon};

use crate::messages;

/// Nothing here, or nothing that this reader may know of: both look the same.
#[component]
pub fn NotFound() -> AnyView {
    use_title(messages::not_found().to_owned());
    view! {
        <div class="page">
            <div class="state">
                {icon(Icon::Search)}
                <h1>{messages::not_found()}</h1>
                <p>{messages::not_found_text()}</p>
                <div class="state-actions">
                    <ButtonLink href="/" kind=ButtonKind::Primary>
                        {messages::to_the_tickets()}
                    </ButtonLink>
                </div>
            </div>
        </div>
    }
    .into_any()
}
