//! The head of a ticket's page, with the decisions an agent takes.

use leptos::prelude::*;
use portico_types::staff::AssigneeRef;
use portico_types::tickets::{LinkedTicket, TicketPriority, TicketStatus};
use portico_ui::{Button, ButtonKind, Icon, SelectField, Time, browser, icon};

use super::answers::CorrectDialog;
use super::changes::Choice;
use super::followers::{FollowersButton, FollowersDialog};
use super::move_dialog::MoveDialog;
use super::page::Page;
use crate::desk::Desk;
use crate::messages;

/// Key, title, who asks, and what is decided about it.
#[component]
pub(super) fn Head(page: Page) -> AnyView {
    let head = move || {
        let ticket = page.ticket.get()?;
        let followed = linked(messages::FOLLOW_UP_TO, ticket.follow_up_of.into_iter().collect());
        let following = linked(messages::CONTINUED_IN, ticket.followed_up_by);
        Some(view! {
            <h1 class="ticket-title">{ticket.title}</h1>
            <div class="cluster meta">
                <span class="numeric">{ticket.key}</span>
                <span>
                    <strong class="ticket-who">{ticket.requester.name}</strong>
                    " " {messages::AT} " " <strong class="ticket-who">{ticket.customer}</strong>
                </span>
                <span>{messages::OPENED} " " <Time at=ticket.created_at /></span>
            </div>
            {followed}
            {following}
        })
    };
    let copy = move |()| {
        let address = window().location().href().unwrap_or_default();
        let address = address.split(['?', '#']).next().unwrap_or_default().to_owned();
        browser::copy(&address, messages::LINK_COPIED);
    };
    view! {
        <header class="ticket-head">
            <div class="ticket-head-top">
                <div class="stack-tight grow">{head} <FollowersButton page /></div>
                <Show when=move || page.status().is_some_and(|it| it != TicketStatus::Closed)>
                    <Button kind=ButtonKind::Quiet on_click=move || page.moving.set(true)>{messages::MOVE}</Button>
                </Show>
                <Button kind=ButtonKind::Quiet label=messages::COPY_LINK on_click=Callback::new(copy)>
                    {icon(Icon::Link)}
                </Button>
            </div>
            <Decisions page />
            <MoveDialog page />
            <FollowersDialog page />
            <CorrectDialog page />
        </header>
    }
    .into_any()
}

/// The tickets that this one is linked with, if it is.
fn linked(label: &'static str, tickets: Vec<LinkedTicket>) -> Option<AnyView> {
    let link = |it: LinkedTicket| {
        let href = format!("/console/tickets/{}", it.key);
        view! {
            <span>
                <a href=href>{it.key}</a> " " {it.title} ", " {it.status.label()}
            </span>
        }
    };
    let links: Vec<_> = tickets.into_iter().map(link).collect();
    (!links.is_empty()).then(|| view! { <div class="cluster meta">{label} {links}</div> }.into_any())
}

#[component]
fn Decisions(page: Page) -> AnyView {
    let desk: Desk = expect_context();
    let closed = Signal::derive(move || page.status() == Some(TicketStatus::Closed));
    let shown = move |read: fn(&portico_types::staff::Ticket) -> String| {
        let value = RwSignal::new(String::new());
        let source = Memo::new(move |_| page.ticket.with(|it| it.as_ref().map(read).unwrap_or_default()));
        Effect::new(move || value.set(source.get()));
        value
    };
    let statuses = TicketStatus::ALL
        .iter()
        .map(|it| (it.to_string(), it.label().to_owned()))
        .collect::<Vec<_>>();
    let priorities = TicketPriority::ALL
        .iter()
        .rev()
        .map(|it| (it.to_string(), it.label().to_owned()))
        .collect::<Vec<_>>();
    let people = Signal::derive(move || {
        let me = desk.me.with(|me| me.as_ref().map(|me| me.id));
        let mut people = vec![(String::new(), messages::NOBODY.to_owned())];
        desk.agents.with(|agents| {
            for agent in agents {
                let name = if Some(agent.id) == me {
                    messages::with_me(&agent.name)
                } else {
                    agent.name.clone()
                };
                people.push((agent.id.to_string(), name));
            }
        });
        // Somebody who has left the team since.
        page.ticket.with(|ticket| {
            if let Some(assignee) = ticket.as_ref().and_then(|it| it.assignee.as_ref())
                && people.iter().all(|(id, _)| *id != assignee.id.to_string())
            {
                people.push((assignee.id.to_string(), assignee.name.clone()));
            }
        });
        people
    });
    let assign = move |chosen: String| {
        let agent = desk.agents.with_untracked(|agents| {
            let found = agents.iter().find(|it| it.id.to_string() == chosen);
            found.map(|it| AssigneeRef {
                id: it.id,
                name: it.name.clone(),
            })
        });
        if agent.is_some() || chosen.is_empty() {
            page.change(Choice::Assignee(agent));
        }
    };
    view! {
        <div class="ticket-decisions">
            <SelectField
                label=messages::STATUS
                name="status"
                value=shown(|it| it.status.to_string())
                options=Signal::stored(statuses)
                required=true
                disabled=closed
                on_change=move |chosen: String| {
                    if let Ok(status) = chosen.parse() {
                        page.change(Choice::Status(status));
                    }
                }
            />
            <SelectField
                label=messages::PRIORITY
                name="priority"
                value=shown(|it| it.priority.to_string())
                options=Signal::stored(priorities)
                required=true
                on_change=move |chosen: String| {
                    if let Ok(priority) = chosen.parse() {
                        page.change(Choice::Priority(priority));
                    }
                }
            />
            <SelectField
                label=messages::ASSIGNEE
                name="assignee"
                value=shown(|it| it.assignee.as_ref().map(|it| it.id.to_string()).unwrap_or_default())
                options=people
                required=true
                on_change=assign
            />
        </div>
    }
    .into_any()
}
