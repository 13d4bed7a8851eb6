//! An answer by the modal comes once. Nothing in Slack shows that it was taken, as a message in a thread does, so it rests on the event alone.

use portico_sandbox::slack::Submission;
use serde_json::json;

use super::{TRIAGE, card, filed, knocks, on_portal, signed};
use crate::support::TestApp;

/// Chloe answers by the modal of the card.
async fn answers(app: &TestApp) {
    let slack = app.sandbox.slack();
    slack.press("U0CHLOE", TRIAGE, &card(app, TRIAGE).ts, "reply", None);
    slack.settled().await;
    let view = slack.open_views().pop().expect("a modal");
    let values = json!({ "text": { "text": "Use water" }, "options": { "options": [] } });
    assert_eq!(slack.submit_view("U0CHLOE", &view.id, values).await, Submission::Closed);
}

#[tokio::test]
async fn a_modal_that_slack_brings_again_is_answered_and_said_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    answers(&app).await;
    app.run_jobs().await;
    let deliveries = app.sandbox.slack().deliveries();
    let brought = deliveries.into_iter().rfind(|it| it.body.contains("view_submission"));
    let body = brought.expect("the submission").body;
    let now = portico::outside::clock::Clock::now(&*app.clock).timestamp();
    let mut headers = signed(app.sandbox.signing_secret(), now, &body);
    headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));

    let again = knocks(&app, "/slack/interactions", &headers, &body).await;

    assert_eq!(again.status(), 200, "{}", again.text());
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await.len(), 2, "the ticket and one answer");

    // The form stays open when its answer was slow; whoever sends something else then has said it.
    let other = body.replace("Use+water", "Use+sand");
    assert_ne!(other, body);
    let mut headers = signed(app.sandbox.signing_secret(), now, &other);
    headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
    assert_eq!(
        knocks(&app, "/slack/interactions", &headers, &other).await.status(),
        200
    );
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await[2].1, "Use sand");
}
