//! One question of a form: its field, and what was answered.

use leptos::prelude::*;
use portico_types::Problem;
use portico_types::forms::{Field, FieldKind};
use portico_ui::{Checkbox, CheckboxGroup, SelectField, TextArea, TextField};
use serde_json::Value;

use crate::messages;

/// What somebody has filled in, in the shape of the control.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Text(RwSignal<String>),
    Many(RwSignal<Vec<String>>),
    Tick(RwSignal<bool>),
}

impl Answer {
    /// An empty one, or what a draft holds.
    pub(super) fn new(kind: FieldKind, draft: Option<&Value>) -> Self {
        match kind {
            FieldKind::MultiSelect => {
                let chosen = draft.and_then(Value::as_array).map(|items| {
                    let texts = items.iter().filter_map(Value::as_str).map(str::to_owned);
                    texts.collect::<Vec<_>>()
                });
                Self::Many(RwSignal::new(chosen.unwrap_or_default()))
            }
            FieldKind::Checkbox => Self::Tick(RwSignal::new(draft.and_then(Value::as_bool).unwrap_or_default())),
            _ => {
                let text = match draft {
                    Some(Value::String(text)) => text.clone(),
                    Some(Value::Number(number)) => number.to_string(),
                    _ => String::new(),
                };
                Self::Text(RwSignal::new(text))
            }
        }
    }

    /// As the server takes it. Nothing for what was left empty. Reactive.
    pub(super) fn value(self, kind: FieldKind) -> Option<Value> {
        match self {
            Self::Many(chosen) => Some(chosen.get()).filter(|it| !it.is_empty()).map(Value::from),
            Self::Tick(ticked) => Some(Value::from(ticked.get())),
            Self::Text(text) => {
                let text = text.get();
                let trimmed = text.trim();
                if trimmed.is_empty() {
                    return None;
                }
                if kind == FieldKind::Number {
                    let whole = trimmed.parse::<i64>().ok().map(Value::from);
                    // The browser reads fractions: Rust's way is 10 kB of tables.
                    let fraction = || Some(js_sys::parse_float(trimmed)).filter(|it| it.is_finite());
                    let number = whole.or_else(|| fraction().map(Value::from));
                    // No number: goes as it is, and the form's rules say so.
                    return Some(number.unwrap_or_else(|| Value::from(trimmed)));
                }
                Some(Value::from(text))
            }
        }
    }

    pub(super) fn is_empty(self) -> bool {
        match self {
            Self::Text(text) => text.with(|it| it.trim().is_empty()),
            Self::Many(chosen) => chosen.with(Vec::is_empty),
            Self::Tick(ticked) => !ticked.get(),
        }
    }

    pub(super) fn clear(self) {
        match self {
            Self::Text(text) => text.set(String::new()),
            Self::Many(chosen) => chosen.set(Vec::new()),
            Self::Tick(ticked) => ticked.set(false),
        }
    }
}

/// The name under which the rules speak of a field.
pub(super) fn name_of(field: &Field) -> String {
    format!("answers.{}", field.id)
}

/// The control that fits the field.
#[component]
pub(super) fn Question(field: Field, answer: Answer, problem: Signal<Option<Problem>>) -> AnyView {
    let name = name_of(&field);
    let Field {
        kind, label, required, ..
    } = field;
    let help = field.help;
    match answer {
        Answer::Many(chosen) => {
            let options = field.choices.into_iter().map(|it| (it.clone(), it)).collect::<Vec<_>>();
            view! { <CheckboxGroup label name chosen options help required problem /> }.into_any()
        }
        Answer::Tick(checked) => view! { <Checkbox label name checked help required problem /> }.into_any(),
        Answer::Text(value) => match kind {
            FieldKind::LongText => {
                let help = if help.is_empty() {
                    messages::MARKDOWN_WORKS.to_owned()
                } else {
                    help
                };
                view! { <TextArea label name value help required problem /> }.into_any()
            }
            FieldKind::Select => {
                let offered = field.choices.into_iter().map(|it| (it.clone(), it));
                let none = (String::new(), messages::CHOOSE.to_owned());
                let options: Vec<_> = [none].into_iter().chain(offered).collect();
                view! { <SelectField label name value options=Signal::stored(options) help required problem /> }
                    .into_any()
            }
            FieldKind::Number => {
                view! { <TextField label name value kind="number" help required problem /> }.into_any()
            }
            FieldKind::Date => view! { <TextField label name value kind="date" help required problem /> }.into_any(),
            _ => view! { <TextField label name value help required problem /> }.into_any(),
        },
    }
}
