//! SQL for both databases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs `statements` one by one. Where the databases name a type differently, a statement says `{uuid}`, `{time}`, `{json}`, `{bytes}`,
/// `{bigint}`: SQLite's names are those by which its driver tells how a value is stored.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let words: [(&str, &str); 5] = match db.get_database_backend() {
        DbBackend::Postgres => [
            ("{uuid}", "uuid"),
            ("{time}", "timestamptz"),
            ("{json}", "jsonb"),
            ("{bytes}", "bytea"),
            ("{bigint}", "bigint"),
        ],
        _ => [
            ("{uuid}", "blob"),
            ("{time}", "text"),
            ("{json}", "text"),
            ("{bytes}", "blob"),
            ("{bigint}", "integer"),
        ],
    };
    for statement in statements {
        let mut text = (*statement).to_owned();
        for (word, name) in words {
            text = text.replace(word, name);
        }
        db.execute_unprepared(&text).await?;
    }
    Ok(())
}

/// What only one database says so.
pub(crate) fn by_backend<'a>(
    manager: &SchemaManager<'_>,
    postgres: &'a [&'a str],
    sqlite: &'a [&'a str],
) -> &'a [&'a str] {
    match manager.get_connection().get_database_backend() {
        DbBackend::Postgres => postgres,
        _ => sqlite,
    }
}

/// Drops tables, last made first.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        manager
            .get_connection()
            .execute_unprepared(&format!("DROP TABLE {table}"))
            .await?;
    }
    Ok(())
}
