//! What forms promise, by examples and by random forms.

mod conditions;
mod fields;
mod properties;
mod schemas;

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;

fn id(n: u128) -> FieldId {
    FieldId(Uuid::from_u128(n))
}

fn field(n: u128, kind: FieldKind) -> Field {
    let mut field = Field::new(id(n), kind, &format!("Field {n}"));
    if kind.offers() {
        field.choices = vec!["Red".to_owned(), "Blue".to_owned(), "Green".to_owned()];
    }
    field
}

fn required(mut field: Field) -> Field {
    field.required = true;
    field
}

fn form(fields: Vec<Field>) -> Schema {
    Schema {
        sections: Vec::new(),
        fields,
    }
}

fn when(n: u128, is: Operator, value: Value) -> Condition {
    Condition::Answer(Test {
        field: id(n),
        is,
        value,
    })
}

/// The names and codes of what is wrong.
fn wrong<T>(result: Result<T, Vec<crate::FieldError>>) -> Vec<(String, String)> {
    let errors = result.err().unwrap_or_default();
    errors
        .into_iter()
        .map(|it| (it.field, it.code.unwrap_or_default()))
        .collect()
}

fn answer(n: u128, code: &str) -> (String, String) {
    (answer_of(id(n)), code.to_owned())
}

#[test]
fn a_schema_stored_before_there_were_conditions_is_read_as_it_was() {
    let stored = json!({ "fields": [
        { "id": id(1), "kind": "select", "label": "Area", "required": true, "hidden": false, "choices": ["Red"] },
        { "id": id(2), "kind": "short_text", "label": "Reference", "required": false, "hidden": true, "max": 40 },
    ] });

    let schema: Schema = serde_json::from_value(stored).unwrap();

    assert_eq!(schema.clone().parse().unwrap(), schema);
    assert_eq!(schema.for_contacts().fields.len(), 1);
    assert!(serde_json::from_value::<Schema>(json!({ "fields": [], "colour": "red" })).is_err());
}
