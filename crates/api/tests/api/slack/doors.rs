//! Who may speak as Slack.

use portico::{entity::received_event, outside::clock::Clock};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{TRIAGE, card, filed, knocks, signed};
use crate::support::TestApp;

#[tokio::test]
async fn only_slack_can_speak_as_slack() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let thread = card(&app, TRIAGE).ts;
    let event = json!({ "type": "message", "channel": TRIAGE, "user": "U0ANA", "text": "forged", "ts": "9.1", "thread_ts": thread, "event_ts": "9.1" });
    let body =
        json!({ "type": "event_callback", "team_id": "T0ACME", "event_id": "Ev0FORGED", "event": event }).to_string();
    let secret = app.sandbox.signing_secret().to_owned();
    let now = app.clock.now().timestamp();
    let doubled = [signed(&secret, now, &body), signed(&secret, now, &body)].concat();
    let mut shouted = signed(&secret, now, &body);
    shouted[1].1 = shouted[1].1.to_uppercase().replace("V0", "v0");
    let mut other_version = signed(&secret, now, &body);
    other_version[1].1 = other_version[1].1.replace("v0=", "v1=");
    let attempts = [
        ("unsigned", vec![]),
        ("another app's", signed("another secret", now, &body)),
        ("old", signed(&secret, now - 301, &body)),
        ("of the future", signed(&secret, now + 301, &body)),
        ("of another body", signed(&secret, now, &format!("{body} "))),
        ("doubled", doubled),
        ("in upper case", shouted),
        ("of another version", other_version),
    ];
    for (name, headers) in &attempts {
        for path in ["/slack/events", "/slack/interactions"] {
            let res = knocks(&app, path, headers, &body).await;
            assert_eq!(res.status(), 401, "{name} at {path}");
        }
    }
    let challenge = json!({ "type": "url_verification", "challenge": "say this" }).to_string();
    assert_eq!(knocks(&app, "/slack/events", &[], &challenge).await.status(), 401);
    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 0);

    let res = knocks(&app, "/slack/events", &signed(&secret, now, &challenge), &challenge).await;
    assert_eq!(
        (res.status(), res.json()["challenge"].as_str()),
        (200, Some("say this"))
    );
    let large = "x".repeat(3 << 20);
    assert_eq!(
        knocks(&app, "/slack/events", &signed(&secret, now, &large), &large)
            .await
            .status(),
        413
    );
    let junk = "{";
    assert_eq!(
        knocks(&app, "/slack/events", &signed(&secret, now, junk), junk)
            .await
            .status(),
        400
    );
}

#[tokio::test]
async fn without_the_secret_nothing_is_taken() {
    let app = TestApp::spawn_with(|config| config.slack.signing_secret = String::new().into()).await;
    let body = json!({ "type": "url_verification", "challenge": "say this" }).to_string();
    let headers = signed("", app.clock.now().timestamp(), &body);
    for path in ["/slack/events", "/slack/interactions"] {
        assert_eq!(knocks(&app, path, &headers, &body).await.status(), 404);
    }
}

#[tokio::test]
async fn an_event_of_a_workspace_we_do_not_know_is_acknowledged_and_forgotten() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let thread = card(&app, TRIAGE).ts;
    let event = json!({ "type": "message", "channel": TRIAGE, "user": "U0ANA", "text": "hi", "ts": "9.1", "thread_ts": thread, "event_ts": "9.1" });
    let body =
        json!({ "type": "event_callback", "team_id": "T0STRANGER", "event_id": "Ev1", "event": event }).to_string();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);

    assert_eq!(knocks(&app, "/slack/events", &headers, &body).await.status(), 200);

    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 0);
}
