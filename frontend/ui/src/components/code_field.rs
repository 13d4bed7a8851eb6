//! The field for the code of a sign-in mail.

use leptos::html;
use leptos::prelude::*;
use portico_types::Problem;

use super::field::{Field, field_id};
use crate::messages;

const LENGTH: usize = 6;

/// The six digits of the mail. One field and not six boxes: paste, autofill and screen readers work as they do everywhere.
#[component]
pub fn CodeField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    /// The sixth digit is there.
    #[prop(into)]
    on_complete: Callback<String>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> AnyView {
    const NAME: &str = "code";
    let help = Some(messages::code_help().to_owned());
    let field = Field::new(NAME, label, help, true, Signal::default(), problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let typed = move |event: leptos::ev::Event| {
        // People paste "Your code: 123 456" as well.
        let digits: String = event_target_value(&event)
            .chars()
            .filter(char::is_ascii_digit)
            .take(LENGTH)
            .collect();
        if let Some(input) = input.get_untracked() {
            input.set_value(&digits);
        }
        let complete = digits.len() == LENGTH && value.with_untracked(|old| *old != digits);
        value.set(digits.clone());
        if complete {
            on_complete.run(digits);
        }
    };
    let control = view! {
        <input
            node_ref=input
            id=field_id(NAME)
            class="input code-input"
            name=NAME
            inputmode="numeric"
            autocomplete="one-time-code"
            prop:value=move || value.get()
            on:input=typed
            disabled=move || disabled.get()
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
        />
    };
    field.frame(false, control.into_any())
}
