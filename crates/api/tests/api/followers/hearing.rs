//! What followers hear.

use portico::entity::contact;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::{ANA, MARIA, TOM, adds, console, portal, removes};
use crate::{
    support::{ACME, Caller, TestApp, fixtures},
    tickets::{file, problem},
};

const TRIAGE: &str = "C0TRIAGE";

async fn says(caller: &Caller, ticket: &str, text: &str) {
    let mut said = json!({ "body": text });
    if !ticket.contains("/portal/") {
        said["visibility"] = json!("public");
    }
    let res = caller.post(&format!("{ticket}/messages"), &said).await;
    assert_eq!(res.status(), 201, "{}", res.text());
}

/// The first lines of the mails to somebody.
fn heads(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.told(email);
    mails
        .iter()
        .map(|mail| mail.text.lines().next().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_follower_gets_the_mails_and_is_told_why() {
    let app = TestApp::spawn().await;
    let (maria, tom, ana) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 200);
    says(&ana, &console(&key), "Have you tried water?").await;
    let note = json!({ "visibility": "internal", "body": "NOTE-CANARY" });
    assert_eq!(
        ana.post(&format!("{}/messages", console(&key)), &note).await.status(),
        201
    );
    says(&tom, &portal(&key), "It still burns.").await;
    app.run_jobs().await;

    let title = format!("{key}, “Printer on fire”");
    assert_eq!(
        heads(&app, TOM),
        [
            format!("Maria Rossi added you to ticket {title}. You get a mail when something happens on it."),
            format!("Ana Lima answered ticket {title}:"),
        ]
    );
    assert_eq!(
        heads(&app, MARIA),
        [
            format!("Ana Lima answered your ticket {title}:"),
            format!("Tom Becker answered your ticket {title}:")
        ]
    );
    let last = app.told(TOM).pop().unwrap();
    assert_eq!(last.to, [TOM]);
    assert!(
        last.text
            .contains(&format!("because you follow {key} at acme support.")),
        "{}",
        last.text
    );
    assert!(
        app.sandbox
            .mails()
            .iter()
            .all(|mail| !mail.raw.contains("CANARY") && mail.to.len() == 1)
    );
}

#[tokio::test]
async fn who_left_or_was_removed_before_the_mail_left_gets_none() {
    let app = TestApp::spawn().await;
    let (maria, tom, ana) = (app.contact(MARIA).await, app.contact(TOM).await, app.agent(ANA).await);
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(adds(&tom, &portal(&key), TOM).await.status(), 200);
    says(&ana, &console(&key), "First").await;
    assert_eq!(removes(&tom, &portal(&key), TOM).await, 204);
    app.run_jobs().await;
    assert_eq!((app.told(MARIA).len(), app.told(TOM).len()), (1, 0));

    assert_eq!(adds(&tom, &portal(&key), TOM).await.status(), 200);
    says(&ana, &console(&key), "Second").await;
    let gone = contact::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(fixtures::contact_id(TOM)),
        disabled_at: Set(Some(app.state.clock.now())),
        ..Default::default()
    };
    gone.update(&app.db).await.unwrap();
    app.run_jobs().await;

    assert_eq!((app.told(MARIA).len(), app.told(TOM).len()), (2, 0));
}

#[tokio::test]
async fn a_reply_that_was_undone_in_slack_reaches_no_follower() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let maria = app.contact(MARIA).await;
    let key = file(&maria, &problem("Printer on fire")).await;
    assert_eq!(adds(&maria, &portal(&key), TOM).await.status(), 200);
    app.run_jobs().await;
    app.sandbox.clear_mails();
    let slack = app.sandbox.slack();
    let all = slack.all_messages(TRIAGE);
    let card = all.iter().find(|it| it.thread_ts.is_none()).expect("a card");
    slack.say("U0CHLOE", TRIAGE, "You owe us a million", Some(&card.ts));
    app.run_jobs().await;
    let confirmation = slack.ephemerals(TRIAGE).pop().expect("a button");
    slack.press("U0CHLOE", TRIAGE, &confirmation.message.ts, "undo", None);
    app.run_jobs().await;
    app.clock.advance(chrono::TimeDelta::minutes(1));
    app.run_jobs().await;

    assert!(app.told(TOM).is_empty() && app.told(MARIA).is_empty());
}
