//! Mails that sign somebody in: who gets one, what it says and what becomes of its link and code. Their limits are in `magic_links`.

use chrono::TimeDelta;
use portico::{entity::contact, outside::clock::Clock};
use portico_sandbox::faults::SmtpStage;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::{BROWSER, MARIA, ask, change_account, code_in, link_in, only, refuse};
use crate::support::{ACME, OTHER, TestApp, fixtures};

#[tokio::test]
async fn whoever_may_come_in_gets_a_link_and_a_code() {
    let app = TestApp::spawn().await;

    ask(&app, ACME, MARIA).await;

    let mail = only(app.sandbox.mails());
    assert_eq!(
        (mail.from.as_str(), &mail.to[..]),
        ("support@acme.example", &[MARIA.to_owned()][..])
    );
    assert_eq!(mail.header("from"), Some("Support <support@acme.example>"));
    assert_eq!(mail.header("auto-submitted"), Some("auto-generated"));
    assert_eq!(mail.subject, "Sign in to acme support");
    let (link, code) = (link_in(&mail), code_in(&mail));
    let (page, token) = link.split_once('#').expect("a token behind the #");
    let port = app.state.config.server.public_url.port().unwrap();
    assert_eq!(page, format!("http://acme.localhost:{port}/sign-in/confirm"));
    assert_eq!(token.len(), 43, "256 bits");
    let (left, right) = code.split_at(3);
    assert!(mail.html.contains(&link) && mail.html.contains(&format!("{left} {right}")));
    insta::assert_snapshot!(mail.text.replace("\r\n", "\n").replace(&link, "[link]").replace(&format!("{left} {right}"), "[code]"), @r"
    Your code to sign in to acme support:

        [code]

    Or open this link in the browser in which you asked for it:

    [link]

    Code and link work once, for 10 minutes, and only in the browser that asked. Give the code to nobody, whoever asks for it.

    --
    You get this mail because somebody entered your address at acme support. If that was not you, there is nothing to do: nobody gets in without this mail.
    ");
}

#[tokio::test]
async fn the_code_lets_its_browser_in_and_the_link_is_then_used_up() {
    let app = TestApp::spawn().await;
    let browser = ask(&app, ACME, MARIA).await.cookie(BROWSER).unwrap();
    let mail = only(app.sandbox.mails());
    let token = link_in(&mail).split_once('#').unwrap().1.to_owned();
    let complete = async |proof: serde_json::Value| {
        let caller = app.nobody(ACME).with_cookie(&browser);
        caller
            .post("/api/v1/portal/sign-in/mail/complete", &proof)
            .await
            .status()
    };

    assert_eq!(complete(json!({ "code": code_in(&mail) })).await, 200);
    assert_eq!(complete(json!({ "token": token })).await, 401);
}

#[tokio::test]
async fn whoever_was_here_before_can_come_again() {
    let app = TestApp::spawn().await;
    for visit in 0..2 {
        let browser = ask(&app, ACME, MARIA).await.cookie(BROWSER).unwrap();
        let caller = app.nobody(ACME).with_cookie(&browser);
        let body = json!({ "code": code_in(&app.sandbox.mails()[visit]) });

        let res = caller.post("/api/v1/portal/sign-in/mail/complete", &body).await;

        assert_eq!(res.status(), 200, "visit {visit}: {}", res.text());
    }
}

#[tokio::test]
async fn nobody_else_gets_a_mail() {
    let app = TestApp::spawn().await;
    let tom = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id("tom@globex.example")),
        disabled_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    tom.update(&app.db).await.unwrap();

    for (slug, email) in [
        (ACME, "stranger@nowhere.example"),
        (ACME, "maria@sub.globex.example"),
        (ACME, "gavin@hooli.example"),
        (OTHER, MARIA),
        (ACME, "unlisted@umbrella-foods.example"),
        (ACME, "tom@globex.example"),
    ] {
        ask(&app, slug, email).await;
    }

    assert!(app.sandbox.mails().is_empty(), "{:#?}", app.sandbox.mails());
}

#[tokio::test]
async fn an_agents_link_leads_to_the_console() {
    let app = TestApp::spawn().await;

    let body = json!({ "email": "ana@acme.example" });
    let res = app.nobody(ACME).post("/api/v1/sign-in/mail", &body).await;
    app.run_jobs().await;

    assert_eq!(res.status(), 202);
    let mail = only(app.sandbox.mails());
    let link = link_in(&mail);
    let (page, _) = link.split_once('#').expect("a token behind the #");
    assert!(
        page.starts_with("http://acme.localhost:") && page.ends_with("/console/sign-in/confirm"),
        "{page}"
    );
    assert_eq!(mail.subject, "Sign in to acme console");
}

#[tokio::test]
async fn an_account_without_an_address_writes_from_the_installations() {
    let app = TestApp::spawn_with(|config| config.mail.from = "Portico <portico@host.example>".to_owned()).await;
    change_account(&app, |account| account.mail_from = Set(None)).await;

    ask(&app, ACME, MARIA).await;

    let mail = only(app.sandbox.mails());
    assert_eq!(mail.header("from"), Some("\"acme support\" <portico@host.example>"));
}

#[tokio::test]
async fn a_sign_in_mail_that_had_to_wait_brings_secrets_that_work() {
    let app = TestApp::spawn().await;
    refuse(&app, SmtpStage::AfterAccept, 451, 1);

    let browser = ask(&app, ACME, MARIA).await.cookie(BROWSER).unwrap();
    app.clock.advance(TimeDelta::minutes(1));
    app.run_jobs().await;

    let mails = app.sandbox.mails_to(MARIA);
    assert_eq!(mails.len(), 2, "the first arrived, but the server did not say so");
    // The same mail once more: a receiver that knows the first may drop it, and what was read in the first still works.
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(code_in(&mails[0]), code_in(&mails[1]));
    let caller = app.nobody(ACME).with_cookie(&browser);
    let body = json!({ "code": code_in(&mails[0]) });
    assert_eq!(
        caller
            .post("/api/v1/portal/sign-in/mail/complete", &body)
            .await
            .status(),
        200
    );
}
