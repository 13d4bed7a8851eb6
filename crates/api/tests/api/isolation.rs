//! Row-level security: what PostgreSQL shows the server when a query forgets whose rows it wants. Asked with the server's own user, past
//! every check of the application.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};
use serde_json::json;

use crate::support::{ACME, OTHER, TestApp, database::Fresh, fixtures};

/// Tables that hold an account's rows, and the column that says whose.
async fn tables(db: &DatabaseConnection) -> Vec<(String, &'static str)> {
    let sql = "SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'seaql_migrations' ORDER BY 1";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    let names = rows
        .unwrap()
        .iter()
        .map(|row| row.try_get("", "name").unwrap())
        .collect::<Vec<String>>();
    names
        .into_iter()
        .map(|name| {
            let column = if name == "accounts" { "id" } else { "account_id" };
            (name, column)
        })
        .collect()
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
    row.unwrap_or_else(|err| panic!("{sql}: {err}"))
        .unwrap()
        .try_get_by_index(0)
        .unwrap()
}

/// One connection as the server's user, for an account, all (`*`) or none.
async fn as_server(database: &Fresh, scope: Option<&str>) -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(database.url());
    options.max_connections(1);
    let db = Database::connect(options).await.unwrap();
    if let Some(scope) = scope {
        db.execute_unprepared(&format!("SET portico.account = '{scope}'"))
            .await
            .unwrap();
    }
    db
}

fn on_postgres(app: &TestApp) -> bool {
    app.db.get_database_backend() == DbBackend::Postgres
}

#[tokio::test]
async fn every_table_of_an_account_is_held_back_even_from_its_owner_on_postgres() {
    let database = Fresh::make().await;
    let db = database.connect().await;
    if db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let all = tables(&db).await;
    assert!(all.len() > 30, "{all:?}");
    for (table, column) in all {
        let forced = format!(
            "SELECT count(*) FROM pg_class WHERE oid = '{table}'::regclass AND relrowsecurity AND relforcerowsecurity"
        );
        assert_eq!(
            count(&db, &forced).await,
            1,
            "{table}: row-level security is not enabled and forced"
        );
        // One policy, for everything one can do, for everybody, that asks for the account.
        let policies =
            format!("SELECT count(*) FROM pg_policies WHERE schemaname = 'public' AND tablename = '{table}'");
        assert_eq!(
            count(&db, &policies).await,
            1,
            "{table}: another policy would widen what is seen"
        );
        let policy = format!(
            "{policies} AND permissive = 'PERMISSIVE' AND cmd = 'ALL' AND roles = '{{public}}' AND with_check IS NULL \
             AND position('({column} = ' IN qual) > 0 AND position('portico.account' IN qual) > 0"
        );
        assert_eq!(
            count(&db, &policy).await,
            1,
            "{table}: no policy that asks whose row it is"
        );
    }
    db.close().await.unwrap();
}

#[tokio::test]
async fn the_server_is_nobody_special_on_postgres() {
    let app = TestApp::spawn().await;
    if !on_postgres(&app) {
        return;
    }
    let db = as_server(&app.database, Some("*")).await;
    let special = "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)";
    assert_eq!(count(&db, special).await, 0);
    let owned =
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE')";
    assert_eq!(count(&db, owned).await, 0);
    for statement in [
        "TRUNCATE tickets CASCADE",
        "DELETE FROM audit_log",
        "UPDATE audit_log SET subject = ''",
        "ALTER TABLE tickets DISABLE ROW LEVEL SECURITY",
        "DROP POLICY one_account ON tickets",
        "DELETE FROM seaql_migrations",
    ] {
        assert!(db.execute_unprepared(statement).await.is_err(), "{statement}");
    }
    db.close().await.unwrap();
}

/// Something in most tables, of both accounts.
async fn fill(app: &TestApp) {
    for (slug, contact, agent) in [
        (ACME, "maria@globex.example", "ana@acme.example"),
        (OTHER, "gavin@hooli.example", "eve@other.example"),
    ] {
        let (nobody, maria, ana) = (
            app.nobody(slug),
            app.contact_of(slug, contact).await,
            app.agent_of(slug, agent).await,
        );
        let asked = nobody
            .post("/api/v1/portal/sign-in/mail", &json!({ "email": contact }))
            .await;
        assert_eq!(asked.status(), 202, "{}", asked.text());
        let mut ticket = json!({ "title": "Printer on fire", "description": "It burns.", "answers": {} });
        if slug == ACME {
            ticket["form_id"] = json!(fixtures::form_id());
            ticket["answers"] = json!({ fixtures::field_id("area").to_string(): "Reports" });
        }
        let res = maria.post("/api/v1/portal/tickets", &ticket).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        let messages = format!("/api/v1/tickets/{}/messages", res.json()["key"].as_str().unwrap());
        for visibility in ["internal", "public"] {
            let said = json!({ "visibility": visibility, "body": "Is there smoke?" });
            let res = ana.post(&messages, &said).await;
            assert_eq!(res.status(), 201, "{}", res.text());
        }
        let named = ana.get("/api/v1/portal-setup").await.json();
        let named = json!({ "name": "Another name", "version": named["version"] });
        assert_eq!(ana.patch("/api/v1/portal-setup", &named).await.status(), 200);
    }
}

#[tokio::test]
async fn without_any_check_of_ours_an_account_sees_and_touches_only_its_own_rows_on_postgres() {
    let app = TestApp::spawn().await;
    if !on_postgres(&app) {
        return;
    }
    fill(&app).await;
    let (acme, other) = (
        fixtures::account_id(ACME).to_string(),
        fixtures::account_id(OTHER).to_string(),
    );
    let (mine, none) = (
        as_server(&app.database, Some(&acme)).await,
        as_server(&app.database, None).await,
    );
    let (empty, all) = (
        as_server(&app.database, Some("")).await,
        as_server(&app.database, Some("*")).await,
    );
    let mut compared = 0;
    for (table, column) in tables(&app.db).await {
        let total = count(&app.db, &format!("SELECT count(*) FROM {table}")).await;
        let theirs = count(
            &app.db,
            &format!("SELECT count(*) FROM {table} WHERE {column} = '{other}'"),
        )
        .await;

        assert_eq!(
            count(&mine, &format!("SELECT count(*) FROM {table}")).await,
            total - theirs,
            "{table}"
        );
        assert_eq!(
            count(&none, &format!("SELECT count(*) FROM {table}")).await,
            0,
            "{table}"
        );
        assert_eq!(
            count(&empty, &format!("SELECT count(*) FROM {table}")).await,
            0,
            "{table}"
        );
        assert_eq!(
            count(&all, &format!("SELECT count(*) FROM {table}")).await,
            total,
            "{table}"
        );

        if theirs > 0 && table != "audit_log" {
            compared += 1;
            let touch = format!("UPDATE {table} SET {column} = {column} WHERE {column} = '{other}'");
            assert_eq!(
                mine.execute_unprepared(&touch).await.unwrap().rows_affected(),
                0,
                "{table}"
            );
            let delete = format!("DELETE FROM {table} WHERE {column} = '{other}'");
            assert_eq!(
                mine.execute_unprepared(&delete).await.unwrap().rows_affected(),
                0,
                "{table}"
            );
        }
        assert_eq!(
            none.execute_unprepared(&format!("DELETE FROM {table} WHERE false OR {column} IS NOT NULL"))
                .await
                .map_or(0, |done| done.rows_affected()),
            0,
            "{table}"
        );
    }
    assert!(compared >= 10, "only {compared} tables have rows of the other account");
    for db in [mine, none, empty, all] {
        db.close().await.unwrap();
    }
}

fn refused(outcome: Result<sea_orm::ExecResult, DbErr>, what: &str) {
    let err = outcome.map(|done| done.rows_affected()).expect_err(what).to_string();
    assert!(err.contains("row-level security"), "{what}: {err}");
}

#[tokio::test]
async fn a_row_for_another_account_is_neither_added_nor_moved_there_on_postgres() {
    let app = TestApp::spawn().await;
    if !on_postgres(&app) {
        return;
    }
    fill(&app).await;
    let (acme, other) = (
        fixtures::account_id(ACME).to_string(),
        fixtures::account_id(OTHER).to_string(),
    );
    let mine = as_server(&app.database, Some(&acme)).await;
    for (table, column) in tables(&app.db).await {
        // Any row will do: the policy is asked before keys are.
        let columns = "SELECT string_agg(CASE WHEN column_name = $2 THEN quote_literal($3) ELSE quote_ident(column_name) END, ', ' \
                       ORDER BY ordinal_position) AS them FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1";
        let values = [table.as_str().into(), column.into(), other.as_str().into()];
        let them = app
            .db
            .query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, columns, values))
            .await;
        let them: String = them.unwrap().unwrap().try_get("", "them").unwrap();
        let has = count(&mine, &format!("SELECT count(*) FROM {table}")).await > 0;
        if has {
            let them = them.replace(&format!("'{other}'"), &format!("'{other}'::uuid"));
            let insert = format!("INSERT INTO {table} SELECT {them} FROM {table} LIMIT 1");
            refused(mine.execute_unprepared(&insert).await, &insert);
            if table != "audit_log" {
                let give = format!("UPDATE {table} SET {column} = '{other}'");
                refused(mine.execute_unprepared(&give).await, &give);
            }
        }
    }
    mine.close().await.unwrap();
}

/// Writes down in whose name rows are written.
const HEAR: &str = "CREATE TABLE heard (scope text NOT NULL);
    GRANT ALL ON heard TO PUBLIC;
    CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO heard VALUES (TG_TABLE_NAME || ' ' || coalesce(current_setting('portico.account', true), 'unset'));
        RETURN NEW;
    END $$";

#[tokio::test]
async fn requests_and_jobs_run_in_the_name_of_one_account_on_postgres() {
    let app = TestApp::spawn().await;
    if !on_postgres(&app) {
        return;
    }
    let (maria, ana) = (
        app.contact("maria@globex.example").await,
        app.agent("ana@acme.example").await,
    );
    app.db.execute_unprepared(HEAR).await.unwrap();
    // By a person's request, by a job, by a stranger's request, by Slack's.
    let written = ["messages", "slack_posts", "magic_links", "received_events"];
    for table in written {
        let trigger = format!("CREATE TRIGGER hear AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION hear()");
        app.db.execute_unprepared(&trigger).await.unwrap();
    }

    let key = crate::tickets::file(&maria, &crate::tickets::problem("Printer on fire")).await;
    app.run_jobs().await;
    let answer = json!({ "visibility": "public", "body": "It is on its way" });
    let said = ana.post(&format!("/api/v1/tickets/{key}/messages"), &answer).await;
    assert_eq!(said.status(), 201);
    let ask = json!({ "email": "maria@globex.example" });
    app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &ask).await;
    let slack = app.sandbox.slack();
    let card = slack.messages("C0TRIAGE").into_iter().find(|it| it.bot_id.is_some());
    let thread = card.expect("a card").ts;
    slack.say("U0ANA", "C0TRIAGE", "Turn it off", Some(&thread));
    app.run_jobs().await;

    let rows = "SELECT DISTINCT scope FROM heard ORDER BY 1";
    let rows = app
        .db
        .query_all_raw(Statement::from_string(DbBackend::Postgres, rows))
        .await;
    let heard: Vec<String> = rows
        .unwrap()
        .iter()
        .map(|row| row.try_get("", "scope").unwrap())
        .collect();
    let acme = fixtures::account_id(ACME).to_string();
    let mut expected = written.map(|table| format!("{table} {acme}"));
    expected.sort();
    assert_eq!(heard, expected);
}
