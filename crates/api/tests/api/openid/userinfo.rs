//! Providers that keep addresses out of the ID token: they are asked for it.

use portico_sandbox::openid::Mischief;
use serde_json::{Value, json};

use super::{Door, Gone, in_slack, offers, person, provider, refusals, signs_in, who};
use crate::support::{ACME, TestApp};

const MARIA: &str = "maria@globex.example";
const BEN: &str = "ben@acme.example";

/// The ID token tells who it is and no more; the userinfo endpoint's answer is changed so.
fn silent(userinfo: Value) -> Mischief {
    let nothing = json!({ "email": null, "email_verified": null, "name": null });
    serde_json::from_value(json!({ "claims": nothing, "userinfo": userinfo })).expect("mischief")
}

#[tokio::test]
async fn an_address_that_the_token_lacks_is_asked_for() {
    let app = TestApp::spawn().await;
    offers(&app, &["google", "openid"], &["slack"]).await;
    let own = provider(&app, "partners", "contacts", None).await;
    app.sandbox.openid().misbehave(silent(json!({})));
    for provider in ["google", own.as_str()] {
        let session = signs_in(&app, Door::Portal, provider, &person(MARIA)).await;
        assert_eq!(who(&app, Door::Portal, &session).await, MARIA, "{provider}");
    }
    let session = signs_in(&app, Door::Console, "slack", &in_slack(BEN, "U0BEN")).await;
    assert_eq!(who(&app, Door::Console, &session).await, BEN);
    assert_eq!(app.sandbox.openid().asked("userinfo"), 3);
}

#[tokio::test]
async fn nobody_is_asked_for_what_the_token_says() {
    let app = TestApp::spawn().await;
    assert_eq!(
        signs_in(&app, Door::Portal, "google", &person(MARIA)).await.status(),
        200
    );
    assert_eq!(app.sandbox.openid().asked("userinfo"), 0);
}

#[tokio::test]
async fn an_address_that_was_asked_for_is_held_to_the_same_rules() {
    let app = TestApp::spawn().await;
    offers(&app, &["google", "openid"], &["slack"]).await;
    let own = provider(&app, "partners", "contacts", None).await;
    for (provider, said) in [
        ("google", json!({ "email_verified": false })),
        (own.as_str(), json!({ "email_verified": null })),
    ] {
        app.sandbox.openid().misbehave(silent(said));
        assert_eq!(
            signs_in(&app, Door::Portal, provider, &person(MARIA)).await.status(),
            202,
            "{provider}"
        );
    }
}

#[tokio::test]
async fn what_is_said_of_somebody_else_counts_for_nothing() {
    let app = TestApp::spawn().await;
    for (said, reason) in [
        (json!({ "sub": "somebody-else" }), "userinfo"),
        (json!({ "sub": null }), "userinfo"),
        (json!({ "email": "x".repeat(300_000) }), "userinfo"),
        (json!({ "email": null }), "no_email"),
    ] {
        let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
        let back = gone.agrees(&app, &person(MARIA));
        app.sandbox.openid().misbehave(silent(said));
        let res = gone.comes_back(&back).await;
        assert!(matches!(res.status(), 401 | 403), "{}", res.text());
        assert_eq!(refusals(&app).await.pop().as_deref(), Some(reason));
    }
}

#[tokio::test]
async fn a_known_person_needs_no_address() {
    let app = TestApp::spawn().await;
    assert_eq!(
        signs_in(&app, Door::Portal, "google", &person(MARIA)).await.status(),
        200
    );
    app.sandbox.openid().misbehave(silent(json!({ "email": null })));
    let session = signs_in(&app, Door::Portal, "google", &person(MARIA)).await;
    assert_eq!(who(&app, Door::Portal, &session).await, MARIA);
}

#[tokio::test]
async fn an_admins_provider_is_asked_on_the_public_network_only() {
    let app = TestApp::spawn().await;
    offers(&app, &["openid"], &["google"]).await;
    let mut mischief = silent(json!({}));
    mischief
        .metadata
        .insert("userinfo_endpoint".to_owned(), json!("http://127.0.0.1:1/userinfo"));
    app.sandbox.openid().misbehave(mischief);
    let own = provider(&app, "partners", "contacts", None).await;
    assert_eq!(signs_in(&app, Door::Portal, &own, &person(MARIA)).await.status(), 401);
    assert_eq!(refusals(&app).await, ["userinfo"]);
}
