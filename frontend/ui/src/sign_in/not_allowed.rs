//! What somebody sees who has proven who they are and may not come in.

use leptos::prelude::*;

use crate::title::use_title;
use crate::{Button, ButtonKind, messages};

/// The proof is good, and this person may not come in all the same. One page for every reason there may be.
#[component]
pub(super) fn NotAllowed(
    /// Back to the ways in.
    on_again: Callback<()>,
) -> AnyView {
    use_title(messages::not_allowed_title().to_owned());
    view! {
        <div class="stack" role="alert">
            <h1>{messages::not_allowed_title()}</h1>
            <p class="muted">{messages::not_allowed_text()}</p>
        </div>
        <Button kind=ButtonKind::Primary wide=true on_click=on_again>
            {messages::sign_in_otherwise()}
        </Button>
    }
    .into_any()
}
