//! Which ways in an account offers.

use portico::entity::{slack_user, slack_workspace};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{Door, offers, person, provider, signs_in};
use crate::support::{ACME, Caller, TestApp};

async fn change(admin: &Caller, change: Value) -> crate::support::Answer {
    let version = admin.get("/api/v1/sign-in-settings").await.json()["version"].clone();
    let mut body = change;
    body["version"] = version;
    admin.patch("/api/v1/sign-in-settings", &body).await
}

#[tokio::test]
async fn admins_choose_the_ways_in() {
    let app = TestApp::spawn().await;
    let ben = app.agent("ben@acme.example").await;
    let settings = ben.get("/api/v1/sign-in-settings").await.json();
    assert_eq!(
        settings["available"],
        json!(["google", "microsoft", "slack", "openid", "mail"])
    );
    assert!(
        settings["redirect_base"]
            .as_str()
            .unwrap()
            .ends_with("/sign-in/callback/")
    );

    let res = change(&ben, json!({ "contacts": ["mail"], "agents": ["google", "mail"] })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let portal = app.nobody(ACME).get("/api/v1/portal/sign-in/options").await.json();
    assert_eq!(portal, json!({ "mail": true, "providers": [] }));
    let console = app.nobody(ACME).get("/api/v1/sign-in/options").await.json();
    assert_eq!(console["mail"], true);
    assert_eq!(console["providers"].as_array().unwrap().len(), 1);

    let stale = ben
        .patch(
            "/api/v1/sign-in-settings",
            &json!({ "version": 1, "contacts": ["google"] }),
        )
        .await;
    assert_eq!(stale.status(), 409);
    assert_eq!(change(&ben, json!({ "contacts": [] })).await.bad_fields(), ["contacts"]);
    assert_eq!(
        change(&ben, json!({ "contacts": ["slack"] })).await.bad_fields(),
        ["contacts"]
    );
    let chloe = app.agent("chloe@acme.example").await;
    assert_eq!(chloe.get("/api/v1/sign-in-settings").await.status(), 403);
    assert_eq!(chloe.get("/api/v1/openid-providers").await.status(), 403);
}

#[tokio::test]
async fn the_team_cannot_lock_itself_out() {
    let app = TestApp::spawn_with(|config| {
        config.openid.google.client_id.clear();
        config.openid.microsoft.client_id.clear();
    })
    .await;
    let ana = app.agent("ana@acme.example").await;
    for agents in [json!(["google"]), json!(["google", "microsoft"]), json!(["openid"])] {
        assert_eq!(
            change(&ana, json!({ "agents": agents })).await.bad_fields(),
            ["agents"],
            "{agents}"
        );
    }
    assert_eq!(change(&ana, json!({ "agents": ["slack"] })).await.status(), 200);
    slack_user::Entity::delete_many().exec(&app.db).await.unwrap();
    portico::entity::slack_channel::Entity::delete_many()
        .exec(&app.db)
        .await
        .unwrap();
    slack_workspace::Entity::delete_many().exec(&app.db).await.unwrap();
    assert_eq!(
        change(&ana, json!({ "agents": ["slack", "google"] }))
            .await
            .bad_fields(),
        ["agents"]
    );

    offers(&app, &["mail"], &["mail"]).await;
    let id = provider(&app, "acme-idp", "agents", None).await;
    assert_eq!(change(&ana, json!({ "agents": ["openid"] })).await.status(), 200);
    let path = format!("/api/v1/openid-providers/{id}");
    assert_eq!(
        ana.patch(&path, &json!({ "version": 1, "enabled": false }))
            .await
            .status(),
        409
    );
    assert_eq!(ana.delete(&path).await.status(), 409);
    assert_eq!(
        signs_in(&app, Door::Console, &id, &person("ana@acme.example"))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn who_vouches_for_the_team_is_removed_by_owners_alone() {
    let app = TestApp::spawn().await;
    let ben = app.agent("ben@acme.example").await;
    for (audience, expected) in [("agents", 403), ("contacts", 204)] {
        let id = provider(&app, &format!("of-{audience}"), audience, None).await;
        let path = format!("/api/v1/openid-providers/{id}");
        let res = ben.delete(&path).await;
        assert_eq!(res.status(), expected, "{audience}: {}", res.text());
        if expected == 403 {
            assert_eq!(app.agent("ana@acme.example").await.delete(&path).await.status(), 204);
        }
    }
}

#[tokio::test]
async fn what_is_not_set_up_is_not_offered() {
    let app = TestApp::spawn_with(|config| config.openid.google.client_id.clear()).await;
    let options = app.nobody(ACME).get("/api/v1/portal/sign-in/options").await.json();
    let ids: Vec<&str> = options["providers"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["id"].as_str())
        .collect();
    assert_eq!(ids, ["microsoft"]);
    let res = app
        .nobody(ACME)
        .post("/api/v1/portal/sign-in/openid", &json!({ "provider": "google" }))
        .await;
    assert_eq!(res.status(), 404);
}

#[tokio::test]
async fn a_providers_secret_is_encrypted_and_shown_to_nobody() {
    use portico::entity::openid_provider;
    let app = TestApp::spawn().await;
    offers(&app, &["openid"], &["google"]).await;
    let id = provider(&app, "partners", "contacts", None).await;
    let secret = app.sandbox.openid().client().secret.clone();
    let row = openid_provider::Entity::find().one(&app.db).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&row.client_secret).contains(&secret));
    let ana = app.agent("ana@acme.example").await;
    assert!(!ana.get("/api/v1/openid-providers").await.text().contains(&secret));

    let path = format!("/api/v1/openid-providers/{id}");
    let changed = ana
        .patch(&path, &json!({ "version": 1, "client_secret": "another" }))
        .await;
    assert!(!changed.text().contains("another"));
    let maria = person("maria@globex.example");
    assert_eq!(
        signs_in(&app, Door::Portal, &id, &maria).await.status(),
        401,
        "the new secret is the one that is sent"
    );
    assert_eq!(
        ana.patch(&path, &json!({ "version": 2, "client_secret": secret }))
            .await
            .status(),
        200
    );
    assert_eq!(signs_in(&app, Door::Portal, &id, &maria).await.status(), 200);
    assert_eq!(
        ana.patch(&path, &json!({ "version": 1, "name": "x" })).await.status(),
        409
    );
    let unknown = ana
        .patch(&path, &json!({ "version": 3, "issuer": "https://evil.example" }))
        .await;
    assert_eq!(unknown.status(), 400, "the issuer stays");
}

/// Ana, who signed in half an hour ago.
async fn stale(app: &TestApp) -> Caller {
    let cookie = app.agent_session_cookie("ana@acme.example").await;
    app.clock.advance(chrono::TimeDelta::minutes(31));
    let browser = app.nobody(ACME).with_cookie(&cookie);
    let session = browser.post_empty("/api/v1/session/refresh").await.json();
    app.nobody(ACME).with_token(session["access_token"].as_str().unwrap())
}

#[track_caller]
fn asks_to_sign_in_again(res: &crate::support::Answer) {
    assert_eq!(res.status(), 403, "{}", res.text());
    assert!(res.text().contains("/problems/sign-in-again"), "{}", res.text());
}

#[tokio::test]
async fn only_an_admin_who_signed_in_a_short_while_ago_opens_a_way_in() {
    let app = TestApp::spawn().await;
    offers(&app, &["google", "openid"], &["google"]).await;
    let id = provider(&app, "partners", "contacts", None).await;
    let path = format!("/api/v1/openid-providers/{id}");
    let ana = stale(&app).await;

    asks_to_sign_in_again(&change(&ana, json!({ "agents": ["google", "mail"] })).await);
    asks_to_sign_in_again(&change(&ana, json!({ "contacts": ["mail"] })).await);
    asks_to_sign_in_again(&ana.post("/api/v1/openid-providers", &json!({})).await);
    for body in [
        json!({ "version": 1, "name": "Another" }),
        json!({ "version": 1, "client_id": "another" }),
        json!({ "version": 1, "enabled": false, "client_secret": "another" }),
    ] {
        asks_to_sign_in_again(&ana.patch(&path, &body).await);
    }
    assert_eq!(
        ana.get("/api/v1/sign-in-settings").await.status(),
        200,
        "looking is fine"
    );
}

#[tokio::test]
async fn closing_a_way_in_never_waits_for_signing_in_again() {
    let app = TestApp::spawn().await;
    offers(&app, &["google", "openid"], &["google"]).await;
    let id = provider(&app, "partners", "contacts", None).await;
    let path = format!("/api/v1/openid-providers/{id}");
    let ana = stale(&app).await;

    assert_eq!(change(&ana, json!({ "contacts": ["openid"] })).await.status(), 200);
    let off = ana.patch(&path, &json!({ "version": 1, "enabled": false })).await;
    assert_eq!(off.status(), 200, "{}", off.text());
    asks_to_sign_in_again(&ana.patch(&path, &json!({ "version": 2, "enabled": true })).await);
    assert_eq!(ana.delete(&path).await.status(), 204);
}
