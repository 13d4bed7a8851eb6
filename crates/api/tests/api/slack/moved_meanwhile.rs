//! A contact's reply and the move of its ticket to another customer meet at the ticket's lock: whoever comes first, what was acknowledged is
//! on the ticket and where it goes, once, and what was not is nowhere.

use std::time::Duration;

use portico::entity::{message, ticket};
use reqwest::Method;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Statement,
    TransactionTrait,
};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, recovers};
use crate::support::{Caller, TestApp, fixtures};

const BODY: &str = "It smokes, too";

/// Asks one after the other, on PostgreSQL both before either goes on: somebody else holds the ticket until they wait for it in this order.
async fn meet(
    app: &TestApp,
    first: (Caller, Method, String, Value),
    second: (Caller, Method, String, Value),
) -> (u16, u16) {
    async fn ask((caller, method, path, body): (Caller, Method, String, Value)) -> u16 {
        caller.send(caller.request(method, &path).json(&body)).await.status()
    }
    if app.db.get_database_backend() != DbBackend::Postgres {
        return (ask(first).await, ask(second).await); // Its writers take turns from their beginning.
    }
    let holds = app.db.begin().await.unwrap();
    let tickets = ticket::Entity::find().lock_exclusive().all(&holds).await.unwrap();
    assert_eq!(tickets.len(), 1);
    let first = tokio::spawn(ask(first));
    wait(app, 1).await;
    let second = tokio::spawn(ask(second));
    wait(app, 2).await;
    holds.rollback().await.unwrap();
    (first.await.unwrap(), second.await.unwrap())
}

/// Until so many wait for a lock in this database.
async fn wait(app: &TestApp, expected: i64) {
    let sql =
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let counted = async || {
        let row = app
            .db
            .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
            .await;
        row.unwrap().unwrap().try_get::<i64>("", "n").unwrap()
    };
    let come = async {
        while counted().await < expected {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), come)
        .await
        .expect("they wait for the ticket");
}

/// The reply and the move, as requests.
async fn both(app: &TestApp, key: &str) -> [(Caller, Method, String, Value); 2] {
    let (maria, chloe) = (app.contact(MARIA).await, app.agent("chloe@acme.example").await);
    let reply = format!("/api/v1/portal/tickets/{key}/messages");
    let to_initech = json!({ "customer": {
        "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id("priya@initech.example"),
    } });
    [
        (maria, Method::POST, reply, json!({ "body": BODY })),
        (chloe, Method::PATCH, format!("/api/v1/tickets/{key}"), to_initech),
    ]
}

/// How often the reply stands in the database, and in each channel.
async fn stands(app: &TestApp) -> (u64, [usize; 4]) {
    let stored = message::Entity::find().filter(message::Column::Body.eq(BODY));
    let shown = [TRIAGE, GLOBEX, "C0PRIORITY", "C0INITECH"].map(|channel| {
        let all = app.sandbox.slack().all_messages(channel).into_iter();
        all.filter(|it| !it.deleted && it.text.contains(BODY)).count()
    });
    (stored.count(&app.db).await.unwrap(), shown)
}

#[tokio::test]
async fn a_reply_that_comes_just_before_its_ticket_moves_goes_with_it() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let [reply, to_initech] = both(&app, &key).await;

    assert_eq!(meet(&app, reply, to_initech).await, (201, 200));
    recovers(&app).await;

    assert_eq!(stands(&app).await, (1, [0, 0, 1, 1]));
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_reply_that_comes_just_after_its_ticket_moved_is_refused_and_is_nowhere() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let [reply, to_initech] = both(&app, &key).await;

    assert_eq!(
        meet(&app, to_initech, reply).await,
        (200, 404),
        "as if it were not there"
    );
    recovers(&app).await;

    assert_eq!(stands(&app).await, (0, [0; 4]));
    assert!(dead_jobs(&app).await.is_empty());
}
