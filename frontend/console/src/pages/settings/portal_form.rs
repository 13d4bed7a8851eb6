//! What is being changed on Portal Setup, beside what is saved.

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::Problem;
use portico_types::staff::{PortalSetup, UpdatePortalSetup};
use portico_ui::api::Result;
use portico_ui::toast;
use web_sys::File;

use super::picture;
use crate::{api, messages};

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Logo {
    /// As it is saved.
    #[default]
    Keep,
    /// Another one, as a `data:` address.
    Replace(String),
    Remove,
}

#[derive(Clone, Copy)]
pub(super) struct PortalForm {
    pub(super) saved: RwSignal<PortalSetup>,
    pub(super) enabled: RwSignal<bool>,
    pub(super) name: RwSignal<String>,
    pub(super) slug: RwSignal<String>,
    pub(super) accent: RwSignal<String>,
    pub(super) access: RwSignal<String>,
    pub(super) logo: RwSignal<Logo>,
    pub(super) logo_error: RwSignal<Option<String>>,
    pub(super) busy: RwSignal<bool>,
    pub(super) problem: RwSignal<Option<Problem>>,
    /// Somebody else saved meanwhile.
    pub(super) overtaken: RwSignal<bool>,
    /// The picture to send, which only the browser can hold.
    file: StoredValue<Option<File>, LocalStorage>,
}

impl PortalForm {
    pub(super) fn new(setup: PortalSetup) -> Self {
        Self {
            enabled: RwSignal::new(setup.enabled),
            name: RwSignal::new(setup.name.clone()),
            slug: RwSignal::new(setup.slug.clone()),
            accent: RwSignal::new(setup.accent.clone()),
            access: RwSignal::new(setup.access.to_string()),
            saved: RwSignal::new(setup),
            logo: RwSignal::default(),
            logo_error: RwSignal::default(),
            busy: RwSignal::default(),
            problem: RwSignal::default(),
            overtaken: RwSignal::default(),
            file: StoredValue::new_local(None),
        }
    }

    pub(super) fn logo_shown(self) -> Option<String> {
        match self.logo.get() {
            Logo::Keep => self.saved.with(|it| it.logo_url.clone()),
            Logo::Replace(address) => Some(address),
            Logo::Remove => None,
        }
    }

    pub(super) fn choose_logo(self, file: File) {
        if let Err(wrong) = picture::check(&file) {
            self.logo_error.set(Some(wrong.to_owned()));
            return;
        }
        self.logo_error.set(None);
        picture::show(&file, move |address| {
            self.logo.try_set(Logo::Replace(address));
        });
        self.file.set_value(Some(file));
    }

    /// Also takes a chosen picture back.
    pub(super) fn remove_logo(self) {
        self.file.set_value(None);
        self.logo_error.set(None);
        let has_one = self.saved.with_untracked(|it| it.logo_url.is_some());
        self.logo.set(if has_one { Logo::Remove } else { Logo::Keep });
    }

    /// What differs from what is saved. Reactive.
    fn changes(self) -> UpdatePortalSetup {
        let saved = self.saved.get();
        let text = |edited: RwSignal<String>, saved: &str| Some(edited.get()).filter(|it| it.trim() != saved);
        UpdatePortalSetup {
            version: saved.version,
            enabled: Some(self.enabled.get()).filter(|it| *it != saved.enabled),
            name: text(self.name, &saved.name),
            slug: text(self.slug, &saved.slug),
            accent: text(self.accent, &saved.accent),
            access: self.access.get().parse().ok().filter(|it| *it != saved.access),
        }
    }

    pub(super) fn is_changed(self) -> bool {
        let changes = self.changes();
        !is_empty(&changes) || self.logo.with(|it| *it != Logo::Keep)
    }

    pub(super) fn discard(self) {
        self.problem.set(None);
        self.overtaken.set(false);
        self.file.set_value(None);
        self.logo_error.set(None);
        self.logo.set(Logo::Keep);
        self.fill(&self.saved.get_untracked());
    }

    fn fill(self, setup: &PortalSetup) {
        self.enabled.set(setup.enabled);
        self.name.set(setup.name.clone());
        self.slug.set(setup.slug.clone());
        self.accent.set(setup.accent.clone());
        self.access.set(setup.access.to_string());
    }

    pub(super) fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        self.overtaken.set(false);
        let changes = untrack(|| self.changes());
        spawn_local(async move {
            match self.send(&changes).await {
                Ok(()) => toast(messages::SAVED),
                Err(problem) if problem.kind == Problem::CONFLICT => self.rebase().await,
                Err(problem) => {
                    self.problem.try_set(Some(problem));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Each step is taken over as it is done, so that a failure leaves only the rest to be saved.
    async fn send(self, changes: &UpdatePortalSetup) -> Result<()> {
        if !is_empty(changes) {
            let saved = api::settings::update_portal(changes).await?;
            self.fill(&saved);
            self.saved.set(saved);
        }
        let saved = match (self.logo.get_untracked(), self.file.get_value()) {
            (Logo::Replace(_), Some(file)) => api::settings::set_logo(&file).await?,
            (Logo::Remove, _) => api::settings::remove_logo().await?,
            _ => return Ok(()),
        };
        self.saved.set(saved);
        self.logo.set(Logo::Keep);
        self.file.set_value(None);
        Ok(())
    }

    /// Takes what the other one saved, and keeps what was changed here on top of it.
    async fn rebase(self) {
        match api::settings::portal().await {
            Ok(fresh) => {
                let before = self.saved.get_untracked();
                let keep = |edited: RwSignal<String>, before: &str, fresh: &str| {
                    if edited.with_untracked(|it| it.trim() == before) {
                        edited.set(fresh.to_owned());
                    }
                };
                keep(self.name, &before.name, &fresh.name);
                keep(self.slug, &before.slug, &fresh.slug);
                keep(self.accent, &before.accent, &fresh.accent);
                keep(self.access, before.access.as_str(), fresh.access.as_str());
                if self.enabled.get_untracked() == before.enabled {
                    self.enabled.set(fresh.enabled);
                }
                self.saved.set(fresh);
                self.overtaken.set(true);
            }
            Err(problem) => {
                self.problem.try_set(Some(problem));
            }
        }
    }
}

/// Nothing was changed, but perhaps the logo.
fn is_empty(changes: &UpdatePortalSetup) -> bool {
    let none = UpdatePortalSetup {
        version: changes.version,
        ..UpdatePortalSetup::default()
    };
    *changes == none
}
