//! Somebody with the right to deletes a ticket's card: it comes again, once, and nothing below either is lost.

use chrono::TimeDelta;
use portico_sandbox::faults::{EventFault, Rule};
use serde_json::json;

use super::{
    GLOBEX, TRIAGE, card, cards, dead_jobs, filed, on_portal, passes, recovers, replies, replies_on_portal, says,
};
use crate::support::TestApp;

/// Ana reads her own company's channels for what else is in them, too.
fn visible(app: &TestApp, channel: &str) -> Vec<String> {
    let all = cards(app, channel).into_iter();
    all.filter(|it| it.thread_ts.is_none()).map(|it| it.ts).collect()
}

#[tokio::test]
async fn a_deleted_card_is_posted_anew_once_and_replies_below_both_belong_to_the_ticket() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let old = card(&app, TRIAGE).ts;
    says(&app, "U0CHLOE", TRIAGE, "Before").await;
    let slack = app.sandbox.slack();

    slack.remove(TRIAGE, &old);
    app.run_jobs().await;

    let now = visible(&app, TRIAGE);
    assert_eq!(now.len(), 1, "{now:?}");
    assert_ne!(now[0], old);
    slack.say("U0CHLOE", TRIAGE, "Below the old one", Some(&old));
    slack.say("U0CHLOE", TRIAGE, "Below the new one", Some(&now[0]));
    app.run_jobs().await;
    let said: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(said[1..], ["Before", "Below the old one", "Below the new one"]);

    // What is posted goes to the new one, and is posted once.
    replies_on_portal(&app, &key, json!({ "body": "Thanks" })).await;
    app.run_jobs().await;
    let below: Vec<_> = slack.thread(TRIAGE, &now[0]).into_iter().map(|it| it.text).collect();
    assert!(
        below.iter().filter(|it| it.contains("Thanks")).count() == 1,
        "{below:#?}"
    );
    recovers(&app).await;
    assert_eq!(visible(&app, TRIAGE), now);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_card_whose_deletion_nobody_told_of_is_missed_when_it_is_updated() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let old = card(&app, TRIAGE).ts;
    app.sandbox.faults().set([Rule::events(EventFault::Drop)]);
    app.sandbox.slack().remove(TRIAGE, &old);
    app.run_jobs().await;
    app.sandbox.faults().clear();
    assert!(visible(&app, TRIAGE).is_empty());

    let chloe = app.agent("chloe@acme.example").await;
    let res = chloe
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "priority": "urgent" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    recovers(&app).await;

    let now = visible(&app, TRIAGE);
    assert_eq!(now.len(), 1);
    assert!(super::content(&card_at(&app, &now[0])).contains("Urgent"));
}

fn card_at(app: &TestApp, ts: &str) -> portico_sandbox::slack::Message {
    app.sandbox.slack().message(TRIAGE, ts).unwrap()
}

#[tokio::test]
async fn comparing_finds_a_deleted_card_and_takes_nothing_below_it_for_deleted() {
    let app = TestApp::spawn().await;
    super::compare::connects(&app).await;
    let key = filed(&app).await;
    let old = card(&app, TRIAGE).ts;
    says(&app, "U0CHLOE", TRIAGE, "Still true").await;
    app.sandbox.faults().set([Rule::events(EventFault::Drop)]);
    app.sandbox.slack().remove(TRIAGE, &old);
    app.sandbox.slack().say("U0CHLOE", TRIAGE, "Never told", Some(&old));
    app.run_jobs().await;
    app.sandbox.faults().clear();

    super::compare::minutes_pass(&app, 124).await;

    assert_eq!(visible(&app, TRIAGE).len(), 1);
    let said: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(said[1..], ["Still true", "Never told"]);
}

#[tokio::test]
async fn a_card_without_replies_that_is_deleted_in_the_customers_channel_comes_again_there() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let old = card(&app, GLOBEX).ts;

    app.sandbox.slack().remove(GLOBEX, &old);
    app.run_jobs().await;
    passes(&app, TimeDelta::minutes(1));
    app.run_jobs().await;

    assert_eq!(visible(&app, GLOBEX).len(), 1);
    assert_eq!(replies(&app, TRIAGE).len(), 0);
}
