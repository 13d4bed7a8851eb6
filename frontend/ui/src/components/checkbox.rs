//! Yes or no, alone and in groups.

use leptos::prelude::*;
use portico_types::Problem;

use super::field::{Field, field_id};

/// Yes or no.
#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    checked: RwSignal<bool>,
    #[prop(optional, into)] help: Option<String>,
    /// Must be ticked to go on.
    #[prop(optional)]
    required: bool,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Someone changed it: not called when the program does.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
) -> AnyView {
    let field = Field::new(&name, label, help, true, Signal::default(), problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let change = move |event: leptos::ev::Event| {
        let value = event_target_checked(&event);
        checked.set(value);
        if let Some(on_change) = on_change {
            on_change.run(value);
        }
    };
    view! {
        <div class="check">
            <input
                id=field.id.clone()
                type="checkbox"
                name=name
                prop:checked=move || checked.get()
                on:change=change
                required=required
                disabled=move || disabled.get()
                aria-invalid=move || invalid.get()
                aria-describedby=move || described_by.get()
            />
            <label for=field.id.clone()><bdi>{field.label_text()}</bdi></label>
            {field.help()}
            {field.error()}
        </div>
    }
    .into_any()
}

/// Any number of a few values.
#[component]
pub fn CheckboxGroup(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    /// The chosen ones, in the order of `options`.
    chosen: RwSignal<Vec<String>>,
    /// Value and label of each choice.
    options: Vec<(String, String)>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
) -> AnyView {
    let field = Field::new(&name, label, help, required, Signal::default(), problem);
    let described_by = field.described_by();
    let order = StoredValue::new(options.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>());
    let choice = |(index, (key, label)): (usize, (String, String))| {
        // The first one carries the field's id, so that the error summary leads somewhere.
        let id = if index == 0 {
            field_id(&name)
        } else {
            format!("{}-{index}", field_id(&name))
        };
        let (own, changed) = (key.clone(), key);
        let change = move |event: leptos::ev::Event| {
            let on = event_target_checked(&event);
            chosen.update(|chosen| {
                let is_chosen = |key: &&String| if **key == changed { on } else { chosen.contains(key) };
                *chosen = order.with_value(|order| order.iter().filter(is_chosen).cloned().collect());
            });
        };
        view! {
            <div class="check">
                <input
                    id=id.clone()
                    type="checkbox"
                    prop:checked=move || chosen.with(|it| it.contains(&own))
                    on:change=change
                />
                <label for=id>{label}</label>
            </div>
        }
        .into_any()
    };
    let choices = options.into_iter().enumerate().map(choice).collect_view();
    view! {
        <fieldset class="choices" aria-describedby=move || described_by.get()>
            <legend class="field-label"><bdi>{field.label_text()}</bdi> " " {field.optional()}</legend>
            {field.help()}
            {field.error()}
            {choices}
        </fieldset>
    }
    .into_any()
}
