//! What all form fields have in common: label, help, error, and how they are tied together.

use leptos::prelude::*;
use portico_types::Problem;

use crate::{Icon, icon, messages, problems};

/// The element id of the field of this name, to which the error summary links.
pub fn field_id(name: &str) -> String {
    format!("field-{name}")
}

/// Ties a field to its texts.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) id: String,
    label: String,
    help: Option<String>,
    required: bool,
    error: Signal<Option<String>>,
}

impl Field {
    pub(super) fn new(
        name: &str,
        label: String,
        help: Option<String>,
        required: bool,
        error: Signal<Option<String>>,
        problem: Signal<Option<Problem>>,
    ) -> Self {
        let field = name.to_owned();
        let error = Signal::derive(move || {
            error
                .get()
                .or_else(|| problem.with(|it| problems::about(it.as_ref(), &field)))
        });
        Self {
            id: field_id(name),
            label,
            help: help.filter(|help| !help.is_empty()),
            required,
            error,
        }
    }

    pub(super) fn invalid(&self) -> Signal<Option<&'static str>> {
        let error = self.error;
        Signal::derive(move || error.with(Option::is_some).then_some("true"))
    }

    pub(super) fn described_by(&self) -> Signal<Option<String>> {
        let (id, help, error) = (self.id.clone(), self.help.is_some(), self.error);
        Signal::derive(move || match (help, error.with(Option::is_some)) {
            (false, false) => None,
            (true, false) => Some(format!("{id}-help")),
            (false, true) => Some(format!("{id}-error")),
            (true, true) => Some(format!("{id}-error {id}-help")),
        })
    }

    pub(super) fn help(&self) -> Option<AnyView> {
        let id = format!("{}-help", self.id);
        self.help
            .clone()
            .map(|help| view! { <p id=id class="field-help"><bdi>{help}</bdi></p> }.into_any())
    }

    pub(super) fn error(&self) -> AnyView {
        view! { <FieldErrors id=format!("{}-error", self.id) error=self.error /> }.into_any()
    }

    pub(super) fn optional(&self) -> Option<AnyView> {
        let optional = || view! { <span class="field-optional">{messages::optional()}</span> }.into_any();
        (!self.required).then(optional)
    }

    pub(super) fn label_text(&self) -> String {
        self.label.clone()
    }

    /// The usual frame: label, help and error above the control, where the eye is before it types.
    pub(super) fn frame(self, hide_label: bool, control: AnyView) -> AnyView {
        let (help, error, optional) = (self.help(), self.error(), self.optional());
        view! {
            <div class="field">
                <label class="field-label" class:visually-hidden=hide_label for=self.id>
                    // The team's words may run the other way.
                    <bdi>{self.label}</bdi> " " {optional}
                </label>
                {help}
                {error}
                {control}
            </div>
        }
        .into_any()
    }
}

/// What is wrong with one field, beside it.
#[component]
pub fn FieldErrors(
    /// For `aria-describedby` of the field.
    #[prop(into)]
    id: String,
    #[prop(into)] error: Signal<Option<String>>,
) -> AnyView {
    let shown = move || {
        error.get().map(|error| {
            view! {
                <p id=id.clone() class="field-error">
                    {icon(Icon::Alert)} <span>{error}</span>
                </p>
            }
        })
    };
    shown.into_any()
}
