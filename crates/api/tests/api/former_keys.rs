//! What was made under a secret key that was replaced.

use chrono::TimeDelta;
use portico_types::staff::AuditAction;
use uuid::Uuid;

use crate::{
    magic_links::count,
    support::{ACME, Second, TestApp},
};

const SESSION: &str = "__Host-portico-session-portal";
const REFRESH: &str = "/api/v1/portal/session/refresh";
const FORMER: &str = "a secret key of at least 32 characters";
const PRESENT: &[u8] = b"another secret key of 32 characters or more";

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
    let anew = app
        .another(PRESENT, |config| config.secrets.previous = vec![FORMER.into()])
        .await;
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
