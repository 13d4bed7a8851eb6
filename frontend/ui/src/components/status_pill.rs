//! A ticket's status.

use leptos::prelude::*;
use portico_types::tickets::TicketStatus;

use crate::{Icon, icon};

/// Where a ticket stands: a shape, a word and a colour.
#[component]
pub fn StatusPill(
    #[prop(into)] status: Signal<TicketStatus>,
    /// Another word for the reader at hand, such as "Waiting for you".
    #[prop(optional, into)]
    label: MaybeProp<String>,
) -> AnyView {
    let pill = move || {
        let status = status.get();
        let label = label.get().unwrap_or_else(|| status.label().to_owned());
        let (tone, sign) = match status {
            TicketStatus::Open => ("pill tone-blue", Icon::StatusOpen),
            TicketStatus::InProgress => ("pill tone-violet", Icon::StatusInProgress),
            TicketStatus::Pending => ("pill tone-amber", Icon::StatusPending),
            TicketStatus::OnHold => ("pill tone-grey", Icon::StatusOnHold),
            TicketStatus::Solved => ("pill tone-green", Icon::StatusSolved),
            TicketStatus::Closed => ("pill tone-grey", Icon::StatusClosed),
        };
        view! { <span class=tone>{icon(sign)} {label}</span> }
    };
    pill.into_any()
}
