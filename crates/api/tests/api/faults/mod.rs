//! Bad input and a world in trouble: answers stay problems, and nothing that was promised is lost.

mod bodies;
mod database_away;
mod mail_away;
mod mail_order;
mod tokens;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::support::{ACME, Answer, Caller, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const ANA: &str = "ana@acme.example";

fn assert_problem(res: &Answer, status: u16, kind: &str) {
    assert_eq!(res.status(), status, "{}", res.text());
    let content_type = res.headers().get("content-type").and_then(|it| it.to_str().ok());
    assert_eq!(content_type, Some("application/problem+json"));
    let problem = res.json();
    assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    for tell_tale in ["sqlx", "SQL", "/work", "src/", "panicked"] {
        assert!(!res.text().contains(tell_tale), "{problem}");
    }
}

#[tokio::test]
async fn metrics_are_for_whoever_has_the_token_and_strangers_add_no_series() {
    let app =
        TestApp::spawn_with(|config| config.server.metrics_token = "a token for the scraper".to_owned().into()).await;
    let nobody = app.nobody(ACME);
    for method in ["BREW", "X0001", "X0002"] {
        let req = nobody.request(Method::from_bytes(method.as_bytes()).unwrap(), "/api/v1/portal/info");
        nobody.send(req).await;
    }

    assert_eq!(nobody.get("/metrics").await.status(), 404);
    assert_eq!(nobody.clone().with_token("a token").get("/metrics").await.status(), 404);
    let read = nobody
        .clone()
        .with_token("a token for the scraper")
        .get("/metrics")
        .await;
    assert_eq!(read.status(), 200);
    assert!(read.text().contains("method=\"other\""), "{}", read.text());
    assert!(!read.text().contains("X000"), "{}", read.text());
    let without = TestApp::spawn().await;
    assert_eq!(without.nobody(ACME).with_token("").get("/metrics").await.status(), 404);
}

#[tokio::test]
async fn days_that_are_none_are_malformed() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    for day in ["-26214-1-1", "-9999-1-01", "2026-02-30", "9999-12-31"] {
        let res = maria.get(&format!("/api/v1/portal/tickets?created_from={day}")).await;
        let good = day == "9999-12-31";
        assert_eq!(res.status(), if good { 200 } else { 400 }, "{day}: {}", res.text());
    }
}

#[tokio::test]
async fn what_strangers_left_behind_is_cleared_away_and_nothing_else() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let ask = async |email: &str| {
        let res = app
            .nobody(ACME)
            .post("/api/v1/portal/sign-in/mail", &json!({ "email": email }))
            .await;
        assert_eq!(res.status(), 202);
    };
    let ticket = json!({ "form_id": fixtures::form_id(), "title": "Once", "description": "Only",
        "answers": { fixtures::field_id("area").0.to_string(): "Login" } });
    let files = async |caller: &Caller| {
        let req = caller.request(Method::POST, "/api/v1/portal/tickets");
        let res = caller.send(req.header("idempotency-key", "one").json(&ticket)).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        res.headers().contains_key("idempotent-replayed")
    };
    for n in 0..3 {
        ask(&format!("stranger{n}@nowhere.example")).await;
    }
    assert!(!files(&maria).await);
    app.run_jobs().await;

    app.clock.advance(TimeDelta::hours(24));
    assert_eq!(portico::app::tidy(&app.state).await.unwrap(), 0);
    app.clock.advance(TimeDelta::minutes(11));
    ask(MARIA).await;
    assert_eq!(portico::app::tidy(&app.state).await.unwrap(), 3);
    let maria = app.contact(MARIA).await;
    assert!(files(&maria).await, "a key is remembered for a day and more");

    app.clock.advance(TimeDelta::hours(24) + TimeDelta::minutes(11));
    let removed = portico::app::tidy(&app.state).await.unwrap();
    assert_eq!(
        removed, 8,
        "Maria's link, the key, and two counts for each of three strangers: of the address and, as for everybody, of its domain"
    );
    let maria = app.contact(MARIA).await;
    assert!(!files(&maria).await);
}
