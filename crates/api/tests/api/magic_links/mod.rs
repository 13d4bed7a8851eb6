//! Link and code under attack: scanners, guessing, other browsers, and whoever would make us write too often. (What the mail says is in
//! `mail`.)

mod budgets;
mod codes;
mod known_browsers;

use chrono::TimeDelta;
use portico::entity::{audit_entry, session};
use portico_sandbox::mail::Mail;
use portico_types::staff::AuditAction;
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::support::{ACME, Answer, Caller, OTHER, TestApp};

const MARIA: &str = "maria@globex.example";
const BROWSER: &str = "__Host-portico-browser-portal";
const KNOWN: &str = "__Host-portico-known-portal";
const ASK: &str = "/api/v1/portal/sign-in/mail";
const COMPLETE: &str = "/api/v1/portal/sign-in/mail/complete";

/// A browser that asked for a mail, and what the mail brought.
pub struct Asked {
    pub browser: Caller,
    pub token: String,
    pub code: String,
}

pub fn token_in(mail: &Mail) -> String {
    let link = mail.text.split_whitespace().find(|word| word.starts_with("http"));
    link.and_then(|link| link.split_once('#')).expect("a link").1.to_owned()
}

pub fn code_in(mail: &Mail) -> String {
    let words: Vec<_> = mail.text.split_whitespace().collect();
    let digits = |word: &&str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit());
    let pair = words.windows(2).find(|pair| pair.iter().all(digits));
    pair.expect("a code").concat()
}

pub async fn asks(app: &TestApp, email: &str) -> Asked {
    asks_in(app, app.nobody(ACME), email).await
}

pub async fn asks_in(app: &TestApp, nobody: Caller, email: &str) -> Asked {
    let res = nobody.post(ASK, &json!({ "email": email })).await;
    assert_eq!(res.status(), 202);
    app.run_jobs().await;
    let mail = app.sandbox.mails_to(email).pop().expect("a mail");
    Asked {
        browser: nobody.with_cookie(&res.cookie(BROWSER).expect("a cookie")),
        token: token_in(&mail),
        code: code_in(&mail),
    }
}

pub async fn completes(browser: &Caller, proof: serde_json::Value) -> Answer {
    browser.post(COMPLETE, &proof).await
}

fn header_names(res: &Answer) -> Vec<String> {
    let mut names: Vec<_> = res.headers().keys().map(ToString::to_string).collect();
    names.sort_unstable();
    names
}

pub async fn count(app: &TestApp, action: AuditAction) -> u64 {
    let entries = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(action));
    entries.count(&app.db).await.expect("a count")
}

#[tokio::test]
async fn a_scanner_that_opens_the_page_and_presses_the_button_burns_nothing_and_gets_nothing() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let sessions = session::Entity::find().count(&app.db).await.unwrap();

    // It runs our page's script: a browser of its own, with a cookie of its own or none.
    let scanner = app.nobody(ACME);
    let res = scanner.post(ASK, &json!({ "email": "scanner@nowhere.example" })).await;
    let scanner = scanner.with_cookie(&res.cookie(BROWSER).unwrap());
    for _ in 0..10 {
        let page = scanner
            .request(Method::GET, "/sign-in/confirm")
            .header("accept", "text/html");
        let page = scanner.send(page).await;
        assert!(
            page.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert_eq!(page.headers().get("set-cookie"), None);
        for browser in [&scanner, &app.nobody(ACME)] {
            let res = completes(browser, json!({ "token": asked.token })).await;
            assert_eq!(res.status(), 401);
            assert!(res.cookie("__Host-portico-session-portal").is_none());
            assert_eq!(completes(browser, json!({ "code": asked.code })).await.status(), 401);
        }
    }
    assert_eq!(session::Entity::find().count(&app.db).await.unwrap(), sessions);

    assert_eq!(
        completes(&asked.browser, json!({ "token": asked.token }))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn link_and_code_end_with_their_time_and_with_a_newer_mail() {
    let app = TestApp::spawn().await;
    let old = asks(&app, MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let new = asks(&app, MARIA).await;
    assert_eq!(
        completes(&old.browser, json!({ "token": old.token })).await.status(),
        401
    );
    assert_eq!(completes(&old.browser, json!({ "code": old.code })).await.status(), 401);

    app.clock.advance(TimeDelta::minutes(10));
    assert_eq!(
        completes(&new.browser, json!({ "token": new.token })).await.status(),
        401
    );
}

/// Asks for mails to names that nobody at Globex has; returns how many left.
async fn invents(app: &TestApp, names: std::ops::Range<u32>) -> usize {
    let before = app.sandbox.mails().len();
    for n in names {
        let body = json!({ "email": format!("invented{n}@globex.example") });
        assert_eq!(app.nobody(ACME).post(ASK, &body).await.status(), 202);
    }
    app.run_jobs().await;
    app.sandbox.mails().len() - before
}

#[tokio::test]
async fn link_and_code_stay_at_their_door_and_with_their_account() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let cookie = asked.browser.cookies().join("; ");
    let at_console = app
        .nobody(ACME)
        .with_cookie(&cookie.replace("browser-portal", "browser-console"));
    let elsewhere = app.nobody(OTHER).with_cookie(&cookie);
    for proof in [json!({ "token": asked.token }), json!({ "code": asked.code })] {
        let console = at_console.post("/api/v1/sign-in/mail/complete", &proof).await;
        assert_eq!(console.status(), 401, "the other door");
        assert_eq!(completes(&elsewhere, proof).await.status(), 401, "another account");
    }

    let home = completes(&asked.browser, json!({ "token": asked.token })).await;
    assert_eq!(home.status(), 200);
}

#[tokio::test]
async fn agents_who_may_not_use_mail_get_the_answer_strangers_get() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let version = ana.get("/api/v1/sign-in-settings").await.json()["version"].clone();
    let off = json!({ "version": version, "agents": ["google"] });
    assert_eq!(ana.patch("/api/v1/sign-in-settings", &off).await.status(), 200);
    let mut answers = Vec::new();
    for email in ["ana@acme.example", "stranger@nowhere.example"] {
        let res = app
            .nobody(ACME)
            .post("/api/v1/sign-in/mail", &json!({ "email": email }))
            .await;
        let names = header_names(&res);
        answers.push((res.status(), res.text().to_owned(), names));
    }
    app.run_jobs().await;
    assert_eq!(answers[0].0, 202);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(app.sandbox.mails().len(), 0);
}

#[tokio::test]
async fn signing_out_and_a_replayed_cookie_are_in_the_log() {
    let app = TestApp::spawn().await;
    let first = app.session_cookie(MARIA).await;
    let with = |cookie: &str| app.nobody(ACME).with_cookie(cookie);
    let res = with(&first).post_empty("/api/v1/portal/session/refresh").await;
    let second = res.cookie("__Host-portico-session-portal").unwrap();
    app.clock.advance(TimeDelta::seconds(11));
    assert_eq!(
        with(&first).post_empty("/api/v1/portal/session/refresh").await.status(),
        401
    );
    assert_eq!(count(&app, AuditAction::SessionReplayed).await, 1);
    with(&second).post_empty("/api/v1/portal/session/sign-out").await;
    assert_eq!(
        count(&app, AuditAction::SignedOut).await,
        0,
        "there was nothing left to sign out of"
    );

    let other = app.session_cookie(MARIA).await;
    with(&other).post_empty("/api/v1/portal/session/sign-out").await;
    assert_eq!(count(&app, AuditAction::SignedOut).await, 1);
}

/// Whoever is told to come back later has a link that still works.
#[tokio::test]
async fn a_link_is_not_burnt_by_a_session_that_could_not_be_opened() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let sqlite = app.db.get_database_backend() == DbBackend::Sqlite;
    let break_it: &[&str] = if sqlite {
        &["CREATE TRIGGER away BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'database is locked'); END"]
    } else {
        &[
            "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END $$",
            "CREATE TRIGGER away BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION away()",
        ]
    };
    for statement in break_it {
        app.db.execute_unprepared(statement).await.unwrap();
    }

    let proof = json!({ "token": asked.token });
    assert_eq!(completes(&asked.browser, proof.clone()).await.status(), 503);

    let mend_it = if sqlite {
        "DROP TRIGGER away"
    } else {
        "DROP TRIGGER away ON sessions"
    };
    app.db.execute_unprepared(mend_it).await.unwrap();
    let session = completes(&asked.browser, proof.clone()).await;
    assert_eq!(session.status(), 200, "{}", session.text());
    assert_eq!(completes(&asked.browser, proof).await.status(), 401, "once");
}

#[tokio::test]
async fn a_link_of_somebody_who_may_no_longer_come_in_is_used_up_and_stands_in_the_log_once() {
    let app = TestApp::spawn().await;
    let asked = asks(&app, MARIA).await;
    let ana = app.agent("ana@acme.example").await;
    let maria = format!("/api/v1/contacts/{}", crate::support::fixtures::contact_id(MARIA));
    let disable = async |disabled: bool| ana.patch(&maria, &json!({ "disabled": disabled })).await.status();
    assert_eq!(disable(true).await, 200);

    let proof = json!({ "token": asked.token });
    assert_eq!(completes(&asked.browser, proof.clone()).await.status(), 403);

    assert_eq!(disable(false).await, 200);
    assert_eq!(completes(&asked.browser, proof).await.status(), 401);
    assert_eq!(count(&app, AuditAction::SignInRefused).await, 1);
}
