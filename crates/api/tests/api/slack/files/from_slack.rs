//! Files that are shared in a thread: fetched, looked at, and never stored when they are something else.

use chrono::TimeDelta;
use portico::entity::attachment;
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::EntityTrait;
use serde_json::json;

use super::{
    super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, passes, recovers},
    PORTAL, STAFF, download, files_of_last, in_order, in_slack, names, shares,
};
use crate::{support::TestApp, thumbnails::png};

#[tokio::test]
async fn an_agents_file_is_on_its_way_at_once_and_then_here_and_in_the_customers_channel() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;
    let content = vec![7; 2_500_000];
    app.sandbox
        .faults()
        .set([Rule::slack("files.info", SlackFault::Http5xx { status: 503 }).times(1)]);

    shares(&app, "U0CHLOE", TRIAGE, "fix <1>.pdf", &content, "Please read");
    app.run_jobs().await;
    let coming = files_of_last(&maria, PORTAL, &key).await;
    assert_eq!(
        (&coming[0]["name"], &coming[0]["state"]),
        (&json!("fix _1_.pdf"), &json!("coming"))
    );
    let path = format!("{PORTAL}/attachments/{}", coming[0]["id"].as_str().unwrap());
    assert_eq!(maria.get(&path).await.status(), 404);
    recovers(&app).await;

    let files = files_of_last(&maria, PORTAL, &key).await;
    assert_eq!(
        (&files[0]["state"], &files[0]["size"]),
        (&json!("ready"), &json!(2_500_000))
    );
    assert_eq!(download(&maria, PORTAL, &files[0]).await, content);
    assert_eq!(in_order(&app, GLOBEX), ["Please read", "fix _1_.pdf"]);
    assert_eq!(in_slack(&app, GLOBEX)[0].content, content);
    assert_eq!(
        names(&in_slack(&app, TRIAGE)),
        ["fix <1>.pdf"],
        "not a second time where it was shared"
    );
}

#[tokio::test]
async fn a_picture_that_is_shared_has_a_thumbnail() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let maria = app.contact(MARIA).await;

    shares(&app, "U0CHLOE", TRIAGE, "screen.png", &png(600, 300), "Like this");
    app.run_jobs().await;

    let thumbnail = &files_of_last(&maria, PORTAL, &key).await[0]["thumbnail"];
    assert_eq!((&thumbnail["width"], &thumbnail["height"]), (&json!(360), &json!(180)));
}

#[tokio::test]
async fn a_file_alone_is_an_answer_and_one_behind_the_note_mark_is_not() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent("ana@acme.example").await);
    shares(&app, "U0CHLOE", TRIAGE, "answer.txt", b"answer", "");
    app.run_jobs().await;
    assert_eq!(files_of_last(&maria, PORTAL, &key).await[0]["name"], "answer.txt");
    shares(&app, "U0CHLOE", TRIAGE, "inside.txt", b"inside", "// not for them");
    app.run_jobs().await;

    assert_eq!(files_of_last(&maria, PORTAL, &key).await[0]["name"], "answer.txt");
    let inside = files_of_last(&ana, STAFF, &key).await.remove(0);
    assert_eq!(download(&ana, STAFF, &inside).await, b"inside");
    let path = format!("{PORTAL}/attachments/{}", inside["id"].as_str().unwrap());
    assert_eq!(maria.get(&path).await.status(), 404);
    assert_eq!(names(&in_slack(&app, GLOBEX)), ["answer.txt"]);
}

#[tokio::test]
async fn a_file_of_the_customers_people_comes_too() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    shares(&app, "U0MARIA", GLOBEX, "theirs.txt", b"theirs", "See this");
    app.run_jobs().await;

    let maria = app.contact(MARIA).await;
    let files = files_of_last(&maria, PORTAL, &key).await;
    assert_eq!(
        (&files[0]["name"], &files[0]["state"]),
        (&json!("theirs.txt"), &json!("ready"))
    );
    assert_eq!(in_order(&app, TRIAGE), ["See this", "theirs.txt"]);
}

#[tokio::test]
async fn what_is_no_file_is_never_stored_as_one() {
    let login = || SlackFault::Error {
        error: "/slack".to_owned(),
    };
    for (fault, name, content, why) in [
        (
            SlackFault::Page,
            "photo.png",
            &b"\x89PNG\r\n\x1a\n\0"[..],
            "hand it out",
        ),
        (login(), "photo.png", b"\x89PNG\r\n\x1a\n\0", "hand it out"),
        (SlackFault::Short, "photo.png", b"\x89PNG\r\n\x1a\n\0", "hand it out"),
        (SlackFault::Delay { ms: 0 }, "setup.exe", b"hello", "this kind"),
        (SlackFault::Delay { ms: 0 }, "notes.txt", b"MZ\x90\0\0\0", "this kind"),
        (SlackFault::Delay { ms: 0 }, "huge.bin", &[0; 3000], "too large"),
    ] {
        let app = TestApp::spawn_with(|config| {
            config.attachments.max_bytes = 2000;
            config.attachments.waiting_bytes = 2000;
        })
        .await;
        let key = filed(&app).await;
        app.sandbox.faults().set([Rule::slack("download", fault.clone())]);
        shares(&app, "U0CHLOE", TRIAGE, name, content, "Look");
        app.run_jobs().await;
        for _ in 0..30 {
            passes(&app, TimeDelta::hours(1));
            app.run_jobs().await;
        }

        let maria = app.contact(MARIA).await;
        let file = files_of_last(&maria, PORTAL, &key).await.remove(0);
        assert_eq!(file["state"], "refused", "{fault:?} {name}");
        assert!(file["note"].as_str().unwrap().contains(why), "{file}");
        let kept = attachment::Entity::find().all(&app.db).await.unwrap();
        assert!(kept.iter().all(|it| it.sha256.is_none()));
        assert_eq!(in_order(&app, GLOBEX), ["Look"], "the answer itself went out");
        assert!(dead_jobs(&app).await.is_empty());
    }
}

#[tokio::test]
async fn a_page_that_is_the_file_is_one() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    shares(&app, "U0CHLOE", TRIAGE, "page.html", b"<!DOCTYPE html><p>hi", "Look");
    app.run_jobs().await;
    let maria = app.contact(MARIA).await;
    let file = files_of_last(&maria, PORTAL, &key).await.remove(0);
    assert_eq!(
        (&file["state"], &file["media_type"]),
        (&json!("ready"), &json!("text/html"))
    );
}
