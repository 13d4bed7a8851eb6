//! What is taken back takes its files along.

use std::time::Duration;

use chrono::TimeDelta;
use portico::entity::attachment;
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use super::{
    super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, passes, replies_on_portal, says},
    PORTAL, files_of_last, in_slack, names, shares,
};
use crate::support::TestApp;

#[tokio::test]
async fn what_is_taken_back_takes_its_files_along_on_all_sides() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;
    // On the portal.
    let id = maria.uploads(PORTAL, "oops.txt", b"oops").await;
    let message = replies_on_portal(&app, &key, json!({ "body": "Oops", "attachments": [id] }))
        .await
        .json();
    app.run_jobs().await;
    let path = format!("{PORTAL}/tickets/{key}/messages/{}", message["id"].as_str().unwrap());
    assert_eq!(maria.delete(&path).await.status(), 204);
    app.run_jobs().await;
    assert!(in_slack(&app, TRIAGE).is_empty() && in_slack(&app, GLOBEX).is_empty());
    // In Slack: the message, then a file alone.
    let ts = shares(&app, "U0CHLOE", TRIAGE, "one.txt", b"one", "One");
    app.run_jobs().await;
    assert_eq!(names(&in_slack(&app, GLOBEX)), ["one.txt"]);
    app.sandbox.slack().delete("U0CHLOE", TRIAGE, &ts);
    app.run_jobs().await;
    assert!(in_slack(&app, GLOBEX).is_empty());
    shares(&app, "U0CHLOE", TRIAGE, "two.txt", b"two", "Two");
    app.run_jobs().await;
    assert_eq!(files_of_last(&maria, PORTAL, &key).await.len(), 1);
    let file = in_slack(&app, TRIAGE)
        .into_iter()
        .find(|it| it.name == "two.txt")
        .unwrap();
    app.sandbox.slack().delete_file("U0CHLOE", &file.id);
    app.run_jobs().await;
    assert!(files_of_last(&maria, PORTAL, &key).await.is_empty());
    assert!(in_slack(&app, GLOBEX).is_empty());
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn undo_takes_a_file_back_before_it_leaves() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    filed(&app).await;
    shares(&app, "U0CHLOE", TRIAGE, "wrong.txt", b"wrong", "Wrong one");
    app.run_jobs().await;
    assert!(in_slack(&app, GLOBEX).is_empty(), "it waits with its message");
    let confirmation = app.sandbox.slack().ephemerals(TRIAGE).pop().expect("a button");
    app.sandbox
        .slack()
        .press("U0CHLOE", TRIAGE, &confirmation.message.ts, "undo", None);
    app.run_jobs().await;
    passes(&app, TimeDelta::seconds(20));
    app.run_jobs().await;
    assert!(in_slack(&app, GLOBEX).is_empty());
    let kept = attachment::Entity::find().order_by_asc(attachment::Column::Id);
    assert_eq!(
        kept.one(&app.db).await.unwrap().unwrap().state,
        portico::entity::FileState::Removed
    );
    says(&app, "U0CHLOE", TRIAGE, "The right one").await;
}

#[tokio::test]
async fn a_file_that_is_refused_when_its_message_was_taken_back_troubles_nobody() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (faults, slack) = (app.sandbox.faults(), app.sandbox.slack());
    let refused = SlackFault::Error {
        error: "missing_scope".to_owned(),
    };
    let asked = |what| Rule::slack("files.info", what);
    faults.set([asked(SlackFault::Delay { ms: 0 }), asked(refused)]);
    faults.hold_calls();
    shares(&app, "U0ANA", TRIAGE, "log.txt", b"All is well.", "See here");
    let ana = app.agent("ana@acme.example").await;
    let take_back = async {
        let asking = async {
            while slack.waiting() == 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let asked = tokio::time::timeout(Duration::from_secs(20), asking).await;
        asked.expect("Slack is asked for the file");
        let path = format!("/api/v1/tickets/{key}");
        let entries = ana.get(&format!("{path}/conversation")).await.json()["entries"].clone();
        let last = entries.as_array().unwrap().iter().rfind(|it| it["type"] == "message");
        let message = last.unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(ana.delete(&format!("{path}/messages/{message}")).await.status(), 204);
        faults.release_calls();
    };
    tokio::join!(app.run_jobs(), take_back);

    assert_eq!(slack.calls_of("files.info").len(), 1);
    assert!(dead_jobs(&app).await.is_empty());
    assert_eq!(ana.get("/api/v1/slack").await.json()["stuck"], json!([]));
}
