//! What a database means to do for a statement, for tests that judge it.

use portico_migrations::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;
use uuid::Uuid;

use crate::db::is_postgres;

/// A database of its own to ask; gone when dropped.
pub(crate) struct Plans {
    pub(crate) db: DatabaseConnection,
    pub(crate) url: String,
    _folder: tempfile::TempDir,
}

impl Plans {
    #[expect(
        clippy::disallowed_methods,
        reason = "how `just test-pg` tells which cluster it started"
    )]
    pub(crate) async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match std::env::var("PORTICO_TEST_DATABASE_URL") {
            Ok(cluster) => fresh(&cluster).await,
            Err(_) => format!("sqlite:{}?mode=rwc", folder.path().join("plans.db").display()),
        };
        let mut options = ConnectOptions::new(&url);
        options.max_connections(1); // Settings of the session hold for every statement.
        let db = Database::connect(options).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        Self {
            db,
            url,
            _folder: folder,
        }
    }

    /// Lets the database count its rows. Of few rows it pays to sort some: what pays is the database's to say. That it need not
    /// is what the indexes are for.
    pub(crate) async fn analyze(&self) {
        if is_postgres(&self.db) {
            for setting in ["seqscan", "bitmapscan", "sort", "incremental_sort"] {
                let off = format!("SET enable_{setting} = off");
                self.db.execute_unprepared(&off).await.unwrap();
            }
            self.db.execute_unprepared("ANALYZE").await.unwrap();
        }
    }

    /// The plan, a step a line.
    pub(crate) async fn plan(&self, query: Statement) -> String {
        let (explain, column) = if is_postgres(&self.db) {
            ("EXPLAIN", "QUERY PLAN")
        } else {
            ("EXPLAIN QUERY PLAN", "detail")
        };
        let query = Statement {
            sql: format!("{explain} {}", query.sql),
            ..query
        };
        let steps = self.db.query_all_raw(query).await.unwrap();
        let steps = steps.iter().map(|step| step.try_get::<String>("", column).unwrap());
        steps.collect::<Vec<_>>().join("\n")
    }

    /// What is wrong with how a page is read, if anything.
    pub(crate) async fn wrong(&self, what: &str, query: Statement) -> Option<String> {
        let plan = self.plan(query).await;
        let bad = ["Sort  (", "Seq Scan", "SCAN", "TEMP B-TREE"];
        bad.iter()
            .any(|bad| plan.contains(bad))
            .then(|| format!("{what}\n{plan}\n"))
    }
}

async fn fresh(cluster: &str) -> String {
    let name = format!("portico_plans_{}", Uuid::now_v7().simple());
    let db = Database::connect(cluster).await.unwrap();
    db.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    let mut url: url::Url = cluster.parse().unwrap();
    url.set_path(&name);
    url.into()
}
