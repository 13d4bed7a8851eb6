//! Who may act is asked of Slack before, and of the database in the very transaction that acts.

use portico::{app, entity::slack_user};
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, card, filed, on_portal, replies, says};
use crate::support::{ACME, TestApp, fixtures};

#[tokio::test]
async fn an_agent_who_is_disabled_while_names_are_looked_up_says_nothing() {
    let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 600).await;
    let key = filed(&app).await;
    app.sandbox
        .faults()
        .set([Rule::slack("users.info", SlackFault::Delay { ms: 0 })]);
    app.sandbox.faults().hold_calls();
    let slack = app.sandbox.slack();
    slack.say(
        "U0CHLOE",
        TRIAGE,
        "@Dan Weber thinks that you owe us",
        Some(&card(&app, TRIAGE).ts),
    );
    slack.settled().await;
    let state = app.state.clone();
    let working = tokio::spawn(async move { app::run_due_jobs(&state).await });
    let waits = async {
        while slack.waiting() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), waits)
        .await
        .expect("a name is looked up");

    let ana = app.agent("ana@acme.example").await;
    let chloe = format!("/api/v1/team/{}", fixtures::agent_id("chloe@acme.example"));
    let res = ana.patch(&chloe, &json!({ "disabled": true })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.sandbox.faults().clear();
    working.await.unwrap().unwrap();
    super::recovers(&app).await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    let told: Vec<_> = slack.ephemerals(TRIAGE).into_iter().map(|it| it.message.text).collect();
    assert!(told.len() == 1 && told[0].contains("did *not* reach"), "{told:#?}");
}

/// Slack was never asked who Chloe is.
async fn chloe_was_linked_just_now(app: &TestApp) {
    let chloe = slack_user::Entity::find_by_id((fixtures::account_id(ACME), "U0CHLOE".to_owned()));
    let mut chloe = chloe.one(&app.db).await.unwrap().unwrap().into_active_model();
    chloe.checked_at = Set(None);
    chloe.is_guest = Set(false);
    chloe.update(&app.db).await.unwrap();
}

#[tokio::test]
async fn somebody_of_whom_slack_will_not_speak_is_no_member() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    // Who lets nobody be looked up has the admin's word alone.
    for (code, messages) in [("user_not_visible", 1), ("some_new_code", 1), ("missing_scope", 2)] {
        chloe_was_linked_just_now(&app).await;
        let fault = SlackFault::Error { error: code.to_owned() };
        app.sandbox.faults().set([Rule::slack("users.info", fault)]);
        says(&app, "U0CHLOE", TRIAGE, "On it").await;
        assert_eq!(on_portal(&app, &key).await.len(), messages, "{code}");
    }
}
