//! Bodies that are not what was asked for, at every door that takes one.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::{ANA, MARIA, assert_problem};
use crate::support::{ACME, Caller, OTHER, TestApp, fixtures};

/// Somebody at each kind of door, with a body it takes.
async fn doors(app: &TestApp) -> Vec<(Caller, Method, &'static str, Value)> {
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    vec![
        (
            app.nobody(ACME),
            Method::POST,
            "/api/v1/portal/sign-in/mail",
            json!({ "email": MARIA }),
        ),
        (
            maria,
            Method::POST,
            "/api/v1/portal/tickets",
            json!({ "title": "Help", "description": "Please" }),
        ),
        (
            ana,
            Method::PATCH,
            "/api/v1/portal-setup",
            json!({ "name": "Help desk", "version": 1 }),
        ),
    ]
}

fn with(mut body: Value, field: &str, value: Value) -> String {
    body[field] = value;
    body.to_string()
}

#[tokio::test]
async fn a_body_that_is_not_what_was_asked_for_is_malformed() {
    let app = TestApp::spawn().await;
    for (caller, method, path, good) in doors(&app).await {
        let field = good.as_object().unwrap().keys().next().unwrap().clone();
        let text = good.to_string();
        for bad in [
            String::new(),
            "{".to_owned(),
            "null".to_owned(),
            "7".to_owned(),
            "[]".to_owned(),
            format!("{text} {text}"),
            text.replace('{', "{,"),
            text.replace('"', "'"),
            text.replacen('{', &format!("{{\"{field}\":\"twice\","), 1),
            format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
            with(good.clone(), "no_such_field", json!(1)),
            with(good.clone(), "account_id", json!(fixtures::account_id(OTHER))),
            with(good.clone(), &field, json!(1)),
            with(good.clone(), &field, json!(true)),
            with(good.clone(), &field, json!(["Help"])),
            with(good.clone(), &field, json!({ "Help": 1 })),
            text.replacen("\":", "\":\"\\ud800\",\"x\":", 1),
        ] {
            let req = caller
                .request(method.clone(), path)
                .header("content-type", "application/json");
            let res = caller.send(req.body(bad.clone())).await;
            assert_eq!(res.status(), 400, "{path} {:.200} {}", bad, res.text());
            assert_problem(&res, 400, "malformed");
        }
        let req = caller
            .request(method.clone(), path)
            .header("content-type", "application/json");
        let res = caller.send(req.body(&b"{\"email\":\"\xff\xfe\"}"[..])).await;
        assert_problem(&res, 400, "malformed");
    }
}

#[tokio::test]
async fn a_body_that_is_not_declared_as_json_is_not_read() {
    let app = TestApp::spawn().await;
    for (caller, method, path, good) in doors(&app).await {
        for kind in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
            Some("multipart/form-data"),
        ] {
            let mut req = caller.request(method.clone(), path).body(good.to_string());
            if let Some(kind) = kind {
                req = req.header("content-type", kind);
            }
            assert_problem(&caller.send(req).await, 415, "unsupported-media-type");
        }
    }
}

#[tokio::test]
async fn a_compressed_body_is_not_read() {
    let app = TestApp::spawn().await;
    for (caller, method, path, good) in doors(&app).await {
        for encoding in [
            "gzip",
            "GZIP",
            "br",
            "deflate",
            "zstd",
            "x-gzip",
            "compress",
            "gzip, gzip",
            "identity, gzip",
            "identity",
        ] {
            let req = caller
                .request(method.clone(), path)
                .json(&good)
                .header("content-encoding", encoding);
            assert_problem(&caller.send(req).await, 415, "unsupported-media-type");
        }
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read_to_its_end() {
    let app = TestApp::spawn().await;
    let limit = app.state.config.server.max_body_bytes;
    for (caller, method, path, good) in doors(&app).await {
        let field = good.as_object().unwrap().keys().next().unwrap().clone();
        let large = with(good, &field, json!("x".repeat(limit)));
        let req = caller
            .request(method.clone(), path)
            .header("content-type", "application/json");
        assert_problem(&caller.send(req.body(large.clone())).await, 413, "too-large");
        // Without saying beforehand how long it will be.
        let chunks: Vec<_> = large
            .as_bytes()
            .chunks(4096)
            .map(|it| Ok::<_, std::io::Error>(it.to_vec()))
            .collect();
        let req = caller.request(method, path).header("content-type", "application/json");
        let res = caller
            .send(req.body(reqwest::Body::wrap_stream(futures_util::stream::iter(chunks))))
            .await;
        assert_problem(&res, 413, "too-large");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let app = TestApp::spawn_with(|config| config.server.body_seconds = 1).await;
    for (caller, method, path, _) in doors(&app).await {
        let beginning = futures_util::stream::iter([Ok::<_, std::io::Error>(b"{".to_vec())]);
        let never = futures_util::stream::StreamExt::chain(beginning, futures_util::stream::pending());
        let req = caller.request(method, path).header("content-type", "application/json");
        let sent = caller.send(req.body(reqwest::Body::wrap_stream(never)));
        let res = tokio::time::timeout(Duration::from_secs(20), sent).await;
        let res = res.expect("an answer, though the body does not come");
        assert_problem(&res, 408, "too-slow");
    }
}

#[tokio::test]
async fn a_caller_who_is_not_signed_in_is_refused_whatever_the_body() {
    let app = TestApp::spawn().await;
    for (_, method, path, _) in doors(&app).await.into_iter().skip(1) {
        let nobody = app.nobody(ACME);
        let req = nobody
            .request(method, path)
            .header("content-type", "application/json")
            .body("{");
        assert_problem(&nobody.send(req).await, 401, "unauthenticated");
    }
}
