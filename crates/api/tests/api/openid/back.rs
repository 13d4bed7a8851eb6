//! Coming back from a provider: once, in the browser that left, to where it left from.

use chrono::TimeDelta;
use futures_util::future::join_all;
use portico::entity::session;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use super::{Door, Gone, comes_back, counts, person, query, refusals, signs_in, who};
use crate::support::{ACME, OTHER, TestApp};

const MARIA: &str = "maria@globex.example";

#[tokio::test]
async fn the_browser_is_sent_off_with_all_that_binds_the_flow_to_it() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let query = query(&gone.authorize_url);

    assert_eq!(
        query["redirect_uri"],
        format!("{}sign-in/callback/google", app.state.config.server.public_url)
    );
    assert_eq!(query["response_type"], "code");
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(query["code_challenge"].len(), 43);
    assert_eq!(query["nonce"].len(), 43);
    assert!(query["state"].len() >= 80);
    assert_eq!(query["scope"], "openid email profile");
    let again = super::query(&Gone::from(&app, ACME, Door::Portal, "google").await.authorize_url);
    for what in ["state", "nonce", "code_challenge"] {
        assert_ne!(query[what], again[what], "{what}");
    }
}

#[tokio::test]
async fn another_browser_gets_nothing_and_spoils_nothing() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));
    let other = Gone::from(&app, ACME, Door::Portal, "google").await;
    let before = counts(&app).await;

    assert_eq!(
        comes_back(&app.nobody(ACME), Door::Portal, &back).await.status(),
        401,
        "no cookie"
    );
    assert_eq!(other.comes_back(&back).await.status(), 401, "another's cookie");
    let forged = app
        .nobody(ACME)
        .with_cookie(&format!("{}={}", Door::Portal.cookie("browser"), "A".repeat(43)));
    assert_eq!(
        comes_back(&forged, Door::Portal, &back).await.status(),
        401,
        "a made-up cookie"
    );
    assert_eq!(counts(&app).await, before);

    assert_eq!(gone.comes_back(&back).await.status(), 200, "whose flow it is comes in");
}

#[tokio::test]
async fn a_flow_works_once() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));
    assert_eq!(gone.comes_back(&back).await.status(), 200);
    let before = counts(&app).await;

    assert_eq!(gone.comes_back(&back).await.status(), 401, "the same again");
    let fresh = gone.agrees(&app, &person(MARIA));
    assert_eq!(
        gone.comes_back(&fresh).await.status(),
        401,
        "a new code for a used state"
    );
    assert_eq!(counts(&app).await, before);
    assert_eq!(
        refusals(&app).await,
        ["flow_used"],
        "once, or whoever repeats it would fill the log"
    );
}

#[tokio::test]
async fn of_many_at_once_one_comes_in() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));

    let answers = join_all((0..12).map(|_| gone.comes_back(&back))).await;

    assert_eq!(answers.iter().filter(|it| it.status() == 200).count(), 1);
    assert!(answers.iter().all(|it| matches!(it.status(), 200 | 401)));
}

#[tokio::test]
async fn a_flow_ends_after_ten_minutes() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));

    app.clock.advance(TimeDelta::minutes(10));

    let asked = app.sandbox.openid().asked("token");
    assert_eq!(gone.comes_back(&back).await.status(), 401);
    assert_eq!(app.sandbox.openid().asked("token"), asked);
    for _ in 0..3 {
        assert_eq!(gone.comes_back(&back).await.status(), 401);
    }
    assert_eq!(refusals(&app).await, ["flow_expired"]);
}

#[tokio::test]
async fn a_state_that_nobody_was_given_leaves_no_entry() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let mut back = gone.agrees(&app, &person(MARIA));
    back["state"] = json!(format!("{}x", back["state"].as_str().unwrap()));

    assert_eq!(gone.comes_back(&back).await.status(), 401);
    assert_eq!(refusals(&app).await, [] as [&str; 0]);
}

#[tokio::test]
async fn a_code_of_another_flow_is_worth_nothing() {
    let app = TestApp::spawn().await;
    // An attacker's code, put into the victim's flow, would sign the victim in as the attacker.
    let (victim, attacker) = (
        Gone::from(&app, ACME, Door::Portal, "google").await,
        Gone::from(&app, ACME, Door::Portal, "google").await,
    );
    let mut back = victim.agrees(&app, &person(MARIA));
    back["code"] = attacker.agrees(&app, &person("tom@globex.example"))["code"].clone();

    assert_eq!(victim.comes_back(&back).await.status(), 401);
}

#[tokio::test]
async fn a_code_given_out_without_pkce_is_worth_nothing() {
    let app = TestApp::spawn().await;
    let mut gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let (head, tail) = gone.authorize_url.split_once('?').unwrap();
    let kept: Vec<&str> = tail.split('&').filter(|it| !it.starts_with("code_challenge")).collect();
    gone.authorize_url = format!("{head}?{}", kept.join("&"));
    let back = gone.agrees(&app, &person(MARIA));

    assert_eq!(gone.comes_back(&back).await.status(), 401);
}

#[tokio::test]
async fn a_flow_stays_at_its_door_and_with_its_account() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));
    let cookie = |door: Door| {
        let sent = gone.browser.cookies().join("; ");
        sent.replace(&Door::Portal.cookie("browser"), &door.cookie("browser"))
    };

    let console = app.nobody(ACME).with_cookie(&cookie(Door::Console));
    assert_eq!(
        comes_back(&console, Door::Console, &back).await.status(),
        401,
        "the other door"
    );
    let other = app.nobody(OTHER).with_cookie(&cookie(Door::Portal));
    assert_eq!(
        comes_back(&other, Door::Portal, &back).await.status(),
        401,
        "another account"
    );
    assert_eq!(gone.comes_back(&back).await.status(), 200);
}

#[tokio::test]
async fn only_pages_of_ones_own_origin_can_finish_a_sign_in() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));
    for origin in ["http://evil.example", "null"] {
        let path = "/api/v1/portal/sign-in/openid/complete";
        let mut req = gone
            .browser
            .request(reqwest::Method::POST, path)
            .json(&back)
            .build()
            .unwrap();
        req.headers_mut().insert("origin", origin.parse().unwrap());
        assert_eq!(gone.browser.execute(req).await.status(), 403, "{origin}");
    }
    assert_eq!(gone.comes_back(&back).await.status(), 200);
}

#[tokio::test]
async fn providers_send_people_back_to_one_address_which_passes_them_on_and_does_no_more() {
    let app = TestApp::spawn().await;
    let anywhere = app.nobody(OTHER);
    for (door, page) in [(Door::Portal, ""), (Door::Console, "/console")] {
        let gone = Gone::from(&app, ACME, door, "google").await;
        let who = if door == Door::Portal {
            MARIA
        } else {
            "chloe@acme.example"
        };
        let back = gone.agrees(&app, &person(who));
        let (code, state) = (back["code"].as_str().unwrap(), back["state"].as_str().unwrap());
        let path = format!("/sign-in/callback/google?code={code}&state={state}&session_state=x");
        let base = app.state.config.portal_url(ACME, None);

        for _ in 0..2 {
            let res = anywhere.get(&path).await;
            assert_eq!(res.status(), 303);
            let to = res.headers()["location"].to_str().unwrap();
            assert!(to.starts_with(&format!("{base}{page}/sign-in/return?")), "{to}");
            let query = query(to);
            assert_eq!((query["code"].as_str(), query["state"].as_str()), (code, state));
            assert!(!res.headers().contains_key("set-cookie"));
            assert_eq!(res.headers()["cache-control"], "no-store");
        }
        let refused = anywhere
            .get(&format!(
                "/sign-in/callback/google?error=access_denied&error_description=evil&state={state}"
            ))
            .await;
        let to = refused.headers()["location"].to_str().unwrap();
        assert!(
            to.starts_with(&base) && to.contains("error=access_denied") && !to.contains("evil"),
            "{to}"
        );
        assert_eq!(gone.comes_back(&back).await.status(), 200, "looking changed nothing");
    }
}

#[tokio::test]
async fn the_address_providers_send_people_to_leads_nowhere_else() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let state = query(&gone.authorize_url)["state"].clone();
    for path in [
        "/sign-in/callback/google".to_owned(),
        "/sign-in/callback/google?state=https://evil.example&code=1".to_owned(),
        format!("/sign-in/callback/microsoft?state={state}&code=1"),
        format!("/sign-in/callback/google?state={state}x&code=1"),
    ] {
        let res = app.nobody(ACME).get(&path).await;
        assert_eq!(res.status(), 303, "{path}");
        assert_eq!(res.headers()["location"], "/sign-in?problem=sign-in-failed", "{path}");
    }
    // Whatever host it is asked on, and whatever that host is said to be.
    let mut req = app
        .nobody(ACME)
        .request(
            reqwest::Method::GET,
            &format!("/sign-in/callback/google?state={state}&code=1"),
        )
        .build()
        .unwrap();
    req.headers_mut().insert("host", "evil.example".parse().unwrap());
    let res = app.nobody(ACME).execute(req).await;
    let to = res.headers()["location"].to_str().unwrap();
    assert!(to.starts_with(&app.state.config.portal_url(ACME, None)), "{to}");
}

#[tokio::test]
async fn a_session_tells_how_and_with_what_it_was_opened() {
    let app = TestApp::spawn().await;
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let back = gone.agrees(&app, &person(MARIA));
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let path = "/api/v1/portal/sign-in/openid/complete";
    let req = gone
        .browser
        .request(reqwest::Method::POST, path)
        .header("user-agent", firefox);
    let res = gone.browser.send(req.json(&back)).await;

    assert_eq!(who(&app, Door::Portal, &res).await, MARIA);
    let session = session::Entity::find()
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(serde_json::to_value(session.method).unwrap(), json!("google"));
    assert_eq!(session.browser, "Firefox on Linux");
    assert_eq!(session.place, "127.0.0.1");
    assert_eq!(
        signs_in(&app, Door::Portal, "google", &person(MARIA)).await.status(),
        200
    );
}
