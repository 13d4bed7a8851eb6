//! Staying signed in and out. (Asking for the mail is in `mail`.)

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{ACME, OTHER, TestApp};

const SESSION: &str = "__Host-portico-session-portal";

#[tokio::test]
async fn an_access_token_is_for_its_account_and_surface_only() {
    let app = TestApp::spawn().await;
    let maria = app.contact("maria@globex.example").await;

    assert_eq!(maria.get("/api/v1/portal/me").await.status(), 200);
    assert_eq!(
        app.nobody(OTHER)
            .with_token(maria.token())
            .get("/api/v1/portal/me")
            .await
            .status(),
        401
    );
    assert_eq!(maria.get("/api/v1/me").await.status(), 401);
}

#[tokio::test]
async fn an_access_token_ends_with_its_time() {
    let app = TestApp::spawn().await;
    let maria = app.contact("maria@globex.example").await;

    app.clock.advance(TimeDelta::minutes(10));

    assert_eq!(maria.get("/api/v1/portal/me").await.status(), 401);
}

#[tokio::test]
async fn asking_for_a_mail_looks_the_same_for_everybody() {
    let app = TestApp::spawn().await;
    let mut answers = Vec::new();
    for email in [
        "maria@globex.example",
        "stranger@nowhere.example",
        "nobody@globex.example",
    ] {
        let res = app
            .nobody(ACME)
            .post("/api/v1/portal/sign-in/mail", &json!({ "email": email }))
            .await;
        let mut headers: Vec<&str> = res.headers().keys().map(reqwest::header::HeaderName::as_str).collect();
        headers.sort_unstable();
        answers.push((res.status(), res.text().to_owned(), headers.join(" ")));
    }
    assert_eq!(answers[0].0, 202);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[tokio::test]
async fn cookies_act_only_for_pages_of_the_same_origin() {
    let app = TestApp::spawn().await;
    let nobody = app.nobody(ACME);
    for path in [
        "/api/v1/portal/session/refresh",
        "/api/v1/portal/session/sign-out",
        "/api/v1/session/refresh",
    ] {
        for origin in ["http://evil.example", "null", ""] {
            let req = nobody.request(reqwest::Method::POST, path).header("origin", origin);
            let mut req = req.build().unwrap();
            req.headers_mut().insert("origin", origin.parse().unwrap());
            let res = nobody.execute(req).await;
            assert_eq!(res.status(), 403, "{path} {origin:?}");
        }
    }
}

#[tokio::test]
async fn a_refresh_token_works_once_and_a_replay_ends_the_session() {
    let app = TestApp::spawn().await;
    let first = app.session_cookie("maria@globex.example").await;
    let refresh = |cookie: &str| {
        let caller = app.nobody(ACME).with_cookie(cookie);
        async move { caller.post_empty("/api/v1/portal/session/refresh").await }
    };

    let second = refresh(&first).await.cookie(SESSION).unwrap();
    // Another tab, a moment later, arrives at the same successor.
    assert_eq!(refresh(&first).await.cookie(SESSION).unwrap(), second);
    app.clock.advance(TimeDelta::seconds(11));
    assert_eq!(refresh(&first).await.status(), 401);

    assert_eq!(refresh(&second).await.status(), 401, "the whole family is ended");
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let app = TestApp::spawn().await;
    let cookie = app.session_cookie("maria@globex.example").await;
    let res = app
        .nobody(ACME)
        .with_cookie(&cookie)
        .post_empty("/api/v1/portal/session/refresh")
        .await;
    let (next, token) = (
        res.cookie(SESSION).unwrap(),
        res.json()["access_token"].as_str().unwrap().to_owned(),
    );

    let res = app
        .nobody(ACME)
        .with_cookie(&next)
        .post_empty("/api/v1/portal/session/sign-out")
        .await;

    assert_eq!(res.status(), 204);
    assert_eq!(
        app.nobody(ACME)
            .with_cookie(&next)
            .post_empty("/api/v1/portal/session/refresh")
            .await
            .status(),
        401
    );
    assert_eq!(
        app.nobody(ACME)
            .with_token(&token)
            .get("/api/v1/portal/me")
            .await
            .status(),
        401
    );
}
