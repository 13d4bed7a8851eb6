//! Addresses that a provider could not prove: a mail does, and until then nothing is anybody's.

use chrono::TimeDelta;
use portico_sandbox::openid::Person;
use serde_json::{Value, json};

use super::{Door, Gone, comes_back, counts, person, signs_in, who};
use crate::support::{ACME, Answer, Caller, TestApp};

const MARIA: &str = "maria@globex.example";

/// What is not proven, by provider.
fn unproven(email: &str) -> Vec<(&'static str, Person)> {
    let base = person(email);
    let with = |hd: Option<&str>, edov: Option<Value>| Person {
        hd: hd.map(str::to_owned),
        xms_edov: edov,
        ..base.clone()
    };
    vec![
        ("google", base.clone().verified(false)),
        ("google", with(Some(""), None)),
        ("google", with(Some("initech.example"), None)),
        ("microsoft", with(None, Some(json!(false)))),
        ("microsoft", with(None, Some(json!("0")))),
        ("microsoft", with(None, Some(json!(null)))),
    ]
}

/// Link and code of the last mail to somebody.
async fn mail(app: &TestApp, to: &str) -> (String, String) {
    app.run_jobs().await;
    let mail = app.sandbox.mails_to(to).pop().expect("a mail");
    let text = mail.text.clone();
    let token = text.split("/sign-in/confirm#").nth(1).expect("a link");
    let token: String = token
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    let code = text
        .lines()
        .map(|line| line.replace(' ', ""))
        .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
        .expect("a code");
    (token, code)
}

async fn redeems(browser: &Caller, door: Door, proof: Value) -> Answer {
    browser
        .post(&format!("{}/sign-in/mail/complete", door.api()), &proof)
        .await
}

#[tokio::test]
async fn an_unproven_address_gets_a_mail_and_no_more() {
    let app = TestApp::spawn().await;
    for (provider, who) in unproven(MARIA) {
        let before = counts(&app).await;
        let res = signs_in(&app, Door::Portal, provider, &who).await;
        assert_eq!(res.status(), 202, "{provider} {who:?}: {}", res.text());
        assert_eq!(res.json()["email"], MARIA);
        assert!(res.cookie(&Door::Portal.cookie("session")).is_none());
        assert_eq!(counts(&app).await[..3], before[..3], "{provider} {who:?}");
    }
}

#[tokio::test]
async fn the_mail_links_the_identity_that_waited_for_it() {
    for (provider, somebody) in unproven(MARIA) {
        let app = TestApp::spawn().await;
        let gone = Gone::from(&app, ACME, Door::Portal, provider).await;
        let back = gone.agrees(&app, &somebody);
        assert_eq!(gone.comes_back(&back).await.status(), 202);
        let (_, code) = mail(&app, MARIA).await;

        let session = redeems(&gone.browser, Door::Portal, json!({ "code": code })).await;
        assert_eq!(who(&app, Door::Portal, &session).await, MARIA);

        // From now on the provider alone will do.
        let session = signs_in(&app, Door::Portal, provider, &somebody).await;
        assert_eq!(who(&app, Door::Portal, &session).await, MARIA);
    }
}

#[tokio::test]
async fn an_agent_proves_the_mailbox_too_though_mail_alone_is_off() {
    let app = TestApp::spawn().await;
    super::offers(&app, &["google"], &["google"]).await;
    let chloe = person("chloe@acme.example").verified(false);
    let gone = Gone::from(&app, ACME, Door::Console, "google").await;
    assert_eq!(gone.comes_back(&gone.agrees(&app, &chloe)).await.status(), 202);
    let (token, _) = mail(&app, "chloe@acme.example").await;

    let session = redeems(&gone.browser, Door::Console, json!({ "token": token })).await;
    assert_eq!(who(&app, Door::Console, &session).await, "chloe@acme.example");
}

#[tokio::test]
async fn strangers_get_the_same_answer_and_no_mail() {
    let app = TestApp::spawn().await;
    let answer = |res: Answer, email: &str| (res.status(), res.text().replace(email, "…"));
    let known = signs_in(&app, Door::Portal, "google", &person(MARIA).verified(false)).await;
    let stranger = signs_in(
        &app,
        Door::Portal,
        "google",
        &person("x@nowhere.example").verified(false),
    )
    .await;
    assert_eq!(answer(known, MARIA), answer(stranger, "x@nowhere.example"));
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 1);
}

#[tokio::test]
async fn what_an_attacker_began_for_a_victim_is_worth_nothing() {
    let app = TestApp::spawn().await;
    // The attacker's own Microsoft account claims the victim's address.
    let attacker = Person {
        tid: Some("99999999-2222-4333-8444-555555555555".to_owned()),
        subject: Some("attacker".to_owned()),
        xms_edov: Some(json!(false)),
        ..person("new@globex.example")
    };
    let gone = Gone::from(&app, ACME, Door::Portal, "microsoft").await;
    let back = gone.agrees(&app, &attacker);
    assert_eq!(gone.comes_back(&back).await.status(), 202);
    let (token, code) = mail(&app, "new@globex.example").await;
    let before = counts(&app).await;

    // The victim opens the mail: another browser, so nothing is linked and nobody is signed in.
    let victim = Gone::from(&app, ACME, Door::Portal, "google").await;
    assert_eq!(
        redeems(&victim.browser, Door::Portal, json!({ "token": token }))
            .await
            .status(),
        401
    );
    assert_eq!(
        redeems(&victim.browser, Door::Portal, json!({ "code": code }))
            .await
            .status(),
        401
    );
    assert_eq!(counts(&app).await, before);

    // The victim signs in by a proven identity and becomes the contact.
    let session = signs_in(&app, Door::Portal, "google", &person("new@globex.example")).await;
    assert_eq!(who(&app, Door::Portal, &session).await, "new@globex.example");

    // The attacker is still nobody.
    app.clock.advance(TimeDelta::minutes(10));
    assert_eq!(
        redeems(&gone.browser, Door::Portal, json!({ "token": token }))
            .await
            .status(),
        401
    );
    assert_eq!(comes_back(&gone.browser, Door::Portal, &back).await.status(), 401);
    assert_eq!(signs_in(&app, Door::Portal, "microsoft", &attacker).await.status(), 202);
}

#[tokio::test]
async fn a_second_identity_that_waits_is_void_once_another_mail_leaves() {
    let app = TestApp::spawn().await;
    let attacker = Person {
        subject: Some("attacker".to_owned()),
        ..person(MARIA).verified(false)
    };
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    assert_eq!(gone.comes_back(&gone.agrees(&app, &attacker)).await.status(), 202);
    let (token, code) = mail(&app, MARIA).await;

    // Maria asks for a mail of her own: the older one is void, for whoever holds it.
    let maria = app.nobody(ACME);
    app.clock.advance(TimeDelta::seconds(1));
    maria
        .post("/api/v1/portal/sign-in/mail", &json!({ "email": MARIA }))
        .await;
    app.run_jobs().await;

    assert_eq!(
        redeems(&gone.browser, Door::Portal, json!({ "token": token }))
            .await
            .status(),
        401
    );
    assert_eq!(
        redeems(&gone.browser, Door::Portal, json!({ "code": code }))
            .await
            .status(),
        401
    );
}
