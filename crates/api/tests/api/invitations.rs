//! Whom somebody invites hears of it, whatever strangers ask for in their name; and is not flooded by those who invite.

use chrono::TimeDelta;
use portico_types::staff::AuditAction;
use serde_json::json;

use crate::{
    magic_links::count,
    support::{ACME, Answer, TestApp, fixtures},
};

const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const MARIA: &str = "maria@globex.example";
const PORTAL: &str = "/api/v1/portal/sign-in/mail";
const CONSOLE: &str = "/api/v1/sign-in/mail";

/// More often than mails leave in an hour.
async fn strangers_ask(app: &TestApp, path: &str, email: &str) {
    for _ in 0..4 {
        let asked = app.nobody(ACME).post(path, &json!({ "email": email })).await;
        assert_eq!(asked.status(), 202);
        app.run_jobs().await;
    }
}

async fn ben_invites_chloe(app: &TestApp) {
    let path = format!("/api/v1/team/{}/invitation", fixtures::agent_id(CHLOE));
    assert_eq!(app.agent(BEN).await.post_empty(&path).await.status(), 202);
    app.run_jobs().await;
}

async fn maria_invites(app: &TestApp, email: &str) -> Answer {
    let asked = json!({ "email": email, "role": "member" });
    let invited = app.contact(MARIA).await.post("/api/v1/portal/members", &asked).await;
    app.run_jobs().await;
    invited
}

#[tokio::test]
async fn strangers_hold_no_invitation_to_the_team_back() {
    let app = TestApp::spawn().await;
    strangers_ask(&app, CONSOLE, CHLOE).await;
    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 3);

    ben_invites_chloe(&app).await;

    let mails = app.sandbox.mails_to(CHLOE);
    assert_eq!(mails.len(), 4);
    assert!(!mails[3].text.contains('#'), "no link of theirs: {}", mails[3].text);
    // Whoever invites has as much to spare once, and then waits like all others.
    ben_invites_chloe(&app).await;
    strangers_ask(&app, CONSOLE, CHLOE).await;
    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 4);
    assert_eq!(count(&app, AuditAction::InvitationHeldBack).await, 1);
}

#[tokio::test]
async fn strangers_hold_no_managers_invitation_back() {
    let app = TestApp::spawn().await;
    let email = "new@globex.example";
    strangers_ask(&app, PORTAL, email).await;
    assert_eq!(app.sandbox.mails_to(email).len(), 3);

    assert_eq!(maria_invites(&app, email).await.status(), 201);

    assert_eq!(app.sandbox.mails_to(email).len(), 4);
    assert_eq!(count(&app, AuditAction::InvitationHeldBack).await, 0);
}

#[tokio::test]
async fn whoever_invites_all_day_writes_no_more_than_thirteen_times_whatever_strangers_ask_for() {
    let app = TestApp::spawn().await;
    for _ in 0..8 {
        strangers_ask(&app, CONSOLE, CHLOE).await;
        for _ in 0..4 {
            ben_invites_chloe(&app).await;
        }
        app.clock.advance(TimeDelta::hours(1));
    }
    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 13);
    // And alone no more than anybody.
    let app = TestApp::spawn().await;
    for _ in 0..6 {
        ben_invites_chloe(&app).await;
    }
    assert_eq!(app.sandbox.mails_to(CHLOE).len(), 3);
}
