//! What Slack shows no more is not taken for deleted: plans and retention policies hide what is old, and tell nobody.

use chrono::TimeDelta;

use super::{
    GLOBEX, MARIA, TRIAGE, card, cards,
    compare::{connects, minutes_pass},
    filed, files, on_portal, passes, says,
};
use crate::support::TestApp;

/// Nobody looked for a while, so all threads are compared.
async fn compares(app: &TestApp) {
    passes(app, TimeDelta::minutes(5));
    app.run_jobs().await;
    minutes_pass(app, 1).await;
}

async fn bodies(app: &TestApp, key: &str) -> Vec<String> {
    let said = on_portal(app, key).await.into_iter().skip(1);
    said.map(|(_, body)| body).collect()
}

#[tokio::test]
async fn what_a_plan_hides_for_its_age_stays_on_the_ticket() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    let root = card(&app, TRIAGE).ts;
    let first = says(&app, "U0CHLOE", TRIAGE, "first").await;
    let second = says(&app, "U0CHLOE", TRIAGE, "second").await;
    passes(&app, TimeDelta::days(95));
    app.run_jobs().await;
    says(&app, "U0CHLOE", TRIAGE, "third").await;

    app.sandbox.slack().hide(TRIAGE, &[&first, &second]);
    compares(&app).await;
    assert_eq!(bodies(&app, &key).await, ["first", "second", "third"]);

    app.sandbox.slack().hide(TRIAGE, &[&root]);
    compares(&app).await;
    assert_eq!(bodies(&app, &key).await, ["first", "second", "third"]);
    assert!(
        cards(&app, TRIAGE).is_empty(),
        "no second card for one that is only hidden"
    );
}

#[tokio::test]
async fn what_a_retention_policy_takes_stays_on_the_ticket() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    let root = card(&app, TRIAGE).ts;
    let mut old = Vec::new();
    for text in ["first", "second"] {
        old.push(says(&app, "U0CHLOE", TRIAGE, text).await);
    }
    passes(&app, TimeDelta::days(8));
    app.run_jobs().await;
    let third = says(&app, "U0CHLOE", TRIAGE, "third").await;
    let slack = app.sandbox.slack();

    // Of the card its place remains, as long as there is something below it.
    let before: Vec<String> = slack.thread(TRIAGE, &root).into_iter().map(|it| it.ts).collect();
    let before: Vec<&str> = before[1..]
        .iter()
        .map(String::as_str)
        .filter(|ts| *ts <= old[1].as_str())
        .collect();
    slack.hide(TRIAGE, &before);
    app.sandbox.faults().hold_events();
    slack.remove(TRIAGE, &root);
    compares_without_events(&app).await;
    assert_eq!(bodies(&app, &key).await, ["first", "second", "third"]);

    slack.delete("U0CHLOE", TRIAGE, &third);
    app.sandbox.faults().release_events();
    app.run_jobs().await;
    assert!(
        !bodies(&app, &key).await.contains(&"third".to_owned()),
        "what is told is believed"
    );
}

async fn compares_without_events(app: &TestApp) {
    passes(app, TimeDelta::minutes(5));
    portico::app::run_due_jobs(&app.state).await.unwrap();
    passes(app, TimeDelta::minutes(1));
    portico::app::run_due_jobs(&app.state).await.unwrap();
}

#[tokio::test]
async fn replies_that_are_all_gone_at_once_are_hidden_and_one_is_taken_back() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let several = filed(&app).await;
    let root = card(&app, TRIAGE).ts;
    let slack = app.sandbox.slack();
    let below = |root: &str, text: &str| slack.say("U0CHLOE", TRIAGE, text, Some(root));
    let some = [below(&root, "first"), below(&root, "second")];
    let one = files(&app, MARIA, "Second", "It burns.").await;
    let only = below(&cards(&app, TRIAGE)[1].ts, "only");
    app.run_jobs().await;
    assert_eq!(bodies(&app, &one).await, ["only"]);

    let ours: Vec<String> = slack
        .all_messages(TRIAGE)
        .into_iter()
        .filter(|it| it.is_reply() && it.bot_id.is_some())
        .map(|it| it.ts)
        .collect();
    let hidden = ours
        .iter()
        .chain(&some)
        .chain([&only])
        .map(String::as_str)
        .collect::<Vec<_>>();
    slack.hide(TRIAGE, &hidden);
    compares(&app).await;

    assert_eq!(bodies(&app, &several).await, ["first", "second"]);
    let left = bodies(&app, &one).await;
    assert!(
        !left.contains(&"only".to_owned()),
        "taken back while nobody told us: {left:?}"
    );
    assert_eq!(cards(&app, GLOBEX).len(), 2);
}
