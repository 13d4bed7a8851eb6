//! The database is locked or away: callers are told to come back, and so do we.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};

use super::{ANA, MARIA, assert_problem, mail_away::ask};
use crate::support::{ACME, TestApp};

/// Another user of the database, beside the server.
async fn beside(app: &TestApp) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(app.database.owner_url());
    options.max_connections(1);
    Database::connect(options).await.expect("a second connection")
}

#[tokio::test]
async fn while_the_database_is_locked_writers_are_told_to_come_back() {
    let app = TestApp::spawn_with(|config| config.database.timeout_ms = 4000).await;
    let ana = app.agent(ANA).await;
    let other = beside(&app).await;
    let lock: &[&str] = match other.get_database_backend() {
        DbBackend::Sqlite => &["BEGIN IMMEDIATE"],
        _ => &[
            "BEGIN",
            "LOCK TABLE magic_links, jobs, accounts IN SHARE ROW EXCLUSIVE MODE",
        ],
    };
    for statement in lock {
        other.execute_unprepared(statement).await.unwrap();
    }
    let started = Instant::now();

    let res = ask(&app).await;

    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert_problem(&res, 503, "unavailable");
    assert!(res.headers().contains_key("retry-after"));
    assert_eq!(ana.get("/api/v1/portal-setup").await.status(), 200, "readers go on");

    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert_eq!(ask(&app).await.status(), 202);
    app.run_jobs().await;
    assert_eq!(app.told(MARIA).len(), 1, "only what was acknowledged");
}

#[tokio::test]
async fn when_the_database_server_comes_back_so_do_we_on_postgres() {
    let app = TestApp::spawn_with(|config| config.database.timeout_ms = 1500).await;
    if app.db.get_database_backend() == DbBackend::Sqlite {
        return; // There is no server to lose.
    }
    let mut url: url::Url = app.database.owner_url().parse().unwrap();
    let name = url.path().trim_start_matches('/').to_owned();
    url.set_path("postgres");
    let administrator = Database::connect(url.as_str()).await.unwrap();
    let allow = async |allowed: bool| {
        let statement = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}");
        administrator.execute_unprepared(&statement).await.unwrap();
    };
    allow(false).await;
    let stop = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    administrator.execute_unprepared(&stop).await.unwrap();

    for _ in 0..6 {
        assert_problem(&ask(&app).await, 503, "unavailable");
    }
    assert_eq!(app.nobody(ACME).get("/healthz").await.status(), 200);
    assert_eq!(app.nobody(ACME).get("/readyz").await.status(), 503);

    allow(true).await;
    assert_eq!(app.nobody(ACME).get("/readyz").await.status(), 200);
    assert_eq!(ask(&app).await.status(), 202);
    app.run_jobs().await;
    assert_eq!(app.told(MARIA).len(), 1, "only what was acknowledged");
}
