//! What creates something creates it once, however often it is asked with one `Idempotency-Key`, and refuses the key for anything else.

use portico::entity::idempotency_key;
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use serde_json::{Value, json};

use super::{
    Operation, operations,
    world::{Kind, World},
};
use crate::support::Answer;

/// An operation that creates something: where its rows are, and what to change in its body that it is another request.
struct Creates {
    id: &'static str,
    table: &'static str,
    other: (&'static str, &'static str),
}

const fn creates(id: &'static str, table: &'static str, other: (&'static str, &'static str)) -> Creates {
    Creates { id, table, other }
}

const CREATING: &[Creates] = &[
    creates("create_ticket", "tickets", ("title", "Another")),
    creates("add_reply", "messages", ("body", "Another")),
    creates("create_export", "exports", ("filter", "status=solved")),
    creates("begin_portal_upload", "attachments", ("name", "other.txt")),
    creates("invite_member", "contacts", ("email", "other@globex.example")),
    creates("create_saved_view", "saved_views", ("name", "Another")),
    creates("add_message", "messages", ("body", "Another")),
    creates("begin_upload", "attachments", ("name", "other.txt")),
    creates("create_customer", "customers", ("name", "Another")),
    creates("create_form", "forms", ("name", "Another")),
    creates("add_customer_domain", "customer_domains", ("domain", "other.example")),
    creates(
        "add_customer_user",
        "customer_users",
        ("email", "other@umbrella-foods.example"),
    ),
    creates("create_openid_provider", "openid_providers", ("name", "Another")),
    creates("invite_agent", "agents", ("email", "other@acme.example")),
];

/// These take no key: their answers hold a secret that is kept nowhere, so none could be repeated. (The description says so.)
const SECRET: &[&str] = &["create_api_key"];

/// What is sent by POST and done twice is done, or changes what is there already.
const CREATING_NOTHING: &[&str] = &[
    // Somebody is in or out; each try is one of its own.
    "start_portal_sign_in",
    "complete_portal_sign_in",
    "start_portal_openid_sign_in",
    "complete_portal_openid_sign_in",
    "refresh_portal_session",
    "end_portal_session",
    "end_other_portal_sessions",
    "start_sign_in",
    "complete_sign_in",
    "start_openid_sign_in",
    "complete_openid_sign_in",
    "refresh_session",
    "end_session",
    "end_other_sessions",
    // What is there is in another state.
    "mark_ticket_read",
    "solve_ticket",
    "reopen_ticket",
    "add_portal_follower",
    "add_follower",
    "discard_form_draft",
    "publish_form",
    "release_held_mails",
    "rotate_api_key",
    "retry_job",
    "resolve_job",
    // A workspace is known by Slack's id of it.
    "start_slack_install",
    "complete_slack_install",
    "connect_slack_workspace",
    "refresh_slack_channels",
    // Nothing is stored.
    "preview_form",
    "preview_reply",
    "preview_message",
    // A message is wanted each time.
    "send_slack_test_message",
    "send_invitation_again",
];

#[test]
fn what_creates_takes_a_key_and_says_so() {
    let posts: Vec<_> = operations()
        .into_iter()
        .filter(|it| it.method == Method::POST)
        .collect();
    for operation in &posts {
        let id = operation.id.as_str();
        let (creating, secret) = (CREATING.iter().any(|it| it.id == id), SECRET.contains(&id));
        let nothing = CREATING_NOTHING.contains(&id);
        let lists = [creating, secret, nothing].into_iter().filter(|it| *it).count();
        assert_eq!(lists, 1, "{id}: say whether it creates something");
        let described = &operation.described;
        let created = described["responses"]["201"].is_object();
        assert_eq!(created, creating || secret, "{id}: whether it answers 201");
        let parameters = described["parameters"].as_array().cloned().unwrap_or_default();
        let takes = parameters
            .iter()
            .any(|it| it["in"] == "header" && it["name"] == "Idempotency-Key");
        assert_eq!(takes, creating, "{id}: whether it takes a key");
        assert!(
            !creating || described["responses"]["422"].is_object(),
            "{id}: a key that was used for something else"
        );
    }
    assert_eq!(
        posts.len(),
        CREATING.len() + SECRET.len() + CREATING_NOTHING.len(),
        "an operation is gone"
    );
}

/// An operation with a request that it accepts.
struct Request {
    operation: Operation,
    path: String,
    body: Value,
    row: &'static Creates,
}

fn requests(world: &World) -> Vec<Request> {
    let all = CREATING.iter().map(|row| {
        let operation = operations().into_iter().find(|it| it.id == row.id);
        let operation = operation.unwrap_or_else(|| panic!("{} is gone", row.id));
        let body = operation.row().body.expect("a body")(world);
        Request {
            path: operation.at(&operation.own(world)),
            operation,
            body,
            row,
        }
    });
    all.collect()
}

impl Request {
    async fn ask(&self, world: &World, key: &str) -> Answer {
        self.ask_for(world, key, &self.path, &self.body).await
    }

    async fn ask_for(&self, world: &World, key: &str, path: &str, body: &Value) -> Answer {
        let caller = self.operation.entitled(world);
        let req = caller.request(Method::POST, path).header("idempotency-key", key);
        caller.send(req.json(body)).await
    }

    fn other_body(&self) -> Value {
        let (field, value) = self.row.other;
        let mut body = self.body.clone();
        assert!(body[field].is_string(), "{}: {field}", self.row.id);
        body[field] = json!(value);
        body
    }

    /// The same for another customer or ticket, if it is for one.
    async fn other_path(&self, world: &World) -> Option<String> {
        let other = match self.operation.kinds() {
            [] => return None,
            [Kind::Customer] => world.known(Kind::Customer),
            [Kind::Ticket] => {
                let filed = super::TABLE.iter().find(|row| row.id == "create_ticket");
                let filed = filed.and_then(|row| row.body).expect("a ticket")(world);
                let filed = world.manager.post("/api/v1/portal/tickets", &filed).await;
                filed.json()["key"].as_str().expect("a key").to_owned()
            }
            other => panic!("{}: name another one for {other:?}", self.row.id),
        };
        Some(self.operation.at(&[other]))
    }
}

async fn count(world: &World, table: &str) -> i64 {
    let db = &world.app.db;
    let counted = Statement::from_string(db.get_database_backend(), format!("SELECT count(*) AS n FROM {table}"));
    let row = db.query_one_raw(counted).await.unwrap().expect("a row");
    row.try_get("", "n").unwrap()
}

/// How many rows there are of what is created, of what leaves with it, and of what is written down about it.
async fn counts(world: &World) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in CREATING
        .iter()
        .map(|it| it.table)
        .chain(["jobs", "timeline", "audit_log", "mail_budgets"])
    {
        counts.push(count(world, table).await);
    }
    counts
}

fn replayed(answer: &Answer) -> bool {
    answer.headers().contains_key("idempotent-replayed")
}

#[tokio::test]
async fn asked_again_with_one_key_it_is_answered_alike_and_done_once() {
    let world = World::make().await;
    let mut last: Option<(bool, String)> = None;
    for request in requests(&world) {
        let (id, key) = (request.row.id, format!("key of {}", request.row.id));
        let other_path = request.other_path(&world).await;
        let before = count(&world, request.row.table).await;
        let first = request.ask(&world, &key).await;
        assert_eq!(
            (first.status(), replayed(&first)),
            (201, false),
            "{id}: {}",
            first.text()
        );
        let after = counts(&world).await;
        assert_eq!(count(&world, request.row.table).await, before + 1, "{id}: one row");

        for _ in 0..2 {
            let again = request.ask(&world, &key).await;
            assert_eq!(
                (again.status(), replayed(&again)),
                (201, true),
                "{id}: {}",
                again.text()
            );
            assert_eq!(again.json(), first.json(), "{id}");
        }
        let other_body = request
            .ask_for(&world, &key, &request.path, &request.other_body())
            .await;
        assert_eq!(other_body.bad_fields(), ["idempotency-key"], "{id}: another body");
        if let Some(path) = other_path {
            let answer = request.ask_for(&world, &key, &path, &request.body).await;
            assert_eq!(answer.bad_fields(), ["idempotency-key"], "{id}: another path");
        }
        let portal = request.operation.portal();
        if let Some((_, used)) = last.filter(|(of, _)| *of == portal) {
            let answer = request.ask(&world, &used).await;
            assert_eq!(
                answer.bad_fields(),
                ["idempotency-key"],
                "{id}: another operation's key"
            );
        }
        assert_eq!(counts(&world).await, after, "{id}: nothing more");
        last = Some((portal, key));
    }
}

#[tokio::test]
async fn asked_at_once_with_one_key_it_is_done_once() {
    let world = World::make().await;
    for request in requests(&world) {
        let (id, before) = (request.row.id, count(&world, request.row.table).await);

        let ask = || request.ask(&world, "at once");
        let key = idempotency_key::Column::Key.eq("at once");
        let (a, b, c) = tokio::join!(ask(), ask(), ask());

        let answers = [a, b, c];
        for answer in &answers {
            assert_eq!((answer.status(), answer.json()), (201, answers[0].json()), "{id}");
        }
        assert_eq!(answers.iter().filter(|it| replayed(it)).count(), 2, "{id}");
        assert_eq!(count(&world, request.row.table).await, before + 1, "{id}: one row");
        let kept = idempotency_key::Entity::delete_many().filter(key);
        assert_eq!(
            kept.exec(&world.app.db).await.unwrap().rows_affected,
            1,
            "{id}: one key"
        );
    }
}

#[tokio::test]
async fn a_key_is_one_text_of_some_length() {
    let world = World::make().await;
    let before = idempotency_key::Entity::find().count(&world.app.db).await.unwrap();
    for request in requests(&world) {
        let caller = request.operation.entitled(&world);
        let ask = async |keys: &[&str]| {
            let mut req = caller.request(Method::POST, &request.path).json(&request.body);
            for key in keys {
                req = req.header("idempotency-key", *key);
            }
            caller.send(req).await.status()
        };
        for keys in [&[""][..], &["a", "b"], &["a".repeat(256).as_str()]] {
            assert_eq!(ask(keys).await, 400, "{}: {keys:?}", request.row.id);
        }
    }
    assert_eq!(
        idempotency_key::Entity::find().count(&world.app.db).await.unwrap(),
        before
    );
}
