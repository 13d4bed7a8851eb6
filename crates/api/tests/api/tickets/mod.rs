//! Tickets: filed, listed, talked about, changed, exported; by whom, and by whom not.

mod agreement;
mod answering;
mod background;
mod characters;
mod export;
mod exported;
mod filing;
mod follow_ups;
mod lists;
mod notes;
mod numbers;
mod preview;
mod search;
mod similar;
mod team;
mod visibility;

use portico_types::ids::FieldId;
use serde_json::{Value, json};

use crate::support::{ACME, Caller, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const PRIYA: &str = "priya@initech.example";
const SAM: &str = "sam@initech.example";
const INES: &str = "ines@initech.example";
const OLGA: &str = "olga@umbrella-foods.example";
const GAVIN: &str = "gavin@hooli.example";
const ANA: &str = "ana@acme.example";
const CHLOE: &str = "chloe@acme.example";
const EVE: &str = "eve@other.example";

const TICKETS: &str = "/api/v1/portal/tickets";

/// *Report a problem*, filled in.
pub fn problem(title: &str) -> Value {
    json!({
        "form_id": fixtures::form_id(),
        "title": title,
        "description": "It happens since this morning.",
        "answers": { area(): "Reports" },
    })
}

fn area() -> String {
    field("area").to_string()
}

fn field(name: &str) -> FieldId {
    fixtures::field_id(name)
}

/// Files a ticket; returns its key.
pub async fn file(caller: &Caller, ticket: &Value) -> String {
    let res = caller.post(TICKETS, ticket).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    text(&res.json()["key"])
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

async fn status(caller: &Caller, key: &str) -> String {
    text(&caller.get(&format!("{TICKETS}/{key}")).await.json()["status"])
}

/// The keys a list holds, in its order.
fn keys(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap_or_else(|| panic!("{page} is no page"));
    items.iter().map(|item| text(&item["key"])).collect()
}

/// Answers the customer as an agent.
async fn answers(agent: &Caller, key: &str, body: &str) {
    says(agent, key, &json!({ "visibility": "public", "body": body })).await;
}

async fn says(agent: &Caller, key: &str, message: &Value) {
    let res = agent.post(&format!("/api/v1/tickets/{key}/messages"), message).await;
    assert_eq!(res.status(), 201, "{}", res.text());
}

async fn set(agent: &Caller, key: &str, update: &Value) {
    let res = agent.patch(&format!("/api/v1/tickets/{key}"), update).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}
