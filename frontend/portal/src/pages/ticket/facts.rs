//! What stands beside the conversation: the ticket's facts, and its buttons.

use leptos::prelude::*;
use portico_types::forms::AnswerText;
use portico_types::tickets::{LinkedTicket, TicketStatus};
use portico_ui::{Avatar, Button, Icon, Markdown, PriorityMark, StatusPill, Time, browser, icon};

use super::followers::Followers;
use super::page::Page;
use crate::messages;

/// What is known about the ticket, and what can be done with it.
#[component]
pub(super) fn Facts(page: Page) -> AnyView {
    let facts = move || {
        let ticket = page.ticket.get()?;
        let assignee = match ticket.assignee {
            Some(name) => view! { <Avatar name=name.clone() team=true /> {name} }.into_any(),
            None => view! { <span class="muted">{messages::nobody_yet()}</span> }.into_any(),
        };
        let requester = view! {
            <Avatar name=ticket.requester.name.clone() />
            {ticket.requester.name}
        }
        .into_any();
        let time = |at| view! { <dd><Time at /></dd> }.into_any();
        let person = |who| view! { <dd class="fact-person">{who}</dd> }.into_any();
        let priority = view! { <dd><PriorityMark priority=ticket.priority /></dd> }.into_any();
        let form = view! { <dd dir="auto">{messages::form_name(&ticket.form)}</dd> }.into_any();
        let answers = ticket
            .answers
            .into_iter()
            .map(|it| fact(&it.label.clone(), filled_in(it)));
        Some(view! {
            <dl class="facts">
                {fact(messages::assignee(), person(assignee))}
                {fact(messages::requester(), person(requester))}
                {fact(messages::priority(), priority)}
                {fact(messages::form(), form)}
                {linked(messages::follow_up_to(), ticket.follow_up_of.into_iter().collect())}
                {linked(messages::continued_in(), ticket.followed_up_by)}
                {answers.collect::<Vec<_>>()}
                {fact(messages::created(), time(ticket.created_at))}
                {fact(messages::updated(), time(ticket.activity_at))}
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

fn fact(label: &str, value: AnyView) -> AnyView {
    view! { <div><dt dir="auto">{label.to_owned()}</dt>{value}</div> }.into_any()
}

/// The tickets that this one is linked with, if it is.
pub(super) fn linked(label: &str, tickets: Vec<LinkedTicket>) -> Option<AnyView> {
    let link = |it: LinkedTicket| {
        let href = format!("/tickets/{}", it.key);
        view! { <dd><a href=href>{it.key}</a> " " <span dir="auto">{it.title}</span></dd> }
    };
    let links: Vec<_> = tickets.into_iter().map(link).collect();
    (!links.is_empty()).then(|| fact(label, links.into_any()))
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
