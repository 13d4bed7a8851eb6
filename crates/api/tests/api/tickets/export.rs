//! The list as a file: whole, readable by spreadsheets, and harmless in them.

use super::*;
use crate::support::SlowReader;

const EXPORT: &str = "/api/v1/portal/tickets/export.csv";

/// The records of a file, and its head. (Reading an answer as text has taken the byte order mark off.)
fn records(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    assert!(text.ends_with("\r\n"));
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|r| r.unwrap().iter().map(str::to_owned).collect())
        .collect();
    (head, rows)
}

#[tokio::test]
async fn the_file_has_the_rows_of_the_list() {
    let app = TestApp::spawn().await;
    let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
    for n in 0..9 {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let key = file(if n % 2 == 0 { &maria } else { &tom }, &problem(&format!("No {n}"))).await;
        if n % 3 == 0 {
            set(
                &chloe,
                &key,
                &json!({ "status": "solved", "assignee": { "agent_id": fixtures::agent_id(ANA) } }),
            )
            .await;
        }
    }
    file(&app.contact(PRIYA).await, &problem("Another customer's")).await;

    for query in [
        "",
        "status=open",
        "status=solved,open&sort=created",
        "requester=me&sort=number",
        "q=no+3",
        "q=nothing",
    ] {
        let list = maria.get(&format!("{TICKETS}?limit=100&{query}")).await.json();
        let export = maria.get(&format!("{TICKETS}/export.csv?{query}")).await;
        assert_eq!(export.status(), 200);
        let (head, rows) = records(export.text());

        let mut expected =
            "key,title,status,priority,form,requester,assignee,created,updated,solved,messages,follow-up of".to_owned();
        if !rows.is_empty() {
            expected.push_str(",Area,Since when,Steps"); // What its form asks contacts.
        }
        assert_eq!(head.join(","), expected);
        let expected: Vec<Vec<String>> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| {
                let status = if t["status"] == "solved" { "Solved" } else { "Open" };
                vec![
                    text(&t["key"]),
                    text(&t["title"]),
                    status.to_owned(),
                    text(&t["requester"]["name"]),
                ]
            })
            .collect();
        let shown: Vec<Vec<String>> = rows
            .iter()
            .map(|r| [0, 1, 2, 5].map(|i| r[i].clone()).to_vec())
            .collect();
        assert_eq!(shown, expected, "{query}");
    }
    let headers = maria.get(&format!("{TICKETS}/export.csv")).await;
    let disposition = headers.headers()["content-disposition"].to_str().unwrap();
    assert!(
        disposition.starts_with("attachment; filename=\"acme-tickets-2"),
        "{disposition}"
    );
}

#[tokio::test]
async fn text_of_customers_is_no_formula_and_stays_in_its_cell() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let titles = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "a,\"b\"\t;c",
        "it's =fine",
    ];
    for title in titles {
        file(&maria, &problem(title)).await;
    }

    let export = maria.get(&format!("{TICKETS}/export.csv?sort=number")).await;
    let (_, rows) = records(export.text());

    let shown: Vec<String> = rows.iter().rev().map(|r| r[1].clone()).collect();
    let expected = titles.map(|t| {
        if t.starts_with(['=', '+', '-', '@', '＝']) {
            format!("'{t}")
        } else {
            t.to_owned()
        }
    });
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_file_longer_than_a_page_is_whole() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem("First")).await;
    copies(&app, 1200).await;

    for sort in ["activity", "created", "number"] {
        let export = maria
            .get(&format!("{TICKETS}/export.csv?sort={sort}&status=open,solved"))
            .await;
        let (_, rows) = records(export.text());
        let mut keys: Vec<&String> = rows.iter().map(|r| &r[0]).collect();
        assert_eq!(keys.len(), 1201);
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 1201, "each ticket once");
    }
}

/// Copies ticket 1, all at the same moment.
async fn copies(app: &TestApp, count: i64) {
    copies_called(app, count, "Copy").await;
}

async fn copies_called(app: &TestApp, count: i64, title: &str) {
    use portico::entity::ticket;
    use portico_types::ids::TicketId;
    use sea_orm::{EntityTrait, IntoActiveModel, TransactionTrait};
    let first = ticket::Entity::find().one(&app.db).await.unwrap().unwrap();
    let rows = (0..count).map(|n| ticket::Model {
        id: TicketId(uuid::Uuid::now_v7()),
        number: first.number + 1 + n,
        title: title.to_owned(),
        ..first.clone()
    });
    let rows: Vec<_> = rows.map(IntoActiveModel::into_active_model).collect();
    let txn = app.db.begin().await.unwrap();
    for some in rows.chunks(300) {
        ticket::Entity::insert_many(some.to_vec())
            .exec_without_returning(&txn)
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn excel_is_told_that_the_file_is_utf_8() {
    let app = TestApp::spawn().await;
    let export = app.contact(MARIA).await;
    let res = export
        .request(reqwest::Method::GET, &format!("{TICKETS}/export.csv"))
        .send()
        .await
        .unwrap();

    assert_eq!(res.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(res.bytes().await.unwrap().starts_with("\u{feff}key,title".as_bytes()));
}

/// Acme with more tickets than fit into a slow reader's connection.
async fn with_a_long_file() -> TestApp {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    file(&maria, &problem(&"x".repeat(150))).await;
    copies_called(&app, 6000, &"x".repeat(2000)).await;
    app
}

#[tokio::test]
async fn a_slow_reader_gets_the_whole_file_too() {
    let app = with_a_long_file().await;
    let (length, whole) = SlowReader::begin(&app, &app.contact(MARIA).await, EXPORT)
        .await
        .rest()
        .await;

    assert!(whole && length > 12_000_000, "{length}");
}

#[tokio::test]
async fn a_file_ends_when_its_reader_may_no_longer_read() {
    let app = with_a_long_file().await;
    let ana = app.agent(ANA).await;
    let slow = SlowReader::begin(&app, &app.contact(TOM).await, EXPORT).await;
    let path = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
    assert_eq!(
        ana.patch(&path, &serde_json::json!({ "disabled": true }))
            .await
            .status(),
        200
    );

    let (length, whole) = slow.rest().await;

    assert!(!whole && length < 8_000_000, "{length} bytes came all the same");
}

#[tokio::test]
async fn who_sees_less_from_now_on_gets_no_more_of_the_rest() {
    let app = with_a_long_file().await;
    let ana = app.agent(ANA).await;
    let slow = SlowReader::begin(&app, &app.contact(TOM).await, EXPORT).await;
    let path = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let own = serde_json::json!({ "version": 1, "visibility": "own" });
    assert_eq!(ana.patch(&path, &own).await.status(), 200);

    let (length, _) = slow.rest().await;

    assert!(length < 8_000_000, "{length} bytes of others' tickets");
}

#[tokio::test]
async fn who_reads_slowly_holds_up_nobody_but_themselves() {
    let app = with_a_long_file().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    let export = format!("{TICKETS}/export.csv");
    let slow = SlowReader::begin(&app, &maria, EXPORT).await;

    let again = maria.get(&export).await;
    assert_eq!(again.status(), 429, "one at a time");
    assert_eq!(again.headers()["retry-after"], "2");
    let toms = SlowReader::begin(&app, &tom, EXPORT).await;
    for other in [PRIYA, SAM, INES] {
        assert_eq!(app.contact(other).await.get(&export).await.status(), 200, "{other}");
    }
    assert_eq!(
        app.contact_of(crate::support::OTHER, GAVIN)
            .await
            .get(&export)
            .await
            .status(),
        200
    );

    drop((slow, toms));
    // The server hears of it when it writes next.
    let mut patience = 100;
    while maria.get(&format!("{export}?q=nothing")).await.status() != 200 {
        patience -= 1;
        assert!(patience > 0, "whoever broke off may not begin again");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_file_that_takes_too_long_is_broken_off() {
    let app = with_a_long_file().await;
    let maria = app.contact(MARIA).await;
    let slow = SlowReader::begin(&app, &maria, EXPORT).await;
    app.clock.advance(chrono::TimeDelta::minutes(6));

    let (_, whole) = slow.rest().await;

    assert!(!whole);
}
