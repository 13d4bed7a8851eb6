//! What else contacts are told of: a ticket is here, solved, closed, open again.

use serde_json::json;

use super::MARIA;
use crate::{
    support::{Caller, TestApp, fixtures},
    tickets::{file, problem},
};

const TOM: &str = "tom@globex.example";
const ANA: &str = "ana@acme.example";

async fn sets(app: &TestApp, ana: &Caller, key: &str, status: &str) {
    let res = ana
        .patch(&format!("/api/v1/tickets/{key}"), &json!({ "status": status }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
}

/// Subject and first line of each mail to somebody.
fn heads(app: &TestApp, email: &str) -> Vec<(String, String)> {
    let mails = app.sandbox.mails_to(email).into_iter();
    mails
        .map(|it| (it.subject, it.text.lines().next().unwrap().to_owned()))
        .collect()
}

#[tokio::test]
async fn who_files_a_ticket_has_it_in_writing_once() {
    let app = TestApp::spawn().await;
    let key = file(&app.contact(MARIA).await, &problem("Printer on fire")).await;
    app.run_jobs().await;

    let mail = super::only(app.sandbox.mails());
    let link = super::link_in(&mail);
    let text = mail.text.replace("\r\n", "\n").replace(&link, "[link]");
    let (stop, settings) = (super::stop_in(&mail), super::settings_in(&mail));
    assert_eq!(
        (mail.subject, &mail.to[..]),
        (format!("[{key}] Received: Printer on fire"), &[MARIA.to_owned()][..])
    );
    insta::assert_snapshot!(text.replace(&stop, "[stop]").replace(&settings, "[settings]"), @r"
    We have your ticket ACME-1, “Printer on fire”. You hear from us here as soon as there is something new.

    It happens since this morning.

    Area: Reports

    Something to add? Here:
    [link]

    --
    This mail went to maria@globex.example because you filed ACME-1 at acme support.
    No more mails about ACME-1: [stop]
    Which mails you get: [settings]
    ");
}

#[tokio::test]
async fn what_was_filled_in_stands_in_the_first_mail_as_far_as_contacts_see_it() {
    let app = TestApp::spawn().await;
    let field = |name: &str| fixtures::field_id(name).to_string();
    let mut filed = problem("Printer on fire");
    filed["answers"] = json!({
        field("area"): "Reports",
        field("since"): "2026-11-02",
        field("steps"): format!("**First** <b>\n\n{}", "then ".repeat(200)),
    });
    let key = file(&app.contact(MARIA).await, &filed).await;
    app.run_jobs().await;

    let mail = super::only(app.sandbox.mails());
    let steps = mail
        .text
        .lines()
        .find(|it| it.starts_with("Steps: "))
        .expect("an answer");
    assert!(steps.starts_with("Steps: First <b> then then"), "{steps}");
    assert!(steps.chars().count() < 320 && steps.ends_with('…'), "{steps}");
    let text = mail.text.replace("\r\n", "\n");
    assert!(text.contains("Area: Reports\nSince when: "), "{text}");
    assert!(mail.html.contains("<strong>Area:</strong> Reports"), "{}", mail.html);
    assert!(!mail.html.contains("<b>"), "{}", mail.html);
    assert!(!mail.text.contains("Cost centre"), "{}", mail.text);
    // The next one does not say it again.
    app.sandbox.clear_mails();
    sets(&app, &app.agent(ANA).await, &key, "solved").await;
    assert!(!super::only(app.sandbox.mails()).text.contains("Area: Reports"));
}

#[tokio::test]
async fn what_becomes_of_a_ticket_is_told_to_all_but_whoever_did_it() {
    let app = TestApp::spawn().await;
    let (maria, tom, ana) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    let path = format!("/api/v1/portal/tickets/{key}");
    let follows = json!({ "email": TOM });
    assert_eq!(tom.post(&format!("{path}/followers"), &follows).await.status(), 200);
    app.run_jobs().await;
    app.sandbox.clear_mails();

    sets(&app, &ana, &key, "pending").await;
    sets(&app, &ana, &key, "solved").await;
    assert_eq!(maria.post_empty(&format!("{path}/reopen")).await.status(), 200);
    app.run_jobs().await;
    assert_eq!(tom.post_empty(&format!("{path}/solve")).await.status(), 200);
    app.run_jobs().await;
    sets(&app, &ana, &key, "in_progress").await;
    sets(&app, &ana, &key, "closed").await;

    let told = |what: &str, line: String| (format!("[{key}] {what}: Printer on fire"), line);
    let title = format!("{key}, “Printer on fire”");
    assert_eq!(
        heads(&app, MARIA),
        [
            told("Solved", format!("Ana Lima solved your ticket {title}.")),
            told("Solved", format!("Tom Becker solved your ticket {title}.")),
            told("Open again", format!("Ana Lima opened your ticket {title} again.")),
            told("Closed", format!("Ana Lima closed your ticket {title}.")),
        ]
    );
    assert_eq!(
        heads(&app, TOM),
        [
            told("Solved", format!("Ana Lima solved ticket {title}.")),
            told("Open again", format!("Maria Rossi opened ticket {title} again.")),
            told("Open again", format!("Ana Lima opened ticket {title} again.")),
            told("Closed", format!("Ana Lima closed ticket {title}.")),
        ]
    );
    let ids: std::collections::HashSet<_> = app.sandbox.mails().into_iter().map(|it| it.message_id).collect();
    assert_eq!(ids.len(), 8, "each has an id of its own");
}

#[tokio::test]
async fn an_answer_that_solves_is_one_mail() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    app.run_jobs().await;
    app.sandbox.clear_mails();

    let said = json!({ "visibility": "public", "body": "It is out.", "status": "solved" });
    let res = ana.post(&format!("/api/v1/tickets/{key}/messages"), &said).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;

    let mail = super::only(app.sandbox.mails());
    assert!(
        mail.text.starts_with(&format!("Ana Lima answered your ticket {key}")),
        "{}",
        mail.text
    );
    for body in [&mail.text, &mail.html] {
        assert!(
            body.contains("It is out.") && body.contains("The ticket is solved now."),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_mail_about_a_change_shows_what_was_said_last_and_no_note() {
    let app = TestApp::spawn().await;
    let (maria, ana) = (app.contact(MARIA).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    for (visibility, body) in (1..=6)
        .map(|n| ("public", format!("Answer {n}")))
        .chain([("internal", "NOTE-CANARY".to_owned())])
    {
        let said = json!({ "visibility": visibility, "body": body });
        let res = ana.post(&format!("/api/v1/tickets/{key}/messages"), &said).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    }
    app.run_jobs().await;
    app.sandbox.clear_mails();

    sets(&app, &ana, &key, "solved").await;

    let mail = super::only(app.sandbox.mails());
    for body in [&mail.text, &mail.html] {
        let places: Vec<_> = [6, 5, 4, 3, 2]
            .iter()
            .map(|n| body.find(&format!("Answer {n}")).expect("the last five"))
            .collect();
        assert!(places.is_sorted(), "{body}");
        assert!(!body.contains("Answer 1") && !body.contains("CANARY"), "{body}");
    }
    assert!(
        mail.text.contains("---- What was said last, newest first ----"),
        "{}",
        mail.text
    );
}
