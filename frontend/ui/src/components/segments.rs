//! One of two or three modes.

use leptos::prelude::*;

use crate::{Icon, icon};

/// One of two or three modes, all in sight. Radio buttons, dressed.
#[component]
pub fn Segments(
    /// What is chosen here, for screen readers.
    #[prop(into)]
    label: String,
    /// One name a page, as radio buttons have.
    #[prop(into)]
    name: String,
    value: RwSignal<String>,
    /// Value, icon and label of each mode.
    options: Vec<(&'static str, Option<Icon>, String)>,
) -> AnyView {
    let option = |(key, sign, label): (&'static str, Option<Icon>, String)| {
        view! {
            <label>
                <input
                    type="radio"
                    name=name.clone()
                    value=key
                    prop:checked=move || value.with(|it| it == key)
                    on:change=move |_| value.set(key.to_owned())
                />
                <span>{sign.map(icon)} {label}</span>
            </label>
        }
        .into_any()
    };
    let options = options.into_iter().map(option).collect_view();
    view! {
        <div class="segments" role="radiogroup" aria-label=label>
            {options}
        </div>
    }
    .into_any()
}
