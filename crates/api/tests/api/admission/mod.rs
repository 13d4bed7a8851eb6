//! Who may come in (product.md §3, written out): every combination of what decides it, at both of the doors that ask: whether a mail
//! leaves, and whether the proof it brings still lets in.

mod every_case;
mod judged_anew;
mod moved_domains;

use portico_types::staff::{Plan, PortalAccess, UserAccess};
use serde_json::json;

use crate::support::{ACME, Answer, TestApp, fixtures};
use every_case::{Case, Listed, list};

const BROWSER: &str = "__Host-portico-browser-portal";
const SESSION: &str = "__Host-portico-session-portal";
const ASK: &str = "/api/v1/portal/sign-in/mail";
const COMPLETE: &str = "/api/v1/portal/sign-in/mail/complete";

/// Everybody at Globex may come in, and of strangers the listed ones.
const OPEN: Case = Case {
    domain_known: true,
    access: UserAccess::All,
    listed: Listed::Guest,
    portal_enabled: true,
    portal_access: PortalAccess::All,
    plan: Plan::Professional,
};

async fn ask(app: &TestApp, email: &str) -> Answer {
    let res = app.nobody(ACME).post(ASK, &json!({ "email": email })).await;
    app.run_jobs().await;
    res
}

/// The secret of the newest mail to an address, if it got one.
fn secret(app: &TestApp, email: &str) -> Option<String> {
    let mail = app.sandbox.mails().into_iter().rev().find(|mail| mail.is_to(email))?;
    let link = mail.text.split_whitespace().find(|word| word.starts_with("http"))?;
    Some(link.split_once('#')?.1.to_owned())
}

/// Proves the mailbox in the browser that asked.
async fn complete(app: &TestApp, asked: &Answer, email: &str) -> Answer {
    let browser = asked.cookie(BROWSER).expect("a browser is known by a cookie");
    let token = secret(app, email).expect("a mail");
    let caller = app.nobody(ACME).with_cookie(&browser);
    caller.post(COMPLETE, &json!({ "token": token })).await
}

#[tokio::test]
async fn a_name_on_the_list_of_a_customer_that_has_not_the_domain_lets_nobody_in() {
    let app = TestApp::spawn().await;
    for domain in ["elsewhere.example", "initech.example"] {
        let email = format!("listed@{domain}");
        list(&app, "Umbrella Foods", &email, Listed::Yes).await;
        ask(&app, &email).await;
        // At Initech everybody comes in, as Initech's.
        assert_eq!(secret(&app, &email).is_some(), domain == "initech.example", "{email}");
    }
}

#[tokio::test]
async fn who_only_looks_like_one_of_the_customers_people_is_not() {
    let app = TestApp::spawn().await;
    for (email, status) in [
        ("x@mail.globex.example", 202),
        ("x@globex.example.evil.example", 202),
        ("x@evilglobex.example", 202),
        ("x@globex.exampl", 202),
        ("x@glоbex.example", 202), // Cyrillic о
        ("x@xn--glbex-jye.example", 422),
        ("x@globex.example@evil.example", 422),
        ("x%globex.example@evil.example", 202),
        ("\"x@globex.example\"@evil.example", 422),
        ("x@[127.0.0.1]", 422),
        ("x@evil.example\0@globex.example", 422),
        ("x@globex.example\r\nbcc:y@evil.example", 422),
        ("x@evil.example,y@globex.example", 422),
    ] {
        let res = ask(&app, email).await;
        if status == 202 {
            assert_eq!(res.status(), 202, "{email}: {}", res.text());
        }
        assert_eq!(app.sandbox.mails().len(), 0, "{email}");
    }
    ask(&app, "x@ｇｌｏｂｅｘ.example").await;
    assert_eq!(
        app.sandbox.mails()[0].to,
        ["x@globex.example"],
        "it is that domain, and mail goes there"
    );
}

/// Everything a caller could tell two answers apart by, but for what names the request itself.
fn shape(answer: &Answer) -> (u16, String, Vec<String>) {
    let own = ["x-request-id", "date", "set-cookie", "ratelimit"];
    let mut headers: Vec<String> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.extend(answer.headers().get_all("set-cookie").iter().map(|cookie| {
        let cookie = cookie.to_str().unwrap();
        let (name, rest) = cookie.split_once('=').unwrap();
        let (value, rest) = rest.split_once(';').unwrap();
        format!("{name} of {} bytes; {rest}", value.len())
    }));
    headers.sort();
    (answer.status(), answer.text().to_owned(), headers)
}

#[tokio::test]
async fn who_asks_for_a_mail_cannot_tell_whether_an_address_is_known() {
    let app = TestApp::spawn().await;
    let ben = app.agent("ben@acme.example").await;
    let tom = format!("/api/v1/contacts/{}", fixtures::contact_id("tom@globex.example"));
    assert_eq!(ben.patch(&tom, &json!({ "disabled": true })).await.status(), 200);
    let chloe = format!("/api/v1/team/{}", fixtures::agent_id("chloe@acme.example"));
    assert_eq!(ben.patch(&chloe, &json!({ "disabled": true })).await.status(), 200);
    for (path, mailed, not) in [
        (
            ASK,
            vec!["maria@globex.example", "newcomer@globex.example"],
            vec![
                "tom@globex.example",       // disabled
                "x@umbrella-foods.example", // not on the list
                "gavin@hooli.example",      // another account's
                "x@nowhere.example",        // nobody's
                "ana@acme.example",         // an agent, at the wrong door
            ],
        ),
        (
            "/api/v1/sign-in/mail",
            vec!["ana@acme.example"],
            vec![
                "chloe@acme.example",   // disabled
                "eve@other.example",    // another account's
                "maria@globex.example", // a contact, at the wrong door
                "x@nowhere.example",
            ],
        ),
    ] {
        let mut shapes = Vec::new();
        for email in mailed.iter().chain(&not) {
            let res = app.nobody(ACME).post(path, &json!({ "email": email })).await;
            shapes.push(shape(&res));
            let before = app.sandbox.mails().len();
            app.run_jobs().await;
            let got = app.sandbox.mails().len() - before;
            assert_eq!(got, usize::from(mailed.contains(email)), "{path}: {email}");
        }
        assert_eq!(shapes[0].0, 202);
        for (email, other) in mailed.iter().chain(&not).zip(&shapes) {
            assert_eq!(other, &shapes[0], "{email}");
        }
    }
}
