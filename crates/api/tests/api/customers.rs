//! Who of a customer may use the portal, as the team reads and changes it.

use portico::entity::{audit_entry, customer, session};
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
async fn an_address_on_the_list_is_at_the_customers_domains_or_a_guest() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));
    let add = async |email: &str, guest: bool| ben.post(&users, &json!({ "email": email, "guest": guest })).await;

    assert_eq!(add("Nina@Umbrella-Foods.example.", false).await.status(), 201);
    assert_eq!(
        add("olga@umbrella-foods.example", false).await.status(),
        409,
        "on it already"
    );
    assert_eq!(add("nina@gmail.com", false).await.bad_fields(), ["email"]);
    assert_eq!(
        add("nina@mail.umbrella-foods.example", false).await.bad_fields(),
        ["email"]
    );
    assert_eq!(add("nina@gmail.com", true).await.status(), 201);
    assert_eq!(
        add("new@globex.example", true).await.bad_fields(),
        ["email"],
        "another customer's people are no guests"
    );
    let globex = format!("{}/users", path("Globex"));
    let taken = ben
        .post(&globex, &json!({ "email": "nina@gmail.com", "guest": true }))
        .await;
    assert_eq!(taken.status(), 409, "{}", taken.text());

    let shown = ben.get(&path("Umbrella Foods")).await.json();
    assert_eq!(
        all(&shown["users"], "email"),
        [
            "nina@gmail.com",
            "nina@umbrella-foods.example",
            "olga@umbrella-foods.example"
        ]
    );
    let gone = ben.delete(&format!("{users}/NINA%40gmail.com")).await;
    assert_eq!(gone.status(), 204, "{}", gone.text());
    assert_eq!(ben.delete(&format!("{users}/nina@gmail.com")).await.status(), 404);
    assert_eq!(ben.delete(&format!("{users}/nonsense")).await.status(), 404);
    let actions: Vec<_> = audited(&app).await.into_iter().map(|(action, ..)| action).collect();
    assert_eq!(actions, ["user_added", "user_added", "user_removed"]);
}

#[tokio::test]
async fn who_is_invited_gets_a_mail_that_says_where_and_nothing_that_anybody_typed() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));

    let res = ben
        .post(
            &users,
            &json!({ "email": "nina@gmail.com", "guest": true, "invite": true }),
        )
        .await;
    app.run_jobs().await;

    assert_eq!(res.json()["invited_at"], json!(app.state.clock.now()));
    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["nina@gmail.com"]);
    assert!(mails[0].raw.contains("Auto-Submitted: auto-generated"));
    insta::assert_snapshot!(mails[0].subject, @"You are invited to acme support");
    let text = mails[0].text.replace("\r\n", "\n");
    let link = text.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let portal = app.state.config.portal_url(ACME, None);
    assert_eq!(link, format!("{portal}/"));
    insta::assert_snapshot!(text.replace(link, "LINK").trim_end(), @r"
    You are invited to acme support: ask for help there, and follow what becomes of it.

    Sign in with this address, nina@gmail.com:

    LINK

    --
    You get this mail because your organisation or the support team invited your address. Without signing in there is nothing to do, and nothing more will come.
    ");
}

#[tokio::test]
async fn an_invitation_that_no_longer_holds_is_not_sent() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));
    let nina = json!({ "email": "nina@gmail.com", "guest": true, "invite": true });
    assert_eq!(ben.post(&users, &nina).await.status(), 201);
    assert_eq!(ben.delete(&format!("{users}/nina@gmail.com")).await.status(), 204);

    app.run_jobs().await;

    assert_eq!(app.sandbox.mails().len(), 0);
}

#[tokio::test]
async fn nobody_is_flooded_with_invitations() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let users = format!("{}/users", path("Umbrella Foods"));
    let nina = json!({ "email": "nina@gmail.com", "guest": true, "invite": true });
    for _ in 0..5 {
        assert_eq!(ben.post(&users, &nina).await.status(), 201);
        app.run_jobs().await;
        assert_eq!(ben.delete(&format!("{users}/nina@gmail.com")).await.status(), 204);
    }

    assert_eq!(app.sandbox.mails().len(), 3, "three an hour");
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

#[tokio::test]
async fn a_customers_people_are_listed_by_name_in_pages() {
    let app = TestApp::spawn().await;
    let chloe = app.agent(CHLOE).await;
    let contacts = format!("{}/contacts", path("Initech"));

    let whole = chloe.get(&contacts).await.json();
    let mut paged = Vec::new();
    let mut next = format!("{contacts}?limit=1");
    loop {
        let page = chloe.get(&next).await.json();
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        next = format!("{contacts}?limit=1&cursor={cursor}");
    }

    assert_eq!(all(&whole["items"], "name"), ["Ines Duarte", "Priya Nair", "Sam Cole"]);
    assert_eq!(whole["items"], json!(paged));
    let other = format!(
        "{}/contacts?cursor={}",
        path("Globex"),
        next.rsplit('=').next().unwrap()
    );
    assert_eq!(
        chloe.get(&other).await.bad_fields(),
        ["cursor"],
        "a cursor fits its own list"
    );
}

#[tokio::test]
async fn who_is_disabled_is_out_and_stays_out_until_enabled() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let tom = app.contact("tom@globex.example").await;
    let cookie = app.session_cookie("tom@globex.example").await;
    let id = fixtures::contact_id("tom@globex.example");
    let contact = format!("/api/v1/contacts/{id}");

    let res = ben
        .patch(&contact, &json!({ "disabled": true, "role": "manager" }))
        .await;

    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(res.json()["disabled_at"], json!(app.state.clock.now()));
    assert_eq!(tom.get(ME).await.status(), 401);
    let refresh = app.nobody(ACME).with_cookie(&cookie);
    assert_eq!(refresh.post_empty("/api/v1/portal/session/refresh").await.status(), 401);
    let live = session::Entity::find()
        .filter(session::Column::ContactId.eq(id))
        .filter(session::Column::EndedAt.is_null());
    assert_eq!(live.all(&app.db).await.unwrap(), []);

    ben.patch(&contact, &json!({ "disabled": false })).await;
    assert_eq!(tom.get(ME).await.status(), 401, "an ended session stays ended");
    assert_eq!(app.contact("tom@globex.example").await.get(ME).await.status(), 200);
    let entries = audited(&app).await;
    let actions: Vec<_> = entries.iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["contact_role_changed", "contact_disabled", "contact_enabled"]);
    assert_eq!(entries[1].1, "contact tom@globex.example");
    assert_eq!(entries[1].2, json!({ "sessions_ended": 2 }));
}

#[tokio::test]
async fn who_came_in_by_a_domain_leaves_with_it_and_guests_stay() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let (maria, tom) = (
        app.contact("maria@globex.example").await,
        app.contact("tom@globex.example").await,
    );
    let guest = json!({ "email": "tom@globex.example", "guest": true });
    assert_eq!(
        ben.post(&format!("{}/users", path("Globex")), &guest).await.status(),
        201
    );

    let res = ben.delete(&format!("{}/domains/GLOBEX.example.", path("Globex"))).await;

    assert_eq!(res.status(), 204, "{}", res.text());
    assert_eq!(maria.get(ME).await.status(), 401);
    assert_eq!(tom.get(ME).await.status(), 200);
    let (action, _, detail) = audited(&app).await.pop().unwrap();
    assert_eq!(action, "domain_removed");
    assert_eq!(detail, json!({ "domain": "globex.example", "sessions_ended": 1 }));
    let again = json!({ "domain": "globex.example" });
    ben.post(&format!("{}/domains", path("Globex")), &again).await;
    assert_eq!(
        maria.get(ME).await.status(),
        401,
        "her session ended with the right, for good"
    );
}

#[tokio::test]
async fn who_is_taken_off_the_list_leaves_unless_the_domain_lets_them_in() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    let (olga, tom) = (
        app.contact("olga@umbrella-foods.example").await,
        app.contact("tom@globex.example").await,
    );
    let toms = json!({ "email": "tom@globex.example" });
    assert_eq!(
        ben.post(&format!("{}/users", path("Globex")), &toms).await.status(),
        201
    );

    for (customer, email) in [
        ("Umbrella Foods", "olga@umbrella-foods.example"),
        ("Globex", "tom@globex.example"),
    ] {
        let res = ben.delete(&format!("{}/users/{email}", path(customer))).await;
        assert_eq!(res.status(), 204, "{}", res.text());
    }

    assert_eq!(olga.get(ME).await.status(), 401);
    assert_eq!(tom.get(ME).await.status(), 200, "everybody at his domain may come in");
}
