//! Addresses that a provider could not prove: a mail does, and until then nothing is anybody's.

use chrono::TimeDelta;
use portico::entity::{contact, customer_domain};
use portico_sandbox::openid::Person;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::{Door, Gone, comes_back, counts, offers, person, provider, refusals, signs_in, who};
use crate::support::{ACME, Answer, Caller, TestApp, fixtures::customer_id};

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
pub async fn mail(app: &TestApp, to: &str) -> (String, String) {
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

pub async fn redeems(browser: &Caller, door: Door, proof: Value) -> Answer {
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
async fn what_waits_for_its_mail_ends_with_the_provider_it_came_from() {
    let app = TestApp::spawn().await;
    super::offers(&app, &["openid", "mail"], &["google", "openid"]).await;
    let id = super::provider(&app, "partners", "contacts", None).await;
    let gone = Gone::from(&app, ACME, Door::Portal, &id).await;
    let back = gone.agrees(&app, &person(MARIA).verified(false));
    assert_eq!(gone.comes_back(&back).await.status(), 202);
    let (token, _) = mail(&app, MARIA).await;
    let before = counts(&app).await;
    let ana = app.agent("ana@acme.example").await;
    assert_eq!(
        ana.delete(&format!("/api/v1/openid-providers/{id}")).await.status(),
        204
    );

    let res = redeems(&gone.browser, Door::Portal, json!({ "token": token })).await;

    assert_eq!(res.status(), 403, "{}", res.text());
    assert_eq!(counts(&app).await[1], before[1], "no identity of it is left behind");
    assert_eq!(super::refusals(&app).await, ["provider_off"]);
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

/// Somebody new came by Globex' own provider, which does not vouch for the address.
async fn waits_for_proof(app: &TestApp, id: &str) -> (Gone, String) {
    let gone = Gone::from(app, ACME, Door::Portal, id).await;
    let back = gone.agrees(app, &person("new@globex.example").verified(false));
    assert_eq!(gone.comes_back(&back).await.status(), 202);
    let (_, code) = mail(app, "new@globex.example").await;
    (gone, code)
}

#[tokio::test]
async fn a_customers_provider_speaks_for_its_people_alone_after_the_mail_too() {
    let app = TestApp::spawn().await;
    offers(&app, &["openid"], &["google"]).await;
    let id = provider(&app, "globex-idp", "contacts", Some(json!(customer_id("Globex")))).await;
    let (gone, code) = waits_for_proof(&app, &id).await;
    // Meanwhile the domain goes to another customer.
    let domain = customer_domain::Entity::find().filter(customer_domain::Column::Domain.eq("globex.example"));
    let mut domain = domain.one(&app.db).await.unwrap().unwrap().into_active_model();
    domain.customer_id = Set(customer_id("Initech"));
    domain.update(&app.db).await.unwrap();
    let before = counts(&app).await;

    let res = redeems(&gone.browser, Door::Portal, json!({ "code": code })).await;

    assert_eq!(res.status(), 403, "{}", res.text());
    assert_eq!(refusals(&app).await, ["other_customer"]);
    assert_eq!(
        counts(&app).await[..3],
        before[..3],
        "nothing is linked to what Globex says"
    );
}

#[tokio::test]
async fn a_provider_that_was_switched_off_lets_nobody_in_who_waits_for_proof() {
    let app = TestApp::spawn().await;
    offers(&app, &["openid"], &["google"]).await;
    let id = provider(&app, "globex-idp", "contacts", Some(json!(customer_id("Globex")))).await;
    let (gone, code) = waits_for_proof(&app, &id).await;
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/openid-providers/{id}");
    let off = json!({ "version": 1, "enabled": false });
    assert_eq!(ana.patch(&path, &off).await.status(), 200);

    let res = redeems(&gone.browser, Door::Portal, json!({ "code": code })).await;

    assert_eq!(res.status(), 403, "{}", res.text());
    assert_eq!(refusals(&app).await, ["provider_off"]);
}

#[tokio::test]
async fn whoever_proves_the_mailbox_is_called_as_the_provider_said() {
    let app = TestApp::spawn().await;
    let somebody = Person {
        xms_edov: Some(json!(false)),
        ..person("new@globex.example")
    };
    let gone = Gone::from(&app, ACME, Door::Portal, "microsoft").await;
    assert_eq!(gone.comes_back(&gone.agrees(&app, &somebody)).await.status(), 202);
    let (_, code) = mail(&app, "new@globex.example").await;

    let session = redeems(&gone.browser, Door::Portal, json!({ "code": code })).await;

    assert_eq!(who(&app, Door::Portal, &session).await, "new@globex.example");
    let row = contact::Entity::find().filter(contact::Column::Email.eq("new@globex.example"));
    assert_eq!(row.one(&app.db).await.unwrap().unwrap().name, "Some Body");
}

#[tokio::test]
async fn the_mail_says_what_it_ties_to_the_address_and_to_keep_the_code() {
    let app = TestApp::spawn().await;
    offers(&app, &["google", "openid"], &["google"]).await;
    let own = provider(&app, "globex-login", "contacts", Some(json!(customer_id("Globex")))).await;
    for (provider, name) in [("google", "Google"), (own.as_str(), "globex-login")] {
        let gone = Gone::from(&app, ACME, Door::Portal, provider).await;
        let back = gone.agrees(&app, &person(MARIA).verified(false));
        assert_eq!(gone.comes_back(&back).await.status(), 202);
        let (token, code) = mail(&app, MARIA).await;

        let mail = app.sandbox.mails_to(MARIA).pop().unwrap();
        assert_eq!(mail.subject, "Confirm your address for acme support");
        let code = format!("{} {}", &code[..3], &code[3..]);
        let text = mail
            .text
            .replace("\r\n", "\n")
            .replace(&token, "[token]")
            .replace(&code, "[code]");
        let port = app.state.config.server.public_url.port().unwrap().to_string();
        insta::allow_duplicates! {
            insta::assert_snapshot!(text.replace(&port, "[port]").replace(name, "[provider]"), @r"
            Somebody signed in to acme support with [provider] and says that this address is theirs. If that was you, confirm it with this code:

                [code]

            Or open this link in the browser in which you signed in:

            http://acme.localhost:[port]/sign-in/confirm#[token]

            From then on that [provider] account comes in as you.

            Code and link work once, for 10 minutes, and only in the browser that asked. Give the code to nobody, whoever asks for it.

            --
            If it was not you, there is nothing to do: without this mail that [provider] account does not come in.
            ");
        }
        assert!(mail.html.contains(name) && mail.html.contains(&code) && mail.html.contains(&token));
    }
}
