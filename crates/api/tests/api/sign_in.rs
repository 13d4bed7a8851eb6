//! Staying signed in and out. (Asking for the mail is in `mail`.)

use chrono::TimeDelta;
use serde_json::json;

use crate::{
    openid::{Door, Gone, person, signs_in},
    support::{ACME, Answer, Caller, OTHER, TestApp},
};

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

#[tokio::test]
async fn signing_out_ends_the_session_however_often_it_was_renewed_meanwhile() {
    let app = TestApp::spawn().await;
    let shown = app.session_cookie("maria@globex.example").await;
    let mut newest = shown.clone();
    for _ in 0..2 {
        newest = refresh(&app, &newest).await.cookie(SESSION).unwrap();
    }

    let out = app.nobody(ACME).with_cookie(&shown);
    assert_eq!(out.post_empty("/api/v1/portal/session/sign-out").await.status(), 204);

    assert_eq!(refresh(&app, &newest).await.status(), 401);
}

/// What an answer says of a cookie beside its value, in alphabetical order.
fn attributes(answer: &Answer, name: &str) -> Vec<String> {
    let all = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|it| it.to_str().ok());
    let mut theirs = all.filter(|it| it.starts_with(&format!("{name}=")));
    let (Some(cookie), None) = (theirs.next(), theirs.next()) else {
        panic!("{name} is not set once")
    };
    let mut said: Vec<String> = cookie.split("; ").skip(1).map(str::to_owned).collect();
    said.sort_unstable();
    said
}

const DAY: u32 = 24 * 3600;
/// Each door, who comes in at it, and for how long.
const DOORS: [(Door, &str, u32); 2] = [
    (Door::Portal, "maria@globex.example", 30 * DAY),
    (Door::Console, "chloe@acme.example", DAY / 2),
];

#[tokio::test]
async fn cookies_are_for_this_host_alone_over_tls_alone_and_for_no_script() {
    let app = TestApp::spawn().await;
    for (door, email, seconds) in DOORS {
        let strict = |age: u32| {
            [
                "HttpOnly",
                &format!("Max-Age={age}"),
                "Path=/",
                "SameSite=Strict",
                "Secure",
            ]
            .map(str::to_owned)
        };
        let left = app
            .nobody(ACME)
            .post(
                &format!("{}/sign-in/openid", door.api()),
                &json!({ "provider": "google" }),
            )
            .await;
        assert_eq!(attributes(&left, &door.cookie("browser")), strict(DAY));
        let asked = app
            .nobody(ACME)
            .post(&format!("{}/sign-in/mail", door.api()), &json!({ "email": email }))
            .await;
        assert_eq!(attributes(&asked, &door.cookie("browser")), strict(DAY));
        app.run_jobs().await;

        let session = signs_in(&app, door, "google", &person(email)).await;
        let name = door.cookie("session");
        assert_eq!(attributes(&session, &name), strict(seconds));
        assert_eq!(attributes(&session, &door.cookie("known")), strict(400 * DAY));
        assert_eq!(session.headers()["cache-control"], "no-store");
        let browser = app.nobody(ACME).with_cookie(&session.cookie(&name).unwrap());
        let renewed = browser.post_empty(&format!("{}/session/refresh", door.api())).await;
        assert_eq!(attributes(&renewed, &name), strict(seconds));
        let browser = app.nobody(ACME).with_cookie(&renewed.cookie(&name).unwrap());
        let left = browser.post_empty(&format!("{}/session/sign-out", door.api())).await;
        assert_eq!(left.cookie(&name).unwrap(), format!("{name}="));
        assert_eq!(attributes(&left, &name), strict(0));
    }
}

#[tokio::test]
async fn a_session_ends_thirty_days_or_twelve_hours_after_it_began_however_often_it_is_renewed() {
    for (door, email, seconds) in DOORS {
        let app = TestApp::spawn().await; // Providers go by the real time.
        let session = signs_in(&app, door, "google", &person(email)).await;
        let (name, refresh) = (door.cookie("session"), format!("{}/session/refresh", door.api()));
        let mut cookie = session.cookie(&name).unwrap();
        let (mut token, mut left) = (String::new(), i64::from(seconds));
        for rest in [left / 2, left / 4, 120, 1] {
            app.clock.advance(TimeDelta::seconds(left - rest));
            left = rest;
            let renewed = app.nobody(ACME).with_cookie(&cookie).post_empty(&refresh).await;
            assert_eq!(renewed.status(), 200, "{email}: {rest} seconds before the end");
            cookie = renewed.cookie(&name).unwrap();
            assert!(
                attributes(&renewed, &name).contains(&format!("Max-Age={rest}")),
                "{email}"
            );
            renewed.json()["access_token"].as_str().unwrap().clone_into(&mut token);
        }
        app.clock.advance(TimeDelta::seconds(1));

        let ended = app.nobody(ACME).with_cookie(&cookie).post_empty(&refresh).await;
        assert_eq!(ended.status(), 401, "{email}");
        let me = app
            .nobody(ACME)
            .with_token(&token)
            .get(&format!("{}/me", door.api()))
            .await;
        assert_eq!(me.status(), 401, "{email}: the access token outlives its session");
    }
}

async fn refresh(app: &TestApp, cookie: &str) -> Answer {
    let caller: Caller = app.nobody(ACME).with_cookie(cookie);
    caller.post_empty("/api/v1/portal/session/refresh").await
}

#[tokio::test]
async fn a_secret_that_never_was_the_sessions_ends_nothing() {
    let app = TestApp::spawn().await;
    let first = app.session_cookie("maria@globex.example").await;
    let (id, _) = first.split_once('.').unwrap();
    for made_up in [String::new(), "A".repeat(43), "A".repeat(3000)] {
        let cookie = format!("{id}.{made_up}");
        assert_eq!(refresh(&app, &cookie).await.status(), 401);
        let out = app
            .nobody(ACME)
            .with_cookie(&cookie)
            .post_empty("/api/v1/portal/session/sign-out")
            .await;
        assert_eq!(out.status(), 204, "nothing is said of it");
    }
    let mut newest = first.clone();
    for _ in 0..4 {
        app.clock.advance(TimeDelta::minutes(10));
        newest = refresh(&app, &newest).await.cookie(SESSION).expect("it goes on");
    }

    // One of long ago is a replay all the same.
    assert_eq!(refresh(&app, &first).await.status(), 401);
    assert_eq!(refresh(&app, &newest).await.status(), 401, "the whole family is ended");
}

#[tokio::test]
async fn a_session_stays_at_its_door_and_with_its_account() {
    let app = TestApp::spawn().await;
    let (contact, agent) = (
        app.session_cookie("maria@globex.example").await,
        app.agent_session_cookie("ana@acme.example").await,
    );
    let asked = async |slug: &str, cookie: &str, path: &str| {
        let caller = app.nobody(slug).with_cookie(cookie);
        caller.post_empty(&format!("{path}/session/refresh")).await.status()
    };
    let (portal, console) = ("/api/v1/portal", "/api/v1");

    let at_console = contact.replace("session-portal", "session-console");
    assert_eq!(asked(ACME, &at_console, console).await, 401);
    let at_portal = agent.replace("session-console", "session-portal");
    assert_eq!(asked(ACME, &at_portal, portal).await, 401);
    assert_eq!(asked(OTHER, &contact, portal).await, 401);
    assert_eq!(asked(OTHER, &agent, console).await, 401);

    assert_eq!(asked(ACME, &contact, portal).await, 200);
    assert_eq!(asked(ACME, &agent, console).await, 200);
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_replaced_secret_good_again() {
    let app = TestApp::spawn().await;
    let first = app.session_cookie("maria@globex.example").await;
    app.clock.advance(TimeDelta::hours(2));
    refresh(&app, &first).await;

    app.clock.set_back(TimeDelta::hours(1));

    assert_eq!(refresh(&app, &first).await.status(), 401);
}

#[tokio::test]
async fn pages_of_this_host_that_came_another_way_are_not_ours() {
    let app = TestApp::spawn().await;
    let cookie = app.session_cookie("maria@globex.example").await;
    let browser = app.nobody(ACME).with_cookie(&cookie);
    let req = browser
        .request(reqwest::Method::POST, "/api/v1/portal/session/refresh")
        .build()
        .unwrap();
    let ours = req.headers()["origin"].to_str().unwrap().to_owned();
    for scheme in ["https", "ws", "chrome-extension"] {
        let mut req = req.try_clone().unwrap();
        let origin = ours.replace("http://", &format!("{scheme}://"));
        req.headers_mut().insert("origin", origin.parse().unwrap());
        assert_eq!(browser.execute(req).await.status(), 403, "{origin}");
    }
    assert_eq!(browser.execute(req).await.status(), 200);
}

#[tokio::test]
async fn the_team_is_asked_for_a_sign_in_that_is_not_long_ago() {
    let app = TestApp::spawn().await;
    let portal = Gone::from(&app, ACME, Door::Portal, "google").await;
    assert!(!portal.authorize_url.contains("max_age"), "{}", portal.authorize_url);
    for provider in ["google", "microsoft", "slack"] {
        let console = Gone::from(&app, ACME, Door::Console, provider).await;
        assert!(
            console.authorize_url.contains("&max_age=1800"),
            "{}",
            console.authorize_url
        );
    }
    for (provider, again) in [("google", false), ("microsoft", true), ("slack", false)] {
        let console = Gone::from(&app, ACME, Door::Console, provider).await;
        let asked = console.authorize_url.contains("&prompt=login");
        assert_eq!(asked, again, "{}", console.authorize_url);
    }
    let now = app.state.clock.now().timestamp();
    for (minutes, portal, console) in [(0, 200, 200), (29, 200, 200), (32, 200, 401), (60 * 24, 200, 401)] {
        let said = json!({ "claims": { "auth_time": now - minutes * 60 } });
        app.sandbox.openid().misbehave(serde_json::from_value(said).unwrap());
        for (door, email, expected) in [
            (Door::Portal, "maria@globex.example", portal),
            (Door::Console, "chloe@acme.example", console),
        ] {
            let res = signs_in(&app, door, "google", &person(email)).await;
            assert_eq!(res.status(), expected, "{email}, {minutes} minutes ago: {}", res.text());
        }
    }
    assert_eq!(crate::openid::refusals(&app).await, ["signed_in_long_ago"; 2]);
}
