//! The head of a ticket's page.

use leptos::prelude::*;
use portico_ui::{PLACE, PriorityMark, StatusPill, Time, phrase};

use super::page::Page;
use crate::messages;

/// Key, title and where the ticket stands.
#[component]
pub(super) fn Head(page: Page) -> AnyView {
    let head = move || {
        let ticket = page.ticket.get()?;
        Some(view! {
            <header class="ticket-head">
                <h1 dir="auto">{ticket.title}</h1>
                <div class="cluster meta">
                    <span class="numeric">{ticket.key}</span>
                    <StatusPill status=ticket.status label=messages::status(ticket.status) />
                    <PriorityMark priority=ticket.priority />
                    <span>{phrase(&messages::opened_by(&ticket.requester.name, PLACE), view! { <Time at=ticket.created_at /> }.into_any())}</span>
                </div>
            </header>
        })
    };
    head.into_any()
}
