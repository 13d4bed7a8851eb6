//! What stands beside the conversation: the ticket's facts, and its buttons.

use leptos::prelude::*;
use portico_types::forms::AnswerText;
use portico_types::tickets::TicketStatus;
use portico_ui::{Avatar, Button, Icon, Markdown, PriorityMark, StatusPill, Time, browser, icon};

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
                    <dt dir="auto">{answer.label.clone()}</dt>
                    {filled_in(answer)}
                </div>
            }
        });
        let assignee = match ticket.assignee {
            Some(name) => view! { <Avatar name=name.clone() team=true /> {name} }.into_any(),
            None => view! { <span class="muted">{messages::nobody_yet()}</span> }.into_any(),
        };
        Some(view! {
            <dl class="facts">
                <div>
                    <dt>{messages::assignee()}</dt>
                    <dd class="fact-person">{assignee}</dd>
                </div>
                <div>
                    <dt>{messages::requester()}</dt>
                    <dd class="fact-person">
                        <Avatar name=ticket.requester.name.clone() />
                        {ticket.requester.name}
                    </dd>
                </div>
                <div>
                    <dt>{messages::priority()}</dt>
                    <dd>
                        <PriorityMark priority=ticket.priority />
                    </dd>
                </div>
                <div>
                    <dt>{messages::form()}</dt>
                    <dd dir="auto">{messages::form_name(&ticket.form)}</dd>
                </div>
                {answers.collect_view()}
                <div>
                    <dt>{messages::created()}</dt>
                    <dd>
                        <Time at=ticket.created_at />
                    </dd>
                </div>
                <div>
                    <dt>{messages::updated()}</dt>
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
                    <StatusPill status=status label=messages::status(status) />
                    <p class="meta">{messages::status_means(status)}</p>
                </div>
            }
        })
    };
    view! {
        <aside class="ticket-facts" aria-label=messages::details()>
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

/// An answer; a long text as messages are shown.
fn filled_in(answer: AnswerText) -> AnyView {
    match answer.html {
        Some(html) => view! { <dd class="fact-text"><Markdown html=Signal::stored(html) /></dd> }.into_any(),
        None => view! { <dd class="fact-answer" dir="auto">{messages::answer(answer)}</dd> }.into_any(),
    }
}

/// The buttons stay the same elements when the status changes, and so keep the focus.
#[component]
fn Actions(page: Page) -> AnyView {
    let solved = Memo::new(move |_| page.status() == Some(TicketStatus::Solved));
    let closed = Memo::new(move |_| page.status() == Some(TicketStatus::Closed));
    let label = move || {
        let (sign, label) = if solved.get() {
            (Icon::Refresh, messages::reopen())
        } else {
            (Icon::Check, messages::mark_solved())
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
        browser::copy(&link, messages::link_copied());
    };
    view! {
        <div class="ticket-actions">
            {change}
            <Button on_click=copy>
                {icon(Icon::Link)}
                {messages::copy_link()}
            </Button>
            <Button on_click=move || page.print()>{messages::print()}</Button>
        </div>
    }
    .into_any()
}
