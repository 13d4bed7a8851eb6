//! One of a few values, each explained.

use leptos::prelude::*;
use portico_types::Problem;

use super::field::{Field, field_id};

/// One choice of a [`RadioGroup`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// What choosing it means.
    pub help: String,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
            help: help.into(),
        }
    }
}

/// One of a few values that want a word of explanation each.
#[component]
pub fn RadioGroup(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    choices: Vec<Choice>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// The label is read, not shown.
    #[prop(optional)]
    hide_label: bool,
) -> AnyView {
    let field = Field::new(&name, label, help, true, Signal::default(), problem);
    let described_by = field.described_by();
    let choice = |(index, choice): (usize, Choice)| {
        // The first one carries the field's id, so that the error summary leads somewhere.
        let id = if index == 0 {
            field_id(&name)
        } else {
            format!("{}-{index}", field_id(&name))
        };
        let help_id = format!("{id}-choice");
        let (own, chosen) = (choice.value.clone(), choice.value.clone());
        view! {
            <div class="check">
                <input
                    id=id.clone()
                    type="radio"
                    name=name.clone()
                    value=choice.value
                    prop:checked=move || value.with(|it| *it == own)
                    disabled=move || disabled.get()
                    aria-describedby=help_id.clone()
                    on:change=move |_| value.set(chosen.clone())
                />
                <label for=id>{choice.label}</label>
                <p class="field-help" id=help_id>{choice.help}</p>
            </div>
        }
        .into_any()
    };
    let choices = choices.into_iter().enumerate().map(choice).collect_view();
    view! {
        <fieldset class="choices" aria-describedby=move || described_by.get()>
            <legend class="field-label" class:visually-hidden=hide_label>{field.label_text()}</legend>
            {field.help()}
            {field.error()}
            {choices}
        </fieldset>
    }
    .into_any()
}
