//! One ticket of the inbox.

use leptos::prelude::*;
use portico_types::staff::TicketSummary;
use portico_types::tickets::TicketPriority;
use portico_ui::{Avatar, Excerpt, PriorityMark, StatusPill, Time};

use super::filters::Filters;
use crate::messages;

/// A ticket in the inbox: one link. It stays the same element when the ticket changes, and so keeps its focus.
#[component]
pub(super) fn TicketRow(
    ticket: ArcRwSignal<TicketSummary>,
    filters: Memo<Filters>,
    /// The key of the ticket beside the list.
    open: Memo<Option<String>>,
) -> AnyView {
    let key = StoredValue::new(ticket.read_untracked().key.clone());
    let current = move || {
        let is_open = open.with(|open| open.as_ref() == Some(&*key.read_value()));
        is_open.then_some("true")
    };
    let content = move || {
        let ticket = ticket.get();
        // Normal is the rule, and the rule needs no mark.
        let marked = ticket.priority != TicketPriority::Normal;
        view! {
            <span class="inbox-row-top meta">
                <span class="truncate">{ticket.customer}</span>
                <span class="inbox-row-end">
                    {marked.then(|| view! { <PriorityMark priority=ticket.priority compact=true /> })}
                    <Time at=ticket.activity_at />
                </span>
            </span>
            <span class="row-title truncate">{ticket.title}</span>
            <Excerpt found=ticket.found.map(|it| it.segments) snippet=ticket.snippet />
            <span class="inbox-row-end inbox-row-foot">
                <StatusPill status=ticket.status />
                <span class="meta numeric grow">{ticket.key}</span>
                {match ticket.assignee {
                    Some(assignee) => view! {
                        <span class="visually-hidden">{messages::assigned_to(&assignee.name)}</span>
                        <Avatar name=assignee.name team=true />
                    }.into_any(),
                    None => view! { <span class="meta">{messages::UNASSIGNED}</span> }.into_any(),
                }}
            </span>
        }
    };
    view! {
        <li>
            <a
                class="inbox-row"
                href=move || filters.with(|it| it.ticket_href(&key.read_value()))
                aria-current=current
                data-noscroll=""
            >
                {content}
            </a>
        </li>
    }
    .into_any()
}
