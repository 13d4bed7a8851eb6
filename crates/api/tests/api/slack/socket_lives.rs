//! How long a socket lives: as long as its token works and is there, in every process, and what shows when it does not.

use std::time::{Duration, Instant};

use portico::entity::slack_workspace;
use sea_orm::{DbBackend, EntityTrait};
use serde_json::json;

use super::{
    TRIAGE, filed, says,
    sockets::{ANA, TOKEN, becomes, heard, labs, open, pastes, reached_by_socket},
};
use crate::support::TestApp;

/// The promise: how long a socket may stay that nobody wants any more.
const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_token_that_opens_nothing_shows_with_its_remedy() {
    let wrong = TestApp::spawn_with(|config| config.slack.app_token = "xapp-of-nobody".to_owned().into()).await;
    let socket = becomes(&wrong, "T0ACME", "refused").await;
    assert_eq!(socket["last_error"], "Slack no longer takes our token: invalid_auth");
    assert_eq!(socket["advice"]["remedy"], "renew_app_token");
    assert!(
        socket["advice"]["words"]
            .as_str()
            .unwrap()
            .contains("connections:write"),
        "{socket}"
    );

    let app = reached_by_socket().await;
    app.sandbox.slack().socket_mode_off();
    let socket = becomes(&app, "T0ACME", "refused").await;
    assert_eq!(socket["advice"]["remedy"], "turn_socket_mode_on", "{socket}");
    open(app.sandbox.slack(), 0).await;
    assert_eq!(app.sandbox.slack().sockets_so_far(), 1, "it is not asked again at once");

    let without = TestApp::spawn().await;
    assert!(super::sockets::socket(&without, "T0ACME").await.is_null());
    assert!(without.sandbox.slack().calls_of("apps.connections.open").is_empty());
}

#[tokio::test]
async fn a_token_that_cannot_work_is_refused_when_it_is_entered() {
    let app = TestApp::spawn().await;
    let labs = labs(&app, "A0LABS");
    let refused = async |app_token: &str, words: &str| {
        let asked = json!({ "bot_token": "xoxb-labs", "app_token": app_token });
        let res = app.agent(ANA).await.post("/api/v1/slack/workspaces", &asked).await;
        assert_eq!(res.status(), 422, "{}", res.text());
        let error = res.json()["errors"][0].clone();
        assert_eq!(error["field"], "app_token");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    };
    refused("xoxb-labs", "begins with xapp-").await;
    refused("xapp-of-nobody", "invalid_auth").await;
    labs.socket_mode_on("xapp-labs");
    labs.socket_mode_off();
    refused("xapp-labs", "socket_mode_disabled").await;

    // One that works, but is another app's.
    app.sandbox.slack().socket_mode_on(TOKEN);
    pastes(&app, &json!({ "bot_token": "xoxb-labs", "app_token": TOKEN })).await;
    let socket = becomes(&app, "T0LABS", "refused").await;
    assert_eq!(socket["last_error"], "the app-level token is another app's");
    assert_eq!(socket["advice"]["remedy"], "renew_app_token");
    open(app.sandbox.slack(), 0).await;
}

#[tokio::test]
async fn a_socket_ends_soon_after_its_token_or_its_workspace_was_taken_away() {
    let app = TestApp::spawn_with(|config| config.live.recheck_ms = 1000).await;
    let labs = labs(&app, "A0LABS");
    labs.socket_mode_on("xapp-labs");
    let by_socket = json!({ "bot_token": "xoxb-labs", "app_token": "xapp-labs" });
    let workspace = pastes(&app, &by_socket).await;
    assert!(!workspace.to_string().contains("xapp-labs"), "{workspace}");
    let rows = slack_workspace::Entity::find().all(&app.db).await.unwrap();
    let sealed = rows.into_iter().find_map(|it| it.app_token).expect("it is kept");
    assert!(!sealed.windows(9).any(|part| part == b"xapp-labs"), "sealed");
    open(&labs, 1).await;

    let began = Instant::now();
    let by_request = json!({ "bot_token": "xoxb-labs", "signing_secret": "the-signing-secret-of-labs" });
    let workspace = pastes(&app, &by_request).await;
    assert!(workspace["socket"].is_null(), "{workspace}");
    open(&labs, 0).await;
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());

    pastes(&app, &by_socket).await;
    open(&labs, 1).await;
    let began = Instant::now();
    let path = format!("/api/v1/slack/workspaces/{}", workspace["id"].as_str().unwrap());
    assert_eq!(app.agent(ANA).await.delete(&path).await.status(), 204);
    open(&labs, 0).await;
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    assert_eq!(labs.sockets_so_far(), 2);
}

#[tokio::test]
async fn every_process_holds_a_socket_and_closes_it_when_it_stops() {
    let app = reached_by_socket().await;
    let slack = app.sandbox.slack();
    let key = filed(&app).await;
    if app.db.get_database_backend() == DbBackend::Postgres {
        let second = app.second().await;
        open(slack, 2).await;
        for text in ["one", "two", "three", "four"] {
            says(&app, "U0CHLOE", TRIAGE, text).await;
        }
        assert_eq!(heard(&app, &key).await, ["one", "two", "three", "four"]);
        drop(second);
        open(slack, 1).await;
    }
    says(&app, "U0CHLOE", TRIAGE, "last").await;
    assert_eq!(heard(&app, &key).await.pop().as_deref(), Some("last"));
    assert!(slack.deliveries().iter().all(|it| it.failure.is_none()));
    app.state.stop.cancel();
    open(slack, 0).await;
}
