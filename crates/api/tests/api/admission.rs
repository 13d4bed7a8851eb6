//! Who may come in (product.md §3, written out): every combination of what decides it, at both of the doors that ask: whether a mail
//! leaves, and whether the proof it brings still lets in.

use chrono::TimeDelta;
use portico::entity::{account, contact, customer, customer_domain, customer_user};
use portico_types::{
    portal::TicketVisibility,
    staff::{Plan, PortalAccess, UserAccess},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;

use crate::support::{ACME, Answer, TestApp, fixtures};

const BROWSER: &str = "__Host-portico-browser-portal";
const SESSION: &str = "__Host-portico-session-portal";
const ASK: &str = "/api/v1/portal/sign-in/mail";
const COMPLETE: &str = "/api/v1/portal/sign-in/mail/complete";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    No,
    Yes,
    Guest,
}

/// One combination.
#[derive(Clone, Copy, Debug)]
struct Case {
    domain_known: bool,
    access: UserAccess,
    listed: Listed,
    portal_enabled: bool,
    portal_access: PortalAccess,
    plan: Plan,
}

impl Case {
    /// The rule in words: the account has a portal; it is on for this customer; and either the domain is the customer's and, where only
    /// listed people come in, the address is listed; or the address is listed as a guest.
    fn may_come_in(self) -> bool {
        let has_portal = self.plan != Plan::Starter;
        let on = self.portal_access == PortalAccess::All || self.portal_enabled;
        let by_domain = self.domain_known && (self.access == UserAccess::All || self.listed != Listed::No);
        has_portal && on && (by_domain || self.listed == Listed::Guest)
    }

    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for domain_known in [true, false] {
            for access in [UserAccess::All, UserAccess::Specific] {
                for listed in [Listed::No, Listed::Yes, Listed::Guest] {
                    for portal_enabled in [true, false] {
                        for portal_access in [PortalAccess::All, PortalAccess::Chosen] {
                            for plan in [Plan::Professional, Plan::Starter] {
                                all.push(Self {
                                    domain_known,
                                    access,
                                    listed,
                                    portal_enabled,
                                    portal_access,
                                    plan,
                                });
                            }
                        }
                    }
                }
            }
        }
        all
    }
}

/// Everybody at Globex may come in, and of strangers the listed ones.
const OPEN: Case = Case {
    domain_known: true,
    access: UserAccess::All,
    listed: Listed::Guest,
    portal_enabled: true,
    portal_access: PortalAccess::All,
    plan: Plan::Professional,
};

/// Makes it so for an address.
async fn apply(app: &TestApp, case: Case, email: &str) {
    let (db, account_id) = (&app.db, fixtures::account_id(ACME));
    let row = account::Entity::find_by_id(account_id).one(db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    (row.plan, row.portal_access) = (Set(case.plan), Set(case.portal_access));
    row.update(db).await.unwrap();
    let globex = fixtures::customer_id("Globex");
    let row = customer::Entity::find_by_id((account_id, globex))
        .one(db)
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    (row.user_access, row.portal_enabled) = (Set(case.access), Set(case.portal_enabled));
    row.visibility = Set(TicketVisibility::Organisation);
    row.update(db).await.unwrap();
    list(app, "Globex", email, case.listed).await;
}

async fn list(app: &TestApp, customer: &str, email: &str, listed: Listed) {
    let (db, account_id) = (&app.db, fixtures::account_id(ACME));
    customer_user::Entity::delete_many()
        .filter(customer_user::Column::AccountId.eq(account_id))
        .filter(customer_user::Column::Email.eq(email))
        .exec(db)
        .await
        .unwrap();
    if listed != Listed::No {
        let user = customer_user::Model {
            account_id,
            customer_id: fixtures::customer_id(customer),
            email: email.to_owned(),
            guest: listed == Listed::Guest,
            created_at: app.state.clock.now(),
            invited_at: None,
        };
        let user = user.into_active_model();
        customer_user::Entity::insert(user)
            .exec_without_returning(db)
            .await
            .unwrap();
    }
}

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
async fn the_rule_holds_in_every_combination_at_both_doors() {
    let app = TestApp::spawn().await;
    for (n, case) in Case::all().into_iter().enumerate() {
        app.clock.advance(TimeDelta::hours(1)); // So that there is always room for mails to the domain.
        let domain = if case.domain_known {
            "globex.example"
        } else {
            "elsewhere.example"
        };
        let (late, early) = (format!("late{n}@{domain}"), format!("early{n}@{domain}"));

        // Proven while they may come in, used when the case is as it is.
        apply(&app, OPEN, &late).await;
        let asked = ask(&app, &late).await;
        apply(&app, case, &late).await;
        let completed = complete(&app, &asked, &late).await;
        assert_eq!(
            completed.status() == 200 && completed.cookie(SESSION).is_some(),
            case.may_come_in(),
            "signing in, {case:?}: {}",
            completed.text()
        );
        let created = contact::Entity::find().filter(contact::Column::Email.eq(&late));
        let created = created.one(&app.db).await.unwrap();
        assert_eq!(created.is_some(), case.may_come_in(), "{case:?}");

        apply(&app, case, &early).await;
        let asked = ask(&app, &early).await;
        let expected = if case.plan == Plan::Starter { 403 } else { 202 };
        assert_eq!(asked.status(), expected, "{case:?}");
        assert_eq!(secret(&app, &early).is_some(), case.may_come_in(), "the mail, {case:?}");
    }
}

async fn add_domain(app: &TestApp, customer: &str, domain: &str) {
    let row = customer_domain::Model {
        account_id: fixtures::account_id(ACME),
        domain: domain.to_owned(),
        customer_id: fixtures::customer_id(customer),
        created_at: app.state.clock.now(),
        verified_at: None,
    };
    let row = row.into_active_model();
    customer_domain::Entity::insert(row)
        .exec_without_returning(&app.db)
        .await
        .unwrap();
}

/// A guest is let in by name, which says more than a domain does: the domain of somebody's address being given to another customer later
/// must not move them there, tickets and all. (Listing them when it is another's already is refused; see `customers`.)
#[tokio::test]
async fn a_guest_whose_domain_becomes_another_customers_stays_a_guest_and_nothing_else() {
    let app = TestApp::spawn().await;
    let guest = "guest@partner.example";
    list(&app, "Initech", guest, Listed::Guest).await;
    add_domain(&app, "Globex", "partner.example").await;

    let asked = ask(&app, guest).await;
    let completed = complete(&app, &asked, guest).await;

    assert_eq!(completed.status(), 200, "{}", completed.text());
    let me = app.contact(guest).await.get("/api/v1/portal/me").await.json();
    assert_eq!(me["organisation"], "Initech");
    let colleague = "other@partner.example";
    let asked = ask(&app, colleague).await;
    assert_eq!(complete(&app, &asked, colleague).await.status(), 200);
    let me = app.contact(colleague).await.get("/api/v1/portal/me").await.json();
    assert_eq!(me["organisation"], "Globex");
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

#[tokio::test]
async fn a_contact_whose_domain_moved_sees_nothing_of_the_old_customer() {
    let app = TestApp::spawn().await;
    let tom = app.contact("tom@globex.example").await;
    let answers = json!({ fixtures::field_id("area").to_string(): "Login" });
    let ticket = json!({
        "form_id": fixtures::form_id(), "title": "Globex's own", "description": "Something", "answers": answers,
    });
    let ticket = tom.post("/api/v1/portal/tickets", &ticket).await.json();
    let ben = app.agent("ben@acme.example").await;
    let domains = |name: &str| format!("/api/v1/customers/{}/domains", fixtures::customer_id(name));
    ben.delete(&format!("{}/globex.example", domains("Globex"))).await;
    let moved = ben
        .post(&domains("Initech"), &json!({ "domain": "globex.example" }))
        .await;
    assert_eq!(moved.status(), 201, "{}", moved.text());

    for path in [
        "/me".to_owned(),
        "/tickets".to_owned(),
        format!("/tickets/{}", ticket["key"].as_str().unwrap()),
    ] {
        assert_eq!(tom.get(&format!("/api/v1/portal{path}")).await.status(), 401, "{path}");
    }
    let key = ticket["key"].as_str().unwrap();
    let asked = ask(&app, "tom@globex.example").await;
    let completed = complete(&app, &asked, "tom@globex.example").await;
    assert_eq!(completed.status(), 200, "{}", completed.text());
    let again = app.contact("tom@globex.example").await;
    let me = again.get("/api/v1/portal/me").await.json();
    assert_eq!(
        (&me["organisation"], &me["role"]),
        (&json!("Initech"), &json!("member"))
    );
    assert_ne!(me["id"], json!(fixtures::contact_id("tom@globex.example")));
    let tickets = again.get("/api/v1/portal/tickets").await;
    assert!(!tickets.text().contains("Globex's own"), "{}", tickets.text());
    assert_eq!(again.get(&format!("/api/v1/portal/tickets/{key}")).await.status(), 404);

    // Globex keeps what was written there, by whom, and nothing of it is mailed to where they are now.
    let kept = ben.get(&format!("/api/v1/tickets/{key}")).await.json();
    assert_eq!(kept["customer_id"], json!(fixtures::customer_id("Globex")), "{kept}");
    assert_eq!(
        kept["requester"]["id"],
        json!(fixtures::contact_id("tom@globex.example")),
        "{kept}"
    );
    let before = app.sandbox.mails_to("tom@globex.example").len();
    let said = ben
        .post(
            &format!("/api/v1/tickets/{key}/messages"),
            &json!({ "visibility": "public", "body": "Hello" }),
        )
        .await;
    assert_eq!(said.status(), 201, "{}", said.text());
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails_to("tom@globex.example").len(), before);

    let asked = ask(&app, "new@globex.example").await;
    assert_eq!(complete(&app, &asked, "new@globex.example").await.status(), 200);
    let new = app.contact("new@globex.example").await;
    assert_eq!(new.get("/api/v1/portal/me").await.json()["organisation"], "Initech");
    assert!(!new.get("/api/v1/portal/tickets").await.text().contains("Globex's own"));
}

/// Takes `globex.example` from Globex and gives it to Initech.
async fn globex_becomes_initech(app: &TestApp) -> crate::support::Caller {
    let ben = app.agent("ben@acme.example").await;
    let domains = |name: &str| format!("/api/v1/customers/{}/domains", fixtures::customer_id(name));
    ben.delete(&format!("{}/globex.example", domains("Globex"))).await;
    let body = json!({ "domain": "globex.example" });
    assert_eq!(ben.post(&domains("Initech"), &body).await.status(), 201);
    ben
}

#[tokio::test]
async fn whom_the_team_shut_out_stays_out_wherever_the_domain_goes() {
    let app = TestApp::spawn().await;
    let (maria, ben) = (
        app.contact("maria@globex.example").await,
        app.agent("ben@acme.example").await,
    );
    let tom = fixtures::contact_id("tom@globex.example");
    assert_eq!(
        maria.delete(&format!("/api/v1/portal/members/{tom}")).await.status(),
        204
    );
    let maria = format!("/api/v1/contacts/{}", fixtures::contact_id("maria@globex.example"));
    assert_eq!(ben.patch(&maria, &json!({ "disabled": true })).await.status(), 200);
    globex_becomes_initech(&app).await;

    ask(&app, "maria@globex.example").await;
    assert!(secret(&app, "maria@globex.example").is_none(), "the team said so");
    let asked = ask(&app, "tom@globex.example").await;
    let completed = complete(&app, &asked, "tom@globex.example").await;
    assert_eq!(completed.status(), 200, "what a manager of Globex said binds Globex");
    let ines = app.contact("ines@initech.example").await;
    let body = json!({ "email": "maria@globex.example", "role": "member" });
    assert_eq!(ines.post("/api/v1/portal/members", &body).await.status(), 409);
}

#[tokio::test]
async fn where_only_listed_people_come_in_those_of_a_domain_that_moved_can_be_listed_and_invited() {
    let app = TestApp::spawn().await;
    let ben = globex_becomes_initech(&app).await;
    let initech = format!("/api/v1/customers/{}", fixtures::customer_id("Initech"));
    let version = ben.get(&initech).await.json()["version"].clone();
    let specific = json!({ "version": version, "user_access": "specific" });
    assert_eq!(ben.patch(&initech, &specific).await.status(), 200);
    for listed in ["tom@globex.example", "ines@initech.example"] {
        let res = ben.post(&format!("{initech}/users"), &json!({ "email": listed })).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    }
    let ines = app.contact("ines@initech.example").await;
    let maria = json!({ "email": "maria@globex.example", "role": "member" });
    let invited = ines.post("/api/v1/portal/members", &maria).await;
    assert_eq!(invited.status(), 201, "{}", invited.text());
    app.run_jobs().await;

    for email in ["tom@globex.example", "maria@globex.example"] {
        let asked = ask(&app, email).await;
        assert_eq!(complete(&app, &asked, email).await.status(), 200, "{email}");
        let me = app.contact(email).await.get("/api/v1/portal/me").await.json();
        assert_eq!(
            (&me["organisation"], &me["role"]),
            (&json!("Initech"), &json!("member")),
            "{email}"
        );
    }
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
