//! Who may speak as Slack.

use std::time::Duration;

use portico::{entity::received_event, outside::clock::Clock};
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{MARIA, TRIAGE, card, filed, knocks, on_portal, signature, signed};
use crate::support::{ACME, TestApp};

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

/// What each door takes, with what comes of it: a reply of Chloe's, once.
async fn openers(app: &TestApp) -> [(&'static str, String); 2] {
    let root = card(app, TRIAGE).ts;
    let event = json!({
        "type": "message", "channel": TRIAGE, "user": "U0CHLOE", "text": "by the event", "ts": "9.1", "thread_ts": root,
        "event_ts": "9.1",
    });
    let event = json!({ "type": "event_callback", "team_id": "T0ACME", "event_id": "Ev0ONE", "event": event });
    let threads = portico::entity::slack_thread::Entity::find()
        .all(&app.db)
        .await
        .unwrap();
    let thread = threads.iter().find(|it| it.channel_id == TRIAGE).unwrap();
    let view = json!({
        "type": "view_submission", "user": { "id": "U0CHLOE", "team_id": "T0ACME" }, "team": { "id": "T0ACME" }, "view": {
            "id": "V0ONE", "callback_id": "reply", "private_metadata": thread.id.to_string(), "app_installed_team_id": "T0ACME",
            "state": { "values": { "text": { "text": { "value": "by the modal" } } } },
        },
    });
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let form = form.append_pair("payload", &view.to_string()).finish();
    [("/slack/events", event.to_string()), ("/slack/interactions", form)]
}

#[tokio::test]
async fn fourteen_forgeries_do_nothing_at_either_door_and_a_replay_does_nothing_more() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let secret = app.sandbox.signing_secret().to_owned();
    let now = app.clock.now().timestamp();
    for (path, body) in openers(&app).await {
        let good = signed(&secret, now, &body);
        let changed = |change: &dyn Fn(&str) -> String| {
            let mut headers = good.clone();
            headers[1].1 = change(&headers[1].1);
            headers
        };
        let at = |time: &str| {
            let mut headers = good.clone();
            time.clone_into(&mut headers[0].1);
            headers
        };
        let only = |index: usize| vec![good[index].clone()];
        let forgeries = [
            ("unsigned", vec![]),
            ("without the time", only(1)),
            ("without the signature", only(0)),
            ("another app's", signed("another secret", now, &body)),
            ("of an empty secret", signed("", now, &body)),
            ("older than five minutes", signed(&secret, now - 301, &body)),
            ("from the future", signed(&secret, now + 301, &body)),
            ("of another body", signed(&secret, now, &format!("{body} "))),
            ("of another time", at(&(now - 1).to_string())),
            ("with a time that is no number", at(&format!("+{now}"))),
            ("doubled", [good.clone(), good.clone()].concat()),
            ("in upper case", changed(&|it| it.to_uppercase().replace("V0", "v0"))),
            ("of another version", changed(&|it| it.replace("v0=", "v1="))),
            ("cut short", changed(&|it| it[..it.len() - 2].to_owned())),
        ];
        assert_eq!(forgeries.len(), 14);
        for (name, headers) in &forgeries {
            let res = knocks(&app, path, headers, &body).await;
            assert_eq!(res.status(), 401, "{name} at {path}");
        }
        assert_eq!(signature(&secret, now, &body), good[1].1, "the true one is another");
    }
    app.run_jobs().await;
    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 0);
    assert!(on_portal(&app, &key).await.len() == 1 && app.told(MARIA).is_empty());

    for (number, (path, body)) in (1..).zip(openers(&app).await) {
        let good = signed(&secret, now, &body);
        assert_eq!(knocks(&app, path, &good, &body).await.status(), 200, "{path}");
        app.run_jobs().await;
        app.clock.advance(chrono::TimeDelta::seconds(140));
        // Whoever has seen it may send it again while its time is good.
        assert_eq!(knocks(&app, path, &good, &body).await.status(), 200, "{path}");
        app.run_jobs().await;
        assert_eq!(on_portal(&app, &key).await.len(), 1 + number, "{path}");
        assert_eq!(app.told(MARIA).len(), number, "{path}");
    }
}

#[tokio::test]
async fn nothing_is_read_of_what_cannot_be_slacks() {
    let app = TestApp::spawn().await;
    let now = app.clock.now().timestamp();
    let at = |time| signed(app.sandbox.signing_secret(), time, "{}");
    let without = |dropped: &str| {
        let left = at(now).into_iter().filter(|(name, _)| *name != dropped);
        left.collect::<Vec<_>>()
    };
    let (signature, time) = ("x-slack-signature", "x-slack-request-timestamp");
    for path in ["/slack/events", "/slack/interactions"] {
        for headers in [
            Vec::new(),
            without(signature),
            without(time),
            at(now - 301),
            at(now + 301),
        ] {
            let nobody = app.nobody(ACME);
            let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
            let mut req = nobody.request(Method::POST, path);
            for (name, value) in &headers {
                req = req.header(*name, value);
            }
            let sent = nobody.send(req.body(reqwest::Body::wrap_stream(never)));
            let res = tokio::time::timeout(Duration::from_secs(20), sent).await;
            let res = res.expect("an answer, though the body does not come");
            assert_eq!(res.status(), 401, "{path} {headers:?}: {}", res.text());
        }
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let app = TestApp::spawn_with(|config| config.server.body_seconds = 1).await;
    for path in ["/slack/events", "/slack/interactions"] {
        let nobody = app.nobody(ACME);
        let beginning = futures_util::stream::iter([Ok::<_, std::io::Error>(b"{".to_vec())]);
        let never = futures_util::stream::StreamExt::chain(beginning, futures_util::stream::pending());
        let mut req = nobody.request(Method::POST, path);
        for (name, value) in signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), "{}") {
            req = req.header(name, value);
        }
        let sent = nobody.send(req.body(reqwest::Body::wrap_stream(never)));
        let res = tokio::time::timeout(Duration::from_secs(20), sent).await;
        let res = res.expect("an answer, though the body does not come");
        assert_eq!(res.status(), 408, "{path}: {}", res.text());
    }
}
