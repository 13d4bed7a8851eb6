//! A form's draft while somebody works on it: saved by itself a moment after each change.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use portico_types::forms::{Field, Schema};
use portico_types::ids::{FieldId, FormId, SectionId};
use portico_types::staff::{FormDetail, SaveFormDraft};
use portico_types::{FieldError, Problem};
use portico_ui::browser;

use crate::{api, messages};

/// After the last change, before it is saved.
const PAUSE: Duration = Duration::from_millis(700);

#[derive(Clone, PartialEq)]
pub(super) enum Saving {
    Saved,
    /// Will be in a moment.
    Waiting,
    UnderWay,
    Failed(Problem),
    /// Somebody else was faster.
    Conflict,
}

#[derive(Clone, Copy)]
pub(super) struct Draft {
    pub(super) id: FormId,
    pub(super) name: RwSignal<String>,
    pub(super) description: RwSignal<String>,
    pub(super) schema: RwSignal<Schema>,
    /// What the server last said.
    pub(super) detail: RwSignal<FormDetail>,
    pub(super) saving: RwSignal<Saving>,
    /// What is typed into the open field's limits and is no number: the schema keeps the limits from before.
    pub(super) unread: RwSignal<Vec<FieldError>>,
    /// Fields that were taken away since, for what still looks at them.
    taken: StoredValue<Vec<Field>>,
    /// What was saved last.
    kept: StoredValue<(String, String, Schema)>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Draft {
    pub(super) fn new(detail: FormDetail) -> Self {
        let (name, description, schema) = match &detail.draft {
            Some(draft) => (draft.name.clone(), draft.description.clone(), draft.schema.clone()),
            None => (
                detail.form.name.clone(),
                detail.form.description.clone(),
                detail.published.clone().unwrap_or_default(),
            ),
        };
        Self {
            id: detail.form.id,
            kept: StoredValue::new((name.clone(), description.clone(), schema.clone())),
            name: RwSignal::new(name),
            description: RwSignal::new(description),
            schema: RwSignal::new(schema),
            detail: RwSignal::new(detail),
            saving: RwSignal::new(Saving::Saved),
            unread: RwSignal::default(),
            taken: StoredValue::default(),
            timer: StoredValue::new(None),
        }
    }

    /// For the calling component: saves what changes, also what changed when somebody leaves.
    pub(super) fn save_by_itself(self) {
        Effect::new(move || {
            let now = (self.name.get(), self.description.get(), self.schema.get());
            if self.kept.with_value(|kept| *kept == now) || self.saving.get_untracked() == Saving::Conflict {
                return;
            }
            if self.saving.get_untracked() != Saving::UnderWay {
                self.saving.set(Saving::Waiting);
                self.wait();
            }
        });
        on_cleanup(move || {
            self.forget_timer();
            if let Some(asked) = self.asked() {
                let id = self.id;
                // The page is gone: nobody could be told.
                spawn_local(async move { drop(api::forms::save_draft(id, &asked).await) });
            }
        });
    }

    fn forget_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn wait(self) {
        self.forget_timer();
        let save = move || spawn_local(async move { drop(self.save().await) });
        if let Ok(timer) = set_timeout_with_handle(save, PAUSE) {
            self.timer.set_value(Some(timer));
        }
    }

    /// What is to be saved, if anything.
    fn asked(self) -> Option<SaveFormDraft> {
        let (name, description, schema) = (
            self.name.try_get_untracked()?,
            self.description.try_get_untracked()?,
            self.schema.try_get_untracked()?,
        );
        let same = self
            .kept
            .try_with_value(|kept| *kept == (name.clone(), description.clone(), schema.clone()))?;
        (!same && self.saving.get_untracked() != Saving::Conflict).then(|| SaveFormDraft {
            version: self.detail.with_untracked(|it| it.form.version),
            name,
            description,
            schema,
        })
    }

    /// Saves at once what is not saved yet.
    pub(super) async fn save(self) -> Result<(), Problem> {
        self.forget_timer();
        while self.saving.try_get_untracked() == Some(Saving::UnderWay) {
            browser::wait(100).await;
        }
        let Some(asked) = self.asked() else { return Ok(()) };
        self.saving.set(Saving::UnderWay);
        match api::forms::save_draft(self.id, &asked).await {
            Ok(detail) => {
                self.kept.try_set_value((asked.name, asked.description, asked.schema));
                self.detail.try_set(detail);
                self.saving.try_set(Saving::Saved);
                // Somebody typed on meanwhile.
                if self.asked().is_some() {
                    self.saving.try_set(Saving::Waiting);
                    self.wait();
                }
                Ok(())
            }
            Err(problem) => {
                let conflict = problem.status == 409;
                let state = if conflict {
                    Saving::Conflict
                } else {
                    Saving::Failed(problem.clone())
                };
                self.saving.try_set(state);
                Err(problem)
            }
        }
    }

    pub(super) fn field(self, id: FieldId) -> Option<Field> {
        self.schema.with(|it| it.field(id).cloned())
    }

    /// Keeps in mind what a field that is about to go was called.
    pub(super) fn take(self, field: Field) {
        self.taken.update_value(|all| all.push(field));
    }

    /// What a field is called, or was. Reactive.
    pub(super) fn name_of(self, id: FieldId) -> Option<String> {
        let gone = |field: &Field| messages::gone_field(&field.label);
        let before = || {
            self.detail
                .with_untracked(|it| it.published.as_ref()?.field(id).map(gone))
        };
        let taken = || self.taken.with_value(|all| all.iter().find(|it| it.id == id).map(gone));
        let here = self.field(id).map(|it| it.label);
        here.or_else(taken).or_else(before)
    }

    /// The fields before this one, which its conditions may look at.
    pub(super) fn before(self, id: FieldId) -> Vec<Field> {
        self.schema.with(|schema| {
            let at = schema.fields.iter().position(|it| it.id == id).unwrap_or_default();
            let seen = schema.fields.get(at).is_some_and(Field::for_contacts);
            let fits = |it: &&Field| it.for_contacts() || !seen;
            schema.fields[..at].iter().filter(fits).cloned().collect()
        })
    }

    /// The fields before this section.
    pub(super) fn before_section(self, id: SectionId) -> Vec<Field> {
        self.schema.with(|schema| {
            let place = schema.sections.iter().position(|it| it.id == id).unwrap_or_default();
            let earlier = |section: Option<SectionId>| {
                let at = schema.sections.iter().position(|it| Some(it.id) == section);
                at.is_none_or(|at| at < place)
            };
            let fields = schema
                .fields
                .iter()
                .filter(|it| earlier(it.section) && it.for_contacts());
            fields.cloned().collect()
        })
    }
}

/// A new id. Browsers hide `randomUUID` on plain-HTTP addresses; then chance has to do, which within one form is enough.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 255"
)]
pub(super) fn new_id() -> uuid::Uuid {
    let mut bytes = [0_u8; 16];
    for byte in &mut bytes {
        *byte = (js_sys::Math::random() * 256.0) as u8;
    }
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
