//! Guessing codes: whose are no longer taken, and whose are.

use chrono::TimeDelta;
use portico_types::staff::AuditAction;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    magic_links::{Asked, asks, asks_in, count},
    support::{ACME, Answer, Caller, TestApp},
};

const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const KNOWN: &str = "__Host-portico-known-portal";
const COMPLETE: &str = "/api/v1/portal/sign-in/mail/complete";

/// Behind a proxy, which says where everybody comes from.
pub async fn behind_a_proxy() -> TestApp {
    TestApp::spawn_with(|config| config.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()]).await
}

async fn completes(browser: &Caller, from: &str, proof: Value) -> u16 {
    answers(browser, from, proof).await.status()
}

async fn answers(browser: &Caller, from: &str, proof: Value) -> Answer {
    let req = browser.request(Method::POST, COMPLETE).header("x-forwarded-for", from);
    browser.send(req.json(&proof)).await
}

/// Uses all the tries of a link up.
pub async fn guesses(theirs: &Asked, from: &str) {
    let wrong = if theirs.code == "000000" { "111111" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(completes(&theirs.browser, from, json!({ "code": wrong })).await, 401);
    }
}

#[tokio::test]
async fn who_guesses_at_a_customers_door_takes_no_codes_of_its_people() {
    let app = behind_a_proxy().await;
    // Whoever gets mail at an open domain can guess wrong as often as they like, from all over the world.
    for n in 0..25 {
        let theirs = asks(&app, &format!("new{n}@globex.example")).await;
        guesses(&theirs, &format!("192.0.2.{n}")).await;
    }
    let refusals = count(&app, AuditAction::SignInRefused).await;
    assert_eq!(refusals, 100, "the log is no stranger's to fill");

    let tom = asks(&app, TOM).await;
    assert_eq!(
        completes(&tom.browser, "198.51.100.1", json!({ "code": tom.code })).await,
        200
    );

    // What is not written down any more is a try all the same.
    let maria = asks(&app, MARIA).await;
    guesses(&maria, "198.51.100.2").await;
    assert_eq!(count(&app, AuditAction::SignInRefused).await, 100);
    let right = json!({ "code": maria.code });
    assert_eq!(completes(&maria.browser, "198.51.100.3", right).await, 401);
    app.clock.advance(TimeDelta::seconds(1));
    guesses(&asks(&app, MARIA).await, "198.51.100.4").await;
    let maria = asks(&app, MARIA).await;
    let right = json!({ "code": maria.code });
    assert_eq!(
        completes(&maria.browser, "198.51.100.5", right).await,
        401,
        "ten wrong codes in an hour"
    );
}

#[tokio::test]
async fn whoever_has_a_whole_site_has_no_more_guesses_than_it() {
    let app = behind_a_proxy().await;
    for n in 0..24 {
        let theirs = asks(&app, &format!("new{n}@globex.example")).await;
        guesses(&theirs, &format!("2001:db8:1:{n}::1")).await;
    }
    let tom = asks(&app, TOM).await;
    let right = || json!({ "code": tom.code });
    assert_eq!(completes(&tom.browser, "2001:db8:1:ff::1", right()).await, 401);
    assert_eq!(completes(&tom.browser, "2001:db8:2:1::1", right()).await, 200);
}

#[tokio::test]
async fn beyond_ten_wrong_codes_in_an_hour_an_address_comes_in_by_links_alone() {
    let app = behind_a_proxy().await;
    for from in ["192.0.2.1", "192.0.2.2"] {
        guesses(&asks(&app, MARIA).await, from).await;
        app.clock.advance(TimeDelta::seconds(1));
    }

    let maria = asks(&app, MARIA).await;
    let elsewhere = "198.51.100.1";
    let right = json!({ "code": maria.code });
    assert_eq!(completes(&maria.browser, elsewhere, right).await, 401, "a right code");
    let signed_in = answers(&maria.browser, elsewhere, json!({ "token": maria.token })).await;
    assert_eq!(signed_in.status(), 200);
    let home = app.nobody(ACME).with_cookie(&signed_in.cookie(KNOWN).unwrap());
    let maria = asks_in(&app, home, MARIA).await;
    let right = json!({ "code": maria.code });
    assert_eq!(
        completes(&maria.browser, elsewhere, right).await,
        200,
        "no stranger's code"
    );
    let tom = asks(&app, TOM).await;
    let right = json!({ "code": tom.code });
    assert_eq!(completes(&tom.browser, elsewhere, right).await, 200, "another's");

    app.clock.advance(TimeDelta::hours(1));
    let maria = asks(&app, MARIA).await;
    assert_eq!(
        completes(&maria.browser, elsewhere, json!({ "code": maria.code })).await,
        200
    );
}

#[tokio::test]
async fn beyond_thirty_wrong_codes_in_an_hour_a_network_comes_in_by_links_alone() {
    let app = behind_a_proxy().await;
    for n in 0..6 {
        // One home, which has more addresses than anybody can count; whose address it guesses at makes no difference.
        let from = format!("2001:db8:1:1::{n}");
        if n % 2 == 0 {
            guesses(&asks(&app, &format!("new{n}@globex.example")).await, &from).await;
        } else {
            let nobody = app.nobody(ACME);
            let ask = json!({ "email": format!("x{n}@nowhere.example") });
            let asked = nobody.post("/api/v1/portal/sign-in/mail", &ask).await;
            app.run_jobs().await;
            let browser = nobody.with_cookie(&asked.cookie("__Host-portico-browser-portal").unwrap());
            for _ in 0..5 {
                assert_eq!(completes(&browser, &from, json!({ "code": "000000" })).await, 401);
            }
        }
    }

    let tom = asks(&app, TOM).await;
    let (here, elsewhere) = ("2001:db8:1:1::9", "2001:db8:1:2::9");
    assert_eq!(completes(&tom.browser, here, json!({ "code": tom.code })).await, 401);
    assert_eq!(
        completes(&tom.browser, elsewhere, json!({ "code": tom.code })).await,
        200
    );
    let maria = asks(&app, MARIA).await;
    assert_eq!(
        completes(&maria.browser, here, json!({ "token": maria.token })).await,
        200
    );
}

#[tokio::test]
async fn inventing_addresses_takes_nobodys_codes() {
    let app = behind_a_proxy().await;
    for n in 0..25 {
        let nobody = app.nobody(ACME);
        let ask = json!({ "email": format!("x{n}@nowhere.example") });
        let asked = nobody.post("/api/v1/portal/sign-in/mail", &ask).await;
        app.run_jobs().await;
        let browser = nobody.with_cookie(&asked.cookie("__Host-portico-browser-portal").unwrap());
        let from = format!("192.0.2.{n}");
        for _ in 0..5 {
            assert_eq!(completes(&browser, &from, json!({ "code": "000000" })).await, 401);
        }
    }
    let refusals = count(&app, AuditAction::SignInRefused).await;
    assert_eq!(refusals, 100, "the log is no stranger's to fill");
    let tom = asks(&app, TOM).await;
    let right = json!({ "code": tom.code });
    assert_eq!(completes(&tom.browser, "198.51.100.1", right).await, 200);
}
