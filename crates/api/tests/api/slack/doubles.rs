//! What Slack took long after everybody had given it up stands twice for a while, and then once.

use std::time::Duration;

use chrono::TimeDelta;
use portico_sandbox::faults::{Rule, SlackFault};
use serde_json::json;

use super::{
    GLOBEX, TRIAGE,
    compare::{connects, minutes_pass},
    dead_jobs, filed, passes, recovers, replies, replies_on_portal,
};
use crate::support::TestApp;

#[tokio::test]
async fn a_post_that_arrives_after_its_repeat_is_taken_away_by_the_next_look() {
    let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 1).await;
    connects(&app).await;
    let key = filed(&app).await;
    let faults = app.sandbox.faults();
    faults.set([Rule::slack("chat.postMessage", SlackFault::AcceptLate { ms: 0 }).times(2)]);
    faults.hold_calls();
    replies_on_portal(&app, &key, json!({ "body": "Hello?" })).await;
    app.run_jobs().await;
    recovers(&app).await;
    let arrived = || (replies(&app, TRIAGE).len(), replies(&app, GLOBEX).len());
    assert_eq!(arrived(), (1, 1), "posted again, for it must have arrived by now");

    faults.release_calls();
    let arrive = async {
        while arrived() != (2, 2) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), arrive)
        .await
        .expect("they arrive");
    passes(&app, TimeDelta::minutes(5)); // Nobody worked, so all is looked at.
    app.run_jobs().await;
    minutes_pass(&app, 2).await;

    assert_eq!(arrived(), (1, 1));
    let read = app.contact(super::MARIA).await;
    let res = read
        .patch(
            &format!("/api/v1/portal/tickets/{key}/messages/{}", newest(&app, &key).await),
            &json!({ "body": "Hello again" }),
        )
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    assert!(
        replies(&app, TRIAGE)[0].text.contains("Hello again"),
        "the one we know stayed"
    );
    assert!(dead_jobs(&app).await.is_empty());
}

async fn newest(app: &TestApp, key: &str) -> String {
    let path = format!("/api/v1/portal/tickets/{key}/conversation");
    let seen = app.contact(super::MARIA).await.get(&path).await.json();
    let entries = seen["entries"].as_array().unwrap();
    let message = entries.iter().rfind(|it| it["type"] == "message").unwrap();
    message["id"].as_str().unwrap().to_owned()
}
