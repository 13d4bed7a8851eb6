//! A field for a number.

use leptos::prelude::*;
use portico_types::Problem;

use super::field::{Field, field_id};

/// A number, as text: browsers hide what is half typed into fields of their kind `number`, and take no decimal sign but their own.
/// [`crate::numbers`] reads it.
#[component]
pub fn NumberField(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    /// Brings up keys for digits, among which phones have no minus.
    #[prop(optional)]
    positive: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional)] hide_label: bool,
) -> AnyView {
    let field = Field::new(&name, label, help, required, error, problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let control = view! {
        <input
            id=field_id(&name)
            class="input"
            type="text"
            inputmode=positive.then_some("decimal")
            dir="ltr"
            autocomplete="off"
            name=name
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
            required=required
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
        />
    };
    field.frame(hide_label, control.into_any())
}
