//! What Slack gave up telling is looked for as soon as anything shows that nobody listened for a while.

use portico::outside::clock::Clock;
use portico_sandbox::faults::{EventFault, Rule};
use serde_json::json;

use super::{
    TRIAGE, card,
    compare::{connects, minutes_pass},
    filed, knocks, on_portal, says, signed,
};
use crate::support::TestApp;

#[tokio::test]
async fn an_event_that_slack_tells_for_the_third_time_has_threads_compared() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    app.sandbox.faults().set([Rule::events(EventFault::Drop)]);
    says(&app, "U0CHLOE", TRIAGE, "Nobody heard this").await;
    app.run_jobs().await;
    app.sandbox.faults().clear();
    let root = card(&app, TRIAGE).ts;
    let event = json!({ "type": "reaction_added", "user": "U0DAN", "reaction": "tada", "item": { "type": "message", "channel": TRIAGE, "ts": root } });
    let body =
        json!({ "type": "event_callback", "team_id": "T0ACME", "event_id": "Ev0LATE", "event": event }).to_string();
    let told = async |tries: u32| {
        let mut headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
        headers.push(("x-slack-retry-num", tries.to_string()));
        headers.push(("x-slack-retry-reason", "connection_failed".to_owned()));
        assert_eq!(knocks(&app, "/slack/events", &headers, &body).await.status(), 200);
        minutes_pass(&app, 3).await;
    };

    told(1).await;
    assert_eq!(on_portal(&app, &key).await.len(), 1, "a moment's trouble is none");
    told(2).await;

    assert_eq!(on_portal(&app, &key).await[1].1, "Nobody heard this");
}
