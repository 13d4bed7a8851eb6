//! The database: connecting, and write transactions that tell the rest of the process when they committed.

use std::{
    ops::Deref,
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait, sea_query::OnConflict,
};
use secrecy::ExposeSecret;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    app::AppState,
    config,
    live::{self, Announcement},
};

/// Opens the database of `config`. SQLite's file is made when absent; the schema is not touched.
pub async fn connect(config: &config::Database) -> anyhow::Result<DatabaseConnection> {
    let url = config.url.expose_secret();
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
    }
    // Lazily: a database that is away must not keep the process from starting, and an early ping tells no more than the first query.
    if !url.starts_with("sqlite:") {
        options.connect_lazy(true);
    }
    Database::connect(options).await.context("opening the database")
}

/// A transaction that writes. Begun IMMEDIATE on SQLite, because one that reads first and writes later fails when another was faster.
/// What is [announced](WriteTxn::announce) in it goes out, and the workers wake, when it has committed; not before, not otherwise.
pub struct WriteTxn {
    txn: DatabaseTransaction,
    announced: Mutex<Vec<Announcement>>,
    live: live::Hub,
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

/// Whether this connection speaks to PostgreSQL.
pub(crate) fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// Lets an insert pass by when a row with any of its unique keys is there already. sea-orm's `on_conflict_do_nothing` minds the primary
/// key alone, and ours are new each time.
pub(crate) fn or_nothing() -> OnConflict {
    OnConflict::new().do_nothing().to_owned()
}
