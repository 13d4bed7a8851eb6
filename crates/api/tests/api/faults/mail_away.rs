//! The mail server is away, or hangs: the portal serves, and the mails wait.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use portico_sandbox::faults::{Rule, SmtpFault, SmtpStage};
use serde_json::json;

use super::{ANA, MARIA};
use crate::support::{ACME, Answer, TestApp};

/// Lets Maria ask for a sign-in mail, which must not take the mail server's time.
pub(super) async fn ask(app: &TestApp) -> Answer {
    let body = json!({ "email": MARIA });
    app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &body).await
}

#[tokio::test]
async fn while_the_mail_server_is_away_the_portal_serves_and_the_mails_wait() {
    let app = TestApp::spawn().await;
    let faults = app.sandbox.faults();
    faults.set([Rule::smtp(SmtpStage::Connect, SmtpFault::Drop)]);

    assert_eq!(ask(&app).await.status(), 202);
    for _ in 0..5 {
        app.run_jobs().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(app.contact(MARIA).await.get("/api/v1/portal/me").await.status(), 200);
    assert!(app.sandbox.mails().is_empty());

    faults.clear();
    app.clock.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(app.told(MARIA).len(), 1);
}

#[tokio::test]
async fn answers_that_waited_for_the_mail_server_arrive_in_order() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let key = crate::tickets::file(&maria, &crate::tickets::problem("Printer on fire")).await;
    app.run_jobs().await;
    app.sandbox.clear_mails();
    app.sandbox
        .faults()
        .set([Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 })]);
    for n in 1..=3 {
        let answer = json!({ "visibility": "public", "body": format!("Answer {n}") });
        let said = ana.post(&format!("/api/v1/tickets/{key}/messages"), &answer).await;
        assert_eq!(said.status(), 201, "{}", said.text());
        app.run_jobs().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    assert!(app.sandbox.mails().is_empty());

    app.sandbox.faults().clear();
    for _ in 0..5 {
        app.clock.advance(TimeDelta::minutes(5));
        app.run_jobs().await;
    }
    let newest = |text: &str| (1..=3).filter(|n| text.contains(&format!("Answer {n}"))).max();
    let mails = app.told(MARIA);
    let order: Vec<_> = mails.iter().map(|mail| newest(&mail.text)).collect();
    assert_eq!(order, [Some(1), Some(2), Some(3)]);
}

#[tokio::test]
async fn a_mail_server_that_hangs_is_given_up_on_in_time() {
    let app = TestApp::spawn_with(|config| config.mail.timeout_seconds = 5).await;
    let hang = SmtpFault::Delay { ms: 30_000 };
    app.sandbox
        .faults()
        .set([Rule::smtp(SmtpStage::MailFrom, hang).times(1)]);
    let started = Instant::now();

    assert_eq!(ask(&app).await.status(), 202);
    app.run_jobs().await;

    assert!(started.elapsed() < Duration::from_secs(25), "{:?}", started.elapsed());
    app.clock.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(app.told(MARIA).len(), 1);
}
