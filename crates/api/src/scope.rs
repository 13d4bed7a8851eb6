//! Whose rows PostgreSQL shows us. Under the application's own checks lies row-level security: what runs [for an account](of_account)
//! sees and touches that account's rows alone, what runs for none sees nothing.
//!
//! The scope belongs to the task and is told to a connection whenever the pool hands one out, so a connection never serves under what its
//! last user was. A task that is spawned starts without one: whoever spawns says for whom. SQLite knows none of this.

use std::future::Future;

use portico_types::ids::AccountId;
use sqlx::{AssertSqlSafe, Executor, PgConnection};

tokio::task_local! {
    static SCOPE: Scope;
}

#[derive(Clone, Copy)]
enum Scope {
    Account(AccountId),
    Everything,
}

/// Works for one account.
pub(crate) fn of_account<F: Future>(id: AccountId, work: F) -> impl Future<Output = F::Output> {
    SCOPE.scope(Scope::Account(id), work)
}

/// Works for whoever runs Portico: finding the account a request is for, taking jobs, clearing away, the command line.
pub(crate) fn everything<F: Future>(work: F) -> impl Future<Output = F::Output> {
    SCOPE.scope(Scope::Everything, work)
}

/// Tells a connection whose rows it may see from now on.
pub(crate) async fn tell(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let scope = SCOPE.try_with(|scope| *scope).ok();
    let sql = match scope {
        Some(Scope::Account(id)) => format!("SET portico.account = '{id}'"),
        Some(Scope::Everything) => "SET portico.account = '*'".to_owned(),
        None => "SET portico.account = ''".to_owned(),
    };
    // An id is made of digits, letters and dashes.
    connection.execute(AssertSqlSafe(sql)).await.map(drop)
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement, TransactionTrait};
    use tokio::task::JoinSet;
    use uuid::Uuid;

    use super::*;
    use crate::{config::Config, db};

    /// A pool that many want a connection of.
    #[expect(
        clippy::disallowed_methods,
        reason = "how `just test-pg` tells which cluster it started"
    )]
    async fn pool(change: impl FnOnce(&mut Config)) -> Option<DatabaseConnection> {
        let mut config = Config::defaults().unwrap();
        config.database.url = std::env::var("PORTICO_TEST_DATABASE_URL").ok()?.into();
        config.database.max_connections = 2;
        config.database.timeout_ms = 60_000;
        change(&mut config);
        Some(db::connect(&config.database).await.unwrap())
    }

    async fn told(db: &impl ConnectionTrait) -> String {
        let sql = "SELECT current_setting('portico.account', true) AS told";
        let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        row.unwrap().unwrap().try_get("", "told").unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_connection_never_serves_under_what_its_last_user_was() {
        let Some(db) = pool(|_| {}).await else { return };
        let mut tasks = JoinSet::new();
        for n in 0..400u128 {
            let db = db.clone();
            let id = AccountId(Uuid::from_u128(n));
            match n % 4 {
                0 => tasks.spawn(async move { assert_eq!(told(&db).await, "") }),
                1 => tasks.spawn(everything(async move { assert_eq!(told(&db).await, "*") })),
                2 => tasks.spawn(of_account(id, async move {
                    assert_eq!(told(&db).await, id.to_string());
                    // What is spawned is for nobody until somebody says so.
                    let spawned = db.clone();
                    tokio::spawn(async move { assert_eq!(told(&spawned).await, "") })
                        .await
                        .unwrap();
                    assert_eq!(everything(told(&db)).await, "*");
                    assert_eq!(told(&db).await, id.to_string());
                })),
                _ => tasks.spawn(of_account(id, async move {
                    let txn = db.begin().await.unwrap();
                    assert_eq!(told(&txn).await, id.to_string());
                    let broken = txn.execute_unprepared("SELECT 1 / 0").await;
                    assert!(broken.is_err());
                    drop(txn); // Without a word: the pool rolls it back.
                })),
            };
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
        db.close().await.unwrap();
    }

    #[tokio::test]
    async fn who_gives_up_waiting_leaves_nothing_behind() {
        let Some(db) = pool(|config| config.database.max_connections = 1).await else {
            return;
        };
        for n in 0..200u128 {
            let id = AccountId(Uuid::from_u128(n));
            let cut_short = std::time::Duration::from_micros(u64::try_from(n).unwrap() * 10);
            let _ = tokio::time::timeout(cut_short, of_account(id, told(&db))).await;
            assert_eq!(told(&db).await, "");
        }
        db.close().await.unwrap();
    }

    #[tokio::test]
    async fn switched_off_everybody_sees_everything_and_is_told_once() {
        let Some(db) = pool(|config| config.database.row_level_security = false).await else {
            return;
        };
        assert_eq!(told(&db).await, "*");
        assert_eq!(of_account(AccountId(Uuid::nil()), told(&db)).await, "*");
        db.close().await.unwrap();
    }
}
