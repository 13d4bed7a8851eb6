//! Followers of a ticket: who adds and removes whom, and that following gives no right.

mod adding;
mod hearing;

use serde_json::{Value, json};

use crate::support::{Answer, Caller, fixtures};

const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const PRIYA: &str = "priya@initech.example";
const SAM: &str = "sam@initech.example";
const INES: &str = "ines@initech.example";
const ANA: &str = "ana@acme.example";

fn portal(key: &str) -> String {
    format!("/api/v1/portal/tickets/{key}")
}

fn console(key: &str) -> String {
    format!("/api/v1/tickets/{key}")
}

async fn adds(caller: &Caller, ticket: &str, email: &str) -> Answer {
    let named = json!({ "contact_id": fixtures::contact_id(email) });
    caller.post(&format!("{ticket}/followers"), &named).await
}

async fn removes(caller: &Caller, ticket: &str, email: &str) -> u16 {
    let path = format!("{ticket}/followers/{}", fixtures::contact_id(email));
    caller.delete(&path).await.status()
}

/// The names of a ticket's followers, as its page has them.
async fn followers(caller: &Caller, ticket: &str) -> Vec<String> {
    let page = caller.get(ticket).await;
    assert_eq!(page.status(), 200, "{}", page.text());
    names(&page.json()["followers"])
}

fn names(list: &Value) -> Vec<String> {
    let all = list.as_array().expect("a list");
    all.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

/// What the ticket's timeline says in its last entry.
async fn last_change(caller: &Caller, ticket: &str) -> Value {
    let entries = caller.get(&format!("{ticket}/conversation")).await.json();
    entries["entries"].as_array().unwrap().last().unwrap()["what"].clone()
}
