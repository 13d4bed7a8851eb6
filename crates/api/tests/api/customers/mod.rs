//! Who of a customer may use the portal, as the team reads and changes it.

mod listed;
mod people;

use portico::entity::{audit_entry, customer};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::{ACME, Answer, Caller, OTHER, TestApp, fixtures};

const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const ME: &str = "/api/v1/portal/me";

fn path(customer: &str) -> String {
    format!("/api/v1/customers/{}", fixtures::customer_id(customer))
}

/// The names of a list's parts.
fn all<'a>(list: &'a Value, name: &str) -> Vec<&'a str> {
    let items = list.as_array().expect("a list");
    items.iter().map(|item| item[name].as_str().unwrap()).collect()
}

/// What the audit log of `acme` says, oldest first.
async fn audited(app: &TestApp) -> Vec<(String, String, Value)> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::AccountId.eq(fixtures::account_id(ACME)))
        .order_by_asc(audit_entry::Column::Seq)
        .all(&app.db)
        .await
        .unwrap();
    let said = |row: audit_entry::Model| (row.action.to_string(), row.subject, row.detail);
    rows.into_iter().map(said).collect()
}

async fn open(ben: &Caller, name: &str, domains: &[&str]) -> Answer {
    ben.post("/api/v1/customers", &json!({ "name": name, "domains": domains }))
        .await
}

#[tokio::test]
async fn an_admin_opens_a_customer_whose_people_then_come_in() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;

    let res = open(
        &ben,
        " Bücher AG ",
        &["BÜCHER.example.", "xn--bcher-kva.example", "buecher.example"],
    )
    .await;

    assert_eq!(res.status(), 201, "{}", res.text());
    let opened = res.json();
    assert_eq!(opened["name"], "Bücher AG");
    assert_eq!(
        all(&opened["domains"], "domain"),
        ["buecher.example", "xn--bcher-kva.example"]
    );
    assert_eq!(opened["user_access"], "all");
    let id = opened["id"].as_str().unwrap();
    let read = ben.get(&format!("/api/v1/customers/{id}")).await;
    assert_eq!(read.json(), opened);
    let (action, subject, detail) = audited(&app).await.pop().unwrap();
    assert_eq!(
        (action.as_str(), subject.as_str()),
        ("customer_created", "customer Bücher AG")
    );
    assert_eq!(
        detail,
        json!({ "domains": ["buecher.example", "xn--bcher-kva.example"] })
    );

    let zoe = json!({ "email": "Zoe.Blau@Bücher.Example." });
    let res = app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &zoe).await;
    assert_eq!(res.status(), 202, "{}", res.text());
    app.run_jobs().await;
    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(
        mails[0].to,
        ["zoe.blau@xn--bcher-kva.example"],
        "the address checked is the address mailed"
    );
}

#[tokio::test]
async fn domains_at_which_anybody_gets_an_address_are_refused_with_the_reason() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;

    for (domain, why) in [
        ("gmail.com", "Anybody can get an address at gmail.com"),
        ("OUTLOOK.com.", "Anybody can get an address at outlook.com"),
        ("co.uk", "no company's own domain"),
        ("github.io", "no company's own domain"),
    ] {
        let res = open(&ben, "Sneaky", &["sneaky.example", domain]).await;
        assert_eq!(res.bad_fields(), ["domains"], "{domain}");
        assert!(res.text().contains(why), "{}", res.text());
        let res = ben
            .post(&format!("{}/domains", path("Globex")), &json!({ "domain": domain }))
            .await;
        assert_eq!(res.bad_fields(), ["domain"], "{domain}");
        assert!(res.text().contains(why), "{}", res.text());
    }
    for nonsense in [
        "",
        "globex",
        "*.globex.example",
        "@globex.example",
        "127.0.0.1",
        "a@b.example",
        "x\0.example",
    ] {
        let res = open(&ben, "Sneaky", &[nonsense]).await;
        assert_eq!(res.bad_fields(), ["domains"], "{nonsense:?}");
    }
    let opened = customer::Entity::find()
        .filter(customer::Column::Name.eq("Sneaky"))
        .all(&app.db)
        .await
        .unwrap();
    assert_eq!(opened, [], "nothing of a refused request stays");
}

#[tokio::test]
async fn two_customers_cannot_hold_one_domain_but_two_accounts_can() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;

    let taken = open(&ben, "Globex Two", &["Globex.example"]).await;
    let there = ben
        .post(
            &format!("{}/domains", path("Initech")),
            &json!({ "domain": "globex.example" }),
        )
        .await;
    let again = ben
        .post(
            &format!("{}/domains", path("Globex")),
            &json!({ "domain": "globex.example" }),
        )
        .await;
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let elsewhere = open(&eve, "Globex", &["globex.example"]).await;

    for res in [&taken, &there, &again] {
        assert_eq!(res.status(), 409, "{}", res.text());
    }
    assert_eq!(elsewhere.status(), 201, "{}", elsewhere.text());
    let below = ben
        .post(
            &format!("{}/domains", path("Initech")),
            &json!({ "domain": "mail.globex.example" }),
        )
        .await;
    assert_eq!(below.status(), 201, "a domain below another's is another domain");
}

#[tokio::test]
async fn of_many_who_claim_a_domain_at_once_one_gets_it() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let claims = [
        "Globex",
        "Initech",
        "Umbrella Foods",
        "Globex",
        "Initech",
        "Umbrella Foods",
    ]
    .map(|name| {
        let (ben, path) = (ben.clone(), format!("{}/domains", path(name)));
        async move { ben.post(&path, &json!({ "domain": "wanted.example" })).await.status() }
    });

    let mut answers = futures_util::future::join_all(claims).await;
    answers.sort_unstable();

    assert_eq!(answers, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn a_change_needs_the_version_last_read_and_is_written_down() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let globex = path("Globex");

    let res = ben
        .patch(
            &globex,
            &json!({ "version": 1, "name": " Globex Ltd ", "visibility": "own" }),
        )
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(
        (&res.json()["name"], &res.json()["version"]),
        (&json!("Globex Ltd"), &json!(2))
    );
    let late = ben.patch(&globex, &json!({ "version": 1, "name": "Mine" })).await;
    assert_eq!(late.status(), 409, "{}", late.text());
    let same = ben.patch(&globex, &json!({ "version": 2, "name": "Globex Ltd" })).await;
    assert_eq!(same.json()["version"], 2, "what changes nothing is no version");

    let entries = audited(&app).await;
    assert_eq!(
        entries,
        [(
            "customer_changed".to_owned(),
            "customer Globex Ltd".to_owned(),
            json!({ "name": ["Globex", "Globex Ltd"], "visibility": ["organisation", "own"] }),
        )]
    );
}

#[tokio::test]
async fn only_admins_change_and_nobody_reaches_into_another_account() {
    let app = TestApp::spawn().await;
    let (ben, chloe) = (app.agent(BEN).await, app.agent(CHLOE).await);
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let (globex, absent) = (path("Globex"), format!("/api/v1/customers/{}", uuid::Uuid::now_v7()));
    assert_eq!(chloe.get(&globex).await.status(), 200);
    assert_eq!(chloe.get(&format!("{globex}/contacts")).await.status(), 200);
    let contact = format!("/api/v1/contacts/{}", fixtures::contact_id("tom@globex.example"));
    let nobody = format!("/api/v1/contacts/{}", uuid::Uuid::now_v7());

    let ways = [
        (Method::PATCH, "", json!({ "version": 1, "name": "X" })),
        (Method::POST, "/domains", json!({ "domain": "new.example" })),
        (Method::DELETE, "/domains/globex.example", json!(null)),
        (Method::POST, "/users", json!({ "email": "new@globex.example" })),
        (Method::DELETE, "/users/olga@umbrella-foods.example", json!(null)),
    ];
    for (method, way, body) in ways {
        let ask = async |caller: &Caller, path: &str| {
            let req = caller.request(method.clone(), &format!("{path}{way}"));
            caller.send(if body.is_null() { req } else { req.json(&body) }).await
        };
        assert_eq!(ask(&chloe, &globex).await.status(), 403, "{way}");
        let (foreign, none) = (ask(&eve, &globex).await, ask(&eve, &absent).await);
        assert_eq!((foreign.status(), foreign.text()), (404, none.text()), "{way}");
        assert_eq!(ask(&ben, &absent).await.status(), 404, "{way}");
    }
    for path in [globex.clone(), format!("{globex}/contacts")] {
        assert_eq!(eve.get(&path).await.status(), 404, "{path}");
    }
    let disable = json!({ "disabled": true });
    assert_eq!(chloe.patch(&contact, &disable).await.status(), 403);
    let (foreign, none) = (eve.patch(&contact, &disable).await, eve.patch(&nobody, &disable).await);
    assert_eq!((foreign.status(), foreign.text()), (404, none.text()));
    let refused = json!({ "reason": "Ask an admin of your team to do this." });
    let refused = (
        "access_refused".to_owned(),
        "PATCH /api/v1/customers/{id}".to_owned(),
        refused,
    );
    assert_eq!(audited(&app).await, [refused], "once a minute, and nothing else");
}

#[tokio::test]
async fn what_the_server_owns_cannot_be_sent() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let globex = path("Globex");
    for owned in ["id", "account_id", "created_at", "collection_id", "domains", "users"] {
        let mut body = json!({ "version": 1, "name": "X" });
        body[owned] = json!("x");
        let res = ben.patch(&globex, &body).await;
        assert_eq!(res.status(), 400, "{owned}: {}", res.text());
    }
    for (path, body) in [
        ("/api/v1/customers".to_owned(), json!({ "name": "X", "version": 7 })),
        (
            format!("{globex}/domains"),
            json!({ "domain": "x.example", "verified_at": "2026-01-01T00:00:00Z" }),
        ),
        (
            format!("{globex}/users"),
            json!({ "email": "x@globex.example", "invited_at": "2026-01-01T00:00:00Z" }),
        ),
    ] {
        let res = ben.post(&path, &body).await;
        assert_eq!(res.status(), 400, "{path}: {}", res.text());
    }
    let tom = format!("/api/v1/contacts/{}", fixtures::contact_id("tom@globex.example"));
    for owned in ["email", "customer_id", "disabled_at", "id"] {
        let res = ben.patch(&tom, &json!({ owned: "x" })).await;
        assert_eq!(res.status(), 400, "{owned}: {}", res.text());
    }
}

#[tokio::test]
async fn a_creating_request_sent_twice_creates_once() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let globex = path("Globex");
    for (path, body) in [
        (
            "/api/v1/customers".to_owned(),
            json!({ "name": "Twice", "domains": ["twice.example"] }),
        ),
        (format!("{globex}/domains"), json!({ "domain": "globex-two.example" })),
        (
            format!("{globex}/users"),
            json!({ "email": "new@globex.example", "invite": true }),
        ),
    ] {
        let send = || async {
            let req = ben.request(Method::POST, &path).header("idempotency-key", &path);
            ben.send(req.json(&body)).await
        };
        let (first, second) = (send().await, send().await);
        assert_eq!(first.status(), 201, "{path}: {}", first.text());
        assert_eq!((second.status(), second.json()), (201, first.json()), "{path}");
    }
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 1);
}
