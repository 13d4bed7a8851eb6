//! A fresh, migrated database a test: a copy of one that was migrated once.

use std::sync::atomic::{AtomicU32, Ordering};

use portico::config::Config;
use portico_migrations::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// Gone when dropped.
pub struct Fresh {
    url: String,
    owner_url: String,
    /// SQLite's folder.
    _folder: Option<TempDir>,
    /// PostgreSQL's administrator and the database's name.
    server: Option<(String, String)>,
}

/// As whom servers connect to PostgreSQL.
const ROLE: &str = "portico_server";

/// What an operator does for it.
const MAKE_ROLE: &str = "DO $$ BEGIN CREATE ROLE portico_server LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$";

static SQLITE_TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// The PostgreSQL cluster to test on, if any: a URL whose database part may be replaced.
#[expect(
    clippy::disallowed_methods,
    reason = "how `just test-pg` tells which cluster it started"
)]
fn cluster() -> Option<String> {
    std::env::var("PORTICO_TEST_DATABASE_URL").ok()
}

impl Fresh {
    pub async fn make() -> Self {
        match cluster() {
            Some(cluster) => Self::postgres(&cluster).await,
            None => Self::sqlite().await,
        }
    }

    /// As whom the server connects: on PostgreSQL somebody who owns nothing.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// As whom tests look and tamper: on PostgreSQL the superuser, who sees all rows.
    pub fn owner_url(&self) -> String {
        self.owner_url.clone()
    }

    /// Brings the schema up to date, as the command line does it.
    pub async fn migrate(&self) {
        let mut config = Config::defaults().expect("the defaults are a configuration").database;
        config.url = self.url().into();
        if self.server.is_some() {
            config.migrate_url = self.owner_url().into();
        }
        portico::app::migrate(&config).await.expect("the migrations run");
    }

    /// Not the server's connection: sees all rows.
    pub async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(&self.owner_url);
        options.max_connections(4);
        Database::connect(options).await.expect("the database")
    }

    async fn sqlite() -> Self {
        let template = SQLITE_TEMPLATE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().expect("a folder");
                let file = folder.path().join("template.db");
                let db = Database::connect(format!("sqlite:{}?mode=rwc", file.display()))
                    .await
                    .expect("a database");
                Migrator::up(&db, None).await.expect("the migrations run");
                db.close().await.expect("closed");
                // In memory: nothing takes away what a static holds.
                std::fs::read(file).expect("the database's bytes")
            })
            .await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("portico.db");
        std::fs::write(&file, template).expect("a copy");
        Self {
            url: format!("sqlite:{}", file.display()),
            owner_url: format!("sqlite:{}", file.display()),
            _folder: Some(folder),
            server: None,
        }
    }

    async fn postgres(cluster: &str) -> Self {
        let template = POSTGRES_TEMPLATE
            .get_or_init(|| async {
                let name = format!("portico_template_{}", std::process::id());
                run(cluster, &format!("CREATE DATABASE {name}")).await;
                run(cluster, MAKE_ROLE).await;
                let mut config = Config::defaults().expect("the defaults are a configuration").database;
                config.migrate_url = with_database(cluster, &name).into();
                config.url = served(&with_database(cluster, &name)).into();
                portico::app::migrate(&config).await.expect("the migrations run");
                name
            })
            .await;
        let name = format!(
            "portico_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        run(cluster, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let owner_url = with_database(cluster, &name);
        Self {
            url: served(&owner_url),
            owner_url,
            _folder: None,
            server: Some((cluster.to_owned(), name)),
        }
    }
}

async fn run(cluster: &str, sql: &str) {
    let db = Database::connect(cluster).await.expect("the cluster answers");
    db.execute_unprepared(sql).await.expect("the statement runs");
    db.close().await.expect("closed");
}

fn with_database(cluster: &str, name: &str) -> String {
    let mut url: url::Url = cluster.parse().expect("a URL");
    url.set_path(name);
    url.into()
}

/// The same database, as the server connects to it.
fn served(owner_url: &str) -> String {
    let mut url: url::Url = owner_url.parse().expect("a URL");
    url.set_username(ROLE).expect("a role");
    url.into()
}

impl Drop for Fresh {
    /// On a thread of its own: the test's runtime is going away.
    fn drop(&mut self) {
        if let Some((cluster, name)) = self.server.take() {
            let dropped = std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .expect("a runtime");
                runtime.block_on(run(&cluster, &format!("DROP DATABASE {name} WITH (FORCE)")));
            });
            let _ = dropped.join();
        }
    }
}
