//! Status, priority and assignee: shown at once, sent one after the other, taken back when the server refuses.

use std::collections::VecDeque;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{Assign, AssigneeRef, Ticket, UpdateTicket};
use portico_types::tickets::{TicketPriority, TicketStatus};
use portico_ui::api::Result;
use portico_ui::{toast, toast_problem};

use super::page::Page;
use crate::{api, messages};

/// Others write at the same time; whoever loses this often is told.
const TRIES: usize = 4;

/// One thing an agent chose.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice {
    Status(TicketStatus),
    Priority(TicketPriority),
    Assignee(Option<AssigneeRef>),
}

impl Choice {
    fn apply(&self, ticket: &mut Ticket) {
        match self {
            Self::Status(status) => ticket.status = *status,
            Self::Priority(priority) => ticket.priority = *priority,
            Self::Assignee(assignee) => ticket.assignee.clone_from(assignee),
        }
    }

    /// What the ticket says about the same thing.
    fn now(&self, ticket: &Ticket) -> Self {
        match self {
            Self::Status(_) => Self::Status(ticket.status),
            Self::Priority(_) => Self::Priority(ticket.priority),
            Self::Assignee(_) => Self::Assignee(ticket.assignee.clone()),
        }
    }

    fn request(&self, version: i32) -> UpdateTicket {
        let mut request = UpdateTicket {
            version: Some(version),
            ..UpdateTicket::default()
        };
        match self {
            Self::Status(status) => request.status = Some(*status),
            Self::Priority(priority) => request.priority = Some(*priority),
            Self::Assignee(assignee) => {
                let agent_id = assignee.as_ref().map(|it| it.id);
                request.assignee = Some(Assign { agent_id });
            }
        }
        request
    }
}

/// What waits to be sent, and whether something is on its way.
#[derive(Clone, Copy, Default)]
pub(super) struct Changes {
    waiting: StoredValue<VecDeque<(Choice, Choice)>>,
    running: StoredValue<bool>,
}

impl Changes {
    pub(super) fn is_idle(self) -> bool {
        self.running.try_get_value() != Some(true)
    }
}

impl Page {
    pub(super) fn change(self, choice: Choice) {
        let Some(ticket) = self.ticket.get_untracked() else {
            return;
        };
        let before = choice.now(&ticket);
        if before == choice {
            return;
        }
        self.ticket.update(|ticket| {
            if let Some(ticket) = ticket {
                choice.apply(ticket);
            }
        });
        self.changes
            .waiting
            .update_value(|waiting| waiting.push_back((before, choice)));
        let idle = self
            .changes
            .running
            .try_update_value(|running| !std::mem::replace(running, true));
        if idle == Some(true) {
            spawn_local(self.send_changes(ticket.version));
        }
    }

    async fn send_changes(self, mut version: i32) {
        while let Some((before, choice)) = self.changes.waiting.try_update_value(VecDeque::pop_front).flatten() {
            let Some(key) = self.key.try_get_value() else { return };
            match send(&key, &before, &choice, version).await {
                Ok(ticket) => {
                    version = ticket.version;
                    self.show(ticket);
                }
                Err(problem) => {
                    // The rest was chosen on top of what is not so.
                    self.changes.waiting.try_update_value(VecDeque::clear);
                    self.take_back(&before);
                    if problem.kind == Problem::CONFLICT {
                        toast(messages::CHANGED_MEANWHILE);
                    } else {
                        toast_problem(&problem);
                    }
                }
            }
        }
        self.changes.running.try_set_value(false);
        self.catch_up();
    }

    /// As the server has it, with what still waits on top.
    fn show(self, mut ticket: Ticket) {
        self.changes.waiting.try_with_value(|waiting| {
            for (_, choice) in waiting {
                choice.apply(&mut ticket);
            }
        });
        self.ticket.try_set(Some(ticket));
    }

    fn take_back(self, before: &Choice) {
        self.ticket.try_update(|ticket| {
            if let Some(ticket) = ticket {
                before.apply(ticket);
            }
        });
    }
}

/// A newer version alone is no conflict: only somebody else's hand on the same thing is.
async fn send(key: &str, before: &Choice, choice: &Choice, mut version: i32) -> Result<Ticket> {
    let mut tries = 0;
    loop {
        tries += 1;
        match api::tickets::update(key, &choice.request(version)).await {
            Err(problem) if problem.kind == Problem::CONFLICT && tries < TRIES => {
                let fresh = api::tickets::get(key).await?;
                if before.now(&fresh) != *before {
                    return Err(problem);
                }
                version = fresh.version;
            }
            answer => return answer,
        }
    }
}
