//! Browsers that have signed in before: strangers neither use up their mails nor void them.

use chrono::TimeDelta;
use serde_json::json;

use super::{ASK, Asked, BROWSER, KNOWN, MARIA, asks, asks_in, completes, header_names};
use crate::support::{ACME, Caller, TestApp};

/// A browser that has signed in with this address, and has been closed since: what stays is one cookie.
async fn known(app: &TestApp, email: &str) -> Caller {
    let asked = asks(app, email).await;
    let session = completes(&asked.browser, json!({ "token": asked.token })).await;
    app.nobody(ACME).with_cookie(&session.cookie(KNOWN).expect("a cookie"))
}

#[tokio::test]
async fn no_stranger_uses_up_the_mails_of_a_browser_that_has_signed_in_before() {
    let app = TestApp::spawn().await;
    let home = known(&app, MARIA).await;
    for _ in 0..5 {
        app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
        app.run_jobs().await;
    }
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 3, "as many as strangers get sent");

    let asked = asks_in(&app, home.clone(), MARIA).await;

    assert_eq!(app.sandbox.mails_to(MARIA).len(), 4);
    let completed = completes(&asked.browser, json!({ "token": asked.token })).await;
    assert_eq!(completed.status(), 200);
    for _ in 0..4 {
        home.post(ASK, &json!({ "email": MARIA })).await;
        app.run_jobs().await;
    }
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 6, "three an hour, too");
}

#[tokio::test]
async fn what_a_stranger_asks_for_does_not_void_what_a_known_browser_did() {
    let app = TestApp::spawn().await;
    let home = known(&app, MARIA).await;
    let first = asks_in(&app, home.clone(), MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let strangers = asks(&app, MARIA).await;
    let signs_in = async |asked: &Asked| {
        completes(&asked.browser, json!({ "token": asked.token }))
            .await
            .status()
    };

    assert_eq!(signs_in(&first).await, 200);

    let second = asks_in(&app, home.clone(), MARIA).await;
    app.clock.advance(TimeDelta::seconds(1));
    let third = asks_in(&app, home, MARIA).await;
    assert_eq!(signs_in(&second).await, 401, "a newer one voids the older");
    assert_eq!(signs_in(&strangers).await, 401, "a stranger's, too");
    assert_eq!(signs_in(&third).await, 200);
}

#[tokio::test]
async fn a_browser_is_known_for_the_address_it_signed_in_with_at_that_door_and_nobody_sees_it() {
    let app = TestApp::spawn().await;
    let tom = known(&app, "tom@globex.example").await;
    let forged = app.nobody(ACME).with_cookie(&format!("{KNOWN}={}", "A".repeat(43)));
    for stranger in [&tom, &forged, &app.nobody(ACME)] {
        asks_in(&app, stranger.clone(), MARIA).await;
    }
    tom.post(ASK, &json!({ "email": MARIA })).await;
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), 3, "all of them are strangers to her");

    let mut answers = Vec::new();
    for (browser, email) in [
        (&tom, "tom@globex.example"),
        (&tom, MARIA),
        (&tom, "stranger@nowhere.example"),
        (&app.nobody(ACME), "tom@globex.example"),
        (&app.nobody(ACME), "stranger@nowhere.example"),
    ] {
        let res = browser.post(ASK, &json!({ "email": email })).await;
        let cookies: Vec<String> = res
            .headers()
            .get_all("set-cookie")
            .iter()
            .map(|it| it.to_str().unwrap().split('=').next().unwrap().to_owned())
            .collect();
        answers.push((res.status(), res.text().to_owned(), header_names(&res), cookies));
    }
    assert_eq!(answers[0].3, [BROWSER]);
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    app.run_jobs().await;
}

#[tokio::test]
async fn a_browser_is_known_for_a_day_from_when_it_last_asked() {
    let app = TestApp::spawn().await;
    let openid = "/api/v1/portal/sign-in/openid";
    let first = app.nobody(ACME).post(ASK, &json!({ "email": MARIA })).await;
    let cookie = first.cookie(BROWSER).expect("a cookie");
    let browser = app.nobody(ACME).with_cookie(&cookie);
    for res in [
        first,
        browser.post(ASK, &json!({ "email": MARIA })).await,
        browser.post(openid, &json!({ "provider": "google" })).await,
    ] {
        let set = res
            .headers()
            .get_all("set-cookie")
            .iter()
            .filter_map(|it| it.to_str().ok());
        let set = set.filter(|it| it.starts_with(&cookie)).collect::<Vec<_>>();
        assert!(set.len() == 1 && set[0].contains("Max-Age=86400"), "{set:?}");
    }
}
