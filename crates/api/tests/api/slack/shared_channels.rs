//! What is the team's alone goes into no channel that another company reads.

use chrono::TimeDelta;
use serde_json::json;

use super::{
    GLOBEX, TRIAGE, card, cards, dead_jobs, filed, files, on_portal, passes, replies, replies_on_portal, ticket_now,
};
use crate::{
    cli,
    support::{TestApp, fixtures},
};

#[tokio::test]
async fn a_triage_channel_that_becomes_shared_gets_nothing_until_it_is_the_companys_own_again() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();

    slack.share_channel("T0GLOBEX", TRIAGE);
    app.run_jobs().await;
    replies_on_portal(&app, &key, json!({ "body": "Our password is hunter2" })).await;
    let chloe = app.agent("chloe@acme.example").await;
    let note = json!({ "visibility": "internal", "body": "They never pay" });
    let res = chloe.post(&format!("/api/v1/tickets/{key}/messages"), &note).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    files(&app, super::MARIA, "Second", "Also **secret**.").await;
    for _ in 0..3 {
        passes(&app, TimeDelta::hours(12));
        app.run_jobs().await;
    }
    assert_eq!(replies(&app, TRIAGE).len(), 0);
    assert_eq!(cards(&app, TRIAGE).len(), 1);
    assert_eq!(
        cards(&app, GLOBEX).iter().filter(|it| it.thread_ts.is_none()).count(),
        2,
        "customers' channels go on"
    );
    let health = app.agent("ana@acme.example").await.get("/api/v1/slack").await.json();
    let channels = health["channels"].as_array().unwrap();
    let of = |id: &str| channels.iter().find(|it| it["channel_id"] == id).unwrap();
    assert_eq!(of(TRIAGE)["advice"]["remedy"], "unshare_channel", "{health:#}");
    assert_eq!(
        of(GLOBEX)["advice"],
        json!(null),
        "a customer's channel is theirs to read"
    );

    slack.unshare_channel("T0GLOBEX", TRIAGE);
    app.run_jobs().await;
    passes(&app, TimeDelta::seconds(5));
    app.run_jobs().await;
    assert_eq!(
        cards(&app, TRIAGE).iter().filter(|it| it.thread_ts.is_none()).count(),
        2
    );
    let first = cards(&app, TRIAGE).remove(0);
    assert_eq!(
        slack.thread(TRIAGE, &first.ts).len(),
        3,
        "the reply and the note were waiting"
    );
    assert!(dead_jobs(&app).await.is_empty());
    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert_eq!(ticket_now(&app, &key).await["status"], "open");
}

#[tokio::test]
async fn the_command_line_takes_no_shared_channel_for_triage_and_asks_slack_of_one_it_does_not_know() {
    let app = TestApp::spawn().await;
    let url = cli::url(&app);
    // Not known yet, so Slack is asked, and posts pause when it says so.
    app.sandbox.slack().share_channel("T0GLOBEX", "C0GENERAL");
    cli::good(
        &url,
        &[
            "collection",
            "set",
            "--account",
            "acme",
            "Portal",
            "--triage-channel",
            "C0GENERAL",
        ],
    )
    .await;
    passes(&app, TimeDelta::minutes(5)); // The command line goes by the real clock.
    app.run_jobs().await;
    let set = [
        "collection",
        "set",
        "--account",
        "acme",
        "All customers",
        "--triage-channel",
        "C0GENERAL",
    ];
    let refused = cli::bad(&url, &set).await;
    assert!(refused.contains("shared with another company"), "{refused}");
    app.sandbox.slack().join("U0PORTICO", "C0GENERAL", None);
    app.run_jobs().await;
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
    let body =
        json!({ "form_id": fixtures::form_id(), "title": "Printer", "description": "Burns.", "answers": answers });
    let res = app
        .contact(super::MARIA)
        .await
        .post("/api/v1/portal/tickets", &body)
        .await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
    assert!(cards(&app, "C0GENERAL").is_empty());
    card(&app, GLOBEX);
}
