//! The properties of a section.

use leptos::prelude::*;
use portico_types::forms::Section;
use portico_types::ids::SectionId;
use portico_ui::TextField;

use super::condition::ConditionEditor;
use super::draft::Draft;
use super::field_form::{Wrong, problem_of_section};
use crate::messages;

#[component]
pub(super) fn SectionForm(draft: Draft, id: SectionId) -> AnyView {
    let Some(section) = draft.schema.with_untracked(|it| it.section(Some(id)).cloned()) else {
        return ().into_any();
    };
    let problem = problem_of_section(draft, id);
    let before = Memo::new(move |_| draft.before_section(id));
    let (title, help) = (RwSignal::new(section.title), RwSignal::new(section.help));
    let show_when = RwSignal::new(section.show_when);
    Effect::new(move |first: Option<()>| {
        let wanted = Section {
            id,
            title: title.get(),
            help: help.get(),
            show_when: show_when.get(),
        };
        if first.is_some()
            && draft
                .schema
                .with_untracked(|it| it.section(Some(id)).is_some_and(|it| *it != wanted))
        {
            draft.schema.update(|schema| {
                if let Some(section) = schema.sections.iter_mut().find(|it| it.id == id) {
                    *section = wanted;
                }
            });
        }
    });
    view! {
        <div class="stack field-edit">
            <TextField label=messages::SECTION_TITLE name="edit-title" value=title required=true problem autocomplete="off" />
            <TextField label=messages::HELP_TEXT name="edit-help" value=help problem autocomplete="off" />
            <ConditionEditor label=messages::SHOW_WHEN name="edit-show_when" value=show_when fields=before />
            <Wrong problem name="edit-show_when" />
        </div>
    }
    .into_any()
}
