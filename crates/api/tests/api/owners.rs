//! What only owners do, and that nothing which was there before somebody became one does it.

use portico::entity::session;
use portico_migrations::Migrator;
use portico_types::{
    ids::SessionId,
    sign_in::SignInMethod,
    staff::{AgentRole, ApiScope},
};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, sea_query::Expr};
use sea_orm_migration::MigratorTrait;
use serde_json::{Value, json};

use crate::support::{ACME, Caller, TestApp, fixtures};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const ACCOUNT: &str = "/api/v1/account";

/// A personal key of somebody's, and its id.
async fn key_of(app: &TestApp, email: &str) -> (Caller, String) {
    let asked = json!({ "kind": "personal", "name": "Billing", "scopes": [ApiScope::SettingsWrite] });
    let made = app.agent(email).await.post("/api/v1/api-keys", &asked).await;
    assert_eq!(made.status(), 201, "{}", made.text());
    (
        with(app, &made.json()),
        made.json()["key"]["id"].as_str().unwrap().to_owned(),
    )
}

fn with(app: &TestApp, made: &Value) -> Caller {
    app.nobody(ACME).with_token(made["secret"].as_str().expect("a secret"))
}

async fn becomes(app: &TestApp, email: &str, role: AgentRole) {
    let path = format!("/api/v1/team/{}", fixtures::agent_id(email));
    let res = app.agent(ANA).await.patch(&path, &json!({ "role": role })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

/// Changes something of the account's; returns the answer's status.
async fn changes(app: &TestApp, caller: &Caller, what: &str, to: &str) -> u16 {
    let version = app.agent(ANA).await.get(ACCOUNT).await.json()["version"].clone();
    let change = json!({ "version": version, what: to });
    caller.patch(ACCOUNT, &change).await.status()
}

#[tokio::test]
async fn a_key_from_before_its_agent_became_an_owner_is_no_owners() {
    let app = TestApp::spawn().await;
    let (before, id) = key_of(&app, BEN).await;
    assert_eq!(changes(&app, &before, "plan", "enterprise").await, 403);

    becomes(&app, BEN, AgentRole::Owner).await;

    assert_eq!(changes(&app, &before, "plan", "enterprise").await, 403);
    assert_eq!(changes(&app, &before, "edition", "internal_helpdesk").await, 403);
    let works_on = changes(&app, &before, "customer_management", "standard").await;
    assert_eq!(works_on, 200, "what admins may");
    // Another secret makes it no other key.
    let ben = app.agent(BEN).await;
    let rotated = ben.post_empty(&format!("/api/v1/api-keys/{id}/rotate")).await.json();
    assert_eq!(changes(&app, &with(&app, &rotated), "plan", "enterprise").await, 403);

    let (after, _) = key_of(&app, BEN).await;
    assert_eq!(changes(&app, &after, "plan", "enterprise").await, 200);
    becomes(&app, BEN, AgentRole::Admin).await;
    assert_eq!(changes(&app, &after, "plan", "professional").await, 403);
}

/// Sessions that began so, of whom.
async fn began(db: &DatabaseConnection, method: SignInMethod, cookie: &str) -> SessionId {
    let id = cookie
        .split(['=', '.'])
        .nth(1)
        .and_then(|id| id.parse().ok())
        .expect("an id");
    session::Entity::update_many()
        .col_expr(session::Column::Method, Expr::value(method))
        .filter(session::Column::Id.eq(id))
        .exec(db)
        .await
        .unwrap();
    id
}

#[tokio::test]
async fn sessions_that_slack_opened_for_owners_before_they_had_to_prove_themselves_end() {
    let app = TestApp::spawn().await;
    let slack = SignInMethod::Slack;
    let owners = began(&app.db, slack, &app.agent_session_cookie(ANA).await).await;
    let others = [
        began(&app.db, SignInMethod::Mail, &app.agent_session_cookie(ANA).await).await,
        began(&app.db, slack, &app.agent_session_cookie(BEN).await).await,
    ];

    let all = Migrator::migrations();
    let from = all
        .iter()
        .position(|it| it.name().ends_with("_what_came_before_the_owner"));
    let steps = u32::try_from(all.len() - from.expect("the migration")).unwrap();
    Migrator::down(&app.db, Some(steps)).await.unwrap();
    app.database.migrate().await;

    let ended = session::Entity::find().filter(session::Column::EndedAt.is_not_null());
    let ended: Vec<_> = ended.all(&app.db).await.unwrap().into_iter().map(|it| it.id).collect();
    assert_eq!(ended, [owners], "not {others:?}");
}
