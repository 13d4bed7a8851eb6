//! Slack: cards and threads go out once and in order, replies and buttons come in once and from the right people only.

mod buttons;
mod cards;
mod channels;
mod compare;
mod connect;
mod converted;
mod deleted_cards;
mod doors;
mod doubles;
mod drift;
mod edits_in_vain;
mod files;
mod gaps;
mod health;
mod hidden;
mod inbound;
mod install;
mod large;
mod late_turns;
mod modal_again;
mod moved_meanwhile;
mod moves;
mod note_marks;
mod own_messages;
mod own_traces;
mod people;
mod posting;
mod reactions;
mod redelivered;
mod refused_files;
mod rights;
mod sent_once;
mod settings;
mod shapes;
mod shared_channels;
mod socket_lives;
mod sockets;
mod speakers;
mod started;
mod taken_back;
mod taken_back_from_others;
mod three_at_work;
mod uncertain;
mod undo;
mod undo_tried;
mod undone_status;
mod unheard_parts;
mod unknown_sharing;
mod versions;
mod workspaces;

use std::time::Duration;

use chrono::TimeDelta;
use portico::{
    entity::{JobState, job, message},
    outside::clock::Clock,
};
use portico_sandbox::slack::Message;
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use crate::support::{ACME, Answer, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const TRIAGE: &str = "C0TRIAGE";
const GLOBEX: &str = "C0GLOBEX";

/// Everything readers see of a message.
fn content(message: &Message) -> String {
    format!("{}\n{}", message.text, json!(message.blocks))
}

/// The cards in a channel.
fn cards(app: &TestApp, channel: &str) -> Vec<Message> {
    let messages = app.sandbox.slack().messages(channel);
    messages.into_iter().filter(|it| it.bot_id.is_some()).collect()
}

fn card(app: &TestApp, channel: &str) -> Message {
    let mut cards = cards(app, channel);
    assert_eq!(cards.len(), 1, "{cards:#?}");
    cards.remove(0)
}

/// The replies below the only card of a channel.
fn replies(app: &TestApp, channel: &str) -> Vec<Message> {
    let thread = app.sandbox.slack().thread(channel, &card(app, channel).ts);
    thread.into_iter().skip(1).collect()
}

async fn files(app: &TestApp, email: &str, title: &str, description: &str) -> String {
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
    let form = fixtures::form_id();
    let body = json!({ "form_id": form, "title": title, "description": description, "answers": answers });
    let res = app.contact(email).await.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
    res.json()["key"].as_str().unwrap().to_owned()
}

/// A ticket of Maria's, its cards posted.
async fn filed(app: &TestApp) -> String {
    files(app, MARIA, "Printer on fire", "It **burns**.").await
}

/// Somebody writes below the only card of a channel.
async fn says(app: &TestApp, user: &str, channel: &str, text: &str) -> String {
    let ts = app
        .sandbox
        .slack()
        .say(user, channel, text, Some(&card(app, channel).ts));
    app.run_jobs().await;
    ts
}

/// What Maria reads on the portal: bodies and authors.
async fn on_portal(app: &TestApp, key: &str) -> Vec<(String, String)> {
    let res = app
        .contact(MARIA)
        .await
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let entries = res.json()["entries"].as_array().cloned().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let messages = entries.iter().filter(|entry| entry["type"] == "message");
    messages
        .map(|it| (text(&it["author"]["name"]), text(&it["body"])))
        .collect()
}

async fn ticket_now(app: &TestApp, key: &str) -> Value {
    let res = app
        .agent("ana@acme.example")
        .await
        .get(&format!("/api/v1/tickets/{key}"))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

async fn replies_on_portal(app: &TestApp, key: &str, body: Value) -> Answer {
    let maria = app.contact(MARIA).await;
    let res = maria
        .post(&format!("/api/v1/portal/tickets/{key}/messages"), &body)
        .await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res
}

async fn dead_jobs(app: &TestApp) -> Vec<job::Model> {
    let dead = job::Entity::find().filter(job::Column::State.eq(JobState::Dead));
    dead.all(&app.db).await.unwrap()
}

async fn count_messages(app: &TestApp) -> u64 {
    message::Entity::find().count(&app.db).await.unwrap()
}

fn signature(secret: &str, time: i64, body: &str) -> String {
    portico_sandbox::slack::signature(secret, &time.to_string(), body)
}

async fn knocks(app: &TestApp, path: &str, headers: &[(&str, String)], body: &str) -> Answer {
    let nobody = app.nobody(ACME);
    let mut req = nobody.request(Method::POST, path).body(body.to_owned());
    for (name, value) in headers {
        req = req.header(*name, value);
    }
    nobody.send(req).await
}

fn signed(secret: &str, time: i64, body: &str) -> Vec<(&'static str, String)> {
    vec![
        ("x-slack-request-timestamp", time.to_string()),
        ("x-slack-signature", signature(secret, time, body)),
    ]
}

/// Time passes here and at Slack, whose requests carry it.
fn passes(app: &TestApp, by: TimeDelta) {
    app.clock.advance(by);
    app.sandbox.slack().advance(by);
}

/// Slack tells of an event of the test's own making.
async fn hears(app: &TestApp, id: &str, event: &Value) {
    let body = json!({ "type": "event_callback", "team_id": "T0ACME", "event_id": id, "event": event }).to_string();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
    assert_eq!(knocks(app, "/slack/events", &headers, &body).await.status(), 200);
}

/// The newest event delivered whose body contains `text`: its place in the order, and what it tells.
fn redelivery(app: &TestApp, text: &str) -> (i64, Value) {
    let deliveries = app.sandbox.slack().deliveries();
    let found = deliveries
        .into_iter()
        .find(|it| it.body.contains(text))
        .expect("it was delivered");
    let event = serde_json::from_str::<Value>(&found.body).unwrap()["event"].clone();
    let (seconds, micros) = event["event_ts"].as_str().unwrap().split_once('.').unwrap();
    (
        seconds.parse::<i64>().unwrap() * 1_000_000 + micros.parse::<i64>().unwrap(),
        event,
    )
}

/// Lets time pass until every retry was made.
async fn recovers(app: &TestApp) {
    for _ in 0..12 {
        app.clock.advance(TimeDelta::seconds(20));
        app.run_jobs().await;
    }
}

/// Waits for what must come, on a machine however busy.
async fn within_a_minute(what: &str, there: impl Fn() -> bool) {
    let comes = async {
        while !there() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), comes)
        .await
        .unwrap_or_else(|_| panic!("{what}"));
}
