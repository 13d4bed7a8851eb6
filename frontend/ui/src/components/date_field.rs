//! A field for a day.

use leptos::html;
use leptos::prelude::*;
use portico_types::Problem;
use web_sys::HtmlInputElement;

use super::field::{Field, field_id};

/// What the value is while only part of a day is typed: no date, so whoever checks it says so. The browser tells no more than that.
pub const HALF_A_DATE: &str = "unfinished";

/// A day, with the browser's own calendar.
#[component]
pub fn DateField(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    /// `2026-12-31`, nothing, or [`HALF_A_DATE`].
    value: RwSignal<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional)] hide_label: bool,
) -> AnyView {
    let field = Field::new(&name, label, help, required, error, problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let input = NodeRef::<html::Input>::new();
    // Whatever is set empties a half of a date, so only what is new is set.
    Effect::new(move || {
        let value = value.get();
        if let Some(input) = input.get()
            && value != HALF_A_DATE
            && (input.value() != value || is_half(&input))
        {
            input.set_value(&value);
        }
    });
    let look = move |input: HtmlInputElement| {
        let now = if is_half(&input) {
            HALF_A_DATE.to_owned()
        } else {
            input.value()
        };
        // It may be leaving the page.
        if value.try_with_untracked(|before| *before != now) == Some(true) {
            value.set(now);
        }
    };
    let control = view! {
        <input
            node_ref=input
            id=field_id(&name)
            class="input"
            type="date"
            autocomplete="off"
            name=name
            // Half a date is no input to the browser: it tells nobody. Enter and leaving do.
            on:input=move |event| look(event_target(&event))
            on:keydown=move |event| look(event_target(&event))
            on:blur=move |event| look(event_target(&event))
            required=required
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
        />
    };
    field.frame(hide_label, control.into_any())
}

fn is_half(input: &HtmlInputElement) -> bool {
    input.validity().bad_input()
}
