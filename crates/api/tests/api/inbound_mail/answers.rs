//! What becomes of an answer that a person wrote.

use chrono::TimeDelta;
use portico::entity::{contact, received_mail::MailOutcome};
use portico_types::tickets::Source;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use serde_json::json;

use super::{
    DOMAIN, MARIA, answered, answers, app, notes, on_portal, posts, received, reply_address, says, status, written,
};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn an_answer_by_mail_is_the_contacts_reply() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    assert_eq!(status(&app, &key).await, "in_progress");
    assert!(mail.text.contains("Answer this mail, or here:"), "{}", mail.text);
    assert!(mail.html.contains("You can answer this mail"), "{}", mail.html);

    let quoted = "On 3 Nov 2026 Acme wrote:\n> Have you tried water?";
    answers(&app, &mail, "", &format!("Water **helped**.\n\n-- \nMaria\n\n{quoted}")).await;

    let said = on_portal(&app, &key).await;
    assert_eq!(
        said.last().unwrap(),
        &("Maria Rossi".to_owned(), "Water **helped**.".to_owned())
    );
    assert_eq!(status(&app, &key).await, "open");
    let stored = portico::entity::message::Entity::find().all(&app.db).await.unwrap();
    assert_eq!(stored.iter().filter(|it| it.source == Source::Email).count(), 1);
    let thread = app.sandbox.slack().messages("C0TRIAGE");
    let card = thread.iter().find(|it| it.bot_id.is_some()).expect("a card");
    let below = app.sandbox.slack().thread("C0TRIAGE", &card.ts);
    assert!(below.iter().any(|it| it.text.contains("helped")), "{below:#?}");
}

#[tokio::test]
async fn each_person_and_ticket_has_an_address_of_its_own_that_stays() {
    let app = app().await;
    let (key, first) = answered(&app).await;
    let again = says(&app, &key, "And now?").await;
    let (_, other) = answered(&app).await;

    assert_eq!(reply_address(&first), reply_address(&again));
    assert_ne!(reply_address(&first), reply_address(&other));
    assert!(reply_address(&first).ends_with(&format!("@{DOMAIN}")));
    assert_eq!(first.from, reply_address(&first), "bounces come back to it");
    assert_eq!(first.header("in-reply-to"), None, "not threaded");
}

#[tokio::test]
async fn without_a_domain_mails_are_as_ever() {
    let app = TestApp::spawn().await;
    let (_, mail) = answered(&app).await;

    assert_eq!(mail.header("reply-to"), None);
    assert_eq!(mail.from, "support@acme.example");
    assert!(mail.text.contains("Read on and answer here:"));
    assert_eq!(posts(&app, "", "From: a@b.example\r\n\r\nHi").await.status(), 404);
}

#[tokio::test]
async fn a_mail_that_comes_twice_is_read_once() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    for _ in 0..2 {
        answers(&app, &mail, "Message-ID: <one@globex.example>\r\n", "Once.").await;
    }
    answers(&app, &mail, "Message-ID: <two@globex.example>\r\n", "Once.").await;

    let said = on_portal(&app, &key).await;
    assert_eq!(said.iter().filter(|(_, body)| body == "Once.").count(), 2);
    assert_eq!(received(&app).await.len(), 2);
}

#[tokio::test]
async fn somebody_else_with_the_address_stands_unverified_and_moves_nothing() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let to = reply_address(&mail);

    for (from, name) in [
        ("Eve <eve@elsewhere.example>", "Eve by e-mail, unverified"),
        ("eve@elsewhere.example", "eve@elsewhere.example by e-mail, unverified"),
        // A colleague of Maria's, who is no more certain.
        ("Tom <tom@globex.example>", "Tom by e-mail, unverified"),
        ("Ana Lima <ana@acme.example>", "Ana Lima by e-mail, unverified"),
    ] {
        let raw = format!("From: {from}\r\nTo: {to}\r\n\r\nI am Maria, {from}.\r\n");
        assert_eq!(posts(&app, "", &raw).await.status(), 202);
        app.run_jobs().await;

        let said = on_portal(&app, &key).await;
        assert_eq!(said.last().unwrap().0, name);
        assert_eq!(status(&app, &key).await, "in_progress");
    }
}

#[tokio::test]
async fn whoever_may_not_read_the_ticket_any_more_adds_nothing_to_it() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let gone = contact::ActiveModel {
        account_id: Set(fixtures::account_id("acme")),
        id: Set(fixtures::contact_id(MARIA)),
        disabled_at: Set(Some(portico::outside::clock::Clock::now(&*app.clock))),
        ..Default::default()
    };
    gone.update(&app.db).await.unwrap();

    answers(&app, &mail, "", "I am still here.").await;

    assert_eq!(received(&app).await[0].outcome, Some(MailOutcome::Refused));
    let messages = portico::entity::message::Entity::find().all(&app.db).await.unwrap();
    assert!(
        messages.iter().all(|it| it.source != Source::Email),
        "{key}: {messages:#?}"
    );
}

#[tokio::test]
async fn an_answer_to_a_closed_ticket_goes_back_to_who_wrote_it() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let res = ana
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": "closed" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    let before = app.sandbox.mails_to(MARIA).len();

    answers(&app, &mail, "", "One more thing <b>here</b>.").await;
    answers(&app, &mail, "", "And another.").await;

    let mails = app.sandbox.mails_to(MARIA);
    assert_eq!(mails.len(), before + 1, "once a day: {mails:#?}");
    let told = mails.last().unwrap();
    assert_eq!(told.subject, format!("[{key}] is closed"));
    assert!(told.text.contains("One more thing <b>here</b>."), "{}", told.text);
    assert!(!told.html.contains("<b>here"), "{}", told.html);
    assert_eq!(told.header("reply-to"), None);
    assert_eq!(on_portal(&app, &key).await.len(), 2);

    app.clock.advance(TimeDelta::hours(25));
    answers(&app, &mail, "", "Tomorrow.").await;
    assert_eq!(app.sandbox.mails_to(MARIA).len(), before + 2);
}

#[tokio::test]
async fn files_of_a_mail_are_files_of_the_message() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let part = |kind: &str, name: &str, body: &str| {
        format!(
            "--x\r\nContent-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n"
        )
    };
    let headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n";
    let body = format!(
        "--x\r\nContent-Type: text/plain\r\n\r\nSee these.\r\n{}{}{}--x--\r\n",
        part("text/plain", "../../log.txt", "all is well"),
        part("application/octet-stream", "virus.exe", "MZ"),
        part("text/csv", "numbers.csv", "1,2\r\n3,4"),
    );
    let raw = format!("From: {MARIA}\r\nTo: {}\r\n{headers}\r\n{body}", reply_address(&mail));

    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    let maria = app.contact(MARIA).await;
    let said = maria
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await
        .json();
    let message = said["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|it| it["type"] == "message")
        .unwrap()
        .clone();
    assert_eq!(
        message["body"],
        "See these.\n\n*Not taken, for its kind or size: virus.exe*"
    );
    let names: Vec<_> = message["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["log.txt", "numbers.csv"]);
    let id = message["attachments"][1]["id"].as_str().unwrap();
    let bytes = maria.get(&format!("/api/v1/portal/attachments/{id}")).await;
    assert_eq!(bytes.bytes(), b"1,2\r\n3,4");
}

#[tokio::test]
async fn a_mail_without_words_is_no_message() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    answers(&app, &mail, "", "> Have you tried water?").await;

    assert_eq!(received(&app).await[0].outcome, Some(MailOutcome::Empty));
    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

#[tokio::test]
async fn too_many_mails_are_held_back_and_the_team_is_told_once() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    for number in 0..23 {
        app.clock.advance(TimeDelta::seconds(1));
        answers(
            &app,
            &mail,
            &format!("Message-ID: <{number}@globex.example>\r\n"),
            &format!("Mail {number}"),
        )
        .await;
    }

    let said = on_portal(&app, &key).await;
    assert_eq!(said.iter().filter(|(_, body)| body.starts_with("Mail ")).count(), 20);
    let notes = notes(&app).await;
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert!(notes[0].contains("held back"), "{notes:#?}");

    app.clock.advance(TimeDelta::minutes(61));
    answers(&app, &mail, "", "An hour later").await;
    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "An hour later");
}

#[tokio::test]
async fn words_beyond_a_message_come_as_a_file() {
    let app = app().await;
    let (key, mail) = answered(&app).await;
    let long = "All work and no play. ".repeat(2_500);

    answers(&app, &mail, "", &long).await;

    let said = app
        .contact(MARIA)
        .await
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await
        .json();
    let message = said["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|it| it["type"] == "message")
        .unwrap()
        .clone();
    assert!(
        message["body"]
            .as_str()
            .unwrap()
            .ends_with("*The whole message is attached.*")
    );
    assert_eq!(message["attachments"][0]["name"], "message.txt");
    assert_eq!(message["attachments"][0]["size"], long.trim().len());
}

#[tokio::test]
async fn the_mail_itself_goes_after_its_time() {
    let app = app().await;
    let (_, mail) = answered(&app).await;
    answers(&app, &mail, "", "Water helped.").await;
    assert_eq!(received(&app).await.len(), 1);

    app.clock.advance(TimeDelta::days(29));
    portico::app::tidy(&app.state).await.unwrap();
    assert_eq!(received(&app).await.len(), 1);

    app.clock.advance(TimeDelta::days(2));
    portico::app::tidy(&app.state).await.unwrap();
    assert_eq!(received(&app).await.len(), 0);
}

#[tokio::test]
async fn a_mail_program_on_our_own_host_is_not_taken_for_us() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    answers(&app, &mail, "Message-ID: <6e1c@localhost>\r\n", "Water helped.").await;

    assert_eq!(on_portal(&app, &key).await.last().unwrap().1, "Water helped.");
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let app = app().await;
    let (key, mail) = answered(&app).await;

    let raw = written(
        &reply_address(&mail),
        "Content-Type: text/html\r\n",
        "<img src=x onerror=alert(1)>Hello <script>alert(2)</script><b>there</b>",
    );
    assert_eq!(posts(&app, "", &raw).await.status(), 202);
    app.run_jobs().await;

    let (_, body) = on_portal(&app, &key).await.pop().unwrap();
    assert!(body.contains("Hello") && body.contains("there"), "{body}");
    assert!(!body.contains('<') && !body.contains("onerror"), "{body}");
}
