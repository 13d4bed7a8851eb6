//! What a copy of the database tells a thief: nothing they could use.

use portico_types::staff::ApiScope;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::{
    magic_links::{code_in, token_in},
    openid::{Door, Gone, query},
    support::{ACME, TestApp},
};

/// Everything the database holds, as bytes; on PostgreSQL as text, in which bytes are hexadecimal.
async fn dump(app: &TestApp) -> Vec<u8> {
    dump_of(app, |_| true).await
}

async fn dump_of(app: &TestApp, wanted: impl Fn(&str) -> bool) -> Vec<u8> {
    let db = &app.db;
    let backend = db.get_database_backend();
    let names = match backend {
        DbBackend::Sqlite => "SELECT name AS name FROM sqlite_master WHERE type = 'table'",
        _ => "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    };
    let tables = db
        .query_all_raw(Statement::from_string(backend, names))
        .await
        .expect("the tables");
    let mut all = Vec::new();
    for table in tables {
        let table: String = table.try_get("", "name").expect("a name");
        if !wanted(&table) {
            continue;
        }
        if backend == DbBackend::Sqlite {
            let columns = db
                .query_all_raw(Statement::from_string(
                    backend,
                    format!("SELECT name AS name FROM pragma_table_info('{table}')"),
                ))
                .await
                .expect("the columns");
            for column in columns {
                let column: String = column.try_get("", "name").expect("a name");
                let cells = format!("SELECT CAST(COALESCE(\"{column}\", '') AS BLOB) AS cell FROM \"{table}\"");
                for row in db
                    .query_all_raw(Statement::from_string(backend, cells))
                    .await
                    .expect("the cells")
                {
                    all.extend(row.try_get::<Vec<u8>>("", "cell").expect("bytes"));
                    all.push(b'\n');
                }
            }
        } else {
            let rows = format!("SELECT CAST(t AS text) AS cell FROM \"{table}\" t");
            for row in db
                .query_all_raw(Statement::from_string(backend, rows))
                .await
                .expect("the rows")
            {
                all.extend(row.try_get::<String>("", "cell").expect("text").into_bytes());
                all.push(b'\n');
            }
        }
    }
    all
}

fn holds(all: &[u8], secret: &str) -> bool {
    let hexadecimal = secret
        .bytes()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    [secret, &hexadecimal]
        .iter()
        .any(|form| all.windows(form.len()).any(|part| part == form.as_bytes()))
}

#[tokio::test]
async fn the_database_holds_no_secret_that_works() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let asked = json!({ "kind": "service", "name": "Findable name", "scopes": [ApiScope::TicketsRead] });
    let made = ana.post("/api/v1/api-keys", &asked).await.json();
    let rotate = format!("/api/v1/api-keys/{}/rotate", made["key"]["id"].as_str().expect("an id"));
    let rotated = ana.post_empty(&rotate).await.json();
    // A session as the server makes it, and the secrets of the mail that would open another.
    let cookie = app.session_cookie("maria@globex.example").await;
    let refreshed = app
        .nobody(ACME)
        .with_cookie(&cookie)
        .post_empty("/api/v1/portal/session/refresh")
        .await;
    let next = refreshed
        .cookie("__Host-portico-session-portal")
        .expect("the next cookie");
    let started = app
        .nobody(ACME)
        .post("/api/v1/portal/sign-in/mail", &json!({ "email": "tom@globex.example" }))
        .await;
    let browser = started
        .cookie("__Host-portico-browser-portal")
        .expect("the browser's cookie");
    app.run_jobs().await;
    let mail = app.sandbox.mails_to("tom@globex.example").pop().expect("a mail");
    // Another's waits to be sent.
    let body = json!({ "email": "maria@globex.example" });
    assert_eq!(
        app.nobody(ACME)
            .post("/api/v1/portal/sign-in/mail", &body)
            .await
            .status(),
        202
    );
    let client_secret = "a client secret that nobody may find";
    let provider = json!({
        "audience": "contacts", "name": "Okta", "issuer": app.sandbox.openid().issuer("okta"),
        "client_id": "findable client", "client_secret": client_secret,
    });
    let provider = ana.post("/api/v1/openid-providers", &provider).await;
    assert_eq!(provider.status(), 201, "{}", provider.text());
    let gone = Gone::from(&app, ACME, Door::Portal, "google").await;
    let gone_for = query(&gone.authorize_url);

    let all = dump(&app).await;

    for there in ["Findable name", "findable client"] {
        assert!(holds(&all, there), "the dump is one");
    }
    let refresh = |cookie: &str| cookie.rsplit('.').next().expect("a secret").to_owned();
    for (what, secret) in [
        ("an API key", made["secret"].as_str().expect("a secret").to_owned()),
        (
            "a rotated API key",
            rotated["secret"].as_str().expect("a secret").to_owned(),
        ),
        (
            "a key without its prefix",
            made["secret"].as_str().expect("a secret")["portico_".len()..].to_owned(),
        ),
        ("a replaced refresh token", refresh(&cookie)),
        ("a refresh token", refresh(&next)),
        (
            "a browser's secret",
            browser.rsplit('=').next().expect("a secret").to_owned(),
        ),
        ("an access token", ana.token().to_owned()),
        ("a link's secret", token_in(&mail)),
        ("a provider's client secret", client_secret.to_owned()),
        ("a state", gone_for["state"].clone()),
        ("a nonce", gone_for["nonce"].clone()),
    ] {
        assert!(secret.len() >= 32, "{what}");
        assert!(!holds(&all, &secret), "{what} stands in the database");
    }

    // Six digits stand in any long text by chance.
    let mails = dump_of(&app, |table| ["magic_links", "jobs"].contains(&table)).await;
    assert!(holds(&mails, "tom@globex.example"), "the dump has the links");
    assert!(!holds(&mails, &code_in(&mail)), "a code stands in the database");
}
