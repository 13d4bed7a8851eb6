//! What is being changed about a customer, beside what is saved.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{CustomerAccess, UpdateCustomer};
use portico_ui::toast;

use crate::remote::Remote;
use crate::{again, api, messages};

#[derive(Clone, Copy)]
pub(super) struct AccessForm {
    customer: Remote<CustomerAccess>,
    /// What the fields were filled from.
    saved: RwSignal<CustomerAccess>,
    pub(super) name: RwSignal<String>,
    pub(super) portal_enabled: RwSignal<bool>,
    pub(super) user_access: RwSignal<String>,
    pub(super) visibility: RwSignal<String>,
    pub(super) busy: RwSignal<bool>,
    pub(super) problem: RwSignal<Option<Problem>>,
    /// Somebody else saved meanwhile.
    pub(super) overtaken: RwSignal<bool>,
}

impl AccessForm {
    pub(super) fn new(customer: Remote<CustomerAccess>, saved: CustomerAccess) -> Self {
        let form = Self {
            customer,
            name: RwSignal::new(saved.name.clone()),
            portal_enabled: RwSignal::new(saved.portal_enabled),
            user_access: RwSignal::new(saved.user_access.to_string()),
            visibility: RwSignal::new(saved.visibility.to_string()),
            saved: RwSignal::new(saved),
            busy: RwSignal::default(),
            problem: RwSignal::default(),
            overtaken: RwSignal::default(),
        };
        // Domains and people are saved by themselves, and count the version up, too.
        Effect::new(move || {
            if let Some(fresh) = customer.value.get() {
                form.rebase(fresh);
            }
        });
        form
    }

    /// What differs from what is saved. Reactive.
    fn changes(self) -> UpdateCustomer {
        let saved = self.saved.get();
        UpdateCustomer {
            version: saved.version,
            name: Some(self.name.get()).filter(|it| it.trim() != saved.name),
            portal_enabled: Some(self.portal_enabled.get()).filter(|it| *it != saved.portal_enabled),
            user_access: self
                .user_access
                .get()
                .parse()
                .ok()
                .filter(|it| *it != saved.user_access),
            visibility: self.visibility.get().parse().ok().filter(|it| *it != saved.visibility),
            ..UpdateCustomer::default()
        }
    }

    pub(super) fn is_changed(self) -> bool {
        let changes = self.changes();
        let none = UpdateCustomer {
            version: changes.version,
            ..UpdateCustomer::default()
        };
        changes != none
    }

    pub(super) fn discard(self) {
        self.problem.set(None);
        self.overtaken.set(false);
        self.fill(&self.saved.get_untracked());
    }

    fn fill(self, customer: &CustomerAccess) {
        self.name.set(customer.name.clone());
        self.portal_enabled.set(customer.portal_enabled);
        self.user_access.set(customer.user_access.to_string());
        self.visibility.set(customer.visibility.to_string());
    }

    /// Takes what is saved now, and keeps what was changed here on top of it.
    fn rebase(self, fresh: CustomerAccess) {
        let before = self.saved.get_untracked();
        let keep = |edited: RwSignal<String>, before: &str, fresh: &str| {
            if edited.with_untracked(|it| it.trim() == before) {
                edited.set(fresh.to_owned());
            }
        };
        keep(self.name, &before.name, &fresh.name);
        keep(
            self.user_access,
            before.user_access.as_str(),
            fresh.user_access.as_str(),
        );
        keep(self.visibility, before.visibility.as_str(), fresh.visibility.as_str());
        if self.portal_enabled.get_untracked() == before.portal_enabled {
            self.portal_enabled.set(fresh.portal_enabled);
        }
        self.saved.set(fresh);
    }

    pub(super) fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        self.overtaken.set(false);
        let changes = untrack(|| self.changes());
        let id = self.saved.with_untracked(|it| it.id.to_string());
        spawn_local(async move {
            match api::customers::update(&id, &changes).await {
                Ok(saved) => {
                    self.fill(&saved);
                    self.saved.set(saved.clone());
                    self.customer.set(saved);
                    toast(messages::SAVED);
                }
                Err(problem) if problem.kind == Problem::CONFLICT => {
                    self.customer.refresh();
                    self.overtaken.try_set(true);
                }
                Err(problem) => {
                    self.problem.try_set(again::settle(problem, None));
                }
            }
            self.busy.try_set(false);
        });
    }
}
