//! The schema: the entities say the same as the migrations, and the account leads every key. (Its history: `round_trip`.)

use std::collections::{BTreeMap, BTreeSet};

use portico::entity;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, Iterable, Statement};

use crate::support::database::Fresh;

/// A table's columns by name, each with whether it may be empty.
type Columns = BTreeMap<String, bool>;

/// Of a key, index or foreign key: its name, its table and its columns in order.
type Key = (String, String, Vec<String>);

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement)
        .await
        .unwrap_or_else(|err| panic!("{sql}: {err}"))
}

fn text(row: &sea_orm::QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap_or_else(|err| panic!("{column}: {err}"))
}

fn postgres(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// The tables the migrations made.
async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let sql = if postgres(db) {
        "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    let all = rows(db, sql).await;
    let all = all.iter().map(|row| text(row, "name"));
    // Full-text search has its words in a table of each database's own, and on SQLite in several.
    all.filter(|name| name != "seaql_migrations" && !name.starts_with("search_words"))
        .collect()
}

async fn columns(db: &DatabaseConnection, table: &str) -> Columns {
    let sql = if postgres(db) {
        format!(
            "SELECT column_name::text AS name, (is_nullable = 'YES') AS nullable FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name = '{table}'"
        )
    } else {
        // SQLite lets a primary key be empty unless told not to; ours is told by its entity.
        format!("SELECT name, (\"notnull\" = 0 AND pk = 0) AS nullable FROM pragma_table_info('{table}')")
    };
    let all = rows(db, &sql).await;
    all.iter()
        .map(|row| (text(row, "name"), row.try_get("", "nullable").unwrap()))
        .collect()
}

/// Primary keys, unique keys and indexes.
async fn keys(db: &DatabaseConnection) -> Vec<Key> {
    let sql = if postgres(db) {
        "SELECT i.relname::text AS name, t.relname::text AS on_table, a.attname::text AS col \
         FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid \
         JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public' \
         CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(num, ord) \
         LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num AND k.num > 0 \
         WHERE t.relname <> 'seaql_migrations' AND a.attname IS NOT NULL ORDER BY t.relname, i.relname, k.ord"
    } else {
        "SELECT i.name AS name, t.name AS on_table, c.name AS col \
         FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c \
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'seaql_migrations' AND c.name IS NOT NULL \
         ORDER BY t.name, i.name, c.seqno"
    };
    gathered(&rows(db, sql).await)
}

async fn foreign_keys(db: &DatabaseConnection) -> Vec<Key> {
    let sql = if postgres(db) {
        "SELECT c.conname::text AS name, t.relname::text AS on_table, a.attname::text AS col \
         FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid \
         CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(num, ord) \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num \
         WHERE c.contype = 'f' ORDER BY t.relname, c.conname, k.ord"
    } else {
        "SELECT CAST(f.id AS text) AS name, t.name AS on_table, f.\"from\" AS col \
         FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' ORDER BY t.name, f.id, f.seq"
    };
    gathered(&rows(db, sql).await)
}

fn gathered(rows: &[sea_orm::QueryResult]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for row in rows {
        let (name, table, column) = (text(row, "name"), text(row, "on_table"), text(row, "col"));
        match keys.last_mut() {
            Some((last, on, columns)) if *last == name && *on == table => columns.push(column),
            _ => keys.push((name, table, vec![column])),
        }
    }
    keys
}

async fn all_columns(db: &DatabaseConnection) -> BTreeMap<String, Columns> {
    let mut all = BTreeMap::new();
    for table in tables(db).await {
        let columns = columns(db, &table).await;
        all.insert(table, columns);
    }
    all
}

/// What an entity believes its table to look like.
fn believed<E: EntityTrait>(entity: E) -> (String, Columns) {
    let columns = E::Column::iter().map(|column| {
        let name = sea_orm::Iden::unquoted(&column).to_string();
        (name, column.def().is_null())
    });
    (entity.table_name().to_string(), columns.collect())
}

macro_rules! entities {
    ($($name:ident),* $(,)?) => { [$(believed(entity::$name::Entity)),*] };
}

#[tokio::test]
async fn entities_say_the_same_as_the_migrations() {
    let database = Fresh::make().await;
    let db = database.connect().await;

    let believed = BTreeMap::from(entities![
        account,
        agent,
        api_key,
        attachment,
        attachment_piece,
        audit_entry,
        audit_head,
        collection,
        contact,
        customer,
        customer_domain,
        customer_user,
        digest_entry,
        follower,
        export,
        form,
        form_draft,
        form_placement,
        form_version,
        idempotency_key,
        identity,
        job,
        magic_link,
        mail_budget,
        mention,
        message,
        message_revision,
        muted_ticket,
        notification_preference,
        openid_flow,
        openid_provider,
        portal_logo,
        read_mark,
        received_event,
        received_mail,
        reply_address,
        saved_view,
        search_text,
        session,
        slack_budget,
        slack_channel,
        slack_file,
        slack_post,
        slack_thread,
        slack_thread_alias,
        slack_heard,
        slack_install,
        slack_user,
        slack_workspace,
        ticket,
        timeline_entry,
    ]);

    let made = all_columns(&db).await;
    let names = |of: &BTreeMap<String, Columns>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&believed), names(&made));
    for (table, columns) in &made {
        assert_eq!(&believed[table], columns, "{table}");
    }
    db.close().await.unwrap();
}

/// Keys that do not begin with the account, each with its reason.
const EXCEPTIONS: [(&str, &[&str]); 10] = [
    ("accounts", &["id"]),              // The account itself,
    ("accounts", &["slug"]),            // and what leads a request to it.
    ("accounts", &["custom_domain"]),   //
    ("slack_workspaces", &["team_id"]), // Leads an event of Slack to the account.
    ("reply_addresses", &["id"]),       // Leads an answer by mail to the account.
    ("jobs", &["run_at", "id"]),        // Workers work for all accounts.
    ("jobs", &["kind", "workspace_id", "run_at"]),
    ("jobs", &["lane", "lane_seq", "id"]),
    ("jobs", &["deferred_until"]),
    ("jobs", &["leased_until"]),
];

#[tokio::test]
async fn the_account_leads_every_key() {
    let database = Fresh::make().await;
    let db = database.connect().await;
    let leads = |columns: &[String]| columns[0] == "account_id";

    let mut others = BTreeSet::new();
    let all = keys(&db).await;
    assert!(all.len() > 60, "{} keys found", all.len());
    for (_, table, columns) in all {
        if !leads(&columns) {
            others.insert((table, columns));
        }
    }
    let excepted =
        EXCEPTIONS.map(|(table, columns)| (table.to_owned(), columns.iter().map(|c| (*c).to_owned()).collect()));
    // In the index of words each begins with the account's mark; what SQLite keeps of it, it keeps for itself.
    let words = others.extract_if(.., |(table, _)| table.starts_with("search_words"));
    let words: Vec<_> = words
        .map(|(table, columns)| format!("{table} {}", columns.join(" ")))
        .collect();
    let expected: &[&str] = if postgres(&db) {
        &["search_words words"]
    } else {
        &["search_words_config k", "search_words_idx segid term"]
    };
    assert_eq!(words, expected);
    assert_eq!(others, BTreeSet::from(excepted));

    for (name, table, columns) in foreign_keys(&db).await {
        assert!(leads(&columns), "foreign key {name} of {table}: {columns:?}");
    }
    db.close().await.unwrap();
}
