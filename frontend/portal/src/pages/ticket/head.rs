//! The head of a ticket's page.

use leptos::prelude::*;
use portico_ui::{Button, ButtonKind, PriorityMark, StatusPill, Time};

use super::page::Page;
use crate::messages;

/// Key, title and where the ticket stands.
#[component]
pub(super) fn Head(page: Page) -> AnyView {
    let head = move || {
        let ticket = page.ticket.get()?;
        Some(view! {
            <header class="ticket-head">
                <h1>{ticket.title}</h1>
                <div class="cluster meta">
                    <span class="numeric">{ticket.key}</span>
                    <StatusPill status=ticket.status label=messages::status(ticket.status).to_owned() />
                    <PriorityMark priority=ticket.priority />
                    <span>{messages::opened_by(&ticket.requester.name)} " " <Time at=ticket.created_at /></span>
                    <span class="screen-only">
                        <Button kind=ButtonKind::Quiet on_click=move || page.print()>{messages::PRINT}</Button>
                    </span>
                </div>
            </header>
        })
    };
    head.into_any()
}
