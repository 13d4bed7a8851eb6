//! What every page of a signed-in agent draws on: who they are, their team, the customers, how much there is to do.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::staff::{Agent, AgentRole, Collection, Customer, Me, TicketCounts};
use portico_ui::Mentionable;

use crate::api;
use portico_ui::updates::use_updates;

/// Changes come in bursts, and counts are not worth a question each.
const GATHER: Duration = Duration::from_millis(400);

#[derive(Clone, Copy)]
pub struct Desk {
    pub me: RwSignal<Option<Me>>,
    pub agents: RwSignal<Vec<Agent>>,
    pub customers: RwSignal<Option<Vec<Customer>>>,
    pub collections: RwSignal<Vec<Collection>>,
    pub counts: RwSignal<Option<TicketCounts>>,
}

impl Desk {
    /// For the calling component: loads and keeps up.
    pub fn open() -> Self {
        let desk = Self {
            me: RwSignal::default(),
            agents: RwSignal::default(),
            customers: RwSignal::default(),
            collections: RwSignal::default(),
            counts: RwSignal::default(),
        };
        // Whatever is really wrong, the pages themselves meet too, and say.
        spawn_local(async move {
            if let Ok(me) = api::people::me().await {
                desk.me.try_set(Some(me));
            }
        });
        spawn_local(async move {
            if let Ok(agents) = api::people::agents().await {
                desk.agents.try_set(agents);
            }
        });
        spawn_local(async move {
            if let Ok(collections) = api::people::collections().await {
                desk.collections.try_set(collections);
            }
        });
        desk.count();
        let due = StoredValue::new(false);
        use_updates(move |_| {
            if due.try_update_value(|due| std::mem::replace(due, true)) == Some(false) {
                set_timeout(
                    move || {
                        if due.try_set_value(false).is_none() {
                            desk.count();
                        }
                    },
                    GATHER,
                );
            }
        });
        desk
    }

    fn count(self) {
        spawn_local(async move {
            if let Ok(counts) = api::tickets::counts().await {
                self.counts.try_set(Some(counts));
            }
            if let Ok(customers) = api::people::customers().await {
                self.customers.try_set(Some(customers));
            }
        });
    }

    /// Something was changed about them.
    pub fn look_for_customers(self) {
        self.count();
    }

    /// May do at least what this role may.
    pub fn is(self, role: AgentRole) -> bool {
        self.me.with(|me| me.as_ref().is_some_and(|me| me.role >= role))
    }

    /// Whom one can name with `@`.
    pub fn mentionables(self) -> Signal<Vec<Mentionable>> {
        Signal::derive(move || {
            let person = |agent: &Agent| Mentionable {
                id: agent.id.to_string(),
                name: agent.name.clone(),
                detail: Some(agent.email.clone()),
            };
            self.agents.with(|agents| agents.iter().map(person).collect())
        })
    }

    pub fn customer_name(self, id: &str) -> Option<String> {
        self.customers.with(|all| {
            let found = all.iter().flatten().find(|it| it.id.to_string() == id);
            found.map(|it| it.name.clone())
        })
    }

    pub fn collection_name(self, id: &str) -> Option<String> {
        self.collections
            .with(|all| all.iter().find(|it| it.id.to_string() == id).map(|it| it.name.clone()))
    }
}
