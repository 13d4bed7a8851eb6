//! Files: uploaded in one go or in parts, attached to what their owner writes, downloaded by who may read that, gone when nobody refers
//! to them.

use chrono::TimeDelta;
use portico::{
    app,
    entity::{FileState, attachment, attachment_piece},
};
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    support::{Answer, Caller, OTHER, SlowReader, TestApp, fixtures},
    tickets::{file, problem},
};

const MARIA: &str = "maria@globex.example";
const ANA: &str = "ana@acme.example";
const PORTAL: &str = "/api/v1/portal";
const STAFF: &str = "/api/v1";

async fn begin(caller: &Caller, base: &str, name: &str, size: i64) -> Answer {
    let asked = json!({ "name": name, "size": size });
    caller.post(&format!("{base}/attachments"), &asked).await
}

async fn begun(caller: &Caller, name: &str, size: usize) -> String {
    let res = begin(caller, PORTAL, name, i64::try_from(size).unwrap()).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()["id"].as_str().unwrap().to_owned()
}

async fn put(caller: &Caller, id: &str, offset: usize, bytes: &[u8]) -> Answer {
    let path = format!("{PORTAL}/attachments/{id}/content?offset={offset}");
    caller.put_bytes(&path, bytes.to_vec()).await
}

async fn received(caller: &Caller, id: &str) -> Value {
    caller.get(&format!("{PORTAL}/attachments/{id}/upload")).await.json()["received"].clone()
}

async fn replies(caller: &Caller, base: &str, key: &str, body: Value) -> Value {
    let res = caller.post(&format!("{base}/tickets/{key}/messages"), &body).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    res.json()
}

/// Bytes that are no text and never repeat.
fn noise(length: usize) -> Vec<u8> {
    let blocks = (0u64..).flat_map(|n| Sha256::digest(n.to_le_bytes()));
    blocks.take(length).collect()
}

/// How many files lie in the store's folder.
pub fn stored(app: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
        entries.map(|it| if it.is_dir() { count(&it) } else { 1 }).sum()
    }
    count(app.files.path())
}

/// What a message shows of its files.
fn shown(message: &Value) -> Vec<(String, String, i64)> {
    let files = message["attachments"].as_array().cloned().unwrap_or_default();
    let file = |it: &Value| {
        let text = |key: &str| it[key].as_str().unwrap().to_owned();
        (text("name"), text("state"), it["size"].as_i64().unwrap())
    };
    files.iter().map(file).collect()
}

#[tokio::test]
async fn a_file_goes_with_a_ticket_and_is_downloaded_inert() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    let (first, second) = (
        maria.uploads(PORTAL, "../Über \"1\".png", png).await,
        maria
            .uploads(PORTAL, "page.html", b"<!DOCTYPE html><script>alert(1)</script>")
            .await,
    );
    let mut ticket = problem("Printer on fire");
    ticket["attachments"] = json!([second, first, second]);
    let key = file(&maria, &ticket).await;

    let entries = maria.get(&format!("{PORTAL}/tickets/{key}/conversation")).await.json();
    let message = &entries["entries"][1];
    let ready = || "ready".to_owned();
    assert_eq!(
        shown(message),
        [
            ("page.html".to_owned(), ready(), 40),
            ("Über _1_.png".to_owned(), ready(), 20),
        ]
    );
    assert_eq!(message["attachments"][1]["media_type"], "image/png");

    for (id, kind, name, bytes) in [
        (
            &first,
            "image/png",
            "attachment; filename=\"_ber _1_.png\"; filename*=UTF-8''%C3%9Cber%20_1_.png",
            &png[..],
        ),
        (
            &second,
            "application/octet-stream",
            "attachment; filename=\"page.html\"; filename*=UTF-8''page.html",
            b"<!DOCTYPE html><script>alert(1)</script>",
        ),
    ] {
        for (caller, base) in [(&maria, PORTAL), (&app.agent(ANA).await, STAFF)] {
            let res = caller.get(&format!("{base}/attachments/{id}")).await;
            assert_eq!(res.status(), 200);
            assert_eq!(res.bytes(), bytes);
            let header = |name: &str| res.headers()[name].to_str().unwrap();
            assert_eq!(header("content-type"), kind);
            assert_eq!(header("content-disposition"), name);
            assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("cache-control"), "private, no-store");
            assert_eq!(header("content-length"), bytes.len().to_string());
        }
    }
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_cut_off() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let bytes = noise(2_700_000);
    let id = begun(&maria, "big.bin", bytes.len()).await;

    let res = put(&maria, &id, 0, &bytes[..1_500_000]).await;
    assert_eq!((res.status(), &res.json()["received"]), (200, &json!(1_500_000)));
    for wrong in [0, 1_499_999, 1_500_001] {
        assert_eq!(put(&maria, &id, wrong, &bytes[wrong..]).await.status(), 409);
    }
    assert_eq!(received(&maria, &id).await, 1_500_000);
    // The connection is lost after a whole piece and some more.
    let path = format!("{PORTAL}/attachments/{id}/content?offset=1500000");
    let part = bytes[1_500_000..2_600_000].to_vec();
    let cut_off = futures_util::stream::iter([Ok(part), Err(std::io::Error::other("cut"))]);
    let sent = maria
        .request(Method::PUT, &path)
        .body(reqwest::Body::wrap_stream(cut_off))
        .send()
        .await;
    assert!(sent.is_err());
    let key = file(&maria, &problem("Big")).await;
    let early = json!({ "body": "too early", "attachments": [id] });
    let res = maria.post(&format!("{PORTAL}/tickets/{key}/messages"), &early).await;
    assert_eq!(res.bad_fields(), ["attachments"]);
    // What had arrived may still be being stored: whoever goes on asks again where.
    let at = loop {
        let at = usize::try_from(received(&maria, &id).await.as_u64().unwrap()).unwrap();
        let res = put(&maria, &id, at, &bytes[at..]).await;
        if res.status() == 200 {
            assert_eq!(res.json()["received"], bytes.len());
            break at;
        }
        assert_eq!(res.status(), 409, "{}", res.text());
    };
    assert!((1_500_000..=2_600_000).contains(&at), "{at}");

    replies(&maria, PORTAL, &key, json!({ "body": "", "attachments": [id] })).await;
    let path = format!("{PORTAL}/attachments/{id}");
    assert_eq!(maria.get(&path).await.bytes(), bytes);
    let kept = attachment::Entity::find().one(&app.db).await.unwrap().unwrap();
    assert_eq!(kept.sha256.unwrap(), Sha256::digest(&bytes).to_vec());
    assert_eq!(kept.state, FileState::Stored);
    for (range, part) in [
        ("bytes=0-0", 0..1),
        ("bytes=1048570-1048580", 1_048_570..1_048_581),
        ("bytes=-5", bytes.len() - 5..bytes.len()),
        ("bytes=2699999-", 2_699_999..bytes.len()),
    ] {
        let res = maria
            .send(maria.request(Method::GET, &path).header("range", range))
            .await;
        assert_eq!((res.status(), res.bytes()), (206, &bytes[part.clone()]), "{range}");
        let said = format!("bytes {}-{}/{}", part.start, part.end - 1, bytes.len());
        assert_eq!(res.headers()["content-range"], said.as_str());
    }
}

#[tokio::test]
async fn what_settings_refuse_is_not_taken() {
    let app = TestApp::spawn_with(|config| {
        config.attachments.max_bytes = 1_000_000;
        config.attachments.waiting_bytes = 2_000_000;
    })
    .await;
    let maria = app.contact(MARIA).await;
    for (name, size, field) in [
        ("a.txt", 1_000_001, "size"),
        ("a.txt", 0, "size"),
        ("a.txt", -1, "size"),
        ("invoice.pdf.EXE", 10, "name"),
        ("x.js", 10, "name"),
    ] {
        assert_eq!(
            begin(&maria, PORTAL, name, size).await.bad_fields(),
            [field],
            "{name} {size}"
        );
    }
    let id = begun(&maria, "harmless.txt", 64).await;
    assert_eq!(
        put(&maria, &id, 0, &[b"MZ\x90\0".as_slice(), &[0; 60]].concat())
            .await
            .bad_fields(),
        ["content"]
    );
    assert_eq!(
        maria.get(&format!("{PORTAL}/attachments/{id}/upload")).await.status(),
        404
    );
    // More than was announced, crumbs, and more than may wait.
    let id = begun(&maria, "a.txt", 4).await;
    assert_eq!(put(&maria, &id, 0, b"hello").await.status(), 413);
    let id = begun(&maria, "b.txt", 500_000).await;
    assert_eq!(put(&maria, &id, 0, &noise(1000)).await.bad_fields(), ["content"]);
    assert_eq!(received(&maria, &id).await, 0);
    begun(&maria, "c.txt", 1_000_000).await;
    let res = begin(&maria, PORTAL, "d.txt", 1_000_000).await;
    assert_eq!(res.status(), 429, "{}", res.text());
    assert_eq!(maria.delete(&format!("{PORTAL}/attachments/{id}")).await.status(), 204);
    begun(&maria, "d.txt", 900_000).await;
}

#[tokio::test]
async fn nobody_attaches_or_reads_anothers_file() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact("tom@globex.example").await);
    let (priya, gavin) = (
        app.contact("priya@initech.example").await,
        app.contact_of(OTHER, "gavin@hooli.example").await,
    );
    let (ana, chloe) = (app.agent(ANA).await, app.agent("chloe@acme.example").await);
    let key = file(&maria, &problem("Printer on fire")).await;
    let by_ana = ana.uploads(STAFF, "note.txt", b"secret").await;
    let mut foreign = Vec::new();
    for caller in [&tom, &priya, &gavin] {
        foreign.push(caller.uploads(PORTAL, "theirs.txt", b"theirs").await);
    }
    foreign.push(by_ana.clone());
    foreign.push("019ac000-0000-7000-8000-00000000dead".to_owned());
    let mut answers = Vec::new();
    for id in &foreign {
        let body = json!({ "body": "mine now", "attachments": [id] });
        let res = maria.post(&format!("{PORTAL}/tickets/{key}/messages"), &body).await;
        answers.push((res.status(), res.text().to_owned()));
        let res = maria.get(&format!("{PORTAL}/attachments/{id}")).await;
        assert_eq!(res.status(), 404);
        let mut ticket = problem("With a file");
        ticket["attachments"] = json!([id]);
        assert_eq!(
            maria.post(&format!("{PORTAL}/tickets"), &ticket).await.bad_fields(),
            ["attachments"]
        );
    }
    assert!(
        answers.iter().all(|it| it.0 == 422 && it.1 == answers[0].1),
        "{answers:#?}"
    );
    assert_eq!(chloe.get(&format!("{STAFF}/attachments/{by_ana}")).await.status(), 404);

    let note = json!({ "visibility": "internal", "body": "For us", "attachments": [by_ana] });
    replies(&ana, STAFF, &key, note.clone()).await;
    assert_eq!(
        chloe.get(&format!("{STAFF}/attachments/{by_ana}")).await.bytes(),
        b"secret"
    );
    assert_eq!(maria.get(&format!("{PORTAL}/attachments/{by_ana}")).await.status(), 404);
    let again = ana.post(&format!("{STAFF}/tickets/{key}/messages"), &note).await;
    assert_eq!(again.bad_fields(), ["attachments"], "a file belongs to one message");

    let by_maria = maria.uploads(PORTAL, "log.txt", b"hello").await;
    replies(
        &maria,
        PORTAL,
        &key,
        json!({ "body": "Here", "attachments": [by_maria] }),
    )
    .await;
    let path = format!("{PORTAL}/attachments/{by_maria}");
    assert_eq!(tom.get(&path).await.bytes(), b"hello");
    for caller in [&priya, &gavin] {
        assert_eq!(caller.get(&path).await.status(), 404);
    }
    assert_eq!(app.nobody("acme").get(&path).await.status(), 401);
    assert_eq!(maria.delete(&path).await.status(), 404, "it is the message's now");
}

#[tokio::test]
async fn the_files_of_a_message_that_was_taken_back_are_gone() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let key = file(&maria, &problem("Printer on fire")).await;
    let id = maria.uploads(PORTAL, "log.txt", b"hello").await;
    let message = replies(&maria, PORTAL, &key, json!({ "body": "Oops", "attachments": [id] })).await;
    let message = message["id"].as_str().unwrap();
    assert_eq!(stored(&app), 1);

    let path = format!("{PORTAL}/tickets/{key}/messages/{message}");
    assert_eq!(maria.delete(&path).await.status(), 204);

    let ana = app.agent(ANA).await;
    assert_eq!(maria.get(&format!("{PORTAL}/attachments/{id}")).await.status(), 404);
    assert_eq!(ana.get(&format!("{STAFF}/attachments/{id}")).await.status(), 404);
    let entries = ana.get(&format!("{STAFF}/tickets/{key}/conversation")).await.json();
    assert!(!entries.to_string().contains("log.txt"), "{entries}");
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 0);
    assert_eq!(attachment_piece::Entity::find().count(&app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn what_was_never_attached_goes_after_a_day_and_all_else_stays() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let key = file(&maria, &problem("Printer on fire")).await;
    let kept = maria.uploads(PORTAL, "kept.txt", b"kept").await;
    replies(&maria, PORTAL, &key, json!({ "body": "Here", "attachments": [kept] })).await;
    let left = maria.uploads(PORTAL, "left.txt", b"left").await;
    let begun = begun(&maria, "begun.bin", 1_000_000).await;
    assert_eq!(put(&maria, &begun, 0, &noise(300_000)).await.status(), 200);
    assert_eq!(stored(&app), 3);

    app.clock.advance(TimeDelta::hours(23));
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 3);
    app.clock.advance(TimeDelta::hours(2));
    app::tidy(&app.state).await.unwrap();

    assert_eq!(stored(&app), 1);
    assert_eq!(attachment::Entity::find().count(&app.db).await.unwrap(), 1);
    let maria = app.contact(MARIA).await;
    for id in [&left, &begun] {
        assert_eq!(
            maria.get(&format!("{PORTAL}/attachments/{id}/upload")).await.status(),
            404
        );
    }
    assert_eq!(
        maria.get(&format!("{PORTAL}/attachments/{kept}")).await.bytes(),
        b"kept"
    );
}

#[tokio::test]
async fn two_who_send_the_same_part_make_it_longer_once() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let bytes = noise(300_000);
    let id = begun(&maria, "twice.bin", bytes.len()).await;
    let (one, other) = tokio::join!(put(&maria, &id, 0, &bytes), put(&maria, &id, 0, &bytes));
    let mut statuses = [one.status(), other.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(maria.get(&format!("{PORTAL}/attachments/{id}")).await.bytes(), bytes);
    app.clock.advance(TimeDelta::hours(25));
    app::tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 0);
}

#[tokio::test]
async fn a_download_ends_when_its_reader_may_no_longer_read() {
    let app = TestApp::spawn_with(|config| config.live.recheck_ms = 1).await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let size = 20_000_000;
    let id = maria.uploads(PORTAL, "log.bin", &noise(size)).await;
    let mut ticket = problem("See the log");
    ticket["attachments"] = json!([id]);
    file(&maria, &ticket).await;
    let path = format!("{PORTAL}/attachments/{id}");
    let whole = SlowReader::begin(&app, &maria, &path).await.rest().await;
    assert!(
        whole.1 && whole.0 > size,
        "slow, and all the same everything: {whole:?}"
    );

    let slow = SlowReader::begin(&app, &maria, &path).await;
    let contact = format!("/api/v1/contacts/{}", fixtures::contact_id(MARIA));
    assert_eq!(ana.patch(&contact, &json!({ "disabled": true })).await.status(), 200);

    let (length, whole) = slow.rest().await;
    assert!(!whole && length < size * 2 / 3, "{length} bytes came all the same");
}
