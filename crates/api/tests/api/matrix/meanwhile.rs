//! Who loses a right between being let through and what they came for: nothing comes of it any more.

use portico::entity::{agent, contact, session};
use portico_types::{portal::ContactRole, staff::AgentRole};
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{Operation, operations, table::Who, world::World};
use crate::support::{Caller, fixtures};

const ANA: &str = "ana@acme.example";
const MARIA: &str = "maria@globex.example";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// A world in which everybody was just let through, and is remembered to be.
async fn remembered() -> World {
    let world = Box::pin(World::make_with(|config| config.sign_in.cache_seconds = 3600)).await;
    for (caller, me) in [(&world.owner, "/api/v1/me"), (&world.manager, "/api/v1/portal/me")] {
        for _ in 0..2 {
            assert_eq!(caller.get(me).await.status(), 200); // At each server.
        }
    }
    world
}

/// What takes more than being there, and writes; and what gives programs a way in.
fn sensitive() -> Vec<Operation> {
    let all = operations().into_iter().filter(|it| {
        it.method != Method::GET
            && !it.row().endless
            && (matches!(it.row().who, Who::Manager | Who::Admin | Who::Owner) || it.id.ends_with("api_key"))
    });
    let all: Vec<Operation> = all.collect();
    assert!(all.len() > 20, "{}", all.len());
    all
}

/// Asks for it as one who may, with all that it takes.
async fn ask(world: &World, operation: &Operation) -> u16 {
    let (caller, path) = (operation.entitled(world), operation.at(&operation.own(world)));
    let res = if operation.id == "put_portal_logo" {
        let req = caller.request(Method::PUT, &path).header("content-type", "image/png");
        caller.send(req.body(PNG)).await
    } else {
        let body = operation.row().body.map(|body| body(world));
        operation.ask(caller, &path, body.as_ref()).await
    };
    res.status()
}

async fn all_come_to(world: &World, operations: &[Operation], expected: u16) {
    let mut wrong = Vec::new();
    for operation in operations {
        let status = ask(world, operation).await;
        if status != expected {
            wrong.push(format!("{}: {status}", operation.id));
        }
    }
    assert!(wrong.is_empty(), "instead of {expected}:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn who_lost_the_role_changes_nothing() {
    let world = remembered().await;
    let db = &world.app.db;
    agent::Entity::update_many()
        .col_expr(agent::Column::Role, Expr::value(AgentRole::Agent))
        .filter(agent::Column::Id.eq(fixtures::agent_id(ANA)))
        .exec(db)
        .await
        .unwrap();
    contact::Entity::update_many()
        .col_expr(contact::Column::Role, Expr::value(ContactRole::Member))
        .filter(contact::Column::Id.eq(fixtures::contact_id(MARIA)))
        .exec(db)
        .await
        .unwrap();
    let of_role: Vec<Operation> = sensitive()
        .into_iter()
        .filter(|it| it.row().who > Who::Agent || it.portal())
        .collect();

    all_come_to(&world, &of_role, 403).await;

    let key = async |asked| world.owner.post("/api/v1/api-keys", &asked).await.status();
    let mut asked = json!({ "kind": "service", "name": "All", "scopes": ["tickets:read"] });
    assert_eq!(key(asked.clone()).await, 403);
    asked["kind"] = json!("personal");
    assert_eq!(key(asked.clone()).await, 201, "this much every agent may");
    asked["scopes"] = json!(["customers:write"]);
    assert_eq!(key(asked).await, 403);
}

#[tokio::test]
async fn who_was_removed_changes_nothing() {
    let world = remembered().await;
    let (db, now) = (&world.app.db, world.app.state.clock.now());
    agent::Entity::update_many()
        .col_expr(agent::Column::DisabledAt, Expr::value(Some(now)))
        .filter(agent::Column::Id.eq(fixtures::agent_id(ANA)))
        .exec(db)
        .await
        .unwrap();
    contact::Entity::update_many()
        .col_expr(contact::Column::DisabledAt, Expr::value(Some(now)))
        .filter(contact::Column::Id.eq(fixtures::contact_id(MARIA)))
        .exec(db)
        .await
        .unwrap();

    all_come_to(&world, &sensitive(), 401).await;
}

#[tokio::test]
async fn who_was_signed_out_changes_nothing() {
    let world = remembered().await;
    end_all(&world.app.db, world.app.state.clock.now()).await;

    all_come_to(&world, &sensitive(), 401).await;
}

async fn end_all(db: &impl ConnectionTrait, now: chrono::DateTime<chrono::Utc>) {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(now)))
        .exec(db)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_key_that_was_revoked_changes_nothing() {
    let world = remembered().await;
    let asked =
        json!({ "kind": "service", "name": "All", "scopes": ["customers:write", "forms:write", "settings:write"] });
    let made = world.owner.post("/api/v1/api-keys", &asked).await.json();
    let key: Caller = world.owner.clone().with_token(made["secret"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(key.get("/api/v1/customers").await.status(), 403, "is remembered now");
    }
    portico::entity::api_key::Entity::update_many()
        .col_expr(
            portico::entity::api_key::Column::RevokedAt,
            Expr::value(Some(world.app.state.clock.now())),
        )
        .exec(&world.app.db)
        .await
        .unwrap();

    let mut asked = 0;
    for operation in sensitive() {
        if operation.row().scope.is_some() && operation.id != "put_portal_logo" {
            let body = operation.row().body.map(|body| body(&world));
            let answer = operation
                .ask(&key, &operation.at(&operation.own(&world)), body.as_ref())
                .await;
            assert_eq!(answer.status(), 401, "{}: {}", operation.id, answer.text());
            asked += 1;
        }
    }
    assert!(asked > 8, "{asked}");
}
