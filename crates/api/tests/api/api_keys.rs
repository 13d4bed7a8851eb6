//! API keys: what they may do, for whom, and how they end.

use chrono::TimeDelta;
use portico_types::staff::ApiScope;
use reqwest::Method;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};

use crate::{
    description::operations,
    support::{ACME, Caller, OTHER, TestApp, fixtures},
};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";

/// Makes a key and returns what the API told of it.
async fn make(agent: &Caller, kind: &str, scopes: &[ApiScope]) -> Value {
    let asked = json!({ "kind": kind, "name": format!("{kind} key"), "scopes": scopes });
    let made = agent.post("/api/v1/api-keys", &asked).await;
    assert_eq!(made.status(), 201, "{}", made.text());
    made.json()
}

fn caller(app: &TestApp, made: &Value) -> Caller {
    app.nobody(ACME).with_token(made["secret"].as_str().expect("a secret"))
}

async fn key(app: &TestApp, owner: &str, kind: &str, scopes: &[ApiScope]) -> Caller {
    let made = make(&app.agent(owner).await, kind, scopes).await;
    caller(app, &made)
}

#[tokio::test]
async fn an_operation_takes_keys_with_its_scope_and_none_that_declare_no_scope_takes_any() {
    let app = TestApp::spawn().await;
    let all = key(&app, ANA, "service", ApiScope::ALL).await;
    let mut asked = 0;
    let mut keys = std::collections::HashMap::new();
    for (method, path, operation) in operations() {
        if operation.security.as_ref().is_none_or(Vec::is_empty) {
            continue; // Anybody's: a key changes nothing.
        }
        // Not `send`, which reads streams to their end.
        let answer = |caller: &Caller| {
            let req = caller.request(method.clone(), &path);
            async move { req.send().await.expect("an answer") }
        };
        let scope = operation.extensions.as_ref().and_then(|e| e.get("x-scope"));
        let Some(scope) = scope.and_then(|s| s.as_str()) else {
            let status = answer(&all).await.status().as_u16();
            let refused = if path.starts_with("/api/v1/portal/") { 401 } else { 403 };
            assert_eq!(status, refused, "no scope: {method} {path}");
            continue;
        };
        asked += 1;
        let scope: ApiScope = scope.parse().expect("a scope");
        if let std::collections::hash_map::Entry::Vacant(entry) = keys.entry(scope) {
            let others: Vec<ApiScope> = ApiScope::ALL.iter().copied().filter(|s| *s != scope).collect();
            let pair = (
                key(&app, ANA, "service", &others).await,
                key(&app, ANA, "service", &[scope]).await,
            );
            entry.insert(pair);
        }
        let (others, exactly) = &keys[&scope];
        let without = answer(others).await;
        assert_eq!(without.status(), 403, "without {scope}: {method} {path}");
        let problem: Value = without.json().await.expect("a problem");
        assert_eq!(problem["type"], "/problems/scope-missing", "{method} {path}");
        let with = answer(exactly).await.status().as_u16();
        assert!(![401, 403].contains(&with), "with {scope}: {with} {method} {path}");
    }
    assert!(asked > 10);
}

#[tokio::test]
async fn a_personal_key_is_its_agent_as_they_are_now() {
    let app = TestApp::spawn().await;
    let scopes = [ApiScope::TicketsRead, ApiScope::SettingsRead];
    let bens = key(&app, BEN, "personal", &scopes).await;
    assert_eq!(bens.get("/api/v1/portal-setup").await.status(), 200);
    assert_eq!(bens.get("/api/v1/tickets?assignee=me").await.status(), 200);

    // Taken down a step: the scope is there still, the right is not.
    let id = (fixtures::account_id(ACME), fixtures::agent_id(BEN));
    let find = || portico::entity::agent::Entity::find_by_id(id).one(&app.db);
    let mut ben = find().await.unwrap().unwrap().into_active_model();
    ben.role = sea_orm::ActiveValue::Set(portico_types::staff::AgentRole::Agent);
    ben.update(&app.db).await.unwrap();
    assert_eq!(bens.get("/api/v1/portal-setup").await.status(), 403);
    assert_eq!(bens.get("/api/v1/tickets").await.status(), 200);

    let mut ben = find().await.unwrap().unwrap().into_active_model();
    ben.disabled_at = sea_orm::ActiveValue::Set(Some(app.state.clock.now()));
    ben.update(&app.db).await.unwrap();
    assert_eq!(bens.get("/api/v1/tickets").await.status(), 401);
}

#[tokio::test]
async fn a_service_key_speaks_in_its_own_name_and_is_nobody() {
    let app = TestApp::spawn().await;
    let maria = app.contact("maria@globex.example").await;
    let filed = crate::tickets::file(&maria, &crate::tickets::problem("Printer on fire")).await;
    let path = format!("/api/v1/tickets/{filed}");
    let scopes = [ApiScope::TicketsRead, ApiScope::TicketsWrite];
    let service = key(&app, ANA, "service", &scopes).await;

    let said = service
        .post(
            &format!("{path}/messages"),
            &json!({ "visibility": "public", "body": "We are on it." }),
        )
        .await;

    assert_eq!(said.status(), 201, "{}", said.text());
    assert_eq!(said.json()["author"], json!({ "kind": "agent", "name": "service key" }));
    assert_eq!(said.json()["source"], "api");
    let row = portico::entity::message::Entity::find()
        .all(&app.db)
        .await
        .unwrap()
        .pop();
    assert_eq!(row.unwrap().author_id, None);
    let seen = maria.get(&format!("/api/v1/portal/tickets/{filed}/conversation")).await;
    assert!(seen.text().contains("service key"), "{}", seen.text());
    for path in ["/api/v1/me", "/api/v1/tickets?assignee=me"] {
        assert_eq!(service.get(path).await.status(), 403, "{path}");
    }
    assert_eq!(service.get("/api/v1/tickets/counts").await.json()["mine"], 0);
    let personal = key(&app, CHLOE, "personal", &scopes).await;
    let said = personal
        .post(
            &format!("{path}/messages"),
            &json!({ "visibility": "internal", "body": "Hot." }),
        )
        .await;
    assert_eq!(said.json()["author"]["name"], "Chloe Martin");
    assert_eq!(said.json()["author"]["me"], true);
    app.run_jobs().await;
}

#[tokio::test]
async fn a_rotated_key_has_two_secrets_for_a_day() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let first = make(&ana, "personal", &[ApiScope::TicketsRead]).await;
    let path = format!("/api/v1/api-keys/{}/rotate", first["key"]["id"].as_str().unwrap());
    let works = |made: &Value| {
        let caller = caller(&app, made);
        async move { caller.get("/api/v1/tickets").await.status() == 200 }
    };

    let second = ana.post_empty(&path).await.json();
    assert_ne!(second["secret"], first["secret"]);
    assert!(works(&first).await && works(&second).await);
    app.clock.advance(TimeDelta::hours(24));
    assert!(!works(&first).await && works(&second).await);

    let ana = app.agent(ANA).await;
    let third = ana.post_empty(&path).await.json();
    let fourth = ana.post_empty(&path).await.json();
    assert!(!works(&second).await && works(&third).await && works(&fourth).await);
}

#[tokio::test]
async fn a_revoked_key_ends_at_once_whatever_is_remembered_of_it() {
    let app = TestApp::spawn_with(|config| config.sign_in.cache_seconds = 60).await;
    let ana = app.agent(ANA).await;
    let first = make(&ana, "service", &[ApiScope::TicketsRead]).await;
    let id = first["key"]["id"].as_str().unwrap().to_owned();
    let second = ana.post_empty(&format!("/api/v1/api-keys/{id}/rotate")).await.json();
    let callers = [caller(&app, &first), caller(&app, &second)];
    for caller in &callers {
        assert_eq!(caller.get("/api/v1/tickets").await.status(), 200);
    }

    assert_eq!(ana.delete(&format!("/api/v1/api-keys/{id}")).await.status(), 204);

    for caller in &callers {
        assert_eq!(caller.get("/api/v1/tickets").await.status(), 401);
    }
    let listed = ana.get("/api/v1/api-keys").await.json();
    assert!(listed[0]["revoked_at"].is_string());
    assert_eq!(
        ana.post_empty(&format!("/api/v1/api-keys/{id}/rotate")).await.status(),
        409
    );
}

#[tokio::test]
async fn a_key_ends_with_its_time_and_tells_its_last_use() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let asked = json!({ "kind": "service", "name": "Short", "scopes": ["tickets:read"], "expires_in_days": 1 });
    let made = ana.post("/api/v1/api-keys", &asked).await.json();
    let short = caller(&app, &made);
    assert_eq!(short.get("/api/v1/tickets").await.status(), 200);
    // Written behind the answer.
    let used = async {
        while ana.get("/api/v1/api-keys").await.json()[0]["last_used_at"].is_null() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), used)
        .await
        .unwrap();

    app.clock.advance(TimeDelta::days(1));

    assert_eq!(short.get("/api/v1/tickets").await.status(), 401);
}

#[tokio::test]
async fn keys_are_made_and_rotated_by_people_who_have_just_signed_in() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let asked = json!({ "kind": "personal", "name": "Mine", "scopes": ["tickets:read"] });
    app.clock.advance(TimeDelta::minutes(5));
    let made = ana.post("/api/v1/api-keys", &asked).await.json();
    let id = made["key"]["id"].as_str().unwrap();

    let cookie = app.agent_session_cookie(ANA).await;
    app.clock.advance(TimeDelta::minutes(30));
    // Renewing the token makes no session younger.
    let refreshed = app
        .nobody(ACME)
        .with_cookie(&cookie)
        .post_empty("/api/v1/session/refresh")
        .await;
    let late = app
        .nobody(ACME)
        .with_token(refreshed.json()["access_token"].as_str().unwrap());

    for path in ["/api/v1/api-keys".to_owned(), format!("/api/v1/api-keys/{id}/rotate")] {
        let refused = late.post(&path, &asked).await;
        assert_eq!(refused.status(), 403, "{path}");
        assert_eq!(refused.json()["type"], "/problems/sign-in-again");
    }
    // What takes rights away never waits.
    assert_eq!(late.delete(&format!("/api/v1/api-keys/{id}")).await.status(), 204);
}

#[tokio::test]
async fn nobody_makes_or_takes_a_key_beyond_their_own_rights() {
    let app = TestApp::spawn().await;
    let (ana, ben, chloe, eve) = (
        app.agent(ANA).await,
        app.agent(BEN).await,
        app.agent(CHLOE).await,
        app.agent_of(OTHER, "eve@other.example").await,
    );
    for (kind, scope) in [
        ("service", "tickets:read"),
        ("personal", "audit:read"),
        ("personal", "settings:write"),
    ] {
        let asked = json!({ "kind": kind, "name": "x", "scopes": [scope] });
        assert_eq!(
            chloe.post("/api/v1/api-keys", &asked).await.status(),
            403,
            "{kind} {scope}"
        );
    }
    let anas = make(&ana, "personal", &[ApiScope::TicketsRead]).await;
    let id = anas["key"]["id"].as_str().unwrap();
    let rotate = format!("/api/v1/api-keys/{id}/rotate");
    let revoke = format!("/api/v1/api-keys/{id}");
    for stranger in [&chloe, &eve] {
        assert_eq!(stranger.post_empty(&rotate).await.status(), 404);
        assert_eq!(stranger.delete(&revoke).await.status(), 404);
        assert_eq!(stranger.get("/api/v1/api-keys").await.json(), json!([]));
    }
    // An admin who rotated an owner's key would be the owner.
    assert_eq!(ben.post_empty(&rotate).await.status(), 403);
    assert_eq!(
        app.nobody(OTHER)
            .with_token(anas["secret"].as_str().unwrap())
            .get("/api/v1/tickets")
            .await
            .status(),
        401
    );
    assert_eq!(ben.delete(&revoke).await.status(), 204);
    assert_eq!(caller(&app, &anas).get("/api/v1/tickets").await.status(), 401);
}

#[tokio::test]
async fn what_looks_like_a_key_is_no_key() {
    let app = TestApp::spawn().await;
    let made = make(&app.agent(ANA).await, "service", ApiScope::ALL).await;
    let secret = made["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 51);
    for token in [
        "portico_".to_owned(),
        secret[..50].to_owned(),
        format!("{secret}A"),
        secret.to_uppercase(),
        secret["portico_".len()..].to_owned(),
        format!("portico_{}", "A".repeat(43)),
    ] {
        let res = app.nobody(ACME).with_token(&token).get("/api/v1/tickets").await;
        assert_eq!(res.status(), 401, "{token}");
    }
    let cookie = format!("__Host-portico-session-console={secret}");
    let res = app
        .nobody(ACME)
        .with_cookie(&cookie)
        .request(Method::POST, "/api/v1/session/refresh")
        .send()
        .await
        .unwrap();
    assert_eq!(res.status(), 401);
}
