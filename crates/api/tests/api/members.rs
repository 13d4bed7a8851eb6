//! What the managers among a customer's contacts may, and what role and visibility mean.

use portico::entity::{audit_entry, contact, customer, customer_user};
use portico_types::{portal::ContactRole, staff::UserAccess};
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::{ACME, Answer, Caller, OTHER, TestApp, fixtures};

const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const INES: &str = "ines@initech.example";
const PRIYA: &str = "priya@initech.example";
const MEMBERS: &str = "/api/v1/portal/members";
const ME: &str = "/api/v1/portal/me";

fn path(email: &str) -> String {
    format!("{MEMBERS}/{}", fixtures::contact_id(email))
}

async fn invite(caller: &Caller, email: &str, role: &str) -> Answer {
    caller.post(MEMBERS, &json!({ "email": email, "role": role })).await
}

async fn row(app: &TestApp, email: &str) -> contact::Model {
    let id = (fixtures::account_id(ACME), fixtures::contact_id(email));
    contact::Entity::find_by_id(id).one(&app.db).await.unwrap().unwrap()
}

async fn actions(app: &TestApp) -> Vec<(String, String)> {
    let rows = audit_entry::Entity::find()
        .filter(audit_entry::Column::AccountId.eq(fixtures::account_id(ACME)))
        .order_by_asc(audit_entry::Column::Seq)
        .all(&app.db)
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| (row.action.to_string(), row.subject))
        .collect()
}

#[tokio::test]
async fn managers_see_their_own_people_and_members_see_none_of_this() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);

    let page = maria.get(MEMBERS).await.json();

    let seen: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| {
            (
                m["email"].as_str().unwrap(),
                m["role"].as_str().unwrap(),
                m["last_seen_at"].is_null(),
            )
        })
        .collect();
    assert_eq!(seen, [(MARIA, "manager", false), (TOM, "member", false)]);
    for (method, way, body) in [
        (Method::GET, MEMBERS.to_owned(), json!(null)),
        (
            Method::POST,
            MEMBERS.to_owned(),
            json!({ "email": "x@globex.example", "role": "member" }),
        ),
        (Method::PATCH, path(MARIA), json!({ "role": "member" })),
        (Method::DELETE, path(MARIA), json!(null)),
    ] {
        let req = tom.request(method, &way);
        let res = tom.send(if body.is_null() { req } else { req.json(&body) }).await;
        assert_eq!(res.status(), 403, "{way}");
    }
    let first = maria.get(&format!("{MEMBERS}?limit=1")).await.json();
    let rest = maria
        .get(&format!(
            "{MEMBERS}?limit=1&cursor={}",
            first["next_cursor"].as_str().unwrap()
        ))
        .await
        .json();
    assert_eq!(rest["items"][0]["email"], TOM);
    assert_eq!(rest["next_cursor"], json!(null));
}

#[tokio::test]
async fn a_manager_invites_a_colleague_who_then_comes_in_with_that_role() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;

    let res = invite(&maria, "Nora.Quist@Globex.example", "manager").await;
    app.run_jobs().await;

    assert_eq!(res.status(), 201, "{}", res.text());
    let nora = res.json();
    assert_eq!((&nora["name"], &nora["removed"]), (&json!("Nora Quist"), &json!(false)));
    assert_eq!(nora["last_seen_at"], json!(null));
    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["nora.quist@globex.example"]);
    assert!(!mails[0].raw.contains("Nora Quist") && !mails[0].raw.contains("Maria"));
    let signed_in = app.contact("nora.quist@globex.example").await;
    assert_eq!(signed_in.get(ME).await.json()["role"], "manager");
    assert_eq!(invite(&maria, TOM, "manager").await.status(), 409, "he is one already");
    assert_eq!(row(&app, TOM).await.role.to_string(), "member");
    let invited = (
        "contact_invited".to_owned(),
        "contact nora.quist@globex.example".to_owned(),
    );
    assert_eq!(actions(&app).await, [invited]);
}

#[tokio::test]
async fn a_manager_invites_only_at_the_organisations_own_domains() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    // Listed elsewhere as a guest before the domain was Globex's.
    let guest = customer_user::Model {
        account_id: fixtures::account_id(ACME),
        customer_id: fixtures::customer_id("Initech"),
        email: "guest@globex.example".to_owned(),
        guest: true,
        created_at: app.state.clock.now(),
        invited_at: None,
    };
    let guest = guest.into_active_model();
    customer_user::Entity::insert(guest)
        .exec_without_returning(&app.db)
        .await
        .unwrap();

    let mut answers = Vec::new();
    for email in [
        "x@nowhere.example",
        "x@initech.example",
        PRIYA,
        "x@hooli.example",
        "x@gmail.com",
        "x@mail.globex.example",
        "x@globex.example.evil.example",
        "x@glоbex.example",
        "guest@globex.example",
    ] {
        let res = invite(&maria, email, "member").await;
        assert_eq!(res.bad_fields(), ["email"], "{email}");
        answers.push(res.text().to_owned());
    }
    answers.dedup();
    assert_eq!(
        answers.len(),
        1,
        "whose an address is elsewhere does not show: {answers:?}"
    );
    for nonsense in ["x", "x@globex.example\r\nBcc: y@z.example", "\"x y\"@globex.example"] {
        assert_eq!(invite(&maria, nonsense, "member").await.bad_fields(), ["email"]);
    }
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 0);
    assert_eq!(actions(&app).await, []);
}

#[tokio::test]
async fn where_only_listed_people_come_in_the_invitation_puts_them_on_the_list() {
    let app = TestApp::spawn().await;
    let globex = (fixtures::account_id(ACME), fixtures::customer_id("Globex"));
    let row = customer::Entity::find_by_id(globex)
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut row = row.into_active_model();
    row.user_access = Set(UserAccess::Specific);
    row.update(&app.db).await.unwrap();
    let ben = app.agent("ben@acme.example").await;
    let users = format!("/api/v1/customers/{}/users", globex.1);
    ben.post(&users, &json!({ "email": MARIA })).await;
    let maria = app.contact(MARIA).await;

    assert_eq!(invite(&maria, "nora@globex.example", "member").await.status(), 201);
    app.run_jobs().await;

    assert_eq!(app.sandbox.mails().len(), 1);
    assert_eq!(app.contact("nora@globex.example").await.get(ME).await.status(), 200);
    let access = ben.get(&format!("/api/v1/customers/{}", globex.1)).await.json();
    let listed: Vec<_> = access["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| u["email"].as_str().unwrap())
        .collect();
    assert_eq!(listed, [MARIA, "nora@globex.example"]);
}

#[tokio::test]
async fn who_is_removed_is_out_at_once_until_invited_again() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    assert_eq!(tom.get(ME).await.status(), 200);

    assert_eq!(maria.delete(&path(TOM)).await.status(), 204);

    assert_eq!(tom.get(ME).await.status(), 401, "at once, whatever the cache remembers");
    assert_eq!(maria.get(MEMBERS).await.json()["items"][1]["removed"], true);
    assert_eq!(maria.delete(&path(TOM)).await.status(), 204, "it is so already");
    app.nobody(ACME)
        .post("/api/v1/portal/sign-in/mail", &json!({ "email": TOM }))
        .await;
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 0);

    let again = invite(&maria, TOM, "manager").await;
    app.run_jobs().await;
    assert_eq!(again.status(), 201, "{}", again.text());
    assert_eq!(again.json()["id"], json!(fixtures::contact_id(TOM)));
    assert_eq!(app.sandbox.mails().len(), 1);
    assert_eq!(tom.get(ME).await.status(), 401, "an ended session stays ended");
    assert_eq!(app.contact(TOM).await.get(ME).await.json()["role"], "manager");
    let actions: Vec<_> = actions(&app).await.into_iter().map(|(action, _)| action).collect();
    assert_eq!(actions, ["contact_disabled", "contact_invited"]);
}

#[tokio::test]
async fn managers_act_on_their_own_people_and_not_on_themselves() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let absent = format!("{MEMBERS}/{}", uuid::Uuid::now_v7());
    let role = json!({ "role": "member" });

    assert_eq!(maria.patch(&path(MARIA), &role).await.status(), 403);
    assert_eq!(maria.delete(&path(MARIA)).await.status(), 403);
    for email in [INES, PRIYA, "gavin@hooli.example"] {
        let (foreign, none) = (
            maria.patch(&path(email), &role).await,
            maria.patch(&absent, &role).await,
        );
        assert_eq!((foreign.status(), foreign.text()), (404, none.text()), "{email}");
        let (foreign, none) = (maria.delete(&path(email)).await, maria.delete(&absent).await);
        assert_eq!((foreign.status(), foreign.text()), (404, none.text()), "{email}");
    }
    assert_eq!(row(&app, INES).await.role.to_string(), "manager");
    for owned in ["email", "name", "customer_id", "removed", "disabled_at"] {
        let mut body = role.clone();
        body[owned] = json!("x");
        assert_eq!(maria.patch(&path(TOM), &body).await.status(), 400, "{owned}");
    }
    let invitation =
        json!({ "email": "x@globex.example", "role": "member", "customer_id": fixtures::customer_id("Initech") });
    assert_eq!(maria.post(MEMBERS, &invitation).await.status(), 400);
    let gavin = app.contact_of(OTHER, "gavin@hooli.example").await;
    assert_eq!(gavin.delete(&path(TOM)).await.status(), 404);
}

#[tokio::test]
async fn of_two_managers_who_remove_or_demote_each_other_at_once_one_stays() {
    let app = TestApp::spawn().await;
    for demotes in [false, true] {
        for _ in 0..5 {
            for email in [MARIA, TOM] {
                let mut row = row(&app, email).await.into_active_model();
                (row.role, row.disabled_at) = (Set(ContactRole::Manager), Set(None));
                row.update(&app.db).await.unwrap();
            }
            let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
            let acts = async |caller: &Caller, on: &str| {
                if demotes {
                    caller.patch(&path(on), &json!({ "role": "member" })).await
                } else {
                    caller.delete(&path(on)).await
                }
            };

            let (first, second) = futures_util::future::join(acts(&maria, TOM), acts(&tom, MARIA)).await;

            let done = [&first, &second].iter().filter(|res| res.status() < 300).count();
            assert_eq!(done, 1, "{} {}", first.text(), second.text());
            let rows = [row(&app, MARIA).await, row(&app, TOM).await];
            let left = rows
                .iter()
                .filter(|it| it.role == ContactRole::Manager && it.disabled_at.is_none());
            assert_eq!(left.count(), 1);
        }
    }
}

#[tokio::test]
async fn whom_the_team_removed_no_manager_lets_in_again() {
    let app = TestApp::spawn().await;
    let (ben, maria) = (app.agent("ben@acme.example").await, app.contact(MARIA).await);
    let tom = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
    let team = async |disabled: bool| ben.patch(&tom, &json!({ "disabled": disabled })).await.status();
    let refused = async || {
        let res = invite(&maria, TOM, "member").await;
        assert_eq!(res.status(), 409, "{}", res.text());
        assert!(
            res.text().contains("The support team has removed them"),
            "{}",
            res.text()
        );
        assert!(row(&app, TOM).await.disabled_at.is_some());
    };

    assert_eq!(team(true).await, 200);
    refused().await;
    assert_eq!(maria.delete(&path(TOM)).await.status(), 204, "they are removed already");
    refused().await;
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 0);

    assert_eq!(team(false).await, 200);
    assert_eq!(maria.delete(&path(TOM)).await.status(), 204);
    assert_eq!(
        invite(&maria, TOM, "member").await.status(),
        201,
        "what a manager did, a manager undoes"
    );
    assert_eq!(maria.delete(&path(TOM)).await.status(), 204);
    assert_eq!(team(true).await, 200);
    refused().await;
    app.run_jobs().await;
}

fn names(colleagues: &Value) -> Vec<&str> {
    colleagues
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_role_given_or_taken_shows_in_what_is_seen_from_the_next_request_on() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (ines, priya, sam) = (
        app.contact(INES).await,
        app.contact(PRIYA).await,
        app.contact("sam@initech.example").await,
    );
    let answers = json!({ fixtures::field_id("area").to_string(): "Login" });
    let ticket = json!({
        "form_id": fixtures::form_id(), "title": "Sam's own", "description": "Something", "answers": answers,
    });
    let ticket = sam.post("/api/v1/portal/tickets", &ticket).await.json();
    let key = format!("/api/v1/portal/tickets/{}", ticket["key"].as_str().unwrap());
    let sees = async |caller: &Caller| {
        let colleagues = caller.get("/api/v1/portal/colleagues").await.json();
        (
            caller.get(&key).await.status(),
            caller.get("/api/v1/portal/tickets/counts").await.json()["all"].clone(),
            names(&colleagues).len(),
        )
    };
    assert_eq!(
        sees(&priya).await,
        (404, json!(0), 1),
        "members see their own, and no colleague's name"
    );

    assert_eq!(
        ines.patch(&path(PRIYA), &json!({ "role": "manager" })).await.status(),
        200
    );
    assert_eq!(sees(&priya).await, (200, json!(1), 3));
    assert_eq!(priya.get(MEMBERS).await.status(), 200);

    assert_eq!(
        ines.patch(&path(PRIYA), &json!({ "role": "member" })).await.status(),
        200
    );
    assert_eq!(sees(&priya).await, (404, json!(0), 1));
    assert_eq!(priya.get(MEMBERS).await.status(), 403);
    let by_requester = format!(
        "/api/v1/portal/tickets?requester={}",
        fixtures::contact_id("sam@initech.example")
    );
    let narrowed = priya.get(&by_requester).await;
    assert!(!narrowed.text().contains("Sam"), "{}", narrowed.text());
    let exported = priya.get("/api/v1/portal/tickets/export.csv").await;
    assert!(!exported.text().contains("Sam"), "{}", exported.text());
    app.run_jobs().await;
}
