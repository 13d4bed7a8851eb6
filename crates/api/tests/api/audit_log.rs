//! The audit log: who reads it, and that nobody changes it unseen.

use futures_util::future::join_all;
use portico_types::staff::ApiScope;
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use serde_json::{Value, json};

use crate::support::{ACME, OTHER, TestApp, fixtures};

const ANA: &str = "ana@acme.example";
const BEN: &str = "ben@acme.example";
const CHLOE: &str = "chloe@acme.example";
const LOG: &str = "/api/v1/audit-log";
const VERIFICATION: &str = "/api/v1/audit-log/verification";

/// Lets the account of `acme` have some entries.
async fn happen(app: &TestApp) {
    let ana = app.agent(ANA).await;
    for name in ["One", "Two", "Three"] {
        let made = ana
            .post(
                "/api/v1/api-keys",
                &json!({ "kind": "service", "name": name, "scopes": [ApiScope::TicketsRead] }),
            )
            .await;
        assert_eq!(made.status(), 201, "{}", made.text());
    }
    let version = ana.get("/api/v1/portal-setup").await.json()["version"].clone();
    let changed = ana
        .patch(
            "/api/v1/portal-setup",
            &json!({ "version": version, "name": "Helpdesk" }),
        )
        .await;
    assert_eq!(changed.status(), 200, "{}", changed.text());
}

async fn verification(app: &TestApp) -> Value {
    app.agent(BEN).await.get(VERIFICATION).await.json()
}

#[tokio::test]
async fn admins_read_who_did_what_when_and_from_where() {
    let app = TestApp::spawn().await;
    happen(&app).await;
    let ben = app.agent(BEN).await;

    let page = ben.get(&format!("{LOG}?limit=3")).await.json();
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["action"], "portal_setup_changed");
    assert_eq!(items[0]["detail"]["name"], json!(["acme support", "Helpdesk"]));
    assert_eq!(items[1]["subject"], "Three");
    for entry in items {
        assert_eq!(entry["actor_kind"], "agent");
        assert_eq!(entry["actor_id"], json!(fixtures::agent_id(ANA)));
        assert_eq!(entry["actor_name"], "Ana Lima");
        assert_eq!(entry["place"], "127.0.0.1");
        assert_eq!(entry["outcome"], "done");
        assert!(entry["created_at"].as_str().unwrap().ends_with('Z'), "{entry}");
    }
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = ben.get(&format!("{LOG}?limit=3&cursor={cursor}")).await.json();
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(rest["items"][0]["subject"], "One");
    let keys = ben.get(&format!("{LOG}?action=api_key_created")).await.json();
    assert_eq!(keys["items"].as_array().unwrap().len(), 3);
    let programs = ben.get(&format!("{LOG}?actor=api_key")).await.json();
    assert_eq!(programs["items"], json!([]));
    assert!(!ben.get(LOG).await.text().contains("token_hash"));
}

#[tokio::test]
async fn a_key_that_oversteps_stands_in_the_log() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let asked = json!({ "kind": "service", "name": "Curious", "scopes": ["tickets:read"] });
    let made = ana.post("/api/v1/api-keys", &asked).await.json();
    let curious = app.nobody(ACME).with_token(made["secret"].as_str().unwrap());
    for _ in 0..3 {
        assert_eq!(curious.get(LOG).await.status(), 403);
    }

    let refused = ana.get(&format!("{LOG}?action=api_key_refused")).await.json();
    assert_eq!(refused["items"].as_array().unwrap().len(), 1, "once a minute");
    assert_eq!(refused["items"][0]["actor_kind"], "api_key");
    assert_eq!(refused["items"][0]["actor_id"], made["key"]["id"]);
    assert_eq!(refused["items"][0]["outcome"], "refused");
    assert_eq!(refused["items"][0]["detail"], json!({ "wanted": "audit:read" }));
}

#[tokio::test]
async fn agents_and_other_accounts_read_nothing_of_it() {
    let app = TestApp::spawn().await;
    happen(&app).await;
    let (chloe, eve) = (app.agent(CHLOE).await, app.agent_of(OTHER, "eve@other.example").await);
    for path in [LOG, VERIFICATION] {
        assert_eq!(chloe.get(path).await.status(), 403, "{path}");
    }
    assert_eq!(eve.get(LOG).await.json()["items"], json!([]));
    assert_eq!(eve.get(VERIFICATION).await.json()["entries"], 0);
}

#[tokio::test]
async fn the_chain_holds_and_shows_every_kind_of_tampering() {
    for (tampering, at) in [
        ("", None),
        ("UPDATE audit_log SET subject = 'Twelve' WHERE seq = 2", Some(2)),
        ("UPDATE audit_log SET actor_name = 'Eve' WHERE seq = 4", Some(4)),
        ("UPDATE audit_log SET outcome = 'refused' WHERE seq = 1", Some(1)),
        ("UPDATE audit_log SET place = '' WHERE seq = 3", Some(3)),
        ("DELETE FROM audit_log WHERE seq = 2", Some(2)),
        ("DELETE FROM audit_log WHERE seq = 4", Some(4)),
        (
            "UPDATE audit_log SET seq = 99 WHERE seq = 1; UPDATE audit_log SET seq = 1 WHERE seq = 2; UPDATE audit_log SET seq = 2 WHERE seq = 99",
            Some(1),
        ),
        ("UPDATE audit_log SET seq = seq + 100 WHERE seq > 2", Some(3)),
        ("UPDATE audit_log SET seq = NULL, hash = NULL WHERE seq = 4", Some(4)),
        (
            "INSERT INTO audit_log SELECT account_id, 'NEW', created_at, actor_kind, actor_id, actor_name, action, subject, detail, 5, place, outcome, hash FROM audit_log WHERE seq = 4",
            Some(5),
        ),
        (
            "INSERT INTO audit_log SELECT account_id, 'NEW', created_at, actor_kind, actor_id, actor_name, action, subject, detail, NULL, place, outcome, NULL FROM audit_log WHERE seq = 4",
            Some(0),
        ),
        ("UPDATE audit_heads SET seq = 3", Some(3)),
    ] {
        let app = TestApp::spawn().await;
        happen(&app).await;
        let db = &app.db;
        let sqlite = db.get_database_backend() == DbBackend::Sqlite;
        for guarded in ["UPDATE audit_log SET subject = 'x'", "DELETE FROM audit_log"] {
            assert!(
                db.execute_unprepared(guarded).await.is_err(),
                "the database refuses: {guarded}"
            );
        }
        if sqlite {
            for trigger in ["audit_log_no_update", "audit_log_no_delete"] {
                db.execute_unprepared(&format!("DROP TRIGGER {trigger}")).await.unwrap();
            }
        } else {
            db.execute_unprepared("DROP TRIGGER audit_log_append_only ON audit_log")
                .await
                .unwrap();
        }
        let new = if sqlite {
            "X'ffffffffffff7fffbfffffffffffffff'"
        } else {
            "'ffffffff-ffff-7fff-bfff-ffffffffffff'"
        };
        let columns = "INSERT INTO audit_log (account_id, id, created_at, actor_kind, actor_id, actor_name, action, subject, detail, seq, place, outcome, hash) SELECT";
        let sql = tampering
            .replace("INSERT INTO audit_log SELECT", columns)
            .replace("'NEW'", new);
        for statement in sql.split("; ").filter(|it| !it.is_empty()) {
            db.execute_unprepared(statement).await.unwrap();
        }

        let found = verification(&app).await;

        assert_eq!(found["broken_at"].as_i64(), at, "{tampering}: {found}");
        if at.is_none() {
            assert_eq!(found["entries"], 4);
            let newest = app.agent(BEN).await.get(&format!("{LOG}?limit=1")).await.json();
            assert_eq!(found["head"], newest["items"][0]["hash"]);
        }
    }
}

/// Whether somebody waits for a lock in this database.
async fn somebody_waits(app: &TestApp) -> bool {
    let sql =
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let row = app
        .db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await;
    row.unwrap().unwrap().try_get::<i64>("", "n").unwrap() > 0
}

#[tokio::test]
async fn who_writes_an_entry_never_waits_for_somebody_who_waits_to_write_one_on_postgres() {
    let app = TestApp::spawn().await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return; // Its writers take turns from their beginning.
    }
    happen(&app).await;
    let (ana, acme) = (app.agent(ANA).await, fixtures::account_id(ACME));
    let member = |email: &str| format!("/api/v1/team/{}", fixtures::agent_id(email));
    let settings = ana.get("/api/v1/sign-in-settings").await.json();
    for (path, body) in [
        (member(CHLOE), json!({ "name": "Chloe M" })),
        (
            "/api/v1/sign-in-settings".to_owned(),
            json!({ "version": settings["version"], "contacts": ["mail"] }),
        ),
        (
            format!("/api/v1/contacts/{}", fixtures::contact_id("maria@globex.example")),
            json!({ "disabled": true }),
        ),
        (
            format!("/api/v1/customers/{}", fixtures::customer_id("Globex")),
            json!({ "version": 1, "name": "Globex Inc" }),
        ),
    ] {
        // As whoever writes an entry: first the head of the chain is theirs …
        let theirs = app.db.begin().await.unwrap();
        let run = async |sql: String| theirs.execute_unprepared(&sql).await.map(drop);
        run(format!(
            "SELECT 1 FROM audit_heads WHERE account_id = '{acme}' FOR NO KEY UPDATE"
        ))
        .await
        .unwrap();
        let asking = {
            let (ana, path) = (ana.clone(), path.clone());
            tokio::spawn(async move { ana.patch(&path, &body).await })
        };
        while !somebody_waits(&app).await {
            assert!(!asking.is_finished(), "{path} writes no entry");
            tokio::task::yield_now().await;
        }
        // … then the entry refers to the account.
        run("SET LOCAL lock_timeout = '500ms'".to_owned()).await.unwrap();
        let refers = run(format!("SELECT 1 FROM accounts WHERE id = '{acme}' FOR KEY SHARE")).await;
        assert!(refers.is_ok(), "{path}: {refers:?}");
        theirs.commit().await.unwrap();
        let res = asking.await.unwrap();
        assert_eq!(res.status(), 200, "{path}: {}", res.text());
    }
}

#[tokio::test]
async fn changes_of_the_team_and_refusals_of_strangers_at_once_all_get_their_answer() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let path = format!("/api/v1/team/{}", fixtures::agent_id(CHLOE));
    let nobody = app.nobody(ACME);
    for round in 0..4 {
        let mut gone = Vec::new();
        for _ in 0..4 {
            let res = nobody
                .post("/api/v1/portal/sign-in/openid", &json!({ "provider": "google" }))
                .await;
            let address: url::Url = res.json()["authorize_url"].as_str().unwrap().parse().unwrap();
            let state = address
                .query_pairs()
                .find(|(name, _)| name == "state")
                .unwrap()
                .1
                .into_owned();
            let browser = nobody
                .clone()
                .with_cookie(&res.cookie("__Host-portico-browser-portal").unwrap());
            gone.push((browser, json!({ "code": "made up", "state": state })));
        }
        let refused = gone.iter().map(async |(browser, back)| {
            browser
                .post("/api/v1/portal/sign-in/openid/complete", back)
                .await
                .status()
        });
        let bodies: Vec<Value> = (0..4).map(|n| json!({ "name": format!("Chloe {round}{n}") })).collect();
        let changed = bodies.iter().map(async |body| ana.patch(&path, body).await.status());

        let (refused, changed) = tokio::join!(join_all(refused), join_all(changed));

        assert_eq!(refused, [401; 4]);
        assert_eq!(changed, [200; 4]);
    }
}
