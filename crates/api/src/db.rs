//! The database: connecting, and write transactions that tell the rest of the process when they committed.

use std::{
    ops::Deref,
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, bail};
use chrono::TimeDelta;
use portico_migrations::Migrator;
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, QuerySelect, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sea_query::{LockType, OnConflict},
};
use sea_orm_migration::MigratorTrait;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    app::AppState,
    config,
    live::{self, Announcement},
    scope,
};

/// Opens the database of `config`. SQLite's file is made when absent; the schema is not touched.
pub async fn connect(config: &config::Database) -> anyhow::Result<DatabaseConnection> {
    open(&config.url, config).await
}

async fn open(url: &SecretString, config: &config::Database) -> anyhow::Result<DatabaseConnection> {
    let url = url.expose_secret();
    let timeout = Duration::from_millis(config.timeout_ms);
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(config.max_connections)
        .acquire_timeout(timeout)
        .connect_timeout(timeout)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .test_before_acquire(false);
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path
            .trim_start_matches("//")
            .split('?')
            .next()
            .unwrap_or_default()
            .to_owned();
        if let Some(folder) = std::path::Path::new(&path).parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("making the folder of {path}"))?;
        }
        options.map_sqlx_sqlite_opts(move |sqlite| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // FULL: an acknowledged write survives a power cut, not only a crash of the process.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(timeout)
                .pragma("journal_size_limit", "67108864")
        });
    } else {
        sqlx::postgres::PgConnectOptions::from_str(url).context("reading the database URL")?;
        options.statement_timeout(timeout * 4);
        // Who waits for another's lock gives up like who waits for a connection, and before the browser does.
        options.map_sqlx_postgres_opts(move |postgres| {
            postgres.options([("lock_timeout", format!("{}ms", timeout.as_millis()))])
        });
        if config.row_level_security {
            options.map_sqlx_postgres_pool_opts(|pool| {
                pool.after_connect(|connection, _| Box::pin(scope::tell(connection)))
                    .before_acquire(|connection, _| {
                        Box::pin(async move { scope::tell(connection).await.map(|()| true) })
                    })
            });
        } else {
            options.map_sqlx_postgres_pool_opts(|pool| {
                pool.after_connect(|connection, _| Box::pin(scope::everything(scope::tell(connection))))
            });
        }
    }
    // Lazily: a database that is away must not keep the process from starting, and an early ping tells no more than the first query.
    if !url.starts_with("sqlite:") {
        options.connect_lazy(true);
    }
    Database::connect(options).await.context("opening the database")
}

/// Brings the schema up to date, as the owner of the database where one is named, and grants the one who serves what they need.
pub(crate) async fn migrate(config: &config::Database) -> anyhow::Result<()> {
    let separate = !config.migrate_url.expose_secret().is_empty();
    let url = if separate { &config.migrate_url } else { &config.url };
    let db = open(url, &one_connection_on_sqlite(config)).await?;
    let migrated = scope::everything(async {
        if is_postgres(&db) && !separate && !may_migrate(&db).await? {
            return up_to_date(&db).await;
        }
        Migrator::up(&db, None).await?;
        if is_postgres(&db) && separate {
            grant(&db, &config.url).await?;
        }
        Ok(())
    })
    .await;
    db.close().await?;
    migrated
}

/// Each connection to a SQLite file remembers the schema, and one does not make again under its name what another has dropped.
fn one_connection_on_sqlite(config: &config::Database) -> config::Database {
    let mut config = config.clone();
    if config.url.expose_secret().starts_with("sqlite:") {
        config.max_connections = 1;
    }
    config
}

/// Whether the schema is ours to change: it is not there yet, or we own it.
async fn may_migrate(db: &DatabaseConnection) -> Result<bool, DbErr> {
    let owner =
        "SELECT pg_has_role(relowner, 'USAGE') AS yes FROM pg_class WHERE oid = to_regclass('seaql_migrations')";
    let owner = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, owner))
        .await?;
    owner.map_or(Ok(true), |row| row.try_get("", "yes"))
}

/// Whoever may only use the tables can at least tell that they are the right ones.
async fn up_to_date(db: &DatabaseConnection) -> anyhow::Result<()> {
    let applied = Statement::from_string(DbBackend::Postgres, "SELECT version FROM seaql_migrations");
    let applied = db.query_all_raw(applied).await?;
    let applied: Vec<String> = applied
        .iter()
        .map(|row| row.try_get("", "version"))
        .collect::<Result<_, _>>()?;
    for migration in Migrator::migrations() {
        if !applied.iter().any(|name| name == migration.name()) {
            bail!(
                "the schema lacks {}: run `portico migrate` with database.migrate_url",
                migration.name()
            );
        }
    }
    Ok(())
}

/// Grants the one who serves the use of all tables. The audit log they may only add to.
async fn grant(owner: &DatabaseConnection, served: &SecretString) -> anyhow::Result<()> {
    let served =
        sqlx::postgres::PgConnectOptions::from_str(served.expose_secret()).context("reading the database URL")?;
    let role = format!("\"{}\"", served.get_username().replace('"', "\"\""));
    for statement in [
        format!("GRANT USAGE ON SCHEMA public TO {role}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
        format!("REVOKE UPDATE, DELETE ON audit_log FROM {role}"),
        format!("REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM {role}"),
    ] {
        owner
            .execute_unprepared(&statement)
            .await
            .with_context(|| format!("granting {role} the use of the database"))?;
    }
    Ok(())
}

/// Row-level security holds nobody back who may pass it by: say so.
pub(crate) async fn warn_if_unrestrained(db: &DatabaseConnection) -> Result<(), DbErr> {
    if !is_postgres(db) {
        return Ok(());
    }
    let sql = "SELECT rolsuper OR rolbypassrls AS yes FROM pg_roles WHERE rolname = current_user";
    let row = db
        .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    if row.map_or(Ok(true), |row| row.try_get("", "yes"))? {
        tracing::warn!(
            "the user of database.url is a superuser or has BYPASSRLS, so row-level security does nothing: \
             connect as a user of its own, as the README says"
        );
    }
    Ok(())
}

/// A transaction that writes. Begun IMMEDIATE on SQLite, because one that reads first and writes later fails when another was faster.
/// What is [announced](WriteTxn::announce) in it goes out, and the workers wake, when it has committed; not before, not otherwise.
pub struct WriteTxn {
    txn: DatabaseTransaction,
    announced: Mutex<Vec<Announcement>>,
    live: live::Hub,
    /// How long changes of a card are gathered: whoever enqueues its update has no settings at hand.
    pub(crate) card_pause: TimeDelta,
    /// SQLite takes one writer at a time: waiting here is fair and prompt, waiting in its busy handler is neither.
    _turn: Option<OwnedSemaphorePermit>,
}

impl AppState {
    /// Begins a transaction that writes; whoever begins it commits it.
    pub async fn begin_write(&self) -> Result<WriteTxn, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let turn = match &self.sqlite_turn {
            Some(turn) => {
                let timeout = self.config.database_timeout();
                let waited = tokio::time::timeout(timeout, turn.clone().acquire_owned()).await;
                // The semaphore is never closed, so only the time can run out.
                let Ok(Ok(permit)) = waited else {
                    return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
                };
                Some(permit)
            }
            None => None,
        };
        let txn = self.db.begin_with_options(options).await?;
        Ok(WriteTxn {
            txn,
            announced: Mutex::default(),
            live: self.live.clone(),
            card_pause: TimeDelta::milliseconds(self.config.slack.card_update_ms.into()),
            _turn: turn,
        })
    }
}

impl WriteTxn {
    /// Tells readers of live updates, once this has committed.
    pub fn announce(&self, what: Announcement) {
        self.announced.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    pub async fn commit(self) -> Result<(), DbErr> {
        let Self {
            txn,
            announced,
            live,
            _turn: turn,
            ..
        } = self;
        // On a task of its own: a request whose browser hangs up ends wherever it stands, and what has committed must be told.
        let committed = tokio::spawn(async move {
            txn.commit().await?;
            drop(turn);
            live.committed(announced.into_inner().unwrap_or_else(PoisonError::into_inner));
            Ok(())
        });
        committed
            .await
            .unwrap_or_else(|err| Err(DbErr::Custom(format!("the commit was cut short: {err}"))))
    }

    pub async fn rollback(self) -> Result<(), DbErr> {
        self.txn.rollback().await
    }
}

impl Deref for WriteTxn {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.txn
    }
}

/// Reading rows that the transaction is going to change.
pub(crate) trait ForChange: QuerySelect {
    /// Until the transaction ends nobody else changes them or reads them so. As weakly as it goes: rows that refer to them (an audit entry to
    /// its account, a session to its contact) can be written meanwhile, by somebody we may be about to wait for.
    fn for_change(self) -> Self {
        self.lock(LockType::NoKeyUpdate)
    }
}

impl<Q: QuerySelect> ForChange for Q {}

/// Whether this connection speaks to PostgreSQL.
pub(crate) fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// Lets an insert pass by when a row with any of its unique keys is there already. sea-orm's `on_conflict_do_nothing` minds the primary
/// key alone, and ours are new each time.
pub(crate) fn or_nothing() -> OnConflict {
    OnConflict::new().do_nothing().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn sqlite_forgets_nothing_it_acknowledged_and_minds_what_refers_to_what() {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::defaults().unwrap().database;
        config.url = format!("sqlite:{}", folder.path().join("portico.db").display()).into();
        let db = connect(&config).await.unwrap();
        let ask = async |pragma: &str| {
            let ask = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
            db.query_one_raw(ask).await.unwrap().unwrap()
        };

        let mode: String = ask("journal_mode").await.try_get_by_index(0).unwrap();
        assert_eq!(mode, "wal");
        let synchronous: i64 = ask("synchronous").await.try_get_by_index(0).unwrap();
        assert_eq!(synchronous, 2, "FULL");
        let foreign_keys: i64 = ask("foreign_keys").await.try_get_by_index(0).unwrap();
        assert_eq!(foreign_keys, 1);
    }
}
