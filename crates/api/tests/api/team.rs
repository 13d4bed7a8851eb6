//! The support team, as its admins change it.

use portico::entity::{agent, api_key, audit_entry};
use portico_types::{
    ids::ApiKeyId,
    staff::{AgentRole, ApiKeyKind, ApiScope},
};
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::support::{ACME, Answer, Caller, OTHER, TestApp, fixtures};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const TEAM: &str = "/api/v1/team";
const ME: &str = "/api/v1/me";

fn path(email: &str) -> String {
    format!("{TEAM}/{}", fixtures::agent_id(email))
}

async fn change(caller: &Caller, email: &str, body: Value) -> Answer {
    caller.patch(&path(email), &body).await
}

async fn invite(caller: &Caller, email: &str, role: &str) -> Answer {
    let body = json!({ "email": email, "name": "New One", "role": role });
    caller.post(TEAM, &body).await
}

async fn row(app: &TestApp, email: &str) -> agent::Model {
    let id = (fixtures::account_id(ACME), fixtures::agent_id(email));
    agent::Entity::find_by_id(id).one(&app.db).await.unwrap().unwrap()
}

/// Gives a role, past every rule.
async fn is_now(app: &TestApp, email: &str, role: AgentRole) {
    let mut row = row(app, email).await.into_active_model();
    row.role = Set(role);
    row.update(&app.db).await.unwrap();
}

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

#[tokio::test]
async fn an_admin_invites_somebody_who_gets_a_mail_that_leads_to_the_console() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;

    let res = invite(&ben, "Dora@Acme.example.", "agent").await;
    app.run_jobs().await;

    assert_eq!(res.status(), 201, "{}", res.text());
    let dora = res.json();
    assert_eq!(
        (&dora["email"], &dora["role"]),
        (&json!("dora@acme.example"), &json!("agent"))
    );
    assert_eq!(dora["invited_at"], json!(app.state.clock.now()));
    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["dora@acme.example"]);
    assert_eq!(mails[0].header("Auto-Submitted"), Some("auto-generated"));
    assert_eq!(mails[0].subject, "You are invited to the acme console");
    let link = mails[0].text.split_whitespace().find(|word| word.starts_with("http"));
    assert!(link.is_some_and(|l| l.ends_with("/console/")), "{}", mails[0].text);
    assert!(!mails[0].raw.contains("New One"), "nothing that anybody typed");
    assert_eq!(
        audited(&app).await,
        [(
            "agent_invited".to_owned(),
            "agent dora@acme.example".to_owned(),
            json!({ "name": "New One", "role": "agent" })
        )]
    );
    assert_eq!(invite(&ben, "DORA@acme.example", "agent").await.status(), 409);

    let invitation = format!("{TEAM}/{}/invitation", dora["id"].as_str().unwrap());
    assert_eq!(ben.post_empty(&invitation).await.status(), 202);
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 2);
}

#[tokio::test]
async fn everybody_on_the_team_sees_all_of_it() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    invite(&ben, "dora@acme.example", "admin").await;
    change(&ben, CHLOE, json!({ "disabled": true })).await;

    let team = app.agent(ANA).await.get(TEAM).await.json();

    let shown: Vec<_> = team
        .as_array()
        .unwrap()
        .iter()
        .map(|m| {
            (
                m["name"].as_str().unwrap(),
                m["disabled_at"].is_null(),
                m["slack_user_id"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Ana Lima", true, Some("U0ANA")),
            ("Ben Okafor", true, Some("U0BEN")),
            ("Chloe Martin", false, Some("U0CHLOE")),
            ("New One", true, None),
        ]
    );
    app.run_jobs().await;
}

#[tokio::test]
async fn nobody_gives_a_role_above_their_own_and_only_owners_touch_owners() {
    let app = TestApp::spawn().await;
    let (ana, ben, chloe) = (app.agent(ANA).await, app.agent(BEN).await, app.agent(CHLOE).await);

    assert_eq!(invite(&chloe, "x@acme.example", "agent").await.status(), 403);
    assert_eq!(invite(&ben, "x@acme.example", "owner").await.status(), 403);
    assert_eq!(change(&ben, CHLOE, json!({ "role": "owner" })).await.status(), 403);
    assert_eq!(change(&ben, BEN, json!({ "role": "owner" })).await.status(), 403);
    for touch in [
        json!({ "role": "agent" }),
        json!({ "disabled": true }),
        json!({ "name": "Anna" }),
        json!({ "slack_user_id": "U0EVIL" }),
        json!({ "slack_user_id": "" }),
    ] {
        assert_eq!(change(&ben, ANA, touch.clone()).await.status(), 403, "{touch}");
    }
    assert_eq!(row(&app, ANA).await.name, "Ana Lima");

    assert_eq!(change(&ben, CHLOE, json!({ "role": "admin" })).await.status(), 200);
    assert_eq!(change(&ana, BEN, json!({ "role": "owner" })).await.status(), 200);
    assert_eq!(change(&ana, BEN, json!({ "role": "admin" })).await.status(), 200);
    assert_eq!(invite(&ana, "x@acme.example", "owner").await.status(), 201);
    app.run_jobs().await;
}

#[tokio::test]
async fn nobody_takes_their_own_rights_away() {
    let app = TestApp::spawn().await;
    let (ana, ben) = (app.agent(ANA).await, app.agent(BEN).await);
    for (caller, email) in [(&ana, ANA), (&ben, BEN)] {
        for own in [json!({ "disabled": true }), json!({ "role": "agent" })] {
            assert_eq!(change(caller, email, own.clone()).await.status(), 403, "{email}: {own}");
        }
        assert_eq!(change(caller, email, json!({ "name": "Renamed" })).await.status(), 200);
    }
}

#[tokio::test]
async fn of_two_owners_who_remove_each_other_at_once_one_stays() {
    let app = TestApp::spawn().await;
    is_now(&app, BEN, AgentRole::Owner).await;
    for _ in 0..5 {
        for email in [ANA, BEN] {
            let mut row = row(&app, email).await.into_active_model();
            (row.role, row.disabled_at) = (Set(AgentRole::Owner), Set(None));
            row.update(&app.db).await.unwrap();
        }
        let (ana, ben) = (app.agent(ANA).await, app.agent(BEN).await);

        let (first, second) = futures_util::future::join(
            change(&ana, BEN, json!({ "disabled": true })),
            change(&ben, ANA, json!({ "role": "agent" })),
        )
        .await;

        let done = [&first, &second].iter().filter(|res| res.status() == 200).count();
        assert_eq!(done, 1, "{} {}", first.text(), second.text());
        let owners = [row(&app, ANA).await, row(&app, BEN).await];
        let owners = owners
            .iter()
            .filter(|a| a.role == AgentRole::Owner && a.disabled_at.is_none());
        assert_eq!(owners.count(), 1);
    }
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_with_the_keys_that_act_for_them() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (ben, chloe) = (app.agent(BEN).await, app.agent(CHLOE).await);
    assert_eq!(chloe.get(ME).await.status(), 200);
    for (kind, name) in [(ApiKeyKind::Personal, "hers"), (ApiKeyKind::Service, "a service")] {
        let key = api_key::Model {
            account_id: fixtures::account_id(ACME),
            id: ApiKeyId(uuid::Uuid::now_v7()),
            created_at: app.state.clock.now(),
            kind,
            agent_id: fixtures::agent_id(CHLOE),
            name: name.to_owned(),
            scopes: portico::entity::Scopes(vec![ApiScope::TicketsRead]),
            hint: String::new(),
            token_hash: name.as_bytes().to_vec(),
            previous_hash: None,
            previous_until: None,
            expires_at: None,
            last_used_at: None,
            revoked_at: None,
            role: AgentRole::Agent,
        };
        let key = key.into_active_model();
        api_key::Entity::insert(key)
            .exec_without_returning(&app.db)
            .await
            .unwrap();
    }

    let res = change(&ben, CHLOE, json!({ "disabled": true })).await;

    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(
        chloe.get(ME).await.status(),
        401,
        "at once, whatever the cache remembers"
    );
    let keys = api_key::Entity::find().order_by_asc(api_key::Column::Name);
    let keys = keys.all(&app.db).await.unwrap();
    let revoked: Vec<_> = keys
        .iter()
        .map(|key| (key.name.as_str(), key.revoked_at.is_some()))
        .collect();
    assert_eq!(revoked, [("a service", false), ("hers", true)]);
    let (action, subject, detail) = audited(&app).await.pop().unwrap();
    assert_eq!(
        (action.as_str(), subject.as_str()),
        ("agent_disabled", "agent chloe@acme.example")
    );
    assert_eq!(detail, json!({ "sessions_ended": 1, "keys_revoked": 1 }));

    change(&ben, CHLOE, json!({ "disabled": false })).await;
    assert_eq!(chloe.get(ME).await.status(), 401, "an ended session stays ended");
}

#[tokio::test]
async fn a_lowered_role_counts_from_the_next_request_on() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let (ana, ben) = (app.agent(ANA).await, app.agent(BEN).await);
    assert_eq!(ben.get("/api/v1/portal-setup").await.status(), 200);

    assert_eq!(change(&ana, BEN, json!({ "role": "agent" })).await.status(), 200);

    assert_eq!(ben.get("/api/v1/portal-setup").await.status(), 403);
    assert_eq!(ben.get(ME).await.json()["role"], "agent");
    let mut log = audited(&app).await;
    assert_eq!(log.pop().unwrap().0, "access_refused");
    let (action, _, detail) = log.pop().unwrap();
    assert_eq!(action, "agent_role_changed");
    assert_eq!(detail, json!({ "role": ["admin", "agent"] }));
}

#[tokio::test]
async fn an_admin_says_who_somebody_is_in_slack() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;

    assert_eq!(
        change(&ben, CHLOE, json!({ "slack_user_id": "U0BEN" })).await.status(),
        409,
        "that is Ben"
    );
    assert_eq!(
        change(&ben, CHLOE, json!({ "slack_user_id": "chloe" }))
            .await
            .bad_fields(),
        ["slack_user_id"]
    );
    let other = change(&ben, CHLOE, json!({ "slack_user_id": "U0NEW" })).await;
    assert_eq!(other.json()["slack_user_id"], "U0NEW", "{}", other.text());
    let none = change(&ben, CHLOE, json!({ "slack_user_id": "" })).await;
    assert_eq!(none.json()["slack_user_id"], json!(null), "{}", none.text());
    let back = change(&ben, CHLOE, json!({ "slack_user_id": "U0NEW" })).await;
    assert_eq!(back.json()["slack_user_id"], "U0NEW", "{}", back.text());

    let actions: Vec<_> = audited(&app).await.into_iter().map(|(action, ..)| action).collect();
    assert_eq!(actions, ["agent_linked", "agent_unlinked", "agent_linked"]);
}

#[tokio::test]
async fn another_accounts_team_is_like_none() {
    let app = TestApp::spawn().await;
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let absent = format!("{TEAM}/{}", uuid::Uuid::now_v7());

    let (foreign, none) = (
        change(&eve, CHLOE, json!({ "disabled": true })).await,
        eve.patch(&absent, &json!({ "disabled": true })).await,
    );
    assert_eq!((foreign.status(), foreign.text()), (404, none.text()));
    let (foreign, none) = (
        eve.post_empty(&format!("{}/invitation", path(CHLOE))).await,
        eve.post_empty(&format!("{absent}/invitation")).await,
    );
    assert_eq!((foreign.status(), foreign.text()), (404, none.text()));
    let team = eve.get(TEAM).await.json();
    assert_eq!(team.as_array().unwrap().len(), 1);
    assert_eq!(row(&app, CHLOE).await.disabled_at, None);
}

#[tokio::test]
async fn what_the_server_owns_cannot_be_sent_and_a_request_sent_twice_invites_once() {
    let app = TestApp::spawn().await;
    let ben = app.agent(BEN).await;
    for owned in ["email", "id", "account_id", "joined_at", "invited_at", "disabled_at"] {
        assert_eq!(
            change(&ben, CHLOE, json!({ owned: "x" })).await.status(),
            400,
            "{owned}"
        );
    }
    let mut new = json!({ "email": "dora@acme.example", "name": "Dora", "role": "agent", "joined_at": null });
    assert_eq!(ben.post(TEAM, &new).await.status(), 400);

    new.as_object_mut().unwrap().remove("joined_at");
    let send = || async {
        let req = ben.request(Method::POST, TEAM).header("idempotency-key", "once");
        ben.send(req.json(&new)).await
    };
    let (first, second) = (send().await, send().await);

    assert_eq!((first.status(), second.status()), (201, 201));
    assert_eq!(first.json(), second.json());
    app.run_jobs().await;
    assert_eq!(app.sandbox.mails().len(), 1);
}

#[tokio::test]
async fn taking_rights_away_never_waits_for_signing_in_again() {
    let app = TestApp::spawn().await;
    let cookie = app.agent_session_cookie(ANA).await;
    app.clock.advance(chrono::TimeDelta::minutes(31));
    let browser = app.nobody(ACME).with_cookie(&cookie);
    let session = browser.post_empty("/api/v1/session/refresh").await.json();
    let ana = app.nobody(ACME).with_token(session["access_token"].as_str().unwrap());

    for (email, taken) in [
        (BEN, json!({ "role": "agent" })),
        (BEN, json!({ "slack_user_id": "" })),
        (CHLOE, json!({ "disabled": true })),
    ] {
        let res = change(&ana, email, taken).await;
        assert_eq!(res.status(), 200, "{}", res.text());
    }
    for (email, given) in [
        (CHLOE, json!({ "disabled": false })),
        (BEN, json!({ "role": "admin" })),
        (BEN, json!({ "slack_user_id": "U0BEN" })),
        (BEN, json!({ "name": "Another" })),
        (BEN, json!({ "disabled": true, "role": "owner" })),
    ] {
        let res = change(&ana, email, given).await;
        assert_eq!(res.status(), 403, "{}", res.text());
        assert_eq!(res.json()["type"], "/problems/sign-in-again");
    }
}
