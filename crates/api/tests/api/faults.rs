//! Bad input and a world in trouble: answers stay problems, and nothing that was promised is lost.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use portico::outside::clock::Clock;
use portico_sandbox::faults::{Rule, SmtpFault, SmtpStage};
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{ACME, Answer, Caller, OTHER, SECRET, TestApp, fixtures};

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

// Bodies

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
        let res = caller.send(req.body(reqwest::Body::wrap_stream(never))).await;
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

#[tokio::test]
async fn control_characters_in_a_text_do_no_harm() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    // PostgreSQL stores no NUL.
    let body = json!({
        "form_id": fixtures::form_id(),
        "title": "He\u{0}lp\u{1b}[31m\r\nme",
        "description": "Ple\u{0}ase \u{202e}esrever",
        "answers": { fixtures::field_id("area").to_string(): "Billing" },
    });

    let res = maria.post("/api/v1/portal/tickets", &body).await;

    assert!([201, 422].contains(&res.status()), "{}", res.text());
    assert!(!res.text().contains("\\u0000"), "{}", res.text());
}

// Access tokens

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

// The mail server

/// Lets Maria ask for a sign-in mail, which must not take the mail server's time.
async fn ask(app: &TestApp) -> Answer {
    let body = json!({ "email": MARIA });
    app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &body).await
}

#[tokio::test]
async fn while_the_mail_server_is_away_the_portal_serves_and_the_mails_wait() {
    let app = TestApp::spawn().await;
    let faults = app.sandbox.faults();
    faults.set([Rule::smtp(SmtpStage::Connect, SmtpFault::Drop)]);

    assert_eq!(ask(&app).await.status(), 202);
    for _ in 0..5 {
        app.run_jobs().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(app.contact(MARIA).await.get("/api/v1/portal/me").await.status(), 200);
    assert!(app.sandbox.mails().is_empty());

    faults.clear();
    app.clock.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 1);
}

#[tokio::test]
async fn answers_that_waited_for_the_mail_server_arrive_in_order() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let key = crate::tickets::file(&maria, &crate::tickets::problem("Printer on fire")).await;
    app.run_jobs().await;
    app.sandbox
        .faults()
        .set([Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 })]);
    for n in 1..=3 {
        let answer = json!({ "visibility": "public", "body": format!("Answer {n}") });
        let said = ana.post(&format!("/api/v1/tickets/{key}/messages"), &answer).await;
        assert_eq!(said.status(), 201, "{}", said.text());
        app.run_jobs().await;
        app.clock.advance(TimeDelta::minutes(1));
    }
    assert!(app.sandbox.mails().is_empty());

    app.sandbox.faults().clear();
    for _ in 0..5 {
        app.clock.advance(TimeDelta::minutes(5));
        app.run_jobs().await;
    }
    let newest = |text: &str| (1..=3).filter(|n| text.contains(&format!("Answer {n}"))).max();
    let mails = app.sandbox.mails_to(MARIA);
    let order: Vec<_> = mails.iter().map(|mail| newest(&mail.text)).collect();
    assert_eq!(order, [Some(1), Some(2), Some(3)]);
}

#[tokio::test]
async fn a_mail_server_that_hangs_is_given_up_on_in_time() {
    let app = TestApp::spawn_with(|config| config.mail.timeout_seconds = 1).await;
    let hang = SmtpFault::Delay { ms: 30_000 };
    app.sandbox
        .faults()
        .set([Rule::smtp(SmtpStage::MailFrom, hang).times(1)]);
    let started = Instant::now();

    assert_eq!(ask(&app).await.status(), 202);
    app.run_jobs().await;

    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    app.clock.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 1);
}

// The database

/// Another user of the database, beside the server.
async fn beside(app: &TestApp) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(app.database.owner_url());
    options.max_connections(1);
    Database::connect(options).await.expect("a second connection")
}

#[tokio::test]
async fn while_the_database_is_locked_writers_are_told_to_come_back() {
    let app = TestApp::spawn_with(|config| config.database.timeout_ms = 1500).await;
    let ana = app.agent(ANA).await;
    let other = beside(&app).await;
    let lock: &[&str] = match other.get_database_backend() {
        DbBackend::Sqlite => &["BEGIN IMMEDIATE"],
        _ => &[
            "BEGIN",
            "LOCK TABLE magic_links, jobs, accounts IN SHARE ROW EXCLUSIVE MODE",
        ],
    };
    for statement in lock {
        other.execute_unprepared(statement).await.unwrap();
    }
    let started = Instant::now();

    let res = ask(&app).await;

    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_problem(&res, 503, "unavailable");
    assert!(res.headers().contains_key("retry-after"));
    assert_eq!(ana.get("/api/v1/portal-setup").await.status(), 200, "readers go on");

    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert_eq!(ask(&app).await.status(), 202);
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 1, "only what was acknowledged");
}

#[tokio::test]
async fn when_the_database_server_comes_back_so_do_we_on_postgres() {
    let app = TestApp::spawn_with(|config| config.database.timeout_ms = 1500).await;
    if app.db.get_database_backend() == DbBackend::Sqlite {
        return; // There is no server to lose.
    }
    let mut url: url::Url = app.database.owner_url().parse().unwrap();
    let name = url.path().trim_start_matches('/').to_owned();
    url.set_path("postgres");
    let administrator = Database::connect(url.as_str()).await.unwrap();
    let allow = async |allowed: bool| {
        let statement = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}");
        administrator.execute_unprepared(&statement).await.unwrap();
    };
    allow(false).await;
    let stop = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    administrator.execute_unprepared(&stop).await.unwrap();

    for _ in 0..6 {
        assert_problem(&ask(&app).await, 503, "unavailable");
    }
    assert_eq!(app.nobody(ACME).get("/healthz").await.status(), 200);
    assert_eq!(app.nobody(ACME).get("/readyz").await.status(), 503);

    allow(true).await;
    assert_eq!(app.nobody(ACME).get("/readyz").await.status(), 200);
    assert_eq!(ask(&app).await.status(), 202);
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 1, "only what was acknowledged");
}

// What is counted

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
        removed, 5,
        "Maria's link, the key, and what was counted for three strangers"
    );
    let maria = app.contact(MARIA).await;
    assert!(!files(&maria).await);
}
