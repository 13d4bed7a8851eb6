//! What is taken back goes from a triage channel, also when another company reads there by now.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{TRIAGE, dead_jobs, filed, passes, replies};
use crate::support::{Caller, TestApp, fixtures};

/// A note of Chloe's.
async fn notes(chloe: &Caller, path: &str) -> Value {
    let note = json!({ "visibility": "internal", "body": "They never pay" });
    let res = chloe.post(path, &note).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()
}

async fn takes_back(chloe: &Caller, path: &str, note: &Value) {
    let one = format!("{path}/{}", note["id"].as_str().unwrap());
    assert_eq!(chloe.delete(&one).await.status(), 204);
}

#[tokio::test]
async fn what_is_taken_back_leaves_a_channel_that_others_read_by_now() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let chloe = app.agent("chloe@acme.example").await;
    let path = format!("/api/v1/tickets/{key}/messages");
    let posted = notes(&chloe, &path).await;
    app.run_jobs().await;
    assert_eq!(replies(&app, TRIAGE).len(), 1);
    app.sandbox.slack().share_channel("T0GLOBEX", TRIAGE);
    app.run_jobs().await;

    // It does not wait behind what is not posted while others read.
    notes(&chloe, &path).await;
    takes_back(&chloe, &path, &posted).await;
    app.run_jobs().await;

    assert!(replies(&app, TRIAGE).is_empty(), "{:?}", replies(&app, TRIAGE));
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn what_is_taken_back_before_it_was_posted_holds_nothing_up() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let chloe = app.agent("chloe@acme.example").await;
    let path = format!("/api/v1/tickets/{key}/messages");
    app.sandbox.slack().share_channel("T0GLOBEX", TRIAGE);
    app.run_jobs().await;
    let waits = notes(&chloe, &path).await;
    app.run_jobs().await;
    takes_back(&chloe, &path, &waits).await;
    passes(&app, TimeDelta::minutes(20));
    app.run_jobs().await;

    let health = app.agent("ana@acme.example").await.get("/api/v1/slack").await.json();
    assert_eq!(health["backlog"], 1, "the card alone waits: {health:#}");
    app.sandbox.slack().unshare_channel("T0GLOBEX", TRIAGE);
    app.run_jobs().await;
    assert!(replies(&app, TRIAGE).is_empty(), "{:?}", replies(&app, TRIAGE));
    assert!(dead_jobs(&app).await.is_empty());
}

/// The ticket has gone elsewhere since.
#[tokio::test]
async fn what_is_taken_back_leaves_the_channel_where_its_ticket_was_too() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let chloe = app.agent("chloe@acme.example").await;
    let path = format!("/api/v1/tickets/{key}/messages");
    let posted = notes(&chloe, &path).await;
    app.run_jobs().await;
    app.sandbox.slack().share_channel("T0GLOBEX", TRIAGE);
    app.run_jobs().await;
    notes(&chloe, &path).await;
    app.run_jobs().await;
    let initech = json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id("priya@initech.example"),
    } });
    let moved = chloe.patch(&format!("/api/v1/tickets/{key}"), &initech).await;
    assert_eq!(moved.status(), 200, "{}", moved.text());
    app.run_jobs().await;

    takes_back(&chloe, &path, &posted).await;
    app.run_jobs().await;

    let left = app.sandbox.slack().messages(TRIAGE);
    assert!(left.iter().all(|it| !it.text.contains("never pay")), "{left:#?}");
    assert!(replies(&app, TRIAGE).is_empty(), "{:?}", replies(&app, TRIAGE));
}
