//! Slack says how long it wants to be left alone, and is.

use chrono::TimeDelta;
use portico::entity::slack_budget;
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{
    super::{MARIA, TRIAGE, filed, on_portal, passes, says},
    PORTAL, files_of_last, shares,
};
use crate::support::TestApp;

#[tokio::test]
async fn a_files_bytes_are_asked_for_no_sooner_than_slack_says() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let limited = SlackFault::RateLimited { retry_after: 300 };
    app.sandbox.faults().set([Rule::slack("download", limited).times(1)]);
    shares(&app, "U0CHLOE", TRIAGE, "fix.pdf", &[7; 100], "Please read");
    app.run_jobs().await;
    let state = async || {
        let maria = app.contact(MARIA).await;
        files_of_last(&maria, PORTAL, &key).await[0]["state"].clone()
    };

    passes(&app, TimeDelta::seconds(200));
    app.run_jobs().await;
    assert_eq!(state().await, json!("coming"));
    passes(&app, TimeDelta::seconds(200));
    app.run_jobs().await;
    assert_eq!(state().await, json!("ready"));
}

#[tokio::test]
async fn a_pause_that_nobody_waited_for_is_told_to_the_other_processes() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let limited = SlackFault::RateLimited { retry_after: 300 };
    app.sandbox.faults().set([Rule::slack("users.info", limited).times(1)]);

    says(&app, "U0CHLOE", TRIAGE, "I have asked @Dan Weber").await;

    assert_eq!(
        on_portal(&app, &key).await.len(),
        2,
        "the answer went out without the name"
    );
    let paused = slack_budget::Entity::find().all(&app.db).await.unwrap();
    assert!(paused.iter().any(|it| it.key == "method:users.info"), "{paused:#?}");
}
