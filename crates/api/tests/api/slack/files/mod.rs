//! Files cross in both directions: each once, in its place, and never what is no file.

mod from_slack;
mod pauses;
mod taken_back;

use portico::{app, jobs::Job};
use portico_sandbox::{
    faults::{Rule, SlackFault},
    slack::{File, Message},
};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, card, dead_jobs, filed, recovers, replies, replies_on_portal};
use crate::support::{Caller, TestApp, fixtures};

const PORTAL: &str = "/api/v1/portal";
const STAFF: &str = "/api/v1";

fn names(files: &[File]) -> Vec<&str> {
    files.iter().map(|it| it.name.as_str()).collect()
}

fn in_slack(app: &TestApp, channel: &str) -> Vec<File> {
    app.sandbox.slack().files_in(channel)
}

/// Somebody shares a file below the only card of a channel.
fn shares(app: &TestApp, user: &str, channel: &str, name: &str, content: &[u8], text: &str) -> String {
    let root = card(app, channel).ts;
    app.sandbox
        .slack()
        .share_file(user, channel, name, content, text, Some(&root))
}

/// The files of the newest message as a caller sees them.
async fn files_of_last(caller: &Caller, base: &str, key: &str) -> Vec<Value> {
    let entries = caller.get(&format!("{base}/tickets/{key}/conversation")).await.json();
    let messages = entries["entries"].as_array().cloned().unwrap();
    let last = messages.iter().rfind(|it| it["type"] == "message").cloned().unwrap();
    last["attachments"].as_array().cloned().unwrap_or_default()
}

async fn download(caller: &Caller, base: &str, file: &Value) -> Vec<u8> {
    let path = format!("{base}/attachments/{}", file["id"].as_str().unwrap());
    let res = caller.get(&path).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.bytes().to_vec()
}

/// The order of what was said below a card: texts, and names of files.
fn in_order(app: &TestApp, channel: &str) -> Vec<String> {
    let files = in_slack(app, channel);
    let name = |id: &String| {
        files
            .iter()
            .find(|it| it.id == *id)
            .map_or("gone", |it| &it.name)
            .to_owned()
    };
    let line = |it: Message| match it.files.first() {
        Some(id) => name(id),
        None => it.text.lines().last().unwrap_or_default().to_owned(),
    };
    let said = replies(app, channel).into_iter().map(line);
    said.filter(|line| !line.starts_with('_')).collect() // Changes of the status.
}

#[tokio::test]
async fn files_of_a_new_ticket_and_of_replies_stand_in_both_threads_in_order() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let with_ticket = maria.uploads(PORTAL, "first.txt", b"first").await;
    let area = fixtures::field_id("area").to_string();
    let ticket = json!({ "form_id": fixtures::form_id(), "title": "Fire", "description": "It burns.",
        "answers": { area: "Billing" }, "attachments": [with_ticket] });
    let res = maria.post(&format!("{PORTAL}/tickets"), &ticket).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    let key = res.json()["key"].as_str().unwrap().to_owned();
    let (a, b) = (
        maria.uploads(PORTAL, "a.txt", b"aaa").await,
        maria.uploads(PORTAL, "b.txt", b"bbb").await,
    );
    replies_on_portal(&app, &key, json!({ "body": "two files", "attachments": [b, a] })).await;
    replies_on_portal(&app, &key, json!({ "body": "the next one" })).await;
    let ana = app.agent("ana@acme.example").await;
    let inside = ana.uploads(STAFF, "inside.txt", b"inside").await;
    let note = json!({ "visibility": "internal", "body": "for us", "attachments": [inside] });
    let res = ana.post(&format!("{STAFF}/tickets/{key}/messages"), &note).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;

    let public = ["first.txt", "two files", "b.txt", "a.txt", "the next one"];
    assert_eq!(in_order(&app, GLOBEX), public);
    assert_eq!(
        in_order(&app, TRIAGE),
        [&public[..], &["for us", "inside.txt"]].concat()
    );
    let there = in_slack(&app, TRIAGE);
    assert_eq!(there[1].content, b"bbb");
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_file_whose_answer_was_lost_is_shown_once() {
    for (method, fault, times) in [
        ("files.completeUploadExternal", SlackFault::DropAfterAccept, 3),
        (
            "files.completeUploadExternal",
            SlackFault::ErrorAfterAccept {
                error: "fatal_error".to_owned(),
            },
            3,
        ),
        ("files.completeUploadExternal", SlackFault::AcceptLate { ms: 50 }, 2),
        ("files.completeUploadExternal", SlackFault::Drop, 3),
        ("files.getUploadURLExternal", SlackFault::DropAfterAccept, 3),
        ("upload", SlackFault::Http5xx { status: 503 }, 3),
        ("files.info", SlackFault::Http5xx { status: 503 }, 3),
    ] {
        let app = TestApp::spawn().await;
        let key = filed(&app).await;
        let maria = app.contact(MARIA).await;
        app.sandbox.faults().set([
            Rule::slack(method, fault.clone()).times(times),
            Rule::slack("files.completeUploadExternal", SlackFault::DropAfterAccept).times(1),
        ]);
        let id = maria.uploads(PORTAL, "log.txt", b"hello").await;
        replies_on_portal(&app, &key, json!({ "body": "Here", "attachments": [id] })).await;
        replies_on_portal(&app, &key, json!({ "body": "Afterwards" })).await;
        recovers(&app).await;

        for channel in [TRIAGE, GLOBEX] {
            assert_eq!(
                in_order(&app, channel),
                ["Here", "log.txt", "Afterwards"],
                "{method} {fault:?} {channel}"
            );
        }
        assert!(dead_jobs(&app).await.is_empty());
    }
}

#[tokio::test]
async fn a_file_of_ours_does_not_keep_posts_from_being_read_back() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let id = app.contact(MARIA).await.uploads(PORTAL, "log.txt", b"hello").await;
    replies_on_portal(&app, &key, json!({ "body": "Here", "attachments": [id] })).await;
    app.run_jobs().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2)]);
    replies_on_portal(&app, &key, json!({ "body": "And this" })).await;
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        assert_eq!(in_order(&app, channel), ["Here", "log.txt", "And this"]);
    }
}

#[tokio::test]
async fn the_mail_names_the_files_of_an_answer() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    shares(&app, "U0CHLOE", TRIAGE, "<b> fix.txt", b"fix", "Please read");
    app.run_jobs().await;
    let mail = app.told(MARIA).pop().expect("a mail");
    assert!(
        mail.text.contains("Attached, on the portal: _b_ fix.txt"),
        "{}",
        mail.text
    );
    assert!(mail.html.contains("Attached: _b_ fix.txt"), "{:?}", mail.html);
}

#[tokio::test]
async fn a_worker_that_wakes_up_late_shows_nothing_a_second_time() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let id = app.contact(MARIA).await.uploads(PORTAL, "log.txt", b"hello").await;
    replies_on_portal(&app, &key, json!({ "body": "Here", "attachments": [id] })).await;
    // Stopped with the file in hand, once before anything was done and once when Slack had shown it.
    let mut held = Vec::new();
    for _ in 0..2 {
        for claim in app::take_due_jobs(&app.state).await.unwrap() {
            match claim.job {
                Job::PostFile { .. } => held.push(claim),
                _ => app::do_taken_job(&app.state, &claim).await,
            }
        }
    }
    assert_eq!(held.len(), 2, "one of each thread");
    app.sandbox
        .faults()
        .set([Rule::slack("files.completeUploadExternal", SlackFault::DropAfterAccept).times(1)]);
    app::do_taken_job(&app.state, &held[0]).await;
    recovers(&app).await;
    for claim in &held {
        app::do_taken_job(&app.state, claim).await;
    }
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        assert_eq!(in_order(&app, channel), ["Here", "log.txt"], "{channel}");
    }
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn files_go_where_the_ticket_goes() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;
    let id = maria.uploads(PORTAL, "log.txt", b"hello").await;
    replies_on_portal(&app, &key, json!({ "body": "Here", "attachments": [id] })).await;
    app.run_jobs().await;
    let ana = app.agent("ana@acme.example").await;
    let to = json!({ "customer": { "customer_id": fixtures::customer_id("Initech"),
        "requester_id": fixtures::contact_id("priya@initech.example") } });
    let res = ana.patch(&format!("{STAFF}/tickets/{key}"), &to).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;

    assert_eq!(in_order(&app, "C0INITECH"), ["Here", "log.txt"]);
    let path = format!("{PORTAL}/attachments/{id}");
    assert_eq!(maria.get(&path).await.status(), 404);
    let priya = app.contact("priya@initech.example").await;
    assert_eq!(priya.get(&path).await.bytes(), b"hello");
}

#[tokio::test]
async fn a_file_whose_bytes_are_lost_does_not_hold_up_what_is_said_next() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let id = app.contact(MARIA).await.uploads(PORTAL, "log.txt", b"hello").await;
    replies_on_portal(&app, &key, json!({ "body": "Here", "attachments": [id] })).await;
    replies_on_portal(&app, &key, json!({ "body": "Afterwards" })).await;
    for entry in std::fs::read_dir(app.files.path()).unwrap() {
        std::fs::remove_dir_all(entry.unwrap().path()).unwrap();
    }
    for _ in 0..20 {
        recovers(&app).await;
    }
    for channel in [TRIAGE, GLOBEX] {
        assert_eq!(in_order(&app, channel), ["Here", "Afterwards"]);
    }
    assert_eq!(dead_jobs(&app).await.len(), 2, "an operator hears of it");
}
