//! One message a second into a channel, also when everybody's turn passed while nobody worked.

use chrono::TimeDelta;
use serde_json::json;

use super::{MARIA, TRIAGE, cards};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn turns_that_passed_while_nobody_worked_are_drawn_anew() {
    let app = TestApp::spawn_with(|config| config.slack.channel_interval_ms = 1000).await;
    let body = json!({ "form_id": fixtures::form_id(), "title": "Help", "description": "It burns.", "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    for _ in 0..6 {
        let res = app.contact(MARIA).await.post("/api/v1/portal/tickets", &body).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    }
    app.run_jobs().await;
    assert_eq!(cards(&app, TRIAGE).len(), 1);

    app.clock.advance(TimeDelta::minutes(2)); // Nobody works.
    for count in 2..=6 {
        app.run_jobs().await;
        assert_eq!(cards(&app, TRIAGE).len(), count);
        app.clock.advance(TimeDelta::seconds(1));
    }
}
