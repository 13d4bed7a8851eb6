//! Tokens that are not what they say. Whatever is wrong with one, nobody comes in and nothing is left behind.

use portico_sandbox::openid::{Mischief, Person};
use serde_json::{Value, json};

use super::{Door, Gone, counts, in_slack, offers, person, provider, query, refusals};
use crate::support::{ACME, TestApp};

const TENANT: &str = "11111111-2222-4333-8444-555555555555";
const OTHER_TENANT: &str = "99999999-2222-4333-8444-555555555555";

#[expect(clippy::disallowed_methods, reason = "the providers have the outside's time")]
fn now() -> i64 {
    chrono::Utc::now().timestamp()
}

/// What is wrong, what the provider does, and what the audit log calls it.
type Case = (&'static str, Value, &'static str);

fn of_any_provider(issuer: &str, client: &str) -> Vec<Case> {
    let now = now();
    let claims = |it: Value| json!({ "claims": it });
    vec![
        (
            "for another client",
            claims(json!({ "aud": "somebody-else" })),
            "audience",
        ),
        (
            "for us and a stranger",
            claims(json!({ "aud": [client, "stranger"] })),
            "audience",
        ),
        (
            "for us by way of a stranger",
            claims(json!({ "aud": [client, "stranger"], "azp": "stranger" })),
            "audience",
        ),
        ("azp is a stranger", claims(json!({ "azp": "stranger" })), "audience"),
        ("for nobody", claims(json!({ "aud": [] })), "audience"),
        ("without audience", claims(json!({ "aud": null })), "audience"),
        (
            "by another issuer",
            claims(json!({ "iss": "https://evil.example" })),
            "issuer",
        ),
        (
            "by nearly this issuer",
            claims(json!({ "iss": format!("{issuer}/") })),
            "issuer",
        ),
        ("by nobody", claims(json!({ "iss": null })), "no_token"),
        (
            "expired",
            claims(json!({ "iat": now - 600, "exp": now - 300 })),
            "expired",
        ),
        ("never expiring", claims(json!({ "exp": null })), "no_token"),
        ("from the future", claims(json!({ "iat": now + 600 })), "expired"),
        ("from yesterday", claims(json!({ "iat": now - 86400 })), "expired"),
        ("without nonce", claims(json!({ "nonce": null })), "nonce"),
        (
            "with another's nonce",
            claims(json!({ "nonce": "bm9uY2Ugb2Ygc29tZWJvZHkgZWxzZQ" })),
            "nonce",
        ),
        ("without subject", claims(json!({ "sub": null })), "no_token"),
        (
            "for another access token",
            claims(json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
            "access_token_hash",
        ),
        ("unsigned, and says so", json!({ "signing": "none" }), "algorithm"),
        ("signature taken off", json!({ "signing": "stripped" }), "signature"),
        (
            "signed with the public key as a secret",
            json!({ "signing": "hmac_of_public_key" }),
            "algorithm",
        ),
        (
            "signed with the client's secret",
            json!({ "signing": "hmac_of_client_secret" }),
            "algorithm",
        ),
        (
            "signed by somebody else",
            json!({ "signing": "other_key" }),
            "signature",
        ),
        ("changed afterwards", json!({ "signing": "tampered" }), "signature"),
        ("cut off", json!({ "signing": "truncated" }), "signature"),
        (
            "signed with a key nobody knows",
            json!({ "header": { "kid": "nobody" } }),
            "unknown_key",
        ),
        (
            "brings the address of its key",
            json!({ "signing": "other_key", "header": { "kid": "evil", "jku": "https://evil.example/keys" } }),
            "unknown_key",
        ),
        (
            "brings its key",
            json!({ "signing": "other_key", "header": { "kid": null, "jwk": { "kty": "RSA", "n": "AQAB", "e": "AQAB" } } }),
            "signature",
        ),
        ("critical header", json!({ "header": { "crit": ["exp"] } }), "token"),
        ("an access token", json!({ "header": { "typ": "at+jwt" } }), "token"),
        (
            "algorithm of another family",
            json!({ "header": { "alg": "ES256" } }),
            "unknown_key",
        ),
        (
            "no token at all",
            json!({ "answer": { "id_token": null } }),
            "no_id_token",
        ),
        ("no JWT", json!({ "answer": { "id_token": "e30.e30" } }), "no_token"),
        (
            "two tokens' parts",
            json!({ "answer": { "id_token": "e30.e30.e30.e30.e30" } }),
            "no_token",
        ),
    ]
}

/// Runs cases, each in a flow of its own, and tells of all that went wrong.
async fn none_comes_in(app: &TestApp, door: Door, provider: &str, who: &Person, cases: Vec<Case>) {
    let mut wrong = Vec::new();
    for (what, mischief, reason) in cases {
        let before = counts(app).await;
        let gone = Gone::from(app, ACME, door, provider).await;
        let back = gone.agrees(app, who);
        app.sandbox
            .openid()
            .misbehave(serde_json::from_value(mischief).expect("mischief"));
        let res = gone.comes_back(&back).await;
        app.sandbox.openid().misbehave(Mischief::default());

        if !matches!(res.status(), 401 | 403) || res.cookie(&door.cookie("session")).is_some() {
            wrong.push(format!("{what}: {} {}", res.status(), res.text()));
        } else if counts(app).await != before {
            wrong.push(format!("{what}: something was left behind"));
        } else {
            let told = refusals(app).await.pop().unwrap_or_default();
            if told != reason {
                wrong.push(format!("{what}: refused for {told}, not for {reason}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{provider}:\n{}", wrong.join("\n"));
    // The same without mischief is fine, so it was the mischief that was refused.
    let gone = Gone::from(app, ACME, door, provider).await;
    let back = gone.agrees(app, who);
    let res = gone.comes_back(&back).await;
    assert_eq!(res.status(), 200, "{provider}: {}", res.text());
}

#[tokio::test]
async fn no_forged_token_of_googles_is_taken() {
    let app = TestApp::spawn().await;
    let openid = app.sandbox.openid();
    let cases = of_any_provider(&openid.issuer("google"), &openid.client().id);
    assert!(cases.len() >= 25);
    none_comes_in(&app, Door::Portal, "google", &person("maria@globex.example"), cases).await;
}

#[tokio::test]
async fn no_forged_token_of_microsofts_is_taken() {
    let app = TestApp::spawn().await;
    let openid = app.sandbox.openid();
    let base = openid.issuer("microsoft");
    let issuer = |tenant: &str| format!("{base}/{tenant}/v2.0");
    let claims = |it: Value| json!({ "claims": it });
    let mut cases = of_any_provider(&issuer(TENANT), &openid.client().id);
    cases.extend([
        ("without tenant", claims(json!({ "tid": null })), "tenant"),
        ("a tenant that is no id", claims(json!({ "tid": "common" })), "tenant"),
        (
            "a tenant that leads elsewhere",
            claims(json!({ "tid": format!("../{TENANT}") })),
            "tenant",
        ),
        (
            "another tenant than the issuer's",
            claims(json!({ "tid": OTHER_TENANT })),
            "issuer",
        ),
        (
            "another tenant's issuer",
            claims(json!({ "iss": issuer(OTHER_TENANT) })),
            "issuer",
        ),
        (
            "the issuer of all tenants",
            claims(json!({ "iss": issuer("{tenantid}") })),
            "issuer",
        ),
        (
            "the issuer of the common door",
            claims(json!({ "iss": issuer("common") })),
            "issuer",
        ),
        ("without object", claims(json!({ "oid": null })), "subject"),
        ("with an empty object", claims(json!({ "oid": "" })), "subject"),
        (
            "Google's token",
            claims(json!({ "iss": openid.issuer("google"), "tid": null })),
            "tenant",
        ),
        (
            "Google's token with a tenant",
            claims(json!({ "iss": openid.issuer("google") })),
            "issuer",
        ),
    ]);
    cases.retain(|(what, ..)| *what != "without subject"); // Microsoft's people are known by their object.
    let who = Person {
        tid: Some(TENANT.to_owned()),
        ..person("maria@globex.example")
    };
    none_comes_in(&app, Door::Portal, "microsoft", &who, cases).await;
}

#[tokio::test]
async fn no_forged_token_of_slacks_is_taken() {
    let app = TestApp::spawn().await;
    let openid = app.sandbox.openid();
    let claims = |it: Value| json!({ "claims": it });
    let mut cases = of_any_provider(&openid.issuer("slack"), &openid.client().id);
    cases.extend([
        (
            "without team",
            claims(json!({ "https://slack.com/team_id": null })),
            "subject",
        ),
        (
            "another company's team",
            claims(json!({ "https://slack.com/team_id": "T0GLOBEX" })),
            "slack_team",
        ),
        (
            "without user",
            claims(json!({ "https://slack.com/user_id": null })),
            "subject",
        ),
        (
            "a user with a team in it",
            claims(json!({ "https://slack.com/user_id": "T0ACME/U0BEN" })),
            "subject",
        ),
    ]);
    none_comes_in(
        &app,
        Door::Console,
        "slack",
        &in_slack("chloe@acme.example", "U0CHLOE"),
        cases,
    )
    .await;
}

#[tokio::test]
async fn no_forged_token_of_ones_own_provider_is_taken() {
    let app = TestApp::spawn().await;
    offers(&app, &["openid", "mail"], &["google"]).await;
    let openid = app.sandbox.openid();
    let id = provider(&app, "idp", "contacts", None).await;
    let mut cases = of_any_provider(&openid.issuer("idp"), &openid.client().id);
    cases.push(("with an empty subject", json!({ "claims": { "sub": "" } }), "subject"));
    none_comes_in(&app, Door::Portal, &id, &person("maria@globex.example"), cases).await;
}

#[tokio::test]
async fn a_nonce_works_once() {
    let app = TestApp::spawn().await;
    let who = person("maria@globex.example");
    let first = Gone::from(&app, ACME, Door::Portal, "google").await;
    assert_eq!(first.comes_back(&first.agrees(&app, &who)).await.status(), 200);

    let second = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = second.agrees(&app, &who);
    let claims = json!({ "claims": { "nonce": query(&first.authorize_url)["nonce"] } });
    app.sandbox.openid().misbehave(serde_json::from_value(claims).unwrap());

    assert_eq!(second.comes_back(&back).await.status(), 401);
}

#[tokio::test]
async fn a_provider_that_names_itself_must_name_itself_right() {
    let app = TestApp::spawn().await;
    offers(&app, &["openid"], &["google"]).await;
    let id = provider(&app, "idp", "contacts", None).await;
    let google = app.sandbox.openid().issuer("google");
    for (door, iss) in [
        (&*id, Some(json!(google))),
        (&*id, Some(json!(""))),
        (&*id, None), // It promised to.
    ] {
        let gone = Gone::from(&app, ACME, Door::Portal, door).await;
        let mut back = gone.agrees(&app, &person("maria@globex.example"));
        match &iss {
            Some(iss) => back["iss"] = iss.clone(),
            None => drop(back.as_object_mut().unwrap().remove("iss")),
        }
        let asked = app.sandbox.openid().asked("token");
        assert_eq!(gone.comes_back(&back).await.status(), 401, "{iss:?}");
        assert_eq!(app.sandbox.openid().asked("token"), asked, "the code went nowhere");
    }
}

#[tokio::test]
async fn the_built_in_providers_may_not_be_named_wrong() {
    let app = TestApp::spawn().await;
    for (provider, named) in [
        ("google", "https://evil.example".to_owned()),
        ("google", app.sandbox.openid().issuer("slack")),
        ("microsoft", app.sandbox.openid().issuer("google")),
        (
            "microsoft",
            format!("{}/{OTHER_TENANT}/v2.0", app.sandbox.openid().issuer("microsoft")),
        ),
        (
            "microsoft",
            format!("{}/common/v2.0", app.sandbox.openid().issuer("microsoft")),
        ),
    ] {
        let gone = Gone::from(&app, ACME, Door::Portal, provider).await;
        let mut back = gone.agrees(&app, &person("maria@globex.example"));
        back["iss"] = json!(named);
        assert_eq!(gone.comes_back(&back).await.status(), 401, "{provider} {named}");
    }
}
