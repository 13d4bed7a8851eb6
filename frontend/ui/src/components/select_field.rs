//! One of a few values, in the browser's own list.

use leptos::html;
use leptos::prelude::*;
use portico_types::Problem;

use super::field::{Field, field_id};

/// One of a few values, with the browser's own list.
#[component]
pub fn SelectField(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    /// Value and label of each choice.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Someone chose: not called when the program sets the value.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    #[prop(optional)] hide_label: bool,
) -> AnyView {
    let field = Field::new(&name, label, help, required, error, problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let choices = move || {
        let choice = |(key, label): (String, String)| {
            let own = key.clone();
            view! { <option value=key selected=move || value.with(|it| *it == own)>{label}</option> }
        };
        options.get().into_iter().map(choice).collect_view()
    };
    // Once somebody has chosen, the browser goes by place, not by value: it would show another choice when the options change.
    let select = NodeRef::<html::Select>::new();
    Effect::new(move |before: Option<()>| {
        options.track();
        if before.is_some() {
            request_animation_frame(move || {
                if let (Some(Some(select)), Some(value)) = (select.try_get_untracked(), value.try_get_untracked()) {
                    select.set_value(&value);
                }
            });
        }
    });
    let change = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        value.set(chosen.clone());
        if let Some(on_change) = on_change {
            on_change.run(chosen);
        }
    };
    let control = view! {
        <select
            node_ref=select
            id=field_id(&name)
            class="input"
            name=name
            on:change=change
            prop:value=move || value.get()
            required=required
            disabled=move || disabled.get()
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
        >
            {choices}
        </select>
    };
    field.frame(hide_label, control.into_any())
}
