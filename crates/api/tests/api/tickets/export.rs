use super::*;

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

        assert_eq!(
            head.join(","),
            "key,title,status,priority,form,requester,assignee,created,updated,solved,messages"
        );
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
    use portico::entity::ticket;
    use portico_types::ids::TicketId;
    use sea_orm::{EntityTrait, IntoActiveModel, TransactionTrait};
    let first = ticket::Entity::find().one(&app.db).await.unwrap().unwrap();
    let rows = (0..count).map(|n| ticket::Model {
        id: TicketId(uuid::Uuid::now_v7()),
        number: first.number + 1 + n,
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
