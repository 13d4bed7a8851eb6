//! Answers as people read them.

use serde_json::Value;
use uuid::Uuid;

use super::{AnswerText, Answers, FieldKind, Schema};
use crate::ids::FieldId;

impl Schema {
    /// The people and files that answers name.
    pub fn named(&self, answers: &Answers, kind: FieldKind) -> Vec<(FieldId, Uuid)> {
        let id = |value: &Value| value.as_str().and_then(|it| Uuid::parse_str(it).ok());
        let fields = self.fields.iter().filter(|field| field.kind == kind);
        fields
            .flat_map(|field| match answers.get(&field.id) {
                Some(Value::Array(items)) => items.iter().filter_map(id).map(|it| (field.id, it)).collect(),
                Some(one) => id(one).map(|it| (field.id, it)).into_iter().collect::<Vec<_>>(),
                None => Vec::new(),
            })
            .collect()
    }

    /// The answers in the form's order, as people read them; never those of fields that do not apply. `name` knows people and files;
    /// whoever it does not know is left out.
    pub fn texts(&self, answers: &Answers, name: impl Fn(Uuid) -> Option<String>) -> Vec<AnswerText> {
        let named = |id: &str| name(Uuid::parse_str(id).ok()?);
        let states = self.states(answers);
        let fields = self.fields.iter().zip(states).filter(|(_, state)| state.shown);
        let shown = |field: &super::Field| {
            let text = match (field.kind, answers.get(&field.id)?) {
                (FieldKind::Person, Value::String(id)) => named(id)?,
                (FieldKind::File, Value::Array(ids)) => {
                    let names: Vec<String> = ids.iter().filter_map(|id| named(id.as_str()?)).collect();
                    names.join(", ")
                }
                (_, Value::String(text)) => text.clone(),
                (_, Value::Bool(yes)) => (if *yes { "Yes" } else { "No" }).to_owned(),
                (_, Value::Array(items)) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                (_, Value::Null) => return None,
                (_, other) => other.to_string(),
            };
            (!text.is_empty()).then(|| AnswerText {
                field_id: field.id,
                label: field.label.clone(),
                text,
                ticked: answers.get(&field.id).and_then(Value::as_bool),
                html: None,
            })
        };
        fields.filter_map(|(field, _)| shown(field)).collect()
    }
}
