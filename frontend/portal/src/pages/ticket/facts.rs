//! What stands beside the conversation: the ticket's facts, and its buttons.

use leptos::prelude::*;
use portico_types::tickets::TicketStatus;
use portico_ui::{Avatar, Button, Icon, PriorityMark, StatusPill, Time, browser, icon};

use super::followers::Followers;
use super::page::Page;
use crate::messages;

/// What is known about the ticket, and what can be done with it.
#[component]
pub(super) fn Facts(page: Page) -> AnyView {
    let facts = move || {
        let ticket = page.ticket.get()?;
        let answers = ticket.answers.into_iter().map(|answer| {
            view! {
                <div>
                    <dt>{answer.label}</dt>
                    <dd class="fact-answer">{answer.text}</dd>
                </div>
            }
        });
        let assignee = match ticket.assignee {
            Some(name) => view! { <Avatar name=name.clone() team=true /> {name} }.into_any(),
            None => view! { <span class="muted">{messages::NOBODY_YET}</span> }.into_any(),
        };
        Some(view! {
            <dl class="facts">
                <div>
                    <dt>{messages::ASSIGNEE}</dt>
                    <dd class="fact-person">{assignee}</dd>
                </div>
                <div>
                    <dt>{messages::REQUESTER}</dt>
                    <dd class="fact-person">
                        <Avatar name=ticket.requester.name.clone() />
                        {ticket.requester.name}
                    </dd>
                </div>
                <div>
                    <dt>{messages::PRIORITY}</dt>
                    <dd>
                        <PriorityMark priority=ticket.priority />
                    </dd>
                </div>
                <div>
                    <dt>{messages::FORM}</dt>
                    <dd>{ticket.form}</dd>
                </div>
                {answers.collect_view()}
                <div>
                    <dt>{messages::CREATED}</dt>
                    <dd>
                        <Time at=ticket.created_at />
                    </dd>
                </div>
                <div>
                    <dt>{messages::UPDATED}</dt>
                    <dd>
                        <Time at=ticket.activity_at />
                    </dd>
                </div>
            </dl>
        })
    };
    let status = move || {
        page.status().map(|status| {
            view! {
                <div class="fact-status">
                    <StatusPill status=status label=messages::status(status).to_owned() />
                    <p class="meta">{messages::status_means(status)}</p>
                </div>
            }
        })
    };
    view! {
        <aside class="ticket-facts" aria-label=messages::DETAILS>
            <div class="ticket-state card">
                {status}
                <Actions page />
            </div>
            <div class="ticket-rest card">{facts}</div>
            <Followers page />
        </aside>
    }
    .into_any()
}

/// The buttons stay the same elements when the status changes, and so keep the focus.
#[component]
fn Actions(page: Page) -> AnyView {
    let solved = Memo::new(move |_| page.status() == Some(TicketStatus::Solved));
    let closed = Memo::new(move |_| page.status() == Some(TicketStatus::Closed));
    let label = move || {
        let (sign, label) = if solved.get() {
            (Icon::Refresh, messages::REOPEN)
        } else {
            (Icon::Check, messages::MARK_SOLVED)
        };
        view! { {icon(sign)} {label} }
    };
    let change = move || {
        (!closed.get()).then(|| {
            view! { <Button wide=true on_click=move || page.set_solved(!solved.get_untracked())>{label}</Button> }
        })
    };
    let copy = move || {
        let here = window().location();
        let link = here.origin().unwrap_or_default() + &here.pathname().unwrap_or_default();
        browser::copy(&link, messages::LINK_COPIED);
    };
    view! {
        <div class="ticket-actions">
            {change}
            <Button wide=true on_click=copy>
                {icon(Icon::Link)}
                {messages::COPY_LINK}
            </Button>
        </div>
    }
    .into_any()
}
