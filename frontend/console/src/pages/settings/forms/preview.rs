//! The form as customers see it, beside the editor: the portal's own components, with what was tried kept through every change.

use leptos::prelude::*;
use portico_types::Problem;
use portico_types::forms::{Answers, Schema, answer_of};
use portico_types::ids::FieldId;
use portico_types::tickets::TicketPriority;
use portico_ui::api::invalid;
use portico_ui::forms::{Filling, Questions};
use portico_ui::messages::priority_name;
use portico_ui::{Button, MarkdownField, SelectField, TextField, announce, field_id, toast};

use super::draft::Draft;
use super::lines::Line;
use crate::messages;

#[component]
pub(super) fn Preview(
    draft: Draft,
    /// The line of the outline that is open; the preview shows it.
    open: RwSignal<Option<Line>>,
) -> AnyView {
    let theirs = Memo::new(move |_| draft.schema.with(Schema::for_contacts));
    // Answers, and what the fields began with when they were given.
    let tried = StoredValue::new((Answers::new(), Answers::new()));
    let people = messages::PREVIEW_PEOPLE.into_iter().enumerate();
    let people: Vec<_> = people
        .map(|(n, name)| (uuid::Uuid::from_u128(n as u128 + 1).to_string(), name.to_owned()))
        .collect();
    let people = Signal::stored(people);
    // What every form asks for, around its own.
    let (title, description) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let priority = RwSignal::new(TicketPriority::Normal.to_string());
    Effect::new(move || {
        if let Some(Line::Field(id)) = open.get() {
            request_animation_frame(move || show(id));
        }
    });
    let form = move || {
        let schema = theirs.get();
        let (mut begin, known) = tried.get_value();
        let defaults: Answers = schema
            .fields
            .iter()
            .filter_map(|it| Some((it.id, it.default.clone()?)))
            .collect();
        for id in schema.fields.iter().map(|it| it.id) {
            match defaults.get(&id) {
                now if now == known.get(&id) => {}
                Some(now) => drop(begin.insert(id, now.clone())),
                None => drop(begin.remove(&id)),
            }
        }
        let filling = untrack(|| Filling::new(schema, Some(&begin)));
        Effect::new(move || tried.set_value((filling.draft(), defaults.clone())));
        let problem = RwSignal::new(None::<Problem>);
        let check = move || {
            let errors = untrack(|| filling.check(&filling.applicable()));
            if errors.is_empty() {
                toast(messages::ANSWERS_GOOD);
            } else {
                announce(messages::MEND_FIRST.to_owned());
            }
            problem.set((!errors.is_empty()).then(|| invalid(errors)));
        };
        view! {
            <div class="stack-wide form-preview-fields">
                <Questions filling problem people only_shown=true />
                <SelectField label=messages::PRIORITY name="preview-priority" value=priority options=Signal::stored(priorities()) required=true />
                <p class="file-drop meta">{portico_ui::messages::files_go_here()}</p>
                <div><Button on_click=check>{messages::CHECK_ANSWERS}</Button></div>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="card form-preview stack" aria-labelledby="form-preview">
            <div>
                <h2 id="form-preview">{messages::FORM_PREVIEW}</h2>
                <p class="field-help">{messages::PREVIEW_TEXT}</p>
            </div>
            <TextField label=messages::PREVIEW_TITLE name="preview-title" value=title required=true autocomplete="off" />
            <MarkdownField label=messages::PREVIEW_DESCRIPTION name="preview-description" value=description required=true />
            {form}
        </section>
    }
    .into_any()
}

fn priorities() -> Vec<(String, String)> {
    let named = |it: &TicketPriority| (it.to_string(), priority_name(*it));
    TicketPriority::ALL.iter().rev().map(named).collect()
}

/// Scrolls the preview, and nothing else, to a field.
#[expect(clippy::cast_possible_truncation, reason = "no page is that long")]
fn show(id: FieldId) {
    let preview = document().query_selector(".form-preview").ok().flatten();
    let field = document().get_element_by_id(&field_id(&answer_of(id)));
    if let (Some(preview), Some(field)) = (preview, field) {
        let down = field.get_bounding_client_rect().top() - preview.get_bounding_client_rect().top();
        preview.set_scroll_top(preview.scroll_top() + down as i32 - preview.client_height() / 3);
    }
}
