//! The form as customers see it, beside the editor: the portal's own components, with what was tried kept through every change.

use leptos::prelude::*;
use portico_types::Problem;
use portico_types::forms::{Answers, Schema};
use portico_types::ids::FieldId;
use portico_ui::api::invalid;
use portico_ui::forms::{Filling, Questions};
use portico_ui::{Button, announce, toast};

use super::draft::Draft;
use crate::messages;

#[component]
pub(super) fn Preview(draft: Draft) -> AnyView {
    let theirs = Memo::new(move |_| draft.schema.with(Schema::for_contacts));
    // Answers, and the fields there were when they were given.
    let tried = StoredValue::new((Answers::new(), Vec::<FieldId>::new()));
    let people = messages::PREVIEW_PEOPLE.into_iter().enumerate();
    let people: Vec<_> = people
        .map(|(n, name)| (uuid::Uuid::from_u128(n as u128 + 1).to_string(), name.to_owned()))
        .collect();
    let people = Signal::stored(people);
    let form = move || {
        let schema = theirs.get();
        if schema.fields.is_empty() {
            return view! { <p class="muted">{messages::PREVIEW_EMPTY}</p> }.into_any();
        }
        let (mut begin, known) = tried.get_value();
        for field in schema.fields.iter().filter(|it| !known.contains(&it.id)) {
            begin.extend(field.default.clone().map(|it| (field.id, it)));
        }
        let ids: Vec<FieldId> = schema.fields.iter().map(|it| it.id).collect();
        let filling = untrack(|| Filling::new(schema, Some(&begin)));
        Effect::new(move || tried.set_value((filling.draft(), ids.clone())));
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
            {form}
        </section>
    }
    .into_any()
}
