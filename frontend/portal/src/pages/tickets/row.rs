//! One ticket of the list.

use leptos::prelude::*;
use portico_types::portal::TicketSummary;
use portico_ui::{Avatar, Excerpt, PriorityMark, StatusPill, Time};

use crate::messages;

/// A ticket in the list: one link. It stays the same element when the ticket changes, and so keeps its focus.
#[component]
pub(super) fn TicketRow(ticket: ArcRwSignal<TicketSummary>) -> AnyView {
    let href = format!("/tickets/{}", ticket.read_untracked().key);
    let unread = {
        let ticket = ticket.clone();
        move || ticket.read().unread
    };
    let content = move || {
        let ticket = ticket.get();
        let requester = ticket.requester.name.clone();
        view! {
            <span class="unread-dot" data-read=(!ticket.unread).then_some("true")>
                {ticket.unread.then(|| view! { <span class="visually-hidden">{messages::unread()}</span> })}
            </span>
            <span class="row-key">{ticket.key}</span>
            <span class="row-main">
                <span class="row-title truncate" dir="auto">{ticket.title}</span>
                <Excerpt found=ticket.found.map(|it| it.segments) snippet=ticket.snippet />
            </span>
            <span class="row-side">
                <Avatar name=requester.clone() />
                <span class="visually-hidden">{requester}</span>
                <StatusPill status=ticket.status label=messages::status(ticket.status) />
                <PriorityMark priority=ticket.priority compact=true />
                <span class="row-time">
                    <Time at=ticket.activity_at />
                </span>
            </span>
        }
    };
    view! {
        <li>
            <a class="row ticket-row" class:row-unread=unread href=href>
                {content}
            </a>
        </li>
    }
    .into_any()
}
