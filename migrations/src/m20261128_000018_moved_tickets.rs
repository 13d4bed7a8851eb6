//! Tickets move to other customers and collections: their threads are retired, others begin, and the timeline says so to the team alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TransactionTrait};

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, sql::by_backend(manager, UP_POSTGRES, UP_SQLITE)).await?;
        rebuild(manager, |table| {
            table.replace("UNIQUE (account_id, ticket_id, kind),", "")
        })
        .await?;
        sql::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DOWN).await?;
        sql::run(manager, sql::by_backend(manager, DOWN_POSTGRES, DOWN_SQLITE)).await?;
        rebuild(manager, |table| {
            let place = "UNIQUE (account_id, workspace_id, channel_id, ts),";
            table.replace(place, &format!("{place} UNIQUE (account_id, ticket_id, kind),"))
        })
        .await
    }
}

/// What was one thread of a kind for ever is one that is alive, and any number that were.
const UP_POSTGRES: &[&str] = &["ALTER TABLE slack_threads DROP CONSTRAINT slack_threads_account_id_ticket_id_kind_key"];
const UP_SQLITE: &[&str] = &[];

const UP: &[&str] = &[
    "ALTER TABLE slack_threads ADD COLUMN retired_at {time}",
    "CREATE UNIQUE INDEX slack_threads_alive ON slack_threads (account_id, ticket_id, kind) WHERE retired_at IS NULL",
    "CREATE INDEX slack_threads_of_ticket ON slack_threads (account_id, ticket_id)",
    "ALTER TABLE timeline ADD COLUMN internal boolean NOT NULL DEFAULT false",
];

const DOWN: &[&str] = &[
    "DELETE FROM timeline WHERE internal",
    "ALTER TABLE timeline DROP COLUMN internal",
    "DELETE FROM slack_posts WHERE EXISTS (SELECT 1 FROM slack_threads t WHERE t.account_id = slack_posts.account_id
        AND t.id = slack_posts.thread_id AND t.retired_at IS NOT NULL)",
    "DELETE FROM slack_thread_aliases WHERE EXISTS (SELECT 1 FROM slack_threads t
        WHERE t.account_id = slack_thread_aliases.account_id AND t.id = slack_thread_aliases.thread_id
        AND t.retired_at IS NOT NULL)",
    "DELETE FROM slack_threads WHERE retired_at IS NOT NULL",
    "DROP INDEX slack_threads_of_ticket",
    "DROP INDEX slack_threads_alive",
    "ALTER TABLE slack_threads DROP COLUMN retired_at",
];

const DOWN_POSTGRES: &[&str] = &[
    "ALTER TABLE slack_threads ADD CONSTRAINT slack_threads_account_id_ticket_id_kind_key UNIQUE (account_id, ticket_id, kind)",
];
const DOWN_SQLITE: &[&str] = &[];

/// SQLite changes a constraint only by making the table anew, and with it the tables that point to it: one that still does could not be
/// dropped. All in one transaction, so that a kill leaves the old tables or the new.
async fn rebuild(manager: &SchemaManager<'_>, change: impl Fn(&str) -> String + Send) -> Result<(), DbErr> {
    const TABLE: &str = "slack_threads";
    if manager.get_connection().get_database_backend() == DbBackend::Postgres {
        return Ok(());
    }
    let txn = manager.get_connection().begin().await?;
    let read = async |sql: String| -> Result<Vec<(String, String)>, DbErr> {
        let rows = txn
            .query_all_raw(Statement::from_string(DbBackend::Sqlite, sql))
            .await?;
        rows.iter()
            .map(|row| Ok((row.try_get("", "name")?, row.try_get("", "sql")?)))
            .collect()
    };
    let tables = format!(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND (name = '{TABLE}' OR sql LIKE '%REFERENCES {TABLE} %'
         OR sql LIKE '%REFERENCES \"{TABLE}\" %') ORDER BY name <> '{TABLE}', name"
    );
    let tables = read(tables).await?;
    let mut indexes = Vec::new();
    for (name, made) in &tables {
        indexes.extend(
            read(format!(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{name}' AND sql IS NOT NULL"
            ))
            .await?,
        );
        let body = made.split_once('(').map_or("", |(_, body)| body);
        let body = body
            .replace(&format!("REFERENCES {TABLE} "), &format!("REFERENCES {TABLE}_new "))
            .replace(&format!("REFERENCES \"{TABLE}\" "), &format!("REFERENCES {TABLE}_new "));
        let body = if name == TABLE { change(&body) } else { body };
        txn.execute_unprepared(&format!("CREATE TABLE {name}_new ({body}"))
            .await?;
        txn.execute_unprepared(&format!("INSERT INTO {name}_new SELECT * FROM {name}"))
            .await?;
    }
    // Those that point to it go first.
    for (name, _) in tables.iter().rev() {
        txn.execute_unprepared(&format!("DROP TABLE {name}")).await?;
    }
    for (name, _) in &tables {
        txn.execute_unprepared(&format!("ALTER TABLE {name}_new RENAME TO {name}"))
            .await?;
    }
    for (_, index) in indexes {
        txn.execute_unprepared(&index).await?;
    }
    txn.commit().await
}
