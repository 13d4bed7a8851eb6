//! The history of the schema, there and back: every step down leaves what there was before the step up, down to the last default, check,
//! trigger and right; and what old code knows of is still there, and works, after the next step up.

use std::collections::{BTreeMap, BTreeSet};

use portico_migrations::Migrator;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};
use sea_orm_migration::MigratorTrait;

use crate::support::database::Fresh;

/// Everything a database has been told to be, each thing with its definition.
type Shape = BTreeSet<(String, String)>;

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_all_raw(statement)
        .await
        .unwrap_or_else(|err| panic!("{sql}: {err}"))
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap_or_else(|err| panic!("{column}: {err}"))
}

fn postgres(db: &DatabaseConnection) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

/// On PostgreSQL, what is in our schema, by its catalogue; `pg_get_…` say it in one spelling.
const CATALOGUE: [&str; 8] = [
    "SELECT 'column ' || c.relname || '.' || a.attname AS name, \
        concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END, 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), \
            'IDENTITY ' || nullif(a.attidentity::text, ''), 'GENERATED ' || nullif(a.attgenerated::text, ''), \
            (SELECT 'COLLATE ' || collname FROM pg_collation o WHERE o.oid = a.attcollation AND o.collname <> 'default'), a.attacl::text) AS definition \
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped",
    "SELECT 'relation ' || relname AS name, concat_ws(' ', relkind::text, 'rls', relrowsecurity::text, 'forced', relforcerowsecurity::text, \
        array_to_string(reloptions, ','), (SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(relacl) AS item)) AS definition \
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'i'",
    "SELECT 'constraint ' || conrelid::regclass || '.' || conname AS name, contype::text || ' ' || pg_get_constraintdef(oid) AS definition \
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT 'index ' || c.relname AS name, pg_get_indexdef(c.oid) AS definition FROM pg_class c \
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'i'",
    "SELECT 'trigger ' || tgrelid::regclass || '.' || tgname AS name, pg_get_triggerdef(oid) || ' ' || tgenabled::text AS definition \
     FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT 'policy ' || tablename || '.' || policyname AS name, concat_ws(' ', permissive, roles::text, cmd, 'USING', qual, 'CHECK', with_check) AS definition \
     FROM pg_policies WHERE schemaname = 'public'",
    "SELECT 'function ' || p.oid::regprocedure AS name, pg_get_functiondef(p.oid) || coalesce(p.proacl::text, '') AS definition FROM pg_proc p \
     WHERE p.pronamespace = 'public'::regnamespace AND p.prokind <> 'a'",
    "SELECT 'type ' || typname AS name, typtype::text AS definition FROM pg_type t \
     WHERE typnamespace = 'public'::regnamespace AND typtype <> 'c' AND typelem = 0",
];

/// On SQLite, as it was told.
const TOLD: &str = "SELECT type || ' ' || name AS name, coalesce(sql, tbl_name) AS definition FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";

async fn shape(db: &DatabaseConnection) -> Shape {
    let queries = if postgres(db) { &CATALOGUE[..] } else { &[TOLD] };
    let mut shape = Shape::new();
    for query in queries {
        for row in rows(db, query).await {
            shape.insert((text(&row, "name"), spelt_alike(&text(&row, "definition"))));
        }
    }
    shape
}

/// A definition whatever its white space, SQLite's quotes after a renaming, and the place of a column that was given up and came back.
fn spelt_alike(definition: &str) -> String {
    let words: Vec<_> = definition.split_whitespace().collect();
    let words = words.join(" ").replace('"', "");
    let Some((table, items)) = words.split_once('(').filter(|_| words.starts_with("CREATE TABLE")) else {
        return words;
    };
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in items.trim_end().trim_end_matches(')').chars() {
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            _ => {
                depth += i32::from(c == '(') - i32::from(c == ')');
                parts.last_mut().expect("one").push(c);
            }
        }
    }
    let mut parts: Vec<_> = parts.iter().map(|part| part.trim().to_owned()).collect();
    parts.sort();
    format!("{} ({})", table.trim(), parts.join(", "))
}

/// What is in one and not in the other.
fn difference(before: &Shape, after: &Shape) -> Vec<String> {
    let gone = before
        .difference(after)
        .map(|(name, definition)| format!("- {name}: {definition}"));
    let new = after
        .difference(before)
        .map(|(name, definition)| format!("+ {name}: {definition}"));
    gone.chain(new).collect()
}

fn same(what: &str, before: &Shape, after: &Shape) {
    let difference = difference(before, after);
    assert!(difference.is_empty(), "{what}:\n{}", difference.join("\n"));
}

#[tokio::test]
async fn migrations_go_up_down_and_up_again() {
    let database = Fresh::make().await; // Already up.
    let db = database.connect().await;
    let before = shape(&db).await;
    for kind in ["index", "trigger"]
        .into_iter()
        .chain(postgres(&db).then_some(["policy", "function"]).into_iter().flatten())
    {
        assert!(
            before.iter().any(|(name, _)| name.starts_with(kind)),
            "no {kind} is seen"
        );
    }

    Migrator::down(&db, None).await.unwrap();
    let left: Vec<_> = shape(&db)
        .await
        .into_iter()
        .filter(|(name, _)| !name.contains("seaql_migrations"))
        .collect();
    assert_eq!(left, []);
    database.migrate().await;

    same("up again", &before, &shape(&db).await);
    database.migrate().await; // Again is nothing.
    same("up twice", &before, &shape(&db).await);
    db.close().await.unwrap();
}

/// A column that comes back to a table with rows needs a value for them.
fn without_what_it_needs((name, definition): (String, String)) -> (String, String) {
    const COMES_BACK: &str = "agents_sign_in_by_mail";
    let column = format!("{COMES_BACK} boolean NOT NULL");
    let definition = definition.replace(&format!("{column} DEFAULT FALSE"), &column);
    if name.ends_with(COMES_BACK) {
        return (name, definition.replace(" DEFAULT false", ""));
    }
    (name, definition)
}

#[tokio::test]
async fn every_step_down_leaves_what_was_before_it() {
    let database = Fresh::make().await;
    let db = database.connect().await;
    Migrator::down(&db, None).await.unwrap();
    let mut wrong = Vec::new();
    for migration in Migrator::migrations() {
        let before = shape(&db).await;
        Migrator::up(&db, Some(1)).await.unwrap();
        let after = shape(&db).await;
        Migrator::down(&db, Some(1)).await.unwrap();
        let left = shape(&db).await.into_iter().map(without_what_it_needs);
        let left = difference(&before, &left.collect());
        if !left.is_empty() {
            wrong.push(format!("{} and back:\n{}", migration.name(), left.join("\n")));
        }
        Migrator::up(&db, Some(1)).await.unwrap();
        let again = difference(&after, &shape(&db).await);
        if !again.is_empty() {
            wrong.push(format!("{} twice:\n{}", migration.name(), again.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    db.close().await.unwrap();
}

/// A table's columns: of which type each is, and whether a row can be inserted without it.
type Columns = BTreeMap<(String, String), (String, bool)>;

async fn columns(db: &DatabaseConnection) -> Columns {
    let sql = if postgres(db) {
        "SELECT table_name::text AS on_table, column_name::text AS name, data_type::text AS type, \
            (is_nullable = 'YES' OR column_default IS NOT NULL) AS optional FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT t.name AS on_table, c.name AS name, c.type AS type, (c.\"notnull\" = 0 OR c.dflt_value IS NOT NULL) AS optional \
         FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'"
    };
    let all = rows(db, sql).await;
    let columns = all.iter().map(|row| {
        let optional = row.try_get("", "optional").unwrap();
        (
            (text(row, "on_table"), text(row, "name")),
            (text(row, "type"), optional),
        )
    });
    columns.collect()
}

/// Steps that old code would not survive, made before there was any release. Not to be added to: add, backfill, switch, then drop, each with
/// a release of its own.
const BEFORE_ANY_RELEASE: [&str; 2] = [
    "m20261127_000006_who_may_come_in: accounts.agents_sign_in_by_mail",
    "m20261128_000022_sockets_of_every_process: slack_workspaces.socket_beat",
];

#[tokio::test]
async fn old_code_runs_on_the_schema_of_the_next_step() {
    let database = Fresh::make().await;
    let db = database.connect().await;
    Migrator::down(&db, None).await.unwrap();
    let mut breaking = Vec::new();
    for migration in Migrator::migrations() {
        let before = columns(&db).await;
        Migrator::up(&db, Some(1)).await.unwrap();
        let after = columns(&db).await;
        let changed = before.iter().filter(|(name, (kind, optional))| match after.get(name) {
            Some((now, still)) => kind != now || *optional && !still,
            None => true,
        });
        let known = |table: &String| before.keys().any(|(it, _)| it == table);
        let demanded = after
            .iter()
            .filter(|(name, (_, optional))| !before.contains_key(name) && !optional && known(&name.0));
        let changed = changed
            .chain(demanded)
            .map(|((table, column), _)| format!("{}: {table}.{column}", migration.name()));
        breaking.extend(changed);
    }
    assert_eq!(breaking, BEFORE_ANY_RELEASE);
    db.close().await.unwrap();
}
