//! Reactions on the card are commands.

use portico::entity::received_event;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::{GLOBEX, TRIAGE, card, content, dead_jobs, filed, replies, says, ticket_now};
use crate::support::TestApp;

#[tokio::test]
async fn agents_take_solve_and_raise_a_ticket_by_reacting_to_its_card() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let root = card(&app, TRIAGE).ts;

    for name in ["eyes", "rotating_light", "white_check_mark", "tada"] {
        slack.react("U0CHLOE", TRIAGE, &root, name);
        app.run_jobs().await;
    }

    let ticket = ticket_now(&app, &key).await;
    assert_eq!(ticket["assignee"]["name"], "Chloe Martin");
    assert_eq!(
        (&ticket["status"], &ticket["priority"]),
        (&json!("solved"), &json!("urgent"))
    );
    let shown = content(&card(&app, TRIAGE));
    for part in ["Chloe Martin", "Solved", "🚨 Urgent"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    let lines: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert!(
        lines.iter().any(|it| it == "_Chloe Martin set the status to Solved_"),
        "{lines:#?}"
    );
    assert_eq!(lines.len(), 3, "{lines:#?}");
}

#[tokio::test]
async fn others_reactions_and_those_elsewhere_do_nothing() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let reply = says(&app, "U0CHLOE", TRIAGE, "// a note").await;
    let before = ticket_now(&app, &key).await;

    slack.react("U0DAN", TRIAGE, &card(&app, TRIAGE).ts, "eyes");
    slack.react("U0CHLOE", TRIAGE, &reply, "white_check_mark");
    slack.react("U0CHLOE", GLOBEX, &card(&app, GLOBEX).ts, "white_check_mark");
    slack.react("U0MARIA", GLOBEX, &card(&app, GLOBEX).ts, "rotating_light");
    app.run_jobs().await;

    let after = ticket_now(&app, &key).await;
    for field in ["assignee", "status", "priority"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(after["assignee"], Value::Null);
    let told: Vec<_> = slack.ephemerals(TRIAGE).into_iter().map(|it| it.user).collect();
    assert_eq!(told, ["U0DAN"]);
    assert!(slack.ephemerals(GLOBEX).is_empty() && dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_reaction_to_what_somebody_else_wrote_is_neither_kept_nor_asked_about() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let slack = app.sandbox.slack();
    let elsewhere = slack.say("U0CHLOE", TRIAGE, "Lunch?", None);
    app.run_jobs().await;
    let kept = async || received_event::Entity::find().count(&app.db).await.unwrap();
    let before = (kept().await, slack.calls_of("conversations.replies").len());

    for name in ["eyes", "white_check_mark"] {
        slack.react("U0CHLOE", TRIAGE, &elsewhere, name);
    }
    app.run_jobs().await;

    assert_eq!((kept().await, slack.calls_of("conversations.replies").len()), before);
}
