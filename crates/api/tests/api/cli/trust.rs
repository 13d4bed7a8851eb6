//! Another secret key, and the verified audit log.

use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::json;

use super::{actions, bad, good, portico_with, url};
use crate::support::{ACME, TestApp};

#[tokio::test]
async fn another_secret_key_takes_over_what_the_one_before_has_sealed() {
    let app = TestApp::spawn().await;
    crate::openid::provider(&app, "partners", "contacts", None).await;
    let url = url(&app);
    let (old, new) = (
        "a secret key of at least 32 characters",
        "another key of at least 32 characters",
    );
    let rotate = async |key, previous| portico_with(&url, (key, previous), &["secrets", "rotate"]).await;

    let before = rotate(old, "").await;
    assert!(
        before.good && before.text.contains("acme: 1 secrets"),
        "{}",
        before.text
    );
    assert!(
        !rotate(new, "").await.good,
        "alone it opens nothing that it has not sealed"
    );
    let during = rotate(new, old).await;
    assert!(
        during.good && during.text.contains("acme: 1 secrets"),
        "{}",
        during.text
    );
    assert!(during.text.contains("other: 0 secrets"), "{}", during.text);
    let after = rotate(new, "").await;
    assert!(after.good, "the key before is no longer needed: {}", after.text);
    assert!(!rotate(old, "").await.good, "nor of any use");
    let written = actions(&app.db).await;
    assert_eq!(
        written.iter().filter(|it| **it == "secrets_rotated").count(),
        6,
        "three times for two accounts"
    );
}

#[tokio::test]
async fn the_audit_log_is_verified_at_the_command_line() {
    let app = TestApp::spawn().await;
    let url = url(&app);
    for name in ["One", "Two", "Three"] {
        let asked = json!({ "kind": "service", "name": name, "scopes": ["tickets:read"] });
        let made = app
            .agent("ana@acme.example")
            .await
            .post("/api/v1/api-keys", &asked)
            .await;
        assert_eq!(made.status(), 201);
    }
    let verify = ["audit", "verify", "--account", ACME];
    let found = app
        .agent("ana@acme.example")
        .await
        .get("/api/v1/audit-log/verification")
        .await
        .json();

    let said = good(&url, &verify).await;
    assert!(said.contains("3 entries, all as they were written"), "{said}");
    assert!(said.contains(found["head"].as_str().unwrap()), "{said}");
    assert!(
        bad(&url, &["audit", "verify", "--account", "none"])
            .await
            .contains("there is no account none")
    );

    let triggers = match app.db.get_database_backend() {
        DbBackend::Sqlite => "DROP TRIGGER audit_log_no_update",
        _ => "DROP TRIGGER audit_log_append_only ON audit_log",
    };
    for sql in [triggers, "UPDATE audit_log SET subject = 'Zwei' WHERE seq = 2"] {
        app.db.execute_unprepared(sql).await.unwrap();
    }
    assert!(bad(&url, &verify).await.contains("broken at entry 2"));
    assert!(
        good(&url, &["audit", "verify", "--account", "other"])
            .await
            .starts_with("0 entries")
    );
}
