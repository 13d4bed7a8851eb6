//! Whoever changes a message that is no longer on the ticket is told so: they must not think that the customer reads it.

use chrono::TimeDelta;

use super::{TRIAGE, filed, on_portal, says};
use crate::support::TestApp;

fn told(app: &TestApp) -> Vec<String> {
    let told = app.sandbox.slack().ephemerals(TRIAGE).into_iter();
    told.map(|it| it.message.text)
        .filter(|it| it.contains("taken back or removed"))
        .collect()
}

#[tokio::test]
async fn a_change_after_it_was_taken_back_is_answered() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let key = filed(&app).await;
    let ts = says(&app, "U0CHLOE", TRIAGE, "You owe us a million").await;
    let slack = app.sandbox.slack();
    let undo = slack.ephemerals(TRIAGE).pop().expect("a confirmation").message.ts;
    slack.press("U0CHLOE", TRIAGE, &undo, "undo", None);
    app.run_jobs().await;
    assert_eq!(told(&app).len(), 0);

    slack.edit("U0CHLOE", TRIAGE, &ts, "You owe us nothing");
    app.run_jobs().await;
    app.clock.advance(TimeDelta::seconds(60));
    app.run_jobs().await;

    assert_eq!(told(&app).len(), 1);
    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("owe"))
    );
}

#[tokio::test]
async fn a_change_after_it_was_removed_in_the_console_is_answered_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0CHLOE", TRIAGE, "You owe us a million").await;
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/tickets/{key}/conversation");
    let entries = ana.get(&path).await.json()["entries"].as_array().cloned().unwrap();
    let id = entries.iter().rfind(|it| it["type"] == "message").unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        ana.delete(&format!("/api/v1/tickets/{key}/messages/{id}"))
            .await
            .status(),
        204
    );
    app.run_jobs().await;

    let slack = app.sandbox.slack();
    slack.edit("U0CHLOE", TRIAGE, &ts, "You owe us nothing");
    app.run_jobs().await;
    let edited = slack
        .deliveries()
        .into_iter()
        .rfind(|it| it.body.contains("message_changed"))
        .unwrap();
    let event = serde_json::from_str::<serde_json::Value>(&edited.body).unwrap()["event"].clone();
    super::hears(&app, "Ev0AGAIN", &event).await;
    app.run_jobs().await;

    assert_eq!(told(&app).len(), 1);
    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("owe"))
    );
}
