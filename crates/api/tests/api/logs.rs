//! What the log tells, also when it tells most: enough to find a failure, and nothing that opens a door or names a person.

use std::{
    io::Write,
    sync::{Mutex, Once},
};

use portico::entity::{JobState, job};
use portico_sandbox::faults::{Rule, SlackFault};
use portico_types::ids::JobId;
use reqwest::Method;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use tracing_subscriber::{Layer, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    openid::{Door, Gone, person, query},
    support::{ACME, TestApp, fixtures},
};

/// What is logged in this process while somebody listens, by whichever test.
static HEARD: Mutex<Option<Vec<u8>>> = Mutex::new(None);

struct Ear;

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if let Some(heard) = &mut *HEARD.lock().unwrap() {
            heard.extend(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Listens to both formats of the log, with all there is at debug level. The sandbox, which is no part of the server, is not heard.
fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let filter = || portico::log::filter("debug,portico_sandbox=off");
        let text = fmt::layer()
            .fmt_fields(portico::log::fields())
            .with_ansi(false)
            .with_writer(|| Ear)
            .with_filter(filter());
        let json = fmt::layer().json().with_writer(|| Ear).with_filter(filter());
        tracing_subscriber::registry().with(text).with(json).init();
    });
    *HEARD.lock().unwrap() = Some(Vec::new());
}

fn heard() -> String {
    let heard = HEARD.lock().unwrap().take();
    String::from_utf8(heard.expect("somebody listened")).expect("text")
}

/// Claims one, once; returns its id.
async fn unreadable_job(app: &TestApp) -> String {
    let (account_id, id, now) = (
        fixtures::account_id(ACME),
        JobId(uuid::Uuid::now_v7()),
        app.state.clock.now(),
    );
    let row = job::ActiveModel {
        account_id: Set(account_id),
        id: Set(id),
        kind: Set("post_card".to_owned()),
        payload: Set(json!({ "from": "a newer release of the logs test" })),
        lane_seq: Set(0),
        state: Set(JobState::Ready),
        run_at: Set(now),
        attempts: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    job::Entity::insert(row)
        .exec_without_returning(&app.db)
        .await
        .expect("inserted");
    app.run_jobs().await;
    let key = (account_id, id);
    job::Entity::delete_by_id(key).exec(&app.db).await.expect("deleted");
    id.to_string()
}

#[tokio::test]
async fn the_log_tells_no_secret_no_address_and_nothing_of_a_body() {
    let app_token = "xapp-1-of-the-logs-test";
    let app = TestApp::spawn_with(|config| config.slack.app_token = app_token.to_owned().into()).await;
    listen();
    let mut secrets: Vec<(&str, String)> = vec![("an app-level token", app_token.to_owned())];
    let nobody = app.nobody(ACME);
    let address = "tom@globex.example";

    // A socket that does not open, one that does, and one that is cut.
    let slack = app.sandbox.slack();
    slack
        .faults()
        .add(Rule::slack("apps.connections.open", SlackFault::Http5xx { status: 503 }).times(1));
    slack.socket_mode_on(app_token);
    slack.until_sockets(1).await;
    slack.cut_sockets();
    slack.until_sockets(0).await;
    slack.until_sockets(1).await;
    for call in slack.calls_of("apps.connections.open") {
        let url = call.answer["url"].as_str().unwrap_or("ticket=none of the logs test&");
        let ticket = url.split_once("ticket=").and_then(|(_, rest)| rest.split_once('&'));
        secrets.push(("a socket's ticket", ticket.expect("a ticket").0.to_owned()));
    }

    // By mail, with wrong proofs before the right one.
    let asked = nobody
        .post("/api/v1/portal/sign-in/mail", &json!({ "email": address }))
        .await;
    app.run_jobs().await;
    let cookie = asked.cookie("__Host-portico-browser-portal").expect("a cookie");
    let mail = app.sandbox.mails_to(address).pop().expect("a mail");
    let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
    let token = link.and_then(|link| link.split_once('#')).expect("a link").1.to_owned();
    let browser = nobody.clone().with_cookie(&cookie);
    let complete = "/api/v1/portal/sign-in/mail/complete";
    let wrong = "wrong-token-of-the-logs-test";
    for proof in [json!({ "code": "918273" }), json!({ "token": wrong })] {
        assert_eq!(browser.post(complete, &proof).await.status(), 401);
    }
    let session = browser.post(complete, &json!({ "token": token })).await;
    assert_eq!(session.status(), 200, "{}", session.text());
    let access = session.json()["access_token"].as_str().expect("a token").to_owned();
    let refresh = session.cookie("__Host-portico-session-portal").expect("a cookie");
    let renewed = nobody
        .clone()
        .with_cookie(&refresh)
        .post_empty("/api/v1/portal/session/refresh")
        .await;
    secrets.extend([
        ("the link's secret", token),
        ("a wrong secret", wrong.to_owned()),
        (
            "the browser's cookie",
            cookie.rsplit('=').next().expect("a value").to_owned(),
        ),
        ("an access token", access.clone()),
        (
            "a refresh token",
            refresh.rsplit('.').next().expect("a secret").to_owned(),
        ),
        (
            "a renewed access token",
            renewed.json()["access_token"].as_str().expect("a token").to_owned(),
        ),
        ("an address", address.to_owned()),
    ]);

    // By code.
    let somebody = "sam@initech.example";
    let by_code = crate::magic_links::asks(&app, somebody).await;
    let proof = json!({ "code": by_code.code });
    let session = crate::magic_links::completes(&by_code.browser, proof).await;
    assert_eq!(session.status(), 200, "{}", session.text());
    secrets.push(("another link's secret", by_code.token));

    // At a provider, with a wrong code before.
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person("maria@globex.example"));
    let mut other = back.clone();
    other["state"] = json!("state-of-nobody-in-the-logs-test");
    assert_eq!(gone.comes_back(&other).await.status(), 401);
    let called_back = format!(
        "/sign-in/callback/google?code={}&state={}",
        back["code"].as_str().expect("a code"),
        back["state"].as_str().expect("a state")
    );
    nobody.get(&called_back).await;
    gone.comes_back(&back).await;
    secrets.extend([
        ("a nonce", query(&gone.authorize_url)["nonce"].clone()),
        ("a client secret", app.sandbox.openid().client().secret.clone()),
        ("a provider's code", back["code"].as_str().expect("a code").to_owned()),
        ("a state", back["state"].as_str().expect("a state").to_owned()),
        ("a wrong state", "state-of-nobody-in-the-logs-test".to_owned()),
        ("an address at the provider", "maria@globex.example".to_owned()),
    ]);

    // API keys: one that may not, one that nobody has, one in an address.
    let ana = app.agent("ana@acme.example").await;
    let asked = json!({ "kind": "service", "name": "Quiet", "scopes": ["tickets:read"] });
    let made = ana.post("/api/v1/api-keys", &asked).await.json();
    let key = made["secret"].as_str().expect("a secret").to_owned();
    let quiet = nobody.clone().with_token(&key);
    assert_eq!(quiet.get("/api/v1/audit-log").await.status(), 403);
    assert_eq!(quiet.get("/api/v1/tickets").await.status(), 200);
    assert_eq!(quiet.get(&format!("/api/v1/tickets?q={key}")).await.status(), 400);
    let unknown = format!("portico_{}", "Zz9-_".repeat(9).get(..43).expect("characters"));
    assert_eq!(
        nobody
            .clone()
            .with_token(&unknown)
            .get("/api/v1/tickets")
            .await
            .status(),
        401
    );
    secrets.extend([
        ("an API key", key),
        ("an unknown key", unknown),
        ("another access token", ana.token().to_owned()),
    ]);

    // Bodies that are none, and one that is.
    let tom = nobody.clone().with_token(&access);
    let body = "a sentence of the logs test, meant for one reader";
    for text in [
        format!("{{\"title\": \"{body}\""),
        format!("{{\"title\": \"{body}\", \"{body}\": 1}}"),
        format!("\"{body}\""),
    ] {
        let req = tom
            .request(Method::POST, "/api/v1/portal/tickets")
            .header("content-type", "application/json")
            .body(text);
        assert!([400, 422].contains(&tom.send(req).await.status()));
    }
    tom.get("/api/v1/portal/tickets?q=a%20sentence%20of%20the%20logs%20test")
        .await;
    crate::tickets::file(&tom, &crate::tickets::problem(body)).await;
    app.run_jobs().await;
    secrets.push(("a body", "of the logs test".to_owned()));
    let unreadable = unreadable_job(&app).await;

    let log = heard();
    let said = log
        .lines()
        .any(|line| line.contains("is unreadable") && line.contains(&unreadable));
    assert!(said, "a job that cannot be read is told of");
    assert!(
        log.contains("INFO") || log.contains("DEBUG"),
        "something was heard: {log}"
    );
    assert!(!tells(&log, &by_code.code), "a right code stands in the log");
    let given_out = app.sandbox.openid().given_out();
    assert_eq!(given_out.len(), 2, "an access token and an ID token");
    secrets.extend(given_out.into_iter().map(|it| ("a provider's token", it)));
    for (what, secret) in secrets {
        let found = log.find(&secret).map(|at| {
            let from = log[..at].rfind('\n').map_or(0, |line| line + 1);
            log[from..].lines().next().unwrap_or_default()
        });
        assert_eq!(found, None, "{what} stands in the log");
    }
}

/// Whether a text has these digits as a word of their own: parts of times and ids may be the same by chance.
fn tells(text: &str, digits: &str) -> bool {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'));
    let spaced = format!("{} {}", &digits[..3], &digits[3..]);
    text.contains(&spaced)
        || text
            .match_indices(digits)
            .any(|(at, _)| apart(text[..at].chars().next_back()) && apart(text[at + digits.len()..].chars().next()))
}

#[tokio::test]
async fn what_callers_send_makes_no_line_and_no_colour_of_its_own() {
    struct Page(std::sync::Arc<Mutex<Vec<u8>>>);
    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let heard = std::sync::Arc::new(Mutex::new(Vec::new()));
    let evil = "x\n2026-01-01 ERROR forged\r\u{1b}[31mred\u{7}\u{0}";
    for json in [false, true] {
        let page = heard.clone();
        let writer = move || Page(page.clone());
        let layer = if json {
            fmt::layer().json().with_writer(writer).boxed()
        } else {
            fmt::layer()
                .fmt_fields(portico::log::fields())
                .with_ansi(false)
                .with_writer(writer)
                .boxed()
        };
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::warn!(error = %evil, "refused: {evil}");
        });
        let text = String::from_utf8(std::mem::take(&mut *heard.lock().unwrap())).unwrap();
        assert!(text.contains("forged"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text:?}");
        assert!(!text.trim_end().contains(char::is_control), "{text:?}");
    }
}
