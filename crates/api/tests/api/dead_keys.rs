//! API keys that somebody uses although they are good no longer: an admin sees it.

use chrono::TimeDelta;
use portico_types::staff::ApiScope;
use serde_json::{Value, json};

use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";

async fn make(agent: &Caller, kind: &str, name: &str) -> Value {
    let asked = json!({ "kind": kind, "name": name, "scopes": [ApiScope::TicketsRead] });
    let res = agent.post("/api/v1/api-keys", &asked).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()
}

/// What the log says of refused keys: whose, from where, why. Newest first.
async fn refusals(ana: &Caller) -> Vec<[String; 3]> {
    let log = ana.get("/api/v1/audit-log?action=api_key_refused").await.json();
    let entries = log["items"].as_array().expect("entries").clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    entries
        .iter()
        .map(|it| {
            assert_eq!(it["outcome"], "refused");
            assert_eq!(it["actor_kind"], "api_key");
            [text(&it["subject"]), text(&it["place"]), text(&it["detail"]["reason"])]
        })
        .collect()
}

#[tokio::test]
async fn whoever_uses_a_key_that_is_good_no_longer_stands_in_the_log_once() {
    let app = TestApp::spawn().await;
    let (ana, ben) = (app.agent(ANA).await, app.agent(BEN).await);
    let made = [
        make(&ana, "service", "Revoked").await,
        make(&ana, "service", "Rotated").await,
        make(&ben, "personal", "Ben's").await,
    ];
    let path = |key: &Value| format!("/api/v1/api-keys/{}", key["key"]["id"].as_str().unwrap());
    assert_eq!(ana.delete(&path(&made[0])).await.status(), 204);
    let rotated = ana.post_empty(&format!("{}/rotate", path(&made[1]))).await;
    assert_eq!(rotated.status(), 200, "{}", rotated.text());
    let member = format!("/api/v1/team/{}", fixtures::agent_id(BEN));
    assert_eq!(ana.patch(&member, &json!({ "disabled": true })).await.status(), 200);
    app.clock.advance(TimeDelta::days(2)); // The old secret of the rotated one is over.
    let ana = app.agent(ANA).await;

    for _ in 0..3 {
        for key in &made {
            let theirs = app.nobody(ACME).with_token(key["secret"].as_str().unwrap());
            assert_eq!(theirs.get("/api/v1/tickets").await.status(), 401);
        }
    }

    let place = "127.0.0.1";
    let seen = [
        ["Ben's", place, "revoked"],
        ["Rotated", place, "replaced"],
        ["Revoked", place, "revoked"],
    ];
    assert_eq!(refusals(&ana).await, seen);
    // What never was a key of this account is anybody's invention.
    let secret = made[0]["secret"].as_str().unwrap();
    for (slug, token) in [(ACME, format!("{}x", &secret[..50])), (OTHER, secret.to_owned())] {
        let theirs = app.nobody(slug).with_token(&token);
        assert_eq!(theirs.get("/api/v1/tickets").await.status(), 401);
    }
    assert_eq!(refusals(&ana).await.len(), 3);
    let works = app.nobody(ACME).with_token(rotated.json()["secret"].as_str().unwrap());
    assert_eq!(works.get("/api/v1/tickets").await.status(), 200);
}

#[tokio::test]
async fn a_key_that_has_ended_is_told_from_one_that_was_revoked() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let asked = json!({ "kind": "service", "name": "Short", "scopes": [ApiScope::TicketsRead], "expires_in_days": 1 });
    let made = ana.post("/api/v1/api-keys", &asked).await;
    assert_eq!(made.status(), 201, "{}", made.text());
    app.clock.advance(TimeDelta::days(2));

    let theirs = app.nobody(ACME).with_token(made.json()["secret"].as_str().unwrap());
    assert_eq!(theirs.get("/api/v1/tickets").await.status(), 401);

    let ana = app.agent(ANA).await;
    assert_eq!(refusals(&ana).await, [["Short", "127.0.0.1", "expired"]]);
}
