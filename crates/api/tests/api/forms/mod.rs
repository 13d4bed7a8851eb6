//! Forms: drafted and published by the team, offered to whom they are placed for, filled in by contacts under their conditions.

mod answers;
mod corrected;
mod drafts;
mod offered;

use portico_types::ids::FieldId;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, fixtures};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const PRIYA: &str = "priya@initech.example";
const SAM: &str = "sam@initech.example";
const FORMS: &str = "/api/v1/forms";
const TICKETS: &str = "/api/v1/portal/tickets";

fn field(name: &str) -> FieldId {
    fixtures::field_id(name)
}

fn good(answer: &Answer) -> Value {
    assert!(
        (200..300).contains(&answer.status()),
        "{}: {}",
        answer.status(),
        answer.text()
    );
    answer.json()
}

/// A field as JSON, with more to it.
pub fn asks(name: &str, kind: &str, more: Value) -> Value {
    let mut field = json!({ "id": field(name), "kind": kind, "label": name });
    let (Value::Object(field_map), Value::Object(more)) = (&mut field, more) else {
        panic!("objects");
    };
    field_map.extend(more);
    field
}

/// A condition on one answer.
pub fn when(name: &str, is: &str, value: Value) -> Value {
    json!({ "answer": { "field": field(name), "is": is, "value": value } })
}

/// Begins a form; returns its path and what the server says of it.
async fn begins(staff: &Caller, name: &str) -> (String, Value) {
    let form = good(&staff.post(FORMS, &json!({ "name": name })).await);
    (format!("{FORMS}/{}", form["id"].as_str().unwrap()), form)
}

pub async fn saves(staff: &Caller, path: &str, fields: &[Value]) -> Answer {
    let form = good(&staff.get(path).await);
    let draft = json!({ "version": form["version"], "name": form["name"], "schema": { "fields": fields } });
    staff.put(&format!("{path}/draft"), &draft).await
}

pub async fn publishes(staff: &Caller, path: &str) -> Answer {
    let version = good(&staff.get(path).await)["version"].clone();
    staff
        .post(&format!("{path}/publish"), &json!({ "version": version }))
        .await
}

async fn places(staff: &Caller, path: &str, mut place: Value) -> Answer {
    place["version"] = good(&staff.get(path).await)["version"].clone();
    staff.put(&format!("{path}/placements"), &place).await
}

/// A form of these fields that everybody is offered; returns its id.
pub async fn offers(staff: &Caller, name: &str, fields: &[Value]) -> Value {
    let (path, form) = begins(staff, name).await;
    good(&saves(staff, &path, fields).await);
    good(&publishes(staff, &path).await);
    good(&places(staff, &path, json!({ "on_portal": true })).await);
    form["id"].clone()
}

/// The names of the forms a contact chooses from.
async fn chooses(contact: &Caller) -> Vec<String> {
    let forms = good(&contact.get("/api/v1/portal/forms").await);
    let names = forms
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap().to_owned());
    names.collect()
}

async fn files(contact: &Caller, form: &Value, answers: Value) -> Answer {
    let ticket = json!({ "form_id": form, "title": "Printer", "description": "It burns.", "answers": answers });
    contact.post(TICKETS, &ticket).await
}
