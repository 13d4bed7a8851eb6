//! Puts in what is there already, some at a time, in the order of the keys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use super::words;

/// Rows read and held at a time.
const SOME: usize = 500;

const TITLES: &str = "SELECT account_id, id, id AS ticket_id, 'public' AS visibility, title AS text, '' AS files FROM tickets \
     WHERE (account_id, id) > ($1, $2) ORDER BY account_id, id LIMIT 500";

/// What was taken back is not found. Files that are on their way have a name already.
const MESSAGES: &str = "SELECT account_id, id, ticket_id, visibility, body AS text, coalesce((SELECT {list}(name, ' ') \
     FROM attachments WHERE attachments.account_id = messages.account_id AND attachments.message_id = messages.id \
     AND state IN ('stored', 'coming', 'refused')), '') AS files FROM messages \
     WHERE deleted_at IS NULL AND (account_id, id) > ($1, $2) ORDER BY account_id, id LIMIT 500";

pub(super) async fn fill(db: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let list = if backend == DbBackend::Postgres {
        "string_agg"
    } else {
        "group_concat"
    };
    for select in [TITLES.to_owned(), MESSAGES.replace("{list}", list)] {
        let mut after = (Uuid::nil(), Uuid::nil());
        loop {
            let values = [after.0.into(), after.1.into()];
            let rows = Statement::from_sql_and_values(backend, &*select, values);
            let rows = db.query_all_raw(rows).await?;
            for row in &rows {
                after = put(db, row).await?;
            }
            if rows.len() < SOME {
                break;
            }
        }
    }
    Ok(())
}

async fn put(db: &SchemaManagerConnection<'_>, row: &QueryResult) -> Result<(Uuid, Uuid), DbErr> {
    let (account, id, ticket): (Uuid, Uuid, Uuid) = (
        row.try_get("", "account_id")?,
        row.try_get("", "id")?,
        row.try_get("", "ticket_id")?,
    );
    let (visibility, text, files): (String, String, String) = (
        row.try_get("", "visibility")?,
        row.try_get("", "text")?,
        row.try_get("", "files")?,
    );
    let mark = if visibility == "public" { 'p' } else { 'n' };
    let words = words::marked(account, mark, &[text, files]);
    let backend = db.get_database_backend();
    let sql = |sql: &str, values: Vec<Value>| Statement::from_sql_and_values(backend, sql, values);
    let key = if backend == DbBackend::Postgres {
        let insert = "INSERT INTO search_words (account_id, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' '))) RETURNING id";
        let put = db
            .query_one_raw(sql(insert, vec![account.into(), words.into()]))
            .await?;
        put.ok_or(DbErr::RecordNotInserted)?.try_get("", "id")?
    } else {
        let insert = sql("INSERT INTO search_words (words) VALUES ($1)", vec![words.into()]);
        db.execute_raw(insert).await?.last_insert_id().cast_signed()
    };
    let insert = "INSERT INTO search_texts (account_id, id, ticket_id, visibility, words) VALUES ($1, $2, $3, $4, $5)";
    let values: Vec<Value> = vec![account.into(), id.into(), ticket.into(), visibility.into(), key.into()];
    db.execute_raw(sql(insert, values)).await?;
    Ok((account, id))
}
