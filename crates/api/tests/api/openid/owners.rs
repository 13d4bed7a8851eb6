//! Owners, and who may say that somebody is one.

use portico_types::staff::AgentRole;
use serde_json::{Value, json};

use super::{Door, Gone, in_slack, mailbox, refusals, signs_in, who};
use crate::support::{ACME, Answer, TestApp, fixtures::agent_id};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const COOKIE: &str = "__Host-portico-session-console";

async fn becomes(app: &TestApp, email: &str, role: AgentRole) -> Value {
    let path = format!("/api/v1/team/{}", agent_id(email));
    let res = app.agent(ANA).await.patch(&path, &json!({ "role": role })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

async fn renews(app: &TestApp, session: &Answer) -> u16 {
    let browser = app.nobody(ACME).with_cookie(&session.cookie(COOKIE).unwrap());
    browser.post_empty("/api/v1/session/refresh").await.status()
}

#[tokio::test]
async fn who_becomes_an_owner_proves_the_mailbox_before_slack_brings_them_again() {
    let app = TestApp::spawn().await;
    let ben = in_slack(BEN, "U0BEN");
    let as_admin = signs_in(&app, Door::Console, "slack", &ben).await;
    assert_eq!(who(&app, Door::Console, &as_admin).await, BEN);
    let elsewhere = app.agent_session_cookie(BEN).await;

    becomes(&app, BEN, AgentRole::Owner).await;

    assert_eq!(renews(&app, &as_admin).await, 401, "what Slack opened is no owner's");
    let browser = app.nobody(ACME).with_cookie(&elsewhere);
    assert_eq!(browser.post_empty("/api/v1/session/refresh").await.status(), 200);
    let gone = Gone::from(&app, ACME, Door::Console, "slack").await;
    let back = gone.comes_back(&gone.agrees(&app, &ben)).await;
    assert_eq!(back.status(), 202, "{}", back.text());
    let (token, _) = mailbox::mail(&app, BEN).await;
    let session = mailbox::redeems(&gone.browser, Door::Console, json!({ "token": token })).await;
    assert_eq!(who(&app, Door::Console, &session).await, BEN);
    let again = signs_in(&app, Door::Console, "slack", &ben).await;
    assert_eq!(who(&app, Door::Console, &again).await, BEN, "known by now");

    // Whatever else changes about an owner leaves that alone; being none for a while does not.
    let path = format!("/api/v1/team/{}", agent_id(BEN));
    let ana = app.agent(ANA).await;
    assert_eq!(ana.patch(&path, &json!({ "name": "Benjamin" })).await.status(), 200);
    assert_eq!(renews(&app, &again).await, 200);
    becomes(&app, BEN, AgentRole::Agent).await;
    assert_eq!(signs_in(&app, Door::Console, "slack", &ben).await.status(), 200);
    becomes(&app, BEN, AgentRole::Owner).await;
    assert_eq!(signs_in(&app, Door::Console, "slack", &ben).await.status(), 202);
}

#[tokio::test]
async fn who_became_an_owner_on_the_way_to_slack_and_back_is_asked_too() {
    let app = TestApp::spawn().await;
    let ben = in_slack(BEN, "U0BEN");
    let gone = Gone::from(&app, ACME, Door::Console, "slack").await;
    let back = gone.agrees(&app, &ben);

    becomes(&app, BEN, AgentRole::Owner).await;

    assert_eq!(gone.comes_back(&back).await.status(), 202);
    assert_eq!(refusals(&app).await, Vec::<String>::new());
}
