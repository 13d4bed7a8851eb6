//! How the databases find words: by the index of words, as the server's user, too, whom row-level security holds back.

use portico_types::tickets::MessageVisibility;
use sea_orm::FromQueryResult;

use super::{super::search::Search, *};

const READABLE: [&[MessageVisibility]; 2] = [&[MessageVisibility::Public], MessageVisibility::ALL];

fn of_customer() -> Select<ticket::Entity> {
    of_account(ACCOUNT).filter(Column::CustomerId.eq(CUSTOMER))
}

/// What is asked for a page of a search: its rows, its counts, and what is shown of them.
fn asked(backend: DbBackend, readable: &'static [MessageVisibility], text: &str) -> [(&'static str, Statement); 3] {
    let search = Search::read((ACCOUNT, "ACME"), readable, Some(text)).unwrap().unwrap();
    let listing = Listing {
        tickets: of_customer().filter(search.tickets(backend)),
        statuses: vec![TicketStatus::Open, TicketStatus::Solved],
        ranges_by_status: false,
        searched: true,
        sort: TicketSort::Activity,
    };
    let ids: Vec<TicketId> = (0..25).map(|n| TicketId(Uuid::from_u128(n * 8))).collect();
    let counts = statuses_counted(of_customer().filter(search.tickets(backend)));
    let shown = search.scored(backend, &ids).unwrap();
    [
        ("list", backend.build(&listing.page(backend, None, 26))),
        ("counts", counts.build(backend)),
        ("shown", backend.build(&shown)),
    ]
}

#[tokio::test]
async fn what_is_searched_for_is_looked_up_and_not_looked_for() {
    let tickets = tickets().await;
    let backend = tickets.db.get_database_backend();
    if backend == DbBackend::Postgres {
        // What matches is sorted anyway, and this index knows no other way.
        let on = "SET enable_bitmapscan = on";
        tickets.db.execute_unprepared(on).await.unwrap();
    }
    let looked_up = ["search_words_with", "search_words VIRTUAL TABLE INDEX 0:M"];
    let bad = ["Seq Scan", "SCAN tickets", "SCAN search_texts"];
    let mut wrong = Vec::new();
    for readable in READABLE {
        for text in ["1976", "1976 196"] {
            for (what, query) in asked(backend, readable, text) {
                let plan = tickets.plan(query).await;
                // Of few tickets it may pay to look through their texts.
                let found = what == "shown" || looked_up.iter().any(|index| plan.contains(index));
                if !found || bad.iter().any(|bad| plan.contains(bad)) {
                    wrong.push(format!("{what} of {text}\n{plan}\n"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const INDEX: &str = "search_words_by_word";
const TABLE: &str = "search_words";

/// How often something was scanned, an index or a table without one.
async fn scanned(db: &impl ConnectionTrait, what: &str) -> i64 {
    #[derive(FromQueryResult)]
    struct Scans {
        scans: i64,
    }
    let sql = format!("SELECT pg_stat_get_xact_numscans('{what}'::regclass) AS scans");
    let scans = Scans::find_by_statement(Statement::from_string(DbBackend::Postgres, sql));
    scans.one(db).await.unwrap().unwrap().scans
}

#[tokio::test]
async fn row_level_security_leaves_the_index_of_words_its_use_on_postgres() {
    let tickets = tickets().await;
    if tickets.db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let user = format!("plans_{}", Uuid::now_v7().simple());
    for statement in [
        "RESET ALL".to_owned(),
        // What waits to be put into the index makes it dear.
        "VACUUM ANALYZE search_words".to_owned(),
        format!("CREATE ROLE {user}"),
        format!("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}"),
        format!("SET ROLE {user}"),
        format!("SET portico.account = '{}'", ACCOUNT.0),
    ] {
        tickets.db.execute_unprepared(&statement).await.unwrap();
    }
    for readable in READABLE {
        let [list, counts, _] = asked(DbBackend::Postgres, readable, "1976");
        for (what, query) in [list, counts] {
            let txn = tickets.db.begin().await.unwrap();
            let before = (scanned(&txn, INDEX).await, scanned(&txn, TABLE).await);
            let rows = txn.query_all_raw(query).await.unwrap();
            assert_eq!(rows.len(), 1, "{what}");
            let by_word = scanned(&txn, INDEX).await - before.0;
            let one_by_one = scanned(&txn, TABLE).await - before.1;
            assert!(
                by_word > 0 && one_by_one == 0,
                "{what}: {by_word} by the index, {one_by_one} not"
            );
            txn.rollback().await.unwrap();
        }
    }
    for (account, theirs) in [(1, 1), (2, 0)] {
        let account = Uuid::from_u128(account);
        let mark = format!("'{:08x}p1976':*", account.as_u128());
        let sql = "SELECT search_words_with($1, $2)";
        let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, [account.into(), mark.into()]);
        assert_eq!(tickets.db.query_all_raw(asked).await.unwrap().len(), theirs);
    }
    tickets
        .db
        .execute_unprepared(&format!("RESET ROLE; DROP OWNED BY {user}; DROP ROLE {user}"))
        .await
        .unwrap();
}
