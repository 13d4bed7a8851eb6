//! Access tokens that were tampered with, and rightly signed ones that say something else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use portico::outside::clock::Clock;
use serde_json::{Value, json};
use sha2::Sha256;

use super::{MARIA, assert_problem};
use crate::support::{OTHER, SECRET, TestApp, fixtures};

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// The key the server of a test signs with.
fn signing_key() -> EncodingKey {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET).unwrap();
    mac.update(b"access token");
    EncodingKey::from_secret(&mac.finalize().into_bytes())
}

fn signed(typ: &str, algorithm: Algorithm, claims: &Value, key: &EncodingKey) -> String {
    let mut header = Header::new(algorithm);
    header.typ = Some(typ.to_owned());
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

#[tokio::test]
async fn an_access_token_that_was_tampered_with_opens_nothing() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let [head, body, signature] = maria.token().split('.').collect::<Vec<_>>()[..] else {
        panic!("not a JWT");
    };
    let (header, claims) = (decoded(head), decoded(body));
    let changed = |part: &Value, name: &str, value: Value| {
        let mut part = part.clone();
        part[name] = value;
        encoded(&part)
    };
    let key = signing_key();
    let good = signed("at+jwt", Algorithm::HS256, &claims, &key);
    assert_eq!(
        maria.clone().with_token(&good).get("/api/v1/portal/me").await.status(),
        200,
        "the tokens below fail for their reason"
    );

    let other = json!(fixtures::contact_id("priya@initech.example"));
    let mut forged = vec![
        format!("{head}.{body}."),
        format!("{head}.{body}"),
        format!("{head}..{signature}"),
        format!(".{body}.{signature}"),
        format!("{head}.{body}.{}", signature.chars().rev().collect::<String>()),
        format!("{head}.{body}.{}", &signature[..20]),
        format!("{head}.{body}.{signature}.{signature}"),
        format!("{head}.{}.{signature}", changed(&claims, "sub", other)),
        format!(
            "{head}.{}.{signature}",
            changed(&claims, "acc", json!(fixtures::account_id(OTHER)))
        ),
        format!("{head}.{}.{signature}", changed(&claims, "exp", json!(i64::MAX))),
        format!(
            "{head}.{}.{signature}",
            changed(&claims, "aud", json!(["portal", "console"]))
        ),
        "a.b.c".to_owned(),
        "..".to_owned(),
        "null".to_owned(),
    ];
    for algorithm in ["none", "None", "nOnE", "RS256", "HS512", ""] {
        let head = changed(&header, "alg", json!(algorithm));
        forged.extend([format!("{head}.{body}."), format!("{head}.{body}.{signature}")]);
    }
    for (name, value) in [
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("x' UNION SELECT 'key")),
        ("jku", json!("https://evil.example/keys.json")),
        ("jwk", json!({ "kty": "oct", "k": "" })),
        ("typ", json!("JWT")),
        ("typ", json!("refresh+jwt")),
    ] {
        forged.push(format!("{}.{body}.{signature}", changed(&header, name, value)));
    }
    for guess in ["", "secret", "portico", "null"] {
        forged.push(signed(
            "at+jwt",
            Algorithm::HS256,
            &claims,
            &EncodingKey::from_secret(guess.as_bytes()),
        ));
    }
    for token in forged {
        let res = maria.clone().with_token(&token).get("/api/v1/portal/me").await;
        assert_eq!(res.status(), 401, "{token}");
        assert_problem(&res, 401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_rightly_signed_token_that_says_something_else_opens_nothing() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let claims = decoded(maria.token().split('.').nth(1).unwrap());
    let key = signing_key();
    let now = app.clock.now().timestamp();
    let mut wrong = vec![
        ("typ: JWT".to_owned(), signed("JWT", Algorithm::HS256, &claims, &key)),
        (
            "alg: HS384".to_owned(),
            signed("at+jwt", Algorithm::HS384, &claims, &key),
        ),
        (
            "alg: HS512".to_owned(),
            signed("at+jwt", Algorithm::HS512, &claims, &key),
        ),
    ];
    for (name, value) in [
        ("iss", json!("evil")),
        ("aud", json!("console")),
        ("exp", json!(now)),
        ("exp", json!(-1)),
        ("exp", json!(i64::MAX)),
        ("exp", json!(1e300)),
        ("exp", json!("2999-01-01")),
        ("exp", Value::Null),
        ("iat", json!(now + 600)),
        ("iat", json!(i64::MIN)),
        ("sub", json!("x")),
        ("sid", json!(uuid::Uuid::now_v7())),
        ("acc", json!(fixtures::account_id(OTHER))),
    ] {
        let what = format!("{name}: {value}");
        let mut claims = claims.clone();
        claims[name] = value;
        wrong.push((what, signed("at+jwt", Algorithm::HS256, &claims, &key)));
    }
    // All of them, so that each check shows by itself that it is made.
    let mut let_in = Vec::new();
    for (what, token) in wrong {
        let res = maria.clone().with_token(&token).get("/api/v1/portal/me").await;
        if res.status() != 401 {
            let_in.push(format!("{what}: {}", res.status()));
        }
    }
    assert!(let_in.is_empty(), "{let_in:?}");
}
