//! That the entries of the audit log hang together: what is sound by itself and belongs to another history shows, too.

use portico_types::staff::ApiScope;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::json;

use crate::support::{Caller, TestApp};

async fn makes_keys(admin: &Caller, names: &[&str]) {
    for name in names {
        let asked = json!({ "kind": "service", "name": name, "scopes": [ApiScope::TicketsRead] });
        let made = admin.post("/api/v1/api-keys", &asked).await;
        assert_eq!(made.status(), 201, "{}", made.text());
    }
}

async fn run(app: &TestApp, statements: &[&str]) {
    for statement in statements {
        app.db.execute_unprepared(statement).await.expect(statement);
    }
}

/// Somebody restores the database as it was once, lets history take another course, and puts in one entry of the first.
#[tokio::test]
async fn an_entry_of_another_history_shows() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let verified = async || ana.get("/api/v1/audit-log/verification").await.json();
    let guards: &[&str] = match app.db.get_database_backend() {
        DbBackend::Sqlite => &["DROP TRIGGER audit_log_no_update", "DROP TRIGGER audit_log_no_delete"],
        _ => &["DROP TRIGGER audit_log_append_only ON audit_log"],
    };
    run(&app, guards).await;
    makes_keys(&ana, &["One", "Two", "Three"]).await;
    let back_to_the_first = [
        "CREATE TABLE kept AS SELECT * FROM audit_log WHERE seq = 2",
        "DELETE FROM audit_log WHERE seq > 1",
        "UPDATE audit_heads SET seq = 1, hash = (SELECT hash FROM audit_log WHERE seq = 1)",
    ];
    run(&app, &back_to_the_first).await;
    makes_keys(&ana, &["Another", "And another"]).await;
    assert_eq!(verified().await["broken_at"], json!(null), "a history like any");

    let put_in = [
        "DELETE FROM audit_log WHERE seq = 2",
        "INSERT INTO audit_log SELECT * FROM kept",
    ];
    run(&app, &put_in).await;

    let found = verified().await;
    assert_eq!(
        found["broken_at"], 3,
        "the entry is sound; what follows on it followed on another: {found}"
    );
}
