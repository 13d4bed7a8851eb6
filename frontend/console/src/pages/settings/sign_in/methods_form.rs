//! Which ways in are being chosen, beside what is saved.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::sign_in::SignInMethod;
use portico_types::staff::{SignInSettings, UpdateSignInSettings};
use portico_ui::{drafts, toast};

use crate::remote::Remote;
use crate::{again, api, messages};

const DRAFT: &str = "sign-in.methods";

#[derive(Clone, Copy)]
pub(super) struct MethodsForm {
    settings: Remote<SignInSettings>,
    /// What the boxes were ticked from.
    pub(super) saved: RwSignal<SignInSettings>,
    pub(super) contacts: RwSignal<Vec<String>>,
    pub(super) agents: RwSignal<Vec<String>>,
    pub(super) busy: RwSignal<bool>,
    pub(super) problem: RwSignal<Option<Problem>>,
    /// Somebody else saved meanwhile.
    pub(super) overtaken: RwSignal<bool>,
}

/// The words of the checkboxes, in their order.
fn words(methods: &[SignInMethod]) -> Vec<String> {
    let chosen = SignInMethod::ALL.iter().filter(|it| methods.contains(it));
    chosen.map(ToString::to_string).collect()
}

pub(super) fn methods(words: &[String]) -> Vec<SignInMethod> {
    words.iter().filter_map(|it| it.parse().ok()).collect()
}

impl MethodsForm {
    pub(super) fn new(settings: Remote<SignInSettings>, saved: SignInSettings) -> Self {
        let (contacts, agents) =
            drafts::load_form(DRAFT).unwrap_or_else(|| (words(&saved.contacts), words(&saved.agents)));
        let form = Self {
            settings,
            saved: RwSignal::new(saved),
            contacts: RwSignal::new(contacts),
            agents: RwSignal::new(agents),
            busy: RwSignal::default(),
            problem: RwSignal::default(),
            overtaken: RwSignal::default(),
        };
        Effect::new(move || {
            if let Some(fresh) = settings.value.get() {
                form.rebase(fresh);
            }
        });
        drafts::use_form(DRAFT, move || {
            form.is_changed().then(|| (form.contacts.get(), form.agents.get()))
        });
        form
    }

    pub(super) fn is_changed(self) -> bool {
        self.saved.with(|it| {
            self.contacts.with(|now| *now != words(&it.contacts)) || self.agents.with(|now| *now != words(&it.agents))
        })
    }

    pub(super) fn discard(self) {
        self.problem.set(None);
        self.overtaken.set(false);
        self.saved.with_untracked(|it| self.fill(it));
    }

    fn fill(self, settings: &SignInSettings) {
        self.contacts.try_set(words(&settings.contacts));
        self.agents.try_set(words(&settings.agents));
    }

    /// Takes what is saved now, and keeps what was chosen here on top of it.
    fn rebase(self, fresh: SignInSettings) {
        let before = self.saved.get_untracked();
        let keep = |edited: RwSignal<Vec<String>>, before: &[SignInMethod], fresh: &[SignInMethod]| {
            if edited.with_untracked(|it| *it == words(before)) {
                edited.set(words(fresh));
            }
        };
        keep(self.contacts, &before.contacts, &fresh.contacts);
        keep(self.agents, &before.agents, &fresh.agents);
        self.saved.set(fresh);
    }

    pub(super) fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        self.overtaken.set(false);
        let change = self.saved.with_untracked(|it| UpdateSignInSettings {
            version: it.version,
            contacts: self
                .contacts
                .with_untracked(|now| (*now != words(&it.contacts)).then(|| methods(now))),
            agents: self
                .agents
                .with_untracked(|now| (*now != words(&it.agents)).then(|| methods(now))),
        });
        spawn_local(async move {
            match api::sign_in::update_settings(&change).await {
                Ok(fresh) => {
                    self.fill(&fresh);
                    self.saved.try_set(fresh.clone());
                    self.settings.set(fresh);
                    toast(messages::SAVED);
                }
                Err(refused) if refused.kind == Problem::CONFLICT => {
                    self.settings.refresh();
                    self.overtaken.try_set(true);
                }
                Err(refused) => {
                    self.problem.try_set(again::settle(refused, None));
                }
            }
            self.busy.try_set(false);
        });
    }
}
