//! What was sealed for one place opens in no other: whoever can write into the database makes the server use nobody else's secret.

use portico_sandbox::demo;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::json;
use uuid::Uuid;

use crate::{
    openid::{self, Door, Gone, person},
    support::{OTHER, TestApp, fixtures, manifest_scopes},
};

/// A provider of `other`'s own at the sandbox, for contacts; returns its id.
async fn provider_of_other(app: &TestApp, client_secret: &str) -> String {
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let version = eve.get("/api/v1/sign-in-settings").await.json()["version"].clone();
    let change = json!({ "version": version, "contacts": ["mail", "openid"] });
    assert_eq!(eve.patch("/api/v1/sign-in-settings", &change).await.status(), 200);
    let asked = json!({
        "audience": "contacts", "name": "Theirs", "issuer": app.sandbox.openid().issuer("theirs"),
        "client_id": app.sandbox.openid().client().id, "client_secret": client_secret,
    });
    let made = eve.post("/api/v1/openid-providers", &asked).await;
    assert_eq!(made.status(), 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

/// An id as SQL has it.
fn literal(app: &TestApp, id: Uuid) -> String {
    match app.db.get_database_backend() {
        DbBackend::Sqlite => format!("X'{}'", id.simple()),
        _ => format!("'{id}'"),
    }
}

/// Puts what stands sealed elsewhere where the client secret of that provider is.
async fn put_in(app: &TestApp, provider: &str, sealed: &str) {
    let id = literal(app, provider.parse().unwrap());
    let sql = format!("UPDATE openid_providers SET client_secret = ({sealed}) WHERE id = {id}");
    assert_eq!(app.db.execute_unprepared(&sql).await.unwrap().rows_affected(), 1);
}

/// Whether somebody of `other`'s customers comes in by that provider.
async fn comes_in(app: &TestApp, provider: &str) -> bool {
    let leaving = json!({ "provider": provider });
    let leaves = app.nobody(OTHER).post("/api/v1/portal/sign-in/openid", &leaving).await;
    if leaves.status() != 200 {
        assert!(leaves.status() >= 500, "{}", leaves.text());
        return false;
    }
    let gone = Gone::from(app, OTHER, Door::Portal, provider).await;
    let back = gone.agrees(app, &person("gavin@hooli.example"));
    gone.comes_back(&back).await.status() == 200
}

#[tokio::test]
async fn a_sealed_secret_opens_where_it_belongs_and_nowhere_else() {
    let app = TestApp::spawn().await;
    let client = app.sandbox.openid().client();
    openid::offers(&app, &["mail", "openid"], &["google", "mail"]).await;
    let acmes = openid::provider(&app, "partners", "contacts", None).await;
    let theirs = provider_of_other(&app, &client.secret).await;
    assert!(comes_in(&app, &theirs).await, "by their own secret");

    // Another account's, sealed for the same purpose: the same words, even.
    let of_acme = format!(
        "SELECT client_secret FROM openid_providers WHERE id = {}",
        literal(&app, acmes.parse().unwrap())
    );
    put_in(&app, &theirs, &of_acme).await;
    assert!(!comes_in(&app, &theirs).await, "by a secret of another account");

    // Their own, sealed for another purpose.
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let labs = app.sandbox.add_workspace(demo::labs(), "xoxb-labs", &client.secret);
    labs.unwrap().install(&manifest_scopes());
    let asked = json!({ "bot_token": "xoxb-labs", "signing_secret": client.secret });
    let connected = eve.post("/api/v1/slack/workspaces", &asked).await;
    assert!([200, 201].contains(&connected.status()), "{}", connected.text());
    let other = literal(&app, fixtures::account_id(OTHER).0);
    let of_slack = format!("SELECT signing_secret FROM slack_workspaces WHERE account_id = {other}");
    put_in(&app, &theirs, &of_slack).await;
    assert!(!comes_in(&app, &theirs).await, "by a secret of Slack's");
}
