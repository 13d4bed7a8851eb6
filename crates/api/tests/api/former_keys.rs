//! What was made under a secret key that was replaced.

use chrono::TimeDelta;
use portico_sandbox::faults::{Rule, SmtpFault, SmtpStage};
use portico_types::staff::AuditAction;
use serde_json::json;
use uuid::Uuid;

use crate::{
    magic_links::{asks_in, code_in, completes, count, token_in},
    support::{ACME, Caller, Second, TestApp},
};

const MARIA: &str = "maria@globex.example";

const SESSION: &str = "__Host-portico-session-portal";
const REFRESH: &str = "/api/v1/portal/session/refresh";
const FORMER: &str = "a secret key of at least 32 characters";
const PRESENT: &[u8] = b"another secret key of 32 characters or more";

/// A server that was started with another key, and knows the one before.
async fn anew(app: &TestApp) -> Second {
    let knows = |config: &mut portico::config::Config| config.secrets.previous = vec![FORMER.into()];
    app.another(PRESENT, knows).await
}

/// Renews a session, long after it was last; returns the next cookie, if there is one.
async fn renew(app: &TestApp, server: Option<&Second>, cookie: &str) -> Option<String> {
    app.clock.advance(TimeDelta::seconds(11));
    let browser = app.nobody(ACME).with_cookie(cookie);
    let browser = server.map_or(browser.clone(), |server| server.reach(&browser));
    let res = browser.post_empty(REFRESH).await;
    assert!([200, 401].contains(&res.status()), "{}", res.text());
    res.cookie(SESSION)
}

#[tokio::test]
async fn a_cookie_from_before_the_secret_key_changed_still_ends_its_session() {
    let app = TestApp::spawn().await;
    let mut cookie = app.session_cookie("maria@globex.example").await;
    let mut before = Vec::new();
    for _ in 0..3 {
        cookie = renew(&app, None, &cookie).await.expect("a session");
        before.push(cookie.clone());
    }
    let anew = anew(&app).await;
    for _ in 0..3 {
        cookie = renew(&app, Some(&anew), &cookie).await.expect("a session that goes on");
    }
    // Whoever knows the session's name alone ends nothing.
    let id = cookie.split(['=', '.']).nth(1).unwrap();
    for invented in [Uuid::new_v4().to_string(), "A".repeat(43), "A".repeat(86)] {
        let invented = format!("{SESSION}={id}.{invented}");
        assert_eq!(renew(&app, Some(&anew), &invented).await, None);
    }
    cookie = renew(&app, Some(&anew), &cookie).await.expect("a session that goes on");
    assert_eq!(count(&app, AuditAction::SessionReplayed).await, 0);

    assert_eq!(renew(&app, Some(&anew), &before[0]).await, None, "a replay");

    assert_eq!(renew(&app, Some(&anew), &cookie).await, None);
    assert_eq!(count(&app, AuditAction::SessionReplayed).await, 1);
}

#[tokio::test]
async fn a_replaced_cookie_counts_as_one_of_its_own_session_alone() {
    let app = TestApp::spawn().await;
    let (marias, toms) = (
        app.session_cookie("maria@globex.example").await,
        app.session_cookie("tom@globex.example").await,
    );
    let old = renew(&app, None, &marias).await.expect("a session");
    let new = renew(&app, None, &old).await.expect("a session");
    let secret = old.rsplit('.').next().unwrap();
    let (toms_session, _) = toms.rsplit_once('.').unwrap();

    let mixed = format!("{toms_session}.{secret}");
    assert_eq!(renew(&app, None, &mixed).await, None);

    assert!(renew(&app, None, &toms).await.is_some());
    assert!(renew(&app, None, &new).await.is_some());
    assert_eq!(count(&app, AuditAction::SessionReplayed).await, 0);
}

#[tokio::test]
async fn two_tabs_of_which_each_renews_under_another_key_stay_signed_in() {
    let app = TestApp::spawn().await;
    let anew = anew(&app).await;
    let cookie = app.session_cookie(MARIA).await;
    let browser = app.nobody(ACME).with_cookie(&cookie);

    let first = browser.post_empty(REFRESH).await;
    let second = anew.reach(&browser).post_empty(REFRESH).await;

    assert_eq!((first.status(), second.status()), (200, 200), "{}", second.text());
    assert_eq!(first.cookie(SESSION), second.cookie(SESSION));
    let cookie = second.cookie(SESSION).expect("a session");
    let cookie = renew(&app, Some(&anew), &cookie).await.expect("a session that goes on");

    // The other way about there is no telling what the other tab got; the session stays, and so does what that tab has.
    let browser = app.nobody(ACME).with_cookie(&cookie);
    let first = anew.reach(&browser).post_empty(REFRESH).await;
    let second = browser.post_empty(REFRESH).await;
    assert_eq!((first.status(), second.status()), (200, 401), "{}", second.text());
    assert_eq!(second.cookie(SESSION), None);
    assert!(
        renew(&app, Some(&anew), &first.cookie(SESSION).unwrap())
            .await
            .is_some()
    );
    assert_eq!(count(&app, AuditAction::SessionReplayed).await, 0);
}

/// Somebody asks while no mail leaves; returns their browser.
async fn asks_in_vain(app: &TestApp, server: Option<&Second>) -> Caller {
    app.sandbox
        .faults()
        .set([Rule::smtp(SmtpStage::Connect, SmtpFault::Drop)]);
    let nobody = app.nobody(ACME);
    let nobody = server.map_or(nobody.clone(), |server| server.reach(&nobody));
    let asked = nobody
        .post("/api/v1/portal/sign-in/mail", &json!({ "email": MARIA }))
        .await;
    match server {
        Some(server) => server.run_jobs().await,
        None => app.run_jobs().await,
    }
    assert!(app.sandbox.mails_to(MARIA).is_empty());
    app.sandbox.faults().clear();
    app.clock.advance(TimeDelta::minutes(1));
    nobody.with_cookie(&asked.cookie("__Host-portico-browser-portal").expect("a cookie"))
}

#[tokio::test]
async fn a_mail_that_was_promised_before_the_secret_key_changed_leaves_and_works() {
    for by_code in [false, true] {
        let app = TestApp::spawn().await;
        let browser = asks_in_vain(&app, None).await;
        let anew = anew(&app).await;

        anew.run_jobs().await;

        let mail = app.sandbox.mails_to(MARIA).pop().expect("the mail");
        let proof = if by_code {
            json!({ "code": code_in(&mail) })
        } else {
            json!({ "token": token_in(&mail) })
        };
        assert_eq!(completes(&anew.reach(&browser), proof).await.status(), 200);
    }
}

#[tokio::test]
async fn a_code_that_was_mailed_before_the_secret_key_changed_works() {
    let app = TestApp::spawn().await;
    let asked = asks_in(&app, app.nobody(ACME), MARIA).await;
    let anew = anew(&app).await;

    let browser = anew.reach(&asked.browser);

    let wrong = if asked.code == "000000" { "111111" } else { "000000" };
    assert_eq!(completes(&browser, json!({ "code": wrong })).await.status(), 401);
    assert_eq!(completes(&browser, json!({ "code": asked.code })).await.status(), 200);
}

#[tokio::test]
async fn a_mail_promised_under_a_key_that_this_process_does_not_know_waits_for_another() {
    let app = TestApp::spawn().await;
    let anew = anew(&app).await;
    let browser = asks_in_vain(&app, Some(&anew)).await;

    app.run_jobs().await;
    assert!(app.sandbox.mails_to(MARIA).is_empty());
    app.clock.advance(TimeDelta::minutes(1));
    anew.run_jobs().await;

    let mail = app.sandbox.mails_to(MARIA).pop().expect("the mail");
    let proof = json!({ "token": token_in(&mail) });
    assert_eq!(completes(&anew.reach(&browser), proof).await.status(), 200);
}
