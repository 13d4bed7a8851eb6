//! Search: by which words tickets are found, what is shown of them, and that the index says at any time what the tickets say.

use portico_migrations::Migrator;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use super::*;
use crate::support::OTHER;

const STAFF: &str = "/api/v1/tickets";

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn found(caller: &Caller, path: &str, text: &str) -> Vec<String> {
    let res = caller.get(&format!("{path}?sort=number&q={}", escaped(text))).await;
    assert_eq!(res.status(), 200, "{text}: {}", res.text());
    keys(&res.json())
}

/// What the list shows of the first ticket it finds, hits in brackets.
async fn shown(caller: &Caller, path: &str, text: &str) -> String {
    let page = caller.get(&format!("{path}?q={}", escaped(text))).await.json();
    let mut shown = String::new();
    for segment in page["items"][0]["found"]["segments"].as_array().into_iter().flatten() {
        let text = segment["text"].as_str().unwrap();
        if segment["hit"] == true {
            shown.extend(["[", text, "]"]);
        } else {
            shown.push_str(text);
        }
    }
    shown
}

#[tokio::test]
async fn tickets_are_found_by_title_key_messages_and_names_of_files() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let first = file(&maria, &problem("Über den Drucker")).await;
    let second = file(&maria, &problem("Invoices are wrong")).await;
    answers(&chloe, &first, "Please **restart** it, then send the log.").await;
    answers(&chloe, &first, "Is it on fire?").await;
    let log = maria
        .uploads("/api/v1/portal", "spooler-17.log", b"nothing of this is read")
        .await;
    let reply = json!({ "body": "我的打印机坏了 🔥", "attachments": [log] });
    assert_eq!(
        maria
            .post(&format!("{TICKETS}/{first}/messages"), &reply)
            .await
            .status(),
        201
    );
    let first = [first.as_str()];

    for text in [
        "drucker",
        "UBER",
        "über dru",
        "acme-1",
        "ACME-1",
        "restart",
        "Fire rest",
        "drucker fire",
        "spooler",
        "17 log",
        "打印机",
        "🔥",
        "坏",
    ] {
        assert_eq!(found(&maria, TICKETS, text).await, first, "{text}");
        assert_eq!(found(&chloe, STAFF, text).await, first, "{text}");
    }
    for text in [
        "rucker",
        "drucker invoices",
        "nothing",
        "**",
        "?!",
        "印打",
        "ACME-99",
        "OTH-1",
    ] {
        assert_eq!(found(&maria, TICKETS, text).await, [""; 0], "{text}");
    }
    assert_eq!(
        found(&maria, TICKETS, "since this morning").await,
        [second.as_str(), first[0]]
    );
    assert_eq!(
        found(&maria, TICKETS, "1").await,
        first,
        "a number, and the beginning of one"
    );

    assert_eq!(
        shown(&maria, TICKETS, "rest log").await,
        "Please [restart] it, then send the [log]."
    );
    assert_eq!(shown(&maria, TICKETS, "drucker fir").await, "Is it on [fire]?");
    assert_eq!(shown(&chloe, STAFF, "spool").await, "[spooler]-17.log");
    assert_eq!(shown(&maria, TICKETS, "打印").await, "我的[打印]机坏了 🔥");
    assert_eq!(shown(&maria, TICKETS, "drucker").await, "", "the title is in the row");
    let plain = maria.get(TICKETS).await.json();
    assert!(plain["items"][0].get("found").is_none(), "{plain}");
}

#[tokio::test]
async fn the_index_says_what_the_ticket_says_now() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Alpha")).await;
    let log = maria.uploads("/api/v1/portal", "gamma.log", b"x").await;
    let reply = json!({ "body": "beta", "attachments": [log] });
    let res = maria.post(&format!("{TICKETS}/{key}/messages"), &reply).await;
    let message = text(&res.json()["id"]);
    let whether = async |word: &str| !found(&maria, TICKETS, word).await.is_empty();
    assert!(whether("alpha").await && whether("beta").await && whether("gamma").await);

    set(&chloe, &key, &json!({ "title": "Omega" })).await;
    assert!(!whether("alpha").await && whether("omega").await);

    let path = format!("{TICKETS}/{key}/messages/{message}");
    let res = maria.patch(&path, &json!({ "body": "delta" })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    assert!(!whether("beta").await && whether("delta").await && whether("gamma").await);

    assert_eq!(maria.delete(&path).await.status(), 204);
    assert!(!whether("delta").await && !whether("gamma").await && whether("omega").await);
}

#[tokio::test]
async fn notes_are_found_by_the_team_alone() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Slow")).await;
    let log = chloe.uploads("/api/v1", "canarylog.txt", b"x").await;
    let note = json!({ "visibility": "internal", "body": "canarynote slow", "attachments": [log] });
    says(&chloe, &key, &note).await;

    for word in ["canarynote", "c", "canarylog", "slow canarynote", "ncanarynote", "n"] {
        assert_eq!(found(&maria, TICKETS, word).await, [""; 0], "{word}");
        let counts = maria.get(&format!("{TICKETS}/counts?q={word}")).await;
        assert_eq!(counts.json()["all"], 0, "{word}");
    }
    let page = maria.get(&format!("{TICKETS}?q=slow")).await;
    assert_eq!(keys(&page.json()), [key.as_str()]);
    assert!(!page.text().contains("canary"), "{}", page.text());
    assert_eq!(found(&chloe, STAFF, "canarynote").await, [key.as_str()]);
    let page = chloe.get(&format!("{STAFF}?q=canarynote")).await.json();
    assert_eq!(page["items"][0]["found"]["visibility"], "internal");
    assert_eq!(shown(&chloe, STAFF, "canarynote").await, "[canarynote] slow");
}

#[tokio::test]
async fn nobody_finds_what_is_anothers() {
    let app = TestApp::spawn().await;
    let (maria, priya) = (app.contact(MARIA).await, app.contact(PRIYA).await);
    file(&priya, &problem("Zebra")).await;
    let gavin = app.contact_of(OTHER, GAVIN).await;
    file(&gavin, &json!({ "title": "Zebra", "description": "zebra" })).await;

    assert_eq!(found(&priya, TICKETS, "zebra").await, ["ACME-1"]);
    assert_eq!(found(&gavin, TICKETS, "zebra").await, ["OTH-1"]);
    assert_eq!(found(&app.agent(CHLOE).await, STAFF, "zebra").await, ["ACME-1"]);
    assert_eq!(found(&app.agent_of(OTHER, EVE).await, STAFF, "zebra").await, ["OTH-1"]);
    for caller in [maria, app.contact(SAM).await, app.contact(OLGA).await] {
        for asked in ["zebra", "ACME-1", "1"] {
            assert_eq!(found(&caller, TICKETS, asked).await, [""; 0]);
        }
    }
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    file(&maria, &problem("Anything")).await;
    let mut runner = TestRunner::deterministic();
    let any = prop_oneof![
        any::<String>().prop_map(|text| text.chars().take(220).collect()),
        "[\"'*:()&|!<>\\\\^{}~+. -]{0,40}",
        "(AND|OR|NOT|NEAR|words|p|rowid|[\"'*:() ]){1,12}",
        "[\u{0}-\u{1f}a\u{202e}\u{200d}\u{fe0f}🔥打ش-]{0,30}",
        "\\PC{0,205}",
    ];
    let mut texts: Vec<String> = (0..60).map(|_| any.new_tree(&mut runner).unwrap().current()).collect();
    texts.extend(
        [
            "\u{0}",
            "'",
            "\"",
            "a\"b",
            "'; DROP TABLE search_words; --",
            "\u{5d0}\u{5d1}",
            "*",
            ":*",
        ]
        .map(str::to_owned),
    );
    texts.push("x".repeat(200));
    texts.push("x".repeat(201));
    texts.push("字".repeat(200));
    for text in texts {
        let trimmed = text.trim();
        let refused = trimmed.chars().count() > 200 || trimmed.contains('\0');
        for (caller, path) in [
            (&maria, TICKETS),
            (&chloe, STAFF),
            (&maria, "/api/v1/portal/tickets/counts"),
        ] {
            let res = caller.get(&format!("{path}?q={}", escaped(&text))).await;
            assert_eq!(
                res.status(),
                if refused { 422 } else { 200 },
                "{text:?}: {}",
                res.text()
            );
            let says_why = !trimmed.contains('\0') || res.text().contains("zero_character");
            assert!(says_why, "{text:?}: {}", res.text());
        }
    }
}

#[tokio::test]
async fn what_was_there_before_the_index_is_found_by_the_same_words() {
    let app = TestApp::spawn().await;
    let (maria, chloe) = (app.contact(MARIA).await, app.agent(CHLOE).await);
    let key = file(&maria, &problem("Über den Drucker")).await;
    let log = maria.uploads("/api/v1/portal", "Spooler 17.log", b"x").await;
    let reply = json!({ "body": "我的打印机坏了 🔥 STRAẞE", "attachments": [log] });
    assert_eq!(
        maria.post(&format!("{TICKETS}/{key}/messages"), &reply).await.status(),
        201
    );
    let res = maria
        .post(&format!("{TICKETS}/{key}/messages"), &json!({ "body": "mistaken" }))
        .await;
    let path = format!("{TICKETS}/{key}/messages/{}", text(&res.json()["id"]));
    assert_eq!(maria.delete(&path).await.status(), 204);
    says(&chloe, &key, &json!({ "visibility": "internal", "body": "secretly" })).await;
    let words = [
        "uber", "spool 17", "打印", "🔥", "strasse", "straße", "mistaken", "secretly", "morning", "了",
    ];
    let all = async || {
        let mut all = Vec::new();
        for word in words {
            all.push((
                word,
                found(&maria, TICKETS, word).await,
                found(&chloe, STAFF, word).await,
            ));
        }
        all
    };
    let before = all().await;
    assert_eq!(
        before.iter().map(|(_, of_contact, _)| of_contact.len()).sum::<usize>(),
        7
    );

    let db = app.database.connect().await;
    let index = Migrator::migrations()
        .into_iter()
        .find(|it| it.name().ends_with("full_text_search"));
    let (index, schema) = (index.expect("the migration"), SchemaManager::new(&db));
    index.down(&schema).await.unwrap();
    index.up(&schema).await.unwrap();
    app.database.migrate().await; // What the server may do with tables that are new.

    assert_eq!(all().await, before);
    set(&chloe, &key, &json!({ "title": "Drucker" })).await;
    assert_eq!(found(&maria, TICKETS, "uber").await, [""; 0], "the index goes on");
    db.close().await.unwrap();
}
