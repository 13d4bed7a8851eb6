//! A reply that is taken back takes with it what it did to the status.

use chrono::TimeDelta;
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, card, filed, replies, says, ticket_now};
use crate::support::TestApp;

async fn undoes(app: &TestApp) {
    let slack = app.sandbox.slack();
    let told = slack.ephemerals(TRIAGE).pop().expect("a confirmation");
    slack.press("U0CHLOE", TRIAGE, &told.message.ts, "undo", None);
    app.run_jobs().await;
    app.clock.advance(TimeDelta::seconds(60));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_ticket_whose_only_reply_was_taken_back_is_as_it_was() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let key = filed(&app).await;
    let before = ticket_now(&app, &key).await["status"].clone();
    says(&app, "U0CHLOE", TRIAGE, "You owe us a million").await;
    assert_ne!(ticket_now(&app, &key).await["status"], before);

    undoes(&app).await;

    assert_eq!(ticket_now(&app, &key).await["status"], before);
    let told = replies(&app, GLOBEX);
    assert!(told.is_empty(), "{told:#?}");
}

#[tokio::test]
async fn a_ticket_that_was_solved_by_a_reply_that_was_taken_back_is_not() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let key = filed(&app).await;
    let before = ticket_now(&app, &key).await["status"].clone();
    let slack = app.sandbox.slack();
    slack.press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "reply", None);
    slack.settled().await;
    let view = slack.open_views().pop().expect("a modal");
    let values = json!({ "text": { "text": "Solved, I think" }, "options": { "options": ["solve"] } });
    slack.submit_view("U0CHLOE", &view.id, values).await;
    app.run_jobs().await;
    assert_eq!(ticket_now(&app, &key).await["status"], "solved");

    undoes(&app).await;

    assert_eq!(ticket_now(&app, &key).await["status"], before);
    let told = replies(&app, GLOBEX);
    assert!(told.is_empty(), "{told:#?}");
    assert!(app.told(MARIA).is_empty());
}

#[tokio::test]
async fn what_somebody_has_set_since_stays() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "You owe us a million").await;
    let ana = app.agent("ana@acme.example").await;
    let res = ana
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "pending" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());

    undoes(&app).await;

    assert_eq!(ticket_now(&app, &key).await["status"], "pending");
}
