//! Whoever invites counts with all others who cause mails to an address: no mailbox is flooded, whoever takes part.

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

async fn a_stranger_asks(app: &TestApp, path: &str, email: &str) {
    let asked = app.nobody(ACME).post(path, &json!({ "email": email })).await;
    assert_eq!(asked.status(), 202);
    app.run_jobs().await;
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
async fn strangers_and_whoever_invites_write_to_an_address_no_more_often_than_one_of_them() {
    let app = TestApp::spawn().await;
    for hour in 1..=8 {
        a_stranger_asks(&app, CONSOLE, CHLOE).await;
        for _ in 0..3 {
            ben_invites_chloe(&app).await;
        }
        a_stranger_asks(&app, CONSOLE, CHLOE).await;
        assert_eq!(
            app.sandbox.mails_to(CHLOE).len(),
            10.min(3 * hour),
            "three an hour, ten a day"
        );
        app.clock.advance(TimeDelta::hours(1));
    }
}

#[tokio::test]
async fn an_invitation_that_is_held_back_is_in_the_log_and_its_address_comes_in_without() {
    let app = TestApp::spawn().await;
    let email = "new@globex.example";
    for _ in 0..3 {
        a_stranger_asks(&app, PORTAL, email).await;
    }

    assert_eq!(maria_invites(&app, email).await.status(), 201);
    assert_eq!(app.sandbox.mails_to(email).len(), 3);
    assert_eq!(count(&app, AuditAction::InvitationHeldBack).await, 1);

    app.clock.advance(TimeDelta::hours(1));
    app.contact(email).await;
}
