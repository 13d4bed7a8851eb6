//! Ten seconds to take a reply back.

use chrono::TimeDelta;
use portico_sandbox::slack::Ephemeral;
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, card, dead_jobs, filed, on_portal, replies, says};
use crate::support::TestApp;

async fn with_undo() -> TestApp {
    TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await
}

fn told(app: &TestApp) -> Ephemeral {
    app.sandbox
        .slack()
        .ephemerals(TRIAGE)
        .pop()
        .expect("somebody was told something")
}

async fn later(app: &TestApp, seconds: i64) {
    app.clock.advance(TimeDelta::seconds(seconds));
    app.run_jobs().await;
}

#[tokio::test]
async fn a_reply_that_is_taken_back_in_time_never_leaves() {
    let app = with_undo().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0CHLOE", TRIAGE, "You owe us a million").await;
    let confirmation = told(&app);
    assert_eq!(
        (confirmation.user.as_str(), confirmation.message.text.as_str()),
        ("U0CHLOE", "Sent to *Globex*")
    );
    assert_eq!(on_portal(&app, &key).await.len(), 2, "the portal shows it at once");
    assert_eq!(app.sandbox.slack().message(TRIAGE, &ts).unwrap().reactions.len(), 1);

    later(&app, 9).await;
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    app.sandbox
        .slack()
        .press("U0CHLOE", TRIAGE, &confirmation.message.ts, "undo", None);
    app.run_jobs().await;
    later(&app, 60).await;

    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("million"))
    );
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    assert!(app.sandbox.slack().message(TRIAGE, &ts).unwrap().reactions.is_empty());
    assert!(told(&app).message.text.contains("Taken back") && dead_jobs(&app).await.is_empty());

    says(&app, "U0CHLOE", TRIAGE, "Sorry, nothing at all").await;
    later(&app, 11).await;
    assert_eq!(app.told(MARIA).len(), 1);
    assert!(replies(&app, GLOBEX).iter().all(|it| !it.text.contains("million")));
}

#[tokio::test]
async fn a_reply_that_has_left_cannot_be_taken_back() {
    let app = with_undo().await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    let confirmation = told(&app);

    later(&app, 11).await;
    assert_eq!(app.told(MARIA).len(), 1);
    assert!(replies(&app, GLOBEX)[0].text.ends_with("On it"));
    app.sandbox
        .slack()
        .press("U0CHLOE", TRIAGE, &confirmation.message.ts, "undo", None);
    app.run_jobs().await;

    assert!(told(&app).message.text.contains("too late"), "{:?}", told(&app));
    assert_eq!(on_portal(&app, &key).await[1].1, "On it");
}

#[tokio::test]
async fn a_reply_by_the_modal_can_be_taken_back_and_a_note_needs_not() {
    let app = with_undo().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let root = card(&app, TRIAGE).ts;
    for (text, options) in [("a note", json!(["note"])), ("You owe us", json!([]))] {
        slack.press("U0CHLOE", TRIAGE, &root, "reply", None);
        slack.settled().await;
        let view = slack.open_views().pop().expect("a modal");
        let values = json!({ "text": { "text": text }, "options": { "options": options } });
        slack.submit_view("U0CHLOE", &view.id, values).await;
        app.run_jobs().await;
    }
    assert_eq!(slack.ephemerals(TRIAGE).len(), 1);
    assert!(replies(&app, TRIAGE).iter().any(|it| it.text.contains("You owe us")));

    slack.press("U0CHLOE", TRIAGE, &told(&app).message.ts, "undo", None);
    app.run_jobs().await;
    later(&app, 60).await;

    assert!(replies(&app, TRIAGE).iter().all(|it| !it.text.contains("You owe us")));
    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("owe"))
    );
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
}
