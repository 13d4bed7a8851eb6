//! What the list's files tell: in each format the same, as the tickets' pages do, and nothing that those do not.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::{
    forms::{asks, offers, publishes, saves, when},
    support::SlowReader,
};

/// The cells of a sheet. All are text, or empty.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(name).unwrap();
    let cell = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    };
    range.rows().map(|row| row.iter().map(cell).collect()).collect()
}

fn csv(text: &str) -> Vec<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let row = |row: Result<csv::StringRecord, csv::Error>| row.unwrap().iter().map(str::to_owned).collect();
    reader.records().map(row).collect()
}

/// The list in each format: the table twice, and the objects.
struct Exported {
    csv: Vec<Vec<String>>,
    xlsx: Vec<u8>,
    json: Vec<Value>,
}

async fn export(caller: &Caller, query: &str) -> Exported {
    let get = async |format: &str| {
        let answer = caller.get(&format!("{TICKETS}/export.{format}?{query}")).await;
        assert_eq!(answer.status(), 200, "{}", answer.text());
        let disposition = answer.headers()["content-disposition"].to_str().unwrap();
        assert!(disposition.ends_with(&format!(".{format}\"")), "{disposition}");
        answer
    };
    Exported {
        csv: csv(get("csv").await.text()),
        xlsx: get("xlsx").await.bytes().to_vec(),
        json: get("json").await.json().as_array().unwrap().clone(),
    }
}

/// Answers as the ticket's page has them.
async fn on_its_page(caller: &Caller, key: &str) -> Value {
    caller.get(&format!("{TICKETS}/{key}")).await.json()["answers"].clone()
}

async fn files(caller: &Caller, form: &Value, answers: Value) -> String {
    let ticket = json!({ "form_id": form, "title": "Help", "description": "Please.", "answers": answers });
    file(caller, &ticket).await
}

fn id(name: &str) -> String {
    field(name).to_string()
}

#[tokio::test]
async fn every_format_has_the_rows_of_the_list() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    for n in 0..5 {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        let key = file(&maria, &problem(&format!("No {n}"))).await;
        if n % 2 == 0 {
            set(&chloe, &key, &json!({ "status": "solved" })).await;
        }
    }
    file(&app.contact(PRIYA).await, &problem("Another customer's")).await;

    for query in [
        "",
        "status=solved,open&sort=created",
        "requester=me&sort=number",
        "q=no+3",
        "q=nothing",
    ] {
        let list = keys(&maria.get(&format!("{TICKETS}?limit=100&{query}")).await.json());
        let exported = export(&maria, query).await;

        let rows = sheet(&exported.xlsx, "Tickets");
        assert_eq!(rows, exported.csv, "{query}");
        let told: Vec<String> = rows[1..].iter().map(|row| row[0].clone()).collect();
        assert_eq!(told, list, "{query}");
        let told: Vec<String> = exported.json.iter().map(|ticket| text(&ticket["key"])).collect();
        assert_eq!(told, list, "{query}");
    }
}

#[tokio::test]
async fn each_field_has_a_column_and_says_what_the_page_says() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let area = || asks("area", "select", json!({ "choices": ["Billing", "Login"] }));
    let invoice = asks(
        "invoice",
        "short_text",
        json!({ "show_when": when("area", "is", json!("Billing")) }),
    );
    let secret = asks("queue", "short_text", json!({ "hidden": true, "default": "money" }));
    let person = || asks("approver", "person", json!({}));
    let log = || asks("log", "file", json!({}));
    let bug = offers(&ana, "Bug", &[area(), invoice, secret, person(), log()]).await;
    let question = offers(&ana, "Question", &[area()]).await;
    let upload = maria.uploads("/api/v1/portal", "log.txt", b"bytes").await;
    let first = json!({ id("area"): "Billing", id("invoice"): "=R-1", id("approver"): fixtures::contact_id(TOM), id("log"): [upload] });
    let mut tickets = vec![
        files(&maria, &bug, first).await,
        files(&maria, &question, json!({ id("area"): "Login" })).await,
    ];
    let path = format!("/api/v1/forms/{}", bug.as_str().unwrap());
    let second = [area(), person(), log(), asks("since", "date", json!({}))];
    assert_eq!(saves(&ana, &path, &second).await.status(), 200);
    assert_eq!(publishes(&ana, &path).await.status(), 200);
    tickets.push(files(&maria, &bug, json!({ id("area"): "Login", id("since"): "2026-01-31" })).await);

    let exported = export(&maria, "sort=number").await;

    let head = exported.csv[0][12..].join(",");
    assert_eq!(head, "Bug: area,approver,log,since,invoice,Question: area");
    let rows = sheet(&exported.xlsx, "Tickets");
    tickets.reverse();
    for (at, key) in tickets.iter().enumerate() {
        let page = on_its_page(&maria, key).await;
        let mut told: Vec<String> = page.as_array().unwrap().iter().map(|it| text(&it["text"])).collect();
        assert_eq!(exported.json[at]["answers"], page, "{key}");
        assert_eq!(text(&exported.json[at]["key"]), *key);
        assert_eq!(rows[at + 1][0], *key);
        let mut cells: Vec<String> = rows[at + 1][12..].iter().filter(|it| !it.is_empty()).cloned().collect();
        told.sort();
        cells.sort();
        assert_eq!(cells, told, "{key}");
    }
    assert_eq!(rows[1][12..], ["Login", "", "", "2026-01-31", "", ""]);
    assert_eq!(rows[2][12..], ["", "", "", "", "", "Login"]);
    assert_eq!(rows[3][12..], ["Billing", "Tom Becker", "log.txt", "", "=R-1", ""]);
    assert_eq!(exported.csv[3][16], "'=R-1");
}

#[tokio::test]
async fn a_ticket_that_moved_names_nobody_of_the_former_customer() {
    let app = TestApp::spawn().await;
    let (ana, maria, priya) = (app.agent(ANA).await, app.contact(MARIA).await, app.contact(PRIYA).await);
    let form = offers(&ana, "Ask", &[asks("approver", "person", json!({}))]).await;
    let key = files(&maria, &form, json!({ id("approver"): fixtures::contact_id(TOM) })).await;
    let to = json!({ "customer": { "customer_id": fixtures::customer_id("Initech"), "requester_id": fixtures::contact_id(PRIYA) } });
    set(&ana, &key, &to).await;

    let exported = export(&priya, "").await;

    assert_eq!(exported.csv[1][12..], [""]);
    assert_eq!(exported.json[0]["answers"], json!([]));
}

#[tokio::test]
async fn what_was_said_comes_along_if_wanted_and_notes_never() {
    let app = TestApp::spawn().await;
    let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
    let upload = maria.uploads("/api/v1/portal", "log.txt", b"bytes").await;
    let mut ticket = problem("Printer");
    ticket["attachments"] = json!([upload]);
    let key = file(&maria, &ticket).await;
    answers(&chloe, &key, "=Did you try?").await;
    says(
        &chloe,
        &key,
        &json!({ "visibility": "internal", "body": "They did not." }),
    )
    .await;
    let said = tom
        .post(&format!("{TICKETS}/{key}/messages"), &json!({ "body": "Regretted." }))
        .await;
    let regretted = format!("{TICKETS}/{key}/messages/{}", text(&said.json()["id"]));
    assert_eq!(tom.delete(&regretted).await.status(), 204);
    file(&maria, &problem("Another")).await;

    let without = export(&maria, "").await;
    let with = export(&maria, "messages=true&sort=number").await;

    assert!(without.json.iter().all(|ticket| ticket.get("messages").is_none()));
    assert_eq!(without.csv[0].len() + 1, with.csv[0].len());
    let told = with.json[1]["messages"].as_array().unwrap();
    let bodies: Vec<&str> = told.iter().map(|it| it["body"].as_str().unwrap()).collect();
    assert_eq!(bodies, ["It happens since this morning.", "=Did you try?", ""]);
    assert_eq!(told[0]["files"], json!(["log.txt"]));
    assert_eq!(told[1]["author_kind"], "agent");
    assert_eq!(told[2]["deleted"], true);
    let rows = sheet(&with.xlsx, "Messages");
    assert_eq!(rows[0].join(","), "key,time,author,from,edited,deleted,files,text");
    let shown: Vec<[&str; 4]> = rows[1..]
        .iter()
        .map(|it| [0, 3, 5, 7].map(|at| it[at].as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            ["ACME-2", "Customer", "", "It happens since this morning."],
            ["ACME-1", "Customer", "", "It happens since this morning."],
            ["ACME-1", "Support", "", "=Did you try?"],
            ["ACME-1", "Customer", "Yes", ""],
        ]
    );
    let cell = with.csv[2].last().unwrap();
    assert!(cell.contains("It happens since this morning. [log.txt]\n\n"), "{cell}");
    assert!(cell.contains(" (deleted)"), "{cell}");
    let everything = format!(
        "{:?}{:?}{:?}{rows:?}",
        with.csv,
        with.json,
        sheet(&with.xlsx, "Tickets")
    );
    assert!(!everything.contains("They did not") && !everything.contains("Regretted"));
}

#[tokio::test]
async fn a_conversation_longer_than_a_part_is_whole() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let mut all = Vec::new();
    for ticket in 0..4 {
        let key = file(&maria, &problem(&format!("No {ticket}"))).await;
        for n in 0..3 {
            answers(&chloe, &key, &format!("{key} says {n}")).await;
        }
        all.push(key);
    }
    let many = |key: &str| (0..3).map(|n| format!("{key} says {n}")).collect::<Vec<_>>();

    let told = export(&maria, "messages=true&sort=number").await.json;

    all.reverse();
    for (ticket, key) in told.iter().zip(&all) {
        let bodies = ticket["messages"].as_array().unwrap()[1..]
            .iter()
            .map(|it| text(&it["body"]));
        assert_eq!(bodies.collect::<Vec<_>>(), many(key));
    }
    assert_eq!(told.len(), 4);
}

#[tokio::test]
async fn what_a_customer_types_is_text_in_a_workbook() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let titles = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "＝1+1",
        "https://evil.example",
        "12",
        "_x0041_ <&>\"",
    ];
    for title in titles {
        file(&maria, &problem(title)).await;
    }

    let rows = sheet(&export(&maria, "sort=number").await.xlsx, "Tickets");

    let shown: Vec<&str> = rows[1..].iter().rev().map(|row| row[1].as_str()).collect();
    assert_eq!(shown, titles);
}

#[tokio::test]
async fn a_workbook_ends_when_its_reader_may_no_longer_read() {
    use portico::entity::ticket;
    use portico_types::ids::TicketId;
    use sea_orm::{EntityTrait, IntoActiveModel};
    let app = TestApp::spawn().await;
    file(&app.contact(MARIA).await, &problem("First")).await;
    let first = ticket::Entity::find().one(&app.db).await.unwrap().unwrap();
    // Text that no compression makes small enough for the buffers between here and there.
    let mut seed = 1_u64;
    let mut noise = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'0' + u8::try_from(seed >> 58).unwrap())
    };
    for part in 0..5 {
        let rows = (0..100).map(|n| ticket::Model {
            id: TicketId(uuid::Uuid::now_v7()),
            number: first.number + 1 + part * 100 + n,
            title: (0..32_000).map(|_| noise()).collect(),
            ..first.clone()
        });
        ticket::Entity::insert_many(rows.map(IntoActiveModel::into_active_model).collect::<Vec<_>>())
            .exec_without_returning(&app.db)
            .await
            .unwrap();
    }
    let ana = app.agent(ANA).await;
    let slow = SlowReader::begin(&app, &app.contact(TOM).await, &format!("{TICKETS}/export.xlsx")).await;
    let path = format!("/api/v1/contacts/{}", fixtures::contact_id(TOM));
    assert_eq!(ana.patch(&path, &json!({ "disabled": true })).await.status(), 200);

    let (length, whole) = slow.rest().await;

    assert!(!whole, "{length} bytes came all the same");
}

#[tokio::test]
async fn spreadsheets_speak_their_readers_language_and_programs_their_own() {
    let app = TestApp::spawn().await;
    let (maria, tom, chloe) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    set(&chloe, &key, &json!({ "status": "pending" })).await;
    let before = export(&maria, "messages=true").await;
    let chosen = maria
        .patch("/api/v1/portal/me/preferences", &json!({ "language": "de" }))
        .await;
    assert_eq!(chosen.status(), 200, "{}", chosen.text());

    let told = export(&maria, "messages=true").await;
    let toms = export(&tom, "messages=true").await;
    app.run_jobs().await;
    let asked = json!({ "format": "csv", "filter": "", "messages": true });
    let background = text(&maria.post("/api/v1/portal/exports", &asked).await.json()["id"]);
    app.run_jobs().await;

    let head = told.csv[0][..12].join(",");
    assert_eq!(
        head,
        "Nummer,Titel,Status,Priorität,Formular,Eröffnet von,Zugewiesen an,Eröffnet,Aktualisiert,Gelöst,Nachrichten,Folgeticket zu"
    );
    assert_eq!(told.csv[0].last().unwrap(), "Verlauf");
    assert_eq!((&*told.csv[1][2], &*told.csv[1][3]), ("Wartet auf Sie", "Normal"));
    assert_eq!(told.csv[1][1], "Printer on fire", "what was written stays as it was");
    assert_eq!(sheet(&told.xlsx, "Tickets")[0][..12].join(","), head);
    let messages = sheet(&told.xlsx, "Nachrichten");
    assert_eq!(
        messages[0].join(","),
        "Nummer,Zeit,Verfasst von,Seite,Bearbeitet,Gelöscht,Dateien,Text"
    );
    assert_eq!(messages[1][3], "Kunde");
    let written = maria
        .get(&format!("/api/v1/portal/exports/{background}/download"))
        .await;
    assert_eq!(csv(written.text()), told.csv, "in the language of whoever asked");
    assert_eq!(told.json, before.json);
    assert_eq!(
        (toms.csv, toms.json),
        (before.csv, before.json),
        "a colleague's is theirs"
    );
}
