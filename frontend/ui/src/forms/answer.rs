//! What somebody has filled in, in the shape of the control.

use leptos::prelude::*;
use portico_types::forms::FieldKind;
use serde_json::Value;

use crate::{Uploads, numbers};

#[derive(Clone, Copy)]
pub(super) enum Answer {
    Text(RwSignal<String>),
    Many(RwSignal<Vec<String>>),
    Tick(RwSignal<bool>),
    Files(Uploads),
    /// What cannot be changed here: it stays as it was.
    Kept(StoredValue<Value>),
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What was chosen, one or several.
pub(super) fn all(value: &Value) -> Vec<String> {
    let one = value.as_str().map(str::to_owned);
    one.map_or_else(|| texts(value), |it| vec![it])
}

impl Answer {
    /// An empty one, or what it begins with.
    pub(super) fn new(kind: FieldKind, begin: Option<&Value>) -> Self {
        match kind {
            FieldKind::MultiSelect => Self::Many(RwSignal::new(begin.map(texts).unwrap_or_default())),
            FieldKind::Checkbox => Self::Tick(RwSignal::new(begin.and_then(Value::as_bool).unwrap_or_default())),
            FieldKind::File => Self::Files(Uploads::default()),
            _ => {
                let text = match begin {
                    Some(Value::String(text)) => text.clone(),
                    Some(Value::Number(number)) => numbers::write(number),
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
            Self::Files(files) => {
                let ids: Vec<String> = files.ready().iter().map(ToString::to_string).collect();
                Some(ids).filter(|it| !it.is_empty()).map(Value::from)
            }
            Self::Kept(value) => value.try_get_value().filter(|it| !it.is_null()),
            Self::Text(text) => {
                let text = text.get();
                let trimmed = text.trim();
                if trimmed.is_empty() {
                    return None;
                }
                if kind == FieldKind::Number {
                    // No number: goes as it is, and the form's rules say so.
                    return Some(numbers::read(trimmed).unwrap_or_else(|| Value::from(trimmed)));
                }
                Some(Value::from(text))
            }
        }
    }

    /// Lets go of what is not offered any more.
    pub(super) fn keep(self, offered: &[String]) {
        match self {
            Self::Many(chosen) if chosen.with_untracked(|it| it.iter().any(|it| !offered.contains(it))) => {
                chosen.update(|it| it.retain(|it| offered.contains(it)));
            }
            Self::Text(text) if text.with_untracked(|it| !it.is_empty() && !offered.contains(it)) => {
                text.set(String::new());
            }
            _ => {}
        }
    }
}
