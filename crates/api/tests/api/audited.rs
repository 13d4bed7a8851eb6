//! Every event that concerns security is written down: each action there is comes about the way it does in life, and its entry says who
//! did it, what, when, from where and with what outcome.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use portico::{
    entity::{JobState, audit_entry, job},
    outside::clock::{Clock, SystemClock},
};
use portico_sandbox::demo;
use portico_types::{
    ids::JobId,
    staff::{AuditAction, AuditActor, AuditOutcome},
};
use reqwest::{Method, header::CONTENT_TYPE};
use sea_orm::{ActiveValue::Set, DatabaseConnection, EntityTrait};
use serde_json::{Value, json};

use crate::{
    cli,
    magic_links::{asks, completes},
    openid::{self, Door},
    support::{ACME, Answer, Caller, TestApp, database::Fresh, fixtures, manifest_scopes},
};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const MARIA: &str = "maria@globex.example";
const TOM: &str = "tom@globex.example";
const SESSION: &str = "__Host-portico-session-portal";

fn good(answer: &Answer) -> Value {
    assert!(
        (200..300).contains(&answer.status()),
        "{}: {}",
        answer.status(),
        answer.text()
    );
    serde_json::from_str(answer.text()).unwrap_or_default()
}

/// By mail, at a provider, in vain; and out again.
async fn people_come_and_go(app: &TestApp) {
    let maria = asks(app, MARIA).await;
    let wrong = if maria.code == "000000" { "000001" } else { "000000" };
    assert_eq!(completes(&maria.browser, json!({ "code": wrong })).await.status(), 401);
    let session = completes(&maria.browser, json!({ "token": maria.token })).await;
    good(&session);
    let out = app.nobody(ACME).with_cookie(&session.cookie(SESSION).unwrap());
    good(&out.post_empty("/api/v1/portal/session/sign-out").await);
    for _ in 0..2 {
        asks(app, MARIA).await;
    }
    app.nobody(ACME)
        .post("/api/v1/portal/sign-in/mail", &json!({ "email": MARIA }))
        .await;
    app.run_jobs().await; // One more than an address gets.

    let stolen = app.session_cookie(TOM).await;
    let renew = async || {
        let thief = app.nobody(ACME).with_cookie(&stolen);
        thief.post_empty("/api/v1/portal/session/refresh").await.status()
    };
    assert_eq!(renew().await, 200);
    app.clock.advance(TimeDelta::seconds(11));
    assert_eq!(renew().await, 401);

    let newcomer = openid::person("nora@globex.example");
    good(&openid::signs_in(app, Door::Portal, "google", &newcomer).await);
    let chloe = openid::in_slack(CHLOE, "U0CHLOE");
    good(&openid::signs_in(app, Door::Console, "slack", &chloe).await);

    let here = app.agent(BEN).await;
    let (_lost, _other) = (app.agent(BEN).await, app.agent(BEN).await);
    let sessions = here.get("/api/v1/sessions").await.json();
    let lost = sessions
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["current"] == false)
        .unwrap();
    good(
        &here
            .delete(&format!("/api/v1/sessions/{}", lost["id"].as_str().unwrap()))
            .await,
    );
    good(&here.post_empty("/api/v1/sessions/end-others").await);
}

async fn the_team_changes(app: &TestApp, ana: &Caller) {
    let new = json!({ "email": "dora@acme.example", "name": "Dora", "role": "agent" });
    let dora = good(&ana.post("/api/v1/team", &new).await);
    let again = format!("/api/v1/team/{}/invitation", dora["id"].as_str().unwrap());
    for _ in 0..3 {
        good(&ana.post_empty(&again).await); // One more than an address gets.
    }
    app.run_jobs().await;
    let chloe = format!("/api/v1/team/{}", fixtures::agent_id(CHLOE));
    for change in [
        json!({ "name": "Chloe M", "role": "admin", "slack_user_id": "" }),
        json!({ "slack_user_id": "U0CHLOE" }),
        json!({ "disabled": true }),
        json!({ "disabled": false, "role": "agent" }),
    ] {
        good(&ana.patch(&chloe, &change).await);
    }
    let chloe = app.agent(CHLOE).await;
    assert_eq!(chloe.get("/api/v1/portal-setup").await.status(), 403);
}

async fn customers_change(app: &TestApp, ana: &Caller) {
    let manager = app.contact(MARIA).await;
    let invited = json!({ "email": "otto@globex.example", "role": "member" });
    good(&manager.post("/api/v1/portal/members", &invited).await);
    let tom = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
    for change in [
        json!({ "name": "Thomas", "role": "manager" }),
        json!({ "disabled": true }),
        json!({ "disabled": false, "role": "member" }),
    ] {
        good(&ana.patch(&tom, &change).await);
    }
    let new = json!({ "name": "Wayne", "domains": ["wayne.example"] });
    let wayne = good(&ana.post("/api/v1/customers", &new).await);
    let wayne = format!("/api/v1/customers/{}", wayne["id"].as_str().unwrap());
    good(&ana.patch(&wayne, &json!({ "version": 1, "name": "Wayne Ltd" })).await);
    good(
        &ana.post(&format!("{wayne}/domains"), &json!({ "domain": "more.example" }))
            .await,
    );
    good(&ana.delete(&format!("{wayne}/domains/more.example")).await);
    let guest = json!({ "email": "guest@nowhere.example", "guest": true, "invite": false });
    good(&ana.post(&format!("{wayne}/users"), &guest).await);
    good(&ana.delete(&format!("{wayne}/users/guest@nowhere.example")).await);
    let answers = json!({ fixtures::field_id("area").to_string(): "Billing" });
    let filed =
        json!({ "form_id": fixtures::form_id(), "title": "Printer", "description": "Burns.", "answers": answers });
    let filed = good(&manager.post("/api/v1/portal/tickets", &filed).await);
    let to = json!({ "customer": { "customer_id": fixtures::customer_id("Globex"), "requester_id": fixtures::contact_id(TOM) } });
    let ticket = format!("/api/v1/tickets/{}", filed["key"].as_str().unwrap());
    good(&ana.patch(&ticket, &to).await);
    let export = manager.get("/api/v1/portal/tickets/export.csv?status=open").await;
    assert_eq!(export.status(), 200, "{}", export.text());
    let export = good(
        &manager
            .post("/api/v1/portal/exports", &json!({ "format": "csv" }))
            .await,
    );
    app.run_jobs().await;
    let file = format!("/api/v1/portal/exports/{}/download", export["id"].as_str().unwrap());
    assert_eq!(manager.get(&file).await.status(), 200);
}

async fn forms_change(ana: &Caller) {
    let form = good(&ana.post("/api/v1/forms", &json!({ "name": "Ask" })).await);
    let path = format!("/api/v1/forms/{}", form["id"].as_str().unwrap());
    good(&ana.post(&format!("{path}/publish"), &json!({ "version": 1 })).await);
    good(&ana.patch(&path, &json!({ "version": 2, "archived": true })).await);
}

async fn settings_change(app: &TestApp, ana: &Caller) {
    let id = uuid::Uuid::now_v7();
    let row = job::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(JobId(id)),
        kind: Set("post_test_message".to_owned()),
        payload: Set(json!({ "channel": "C0TRIAGE" })),
        lane_seq: Set(0),
        state: Set(JobState::Uncertain),
        run_at: Set(app.clock.now()),
        attempts: Set(1),
        created_at: Set(app.clock.now()),
        defects: Set(0),
        deferred_until: Set(None),
        ..Default::default()
    };
    job::Entity::insert(row).exec_without_returning(&app.db).await.unwrap();
    good(
        &ana.post(&format!("/api/v1/jobs/{id}/resolve"), &json!({ "posted": null }))
            .await,
    );
    let asked = json!({ "kind": "service", "name": "Nightly", "scopes": ["tickets:read"] });
    let key = good(&ana.post("/api/v1/api-keys", &asked).await);
    let program = app.nobody(ACME).with_token(key["secret"].as_str().unwrap());
    assert_eq!(program.get("/api/v1/audit-log").await.status(), 403);
    let key = format!("/api/v1/api-keys/{}", key["key"]["id"].as_str().unwrap());
    good(&ana.post_empty(&format!("{key}/rotate")).await);
    good(&ana.delete(&key).await);

    let labs = app
        .sandbox
        .add_workspace(demo::labs(), "xoxb-labs", "the-signing-secret-of-labs");
    labs.unwrap().install(&manifest_scopes());
    let asked = json!({ "bot_token": "xoxb-labs", "signing_secret": "the-signing-secret-of-labs" });
    let labs = good(&ana.post("/api/v1/slack/workspaces", &asked).await);
    let labs = format!("/api/v1/slack/workspaces/{}", labs["id"].as_str().unwrap());
    good(&ana.delete(&labs).await);

    openid::offers(app, &["mail", "openid"], &["google", "mail"]).await;
    let provider = openid::provider(app, "partners", "contacts", None).await;
    let provider = format!("/api/v1/openid-providers/{provider}");
    good(&ana.patch(&provider, &json!({ "version": 1, "name": "Partners" })).await);
    good(&ana.delete(&provider).await);

    let version = ana.get("/api/v1/portal-setup").await.json()["version"].clone();
    good(
        &ana.patch("/api/v1/portal-setup", &json!({ "version": version, "name": "Help" }))
            .await,
    );
    let logo = ana.request(Method::PUT, "/api/v1/portal-setup/logo");
    let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";
    good(&ana.send(logo.header(CONTENT_TYPE, "image/png").body(png)).await);
    good(&ana.delete("/api/v1/portal-setup/logo").await);
    let version = ana.get("/api/v1/account").await.json()["version"].clone();
    let change = json!({ "version": version, "customer_management": "standard" });
    good(&ana.patch("/api/v1/account", &change).await);
}

async fn the_operator_works(url: &str) {
    let set = [
        "collection",
        "set",
        "--account",
        ACME,
        "Portal",
        "--triage-channel",
        "C0PRIORITY",
    ];
    cli::good(url, &set).await;
    let add = [
        "agent",
        "add",
        "--account",
        ACME,
        "--email",
        "finn@acme.example",
        "--name",
        "Finn",
    ];
    cli::good(url, &add).await;
    let create = [
        "account", "create", "--name", "Umbra", "--slug", "umbra", "--prefix", "UMB",
    ];
    cli::good(url, &create).await;
    cli::good(url, &["secrets", "rotate"]).await;
}

async fn log(db: &DatabaseConnection) -> Vec<audit_entry::Model> {
    audit_entry::Entity::find().all(db).await.unwrap()
}

/// Who, when and from where, in each entry.
fn assert_told(entry: &audit_entry::Model, (begun, ended): (DateTime<Utc>, DateTime<Utc>)) {
    let here = entry.place == "127.0.0.1";
    let named = !entry.actor_name.is_empty();
    match entry.actor_kind {
        AuditActor::Agent | AuditActor::Contact | AuditActor::ApiKey => {
            assert!(here && named && entry.actor_id.is_some(), "{entry:?}");
        }
        AuditActor::Nobody => assert!(here, "{entry:?}"),
        // Both come from the server itself.
        AuditActor::Operator | AuditActor::System => assert!(named && entry.place.is_empty(), "{entry:?}"),
    }
    assert!(!entry.subject.is_empty(), "{entry:?}");
    assert!((begun..=ended).contains(&entry.created_at), "{entry:?}");
    let refusal = matches!(
        entry.action,
        AuditAction::SignInRefused
            | AuditAction::SignInMailHeldBack
            | AuditAction::InvitationHeldBack
            | AuditAction::SessionReplayed
            | AuditAction::ApiKeyRefused
            | AuditAction::AccessRefused
    );
    assert_eq!(entry.outcome == AuditOutcome::Refused, refusal, "{entry:?}");
    assert!(entry.seq.is_some() && entry.hash.is_some(), "{entry:?}");
}

#[tokio::test]
async fn every_action_there_is_stands_in_the_log_with_who_what_when_and_from_where() {
    let app = TestApp::spawn().await;
    let begun = app.state.clock.now();
    people_come_and_go(&app).await;
    let ana = app.agent(ANA).await;
    the_team_changes(&app, &ana).await;
    customers_change(&app, &ana).await;
    forms_change(&ana).await;
    settings_change(&app, &ana).await;
    app.run_jobs().await;
    let entries = log(&app.db).await;
    for entry in &entries {
        assert_told(entry, (begun, app.state.clock.now()));
    }
    assert_eq!(
        ana.get("/api/v1/audit-log/verification").await.json()["broken_at"],
        json!(null)
    );

    // The command line goes by the real clock.
    let real = SystemClock.now();
    the_operator_works(&cli::url(&app)).await;
    let demo = Fresh::make().await;
    cli::good(&demo.url(), &["demo"]).await;
    let of_demo = demo.connect().await;
    let by_operator = log(&app.db).await.into_iter().chain(log(&of_demo).await);
    let by_operator: Vec<_> = by_operator.filter(|it| it.actor_kind == AuditActor::Operator).collect();
    of_demo.close().await.unwrap();
    for entry in &by_operator {
        assert_told(entry, (real, SystemClock.now()));
    }

    let seen: BTreeSet<AuditAction> = entries.iter().chain(&by_operator).map(|it| it.action).collect();
    let missing: Vec<_> = AuditAction::ALL.iter().filter(|it| !seen.contains(it)).collect();
    assert!(missing.is_empty(), "written down by nothing above: {missing:?}");
}
