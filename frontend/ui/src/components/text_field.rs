//! Fields for text: a line, several, a search.

use leptos::html;
use leptos::prelude::*;
use portico_types::Problem;

use super::field::{Field, field_id};
use crate::{Icon, icon};

/// One line of text.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    /// `email`, `url`, `password`, …
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    /// An error of the field's own.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The answer to the last attempt; the field picks what is about it.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] autocomplete: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// The label is read, not shown.
    #[prop(optional)]
    hide_label: bool,
) -> AnyView {
    let field = Field::new(&name, label, help, required, error, problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let input = NodeRef::<html::Input>::new();
    if autofocus {
        Effect::new(move || {
            if let Some(input) = input.get() {
                let _ = input.focus();
            }
        });
    }
    let control = view! {
        <input
            node_ref=input
            id=field_id(&name)
            class="input"
            type=kind
            name=name
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
            required=required
            placeholder=placeholder
            autocomplete=autocomplete
            disabled=move || disabled.get()
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
        />
    };
    field.frame(hide_label, control.into_any())
}

/// Several lines of text; grows with them.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    /// The field's name in the request; finds its error in `problem`.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    #[prop(optional, into)] help: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] problem: Signal<Option<Problem>>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] hide_label: bool,
) -> AnyView {
    let field = Field::new(&name, label, help, required, error, problem);
    let (invalid, described_by) = (field.invalid(), field.described_by());
    let control = view! {
        <textarea
            id=field_id(&name)
            class="input"
            name=name
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
            required=required
            placeholder=placeholder
            aria-invalid=move || invalid.get()
            aria-describedby=move || described_by.get()
        ></textarea>
    };
    field.frame(hide_label, control.into_any())
}

/// A search box. The page decides how eagerly to search.
#[component]
pub fn SearchField(
    /// Read to screen readers, and shown as the placeholder.
    #[prop(into)]
    label: String,
    value: RwSignal<String>,
    /// Enter was pressed.
    #[prop(optional, into)]
    on_submit: Option<Callback<()>>,
    /// The longest text that can be searched for.
    #[prop(optional)]
    most: Option<usize>,
    #[prop(default = "search".to_owned(), into)] id: String,
) -> AnyView {
    let keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter"
            && let Some(on_submit) = on_submit
        {
            event.prevent_default();
            on_submit.run(());
        }
    };
    view! {
        <div class="input-search">
            {icon(Icon::Search)}
            <input
                id=id
                class="input"
                type="search"
                maxlength=most.map(|it| it.to_string())
                aria-label=label.clone()
                placeholder=label
                autocomplete="off"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:keydown=keydown
            />
        </div>
    }
    .into_any()
}
