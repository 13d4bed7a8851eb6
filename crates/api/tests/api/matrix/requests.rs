//! Reading changes nothing; methods and parameters that make no sense are refused and break nothing.

use reqwest::Method;
use serde_json::Value;

use super::{operations, seen, world::World};

/// What stands in the query of an address when somebody means no good.
const NONSENSE: [&str; 18] = [
    "",
    "'",
    "%22",
    "%00",
    "%27%20OR%201=1--",
    "-1",
    "0",
    "99999999999999999999",
    "1e309",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "%F0%9F%94%A5",
    "..%2F..%2Fetc%2Fpasswd",
    "id;DROP%20TABLE%20tickets",
    "%25%25%5F",
];

/// How often each table was written to, more or less: the rows there are. Sessions note their use, streams leave nothing.
async fn rows(world: &World) -> Vec<(String, i64)> {
    use sea_orm::{ConnectionTrait, Statement};
    let db = &world.app.db;
    let mut all = Vec::new();
    for table in [
        "accounts",
        "agents",
        "api_keys",
        "contacts",
        "customers",
        "customer_domains",
        "customer_users",
        "jobs",
        "magic_links",
        "messages",
        "openid_flows",
        "openid_providers",
        "sessions",
        "tickets",
        "timeline",
        "read_marks",
        "idempotency_keys",
        "received_events",
        "identities",
        "saved_views",
    ] {
        let counted = Statement::from_string(db.get_database_backend(), format!("SELECT count(*) AS n FROM {table}"));
        if let Ok(Some(row)) = db.query_one_raw(counted).await {
            all.push((table.to_owned(), row.try_get("", "n").unwrap()));
        }
    }
    assert!(all.len() > 14, "{all:?}");
    all
}

#[tokio::test]
async fn reading_changes_nothing_by_whatever_method() {
    let world = World::make().await;
    let mut wrong = Vec::new();
    let before = rows(&world).await;
    let picture = async || {
        let mut all = Vec::new();
        for operation in operations() {
            // That somebody exported stands in the audit log.
            if operation.method == Method::GET && !operation.row().endless && !operation.id.contains("audit") {
                all.push(seen(
                    &operation
                        .ask(operation.entitled(&world), &operation.at(&operation.own(&world)), None)
                        .await,
                ));
            }
        }
        all
    };
    let first = picture().await;
    for operation in operations() {
        let (caller, path) = (operation.entitled(&world), operation.at(&operation.own(&world)));
        if operation.row().endless {
            continue;
        }
        for method in ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            if method == Method::CONNECT {
                continue; // The client makes something else of it.
            }
            let answer = caller.send(caller.request(method.clone(), &path)).await;
            if answer.status() >= 500 || (method != Method::HEAD && answer.status() < 400) {
                wrong.push(format!("{method} {path}: {}", answer.status()));
            }
            if method == "TRACE" && answer.text().contains(caller.token()) {
                wrong.push(format!("TRACE {path} gives the token back"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(picture().await, first);
    assert_eq!(rows(&world).await, before);
}

#[tokio::test]
async fn no_query_breaks_an_operation() {
    let world = World::make().await;
    let (mut wrong, mut asked) = (Vec::new(), 0);
    let long = "a".repeat(5000);
    for operation in operations() {
        if operation.method != Method::GET || operation.row().endless {
            continue;
        }
        let caller = operation.entitled(&world);
        let path = operation.at(&operation.own(&world));
        let described = operation.described["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let names = described
            .iter()
            .filter(|it| it["in"] == "query")
            .filter_map(|it| it["name"].as_str());
        for name in names.chain(["unheard_of", "sort", "limit", "cursor", "account_id"]) {
            for value in NONSENSE.iter().copied().chain([long.as_str()]) {
                let mut queries = vec![format!("{name}={value}")];
                if value.is_empty() {
                    queries.extend([format!("{name}=1&{name}=2"), format!("{name}[]=1"), name.to_owned()]);
                }
                for query in queries {
                    let status = operation.ask(caller, &format!("{path}?{query}"), None).await.status();
                    asked += 1;
                    if status >= 500 || matches!(status, 401 | 405) {
                        let query: String = query.chars().take(60).collect();
                        wrong.push(format!("{}?{query}: {status}", operation.id));
                    }
                }
            }
        }
    }
    wrong.truncate(40);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 1000, "{asked}");
}

#[tokio::test]
async fn a_cursor_works_where_it_was_given_and_unchanged_only() {
    let world = World::make().await;
    let ticket = super::TABLE
        .iter()
        .find(|row| row.id == "create_ticket")
        .and_then(|row| row.body)
        .unwrap()(&world);
    for _ in 0..2 {
        assert_eq!(
            world.manager.post("/api/v1/portal/tickets", &ticket).await.status(),
            201
        );
    }
    let list = "/api/v1/portal/tickets?limit=1";
    let page: Value = world.manager.get(list).await.json();
    let cursor = page["next_cursor"]
        .as_str()
        .unwrap_or_else(|| panic!("no next page in {page}"))
        .to_owned();
    assert_eq!(
        world.manager.get(&format!("{list}&cursor={cursor}")).await.status(),
        200
    );

    let mut tampered: Vec<String> = (0..cursor.len())
        .map(|at| {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    tampered.extend([
        cursor[..cursor.len() - 1].to_owned(),
        format!("{cursor}A"),
        cursor.to_uppercase(),
        cursor.chars().rev().collect(),
    ]);
    for bad in tampered.iter().filter(|bad| **bad != cursor) {
        let status = world.manager.get(&format!("{list}&cursor={bad}")).await.status();
        assert!(matches!(status, 400 | 422), "{status} for {bad} instead of {cursor}");
    }
    // Another list's, another order's, the other surface's, another person's.
    for (caller, path) in [
        (&world.manager, "/api/v1/portal/tickets?limit=1&sort=created"),
        (&world.owner, "/api/v1/tickets?limit=1"),
        (&world.owner, "/api/v1/customers?limit=1"),
    ] {
        let status = caller.get(&format!("{path}&cursor={cursor}")).await.status();
        assert!(matches!(status, 400 | 422), "{status}: {path}");
    }
}
