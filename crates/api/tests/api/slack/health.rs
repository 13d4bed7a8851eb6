//! What admins see of the connection to Slack, and what they can do about it.

use portico::{
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use portico_sandbox::faults::{Rule, SlackFault};
use serde_json::{Value, json};

use super::{GLOBEX, TRIAGE, card, dead_jobs, filed, says};
use crate::support::{ACME, TestApp, fixtures, manifest_scopes};

const ANA: &str = "ana@acme.example";

async fn health(app: &TestApp) -> Value {
    let res = app.agent(ANA).await.get("/api/v1/slack").await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

async fn connects(app: &TestApp) {
    let job = NewJob::new(fixtures::account_id(ACME), Job::ConnectSlack {});
    enqueue(&app.db, app.clock.now(), job).await.unwrap();
    app.run_jobs().await;
}

#[tokio::test]
async fn when_all_is_well_the_health_says_so() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;

    let health = health(&app).await;

    assert_eq!(health["configured"], true);
    let workspace = &health["workspaces"][0];
    assert_eq!(workspace["name"], "Acme");
    assert_eq!(
        (&workspace["connected"], &workspace["missing_scopes"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(workspace["advice"], Value::Null);
    assert_eq!(workspace["since"], json!(app.clock.now()));
    let channels = health["channels"].as_array().unwrap();
    assert!(
        channels.len() == 4
            && channels
                .iter()
                .all(|it| it["advice"] == Value::Null && it["workspace_id"] == workspace["id"]),
        "{channels:#?}"
    );
    assert_eq!((&health["stuck"], &health["stuck_total"]), (&json!([]), &json!(0)));
    let people: Vec<_> = health["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["links"][0]["user_id"])
        .collect();
    assert_eq!(people, ["U0ANA", "U0BEN", "U0CHLOE"]);
    assert_eq!(
        (&health["backlog"], &health["oldest_pending_at"]),
        (&json!(0), &Value::Null)
    );
    assert!(health["last_event_at"].is_string(), "{health:#}");
}

#[tokio::test]
async fn the_configurations_token_is_one_accounts() {
    for (named, theirs) in [("", false), ("acme", false), ("other", true)] {
        let app = TestApp::spawn_with(|config| named.clone_into(&mut config.slack.account)).await;

        let eve = app.agent_of("other", "eve@other.example").await;
        let shown = eve.get("/api/v1/slack").await.json();

        assert_eq!(
            (&shown["configured"], &shown["workspaces"]),
            (&json!(theirs), &json!([])),
            "{named}"
        );
    }
}

#[tokio::test]
async fn every_trouble_comes_with_what_mends_it() {
    let app = TestApp::spawn().await;
    let few: Vec<_> = manifest_scopes().into_iter().filter(|it| *it != "users:read").collect();
    app.sandbox.slack().install(&few);
    connects(&app).await;
    app.sandbox.slack().leave("U0PORTICO", GLOBEX);
    let fault = SlackFault::Error {
        error: "msg_too_long".to_owned(),
    };
    app.sandbox.faults().set([Rule::slack("chat.update", fault)]);
    filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;

    let shown = health(&app).await;

    assert_eq!(shown["workspaces"][0]["missing_scopes"], json!(["users:read"]));
    assert_eq!(shown["workspaces"][0]["advice"]["remedy"], "add_scope");
    let channels = shown["channels"].as_array().unwrap().iter();
    let troubled: Vec<_> = channels.filter(|it| it["advice"] != Value::Null).collect();
    assert_eq!(troubled.len(), 1, "{troubled:#?}");
    assert_eq!(troubled[0]["channel_id"], GLOBEX);
    assert_eq!(troubled[0]["advice"]["remedy"], "invite_bot");
    assert!(
        shown["backlog"].as_i64().unwrap() >= 1,
        "what is for the channel waits: {shown:#}"
    );
    assert!(shown["oldest_pending_at"].is_string());
    let stuck = &shown["stuck"][0];
    assert_eq!(
        (&stuck["kind"], &stuck["advice"]["remedy"]),
        (&json!("update_card"), &json!("try_again"))
    );
    assert!(stuck["reason"].as_str().unwrap().contains("msg_too_long"));

    app.sandbox.faults().clear();
    let ana = app.agent(ANA).await;
    let again = format!("/api/v1/jobs/{}/retry", stuck["id"].as_str().unwrap());
    assert_eq!(ana.post_empty(&again).await.status(), 204);
    app.run_jobs().await;
    assert!(dead_jobs(&app).await.is_empty());
    assert!(super::content(&card(&app, TRIAGE)).contains("In progress"));
    assert_eq!(ana.post_empty(&again).await.status(), 404, "it is done");

    app.sandbox.slack().revoke_tokens();
    app.run_jobs().await;
    assert_eq!(health(&app).await["workspaces"][0]["advice"]["remedy"], "renew_token");
}

#[tokio::test]
async fn a_test_message_goes_into_channels_of_the_account_alone() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;

    let res = ana
        .post("/api/v1/slack/test-message", &json!({ "channel_id": TRIAGE }))
        .await;
    assert_eq!(res.status(), 202, "{}", res.text());
    let res = ana
        .post("/api/v1/slack/test-message", &json!({ "channel_id": "C0GENERAL" }))
        .await;
    assert_eq!(res.status(), 422, "{}", res.text());
    app.run_jobs().await;

    assert!(
        card(&app, TRIAGE)
            .text
            .starts_with("This is a test: Portico can write here.")
    );
}

#[tokio::test]
async fn a_workspace_that_cannot_tell_us_anything_does_not_look_healthy() {
    let secret = "8f742231b10e8888abcd99yyyzzz85a5";
    for (signing_secret, app_token, remedy) in [
        ("", "", json!("let_slack_tell")),
        (secret, "", Value::Null),
        ("", "xapp-1-A0PORTICO-0123456789", Value::Null),
    ] {
        let app = TestApp::spawn_with(|config| {
            config.slack.signing_secret = signing_secret.to_owned().into();
            config.slack.app_token = app_token.to_owned().into();
        })
        .await;
        connects(&app).await;

        let workspace = health(&app).await["workspaces"][0].clone();

        assert_eq!(workspace["connected"], true, "it posts");
        assert_eq!(workspace["advice"]["remedy"], remedy, "{workspace:#}");
        assert_eq!(workspace["socket"].is_null(), app_token.is_empty());
    }
}

#[tokio::test]
async fn of_what_was_given_up_the_oldest_is_shown_and_all_is_counted() {
    let app = TestApp::spawn().await;
    let fault = SlackFault::Error {
        error: "msg_too_long".to_owned(),
    };
    app.sandbox.faults().set([Rule::slack("chat.postMessage", fault)]);
    for _ in 0..52 {
        let job = Job::PostTestMessage {
            channel: TRIAGE.to_owned(),
        };
        let job = NewJob::new(fixtures::account_id(ACME), job);
        enqueue(&app.db, app.clock.now(), job).await.unwrap();
    }
    app.run_jobs().await;

    let health = health(&app).await;

    assert_eq!(health["stuck"].as_array().unwrap().len(), 50);
    assert_eq!(health["stuck_total"], 52);
}
