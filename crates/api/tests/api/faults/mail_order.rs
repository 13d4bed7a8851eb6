//! A mail that has to wait holds up those that follow on the same ticket, and no others.

use chrono::TimeDelta;
use portico_sandbox::faults::{Rule, SmtpFault, SmtpStage};
use serde_json::json;

use super::{ANA, MARIA};
use crate::support::TestApp;

#[tokio::test]
async fn an_answer_does_not_overtake_one_that_has_to_wait() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let first = crate::tickets::file(&maria, &crate::tickets::problem("Printer on fire")).await;
    let other = crate::tickets::file(&maria, &crate::tickets::problem("Chair squeaks")).await;
    app.run_jobs().await;
    let answers = async |key: &str, text: &str| {
        let answer = json!({ "visibility": "public", "body": text });
        let said = ana.post(&format!("/api/v1/tickets/{key}/messages"), &answer).await;
        assert_eq!(said.status(), 201, "{}", said.text());
        app.run_jobs().await;
    };
    let told = || -> Vec<&'static str> {
        let mails = app.sandbox.mails_to(MARIA);
        let newest = |text: &str| ["Third", "Second", "First"].into_iter().find(|it| text.contains(it));
        mails.iter().filter_map(|mail| newest(&mail.text)).collect()
    };
    let refuses = Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 });
    app.sandbox.faults().set([refuses.times(1)]);

    answers(&first, "First").await;
    answers(&first, "Second").await;
    answers(&other, "Third").await;

    assert_eq!(told(), ["Third"], "another ticket's need not wait");
    app.clock.advance(TimeDelta::minutes(5));
    app.run_jobs().await;
    assert_eq!(told(), ["Third", "First", "Second"]);
}
