//! The card's buttons, menus and modal.

use portico_sandbox::{
    faults::{Rule, SlackFault},
    slack::Submission,
};
use serde_json::{Value, json};

use super::{GLOBEX, TRIAGE, card, cards, content, filed, on_portal, recovers, replies, ticket_now};
use crate::support::TestApp;

#[tokio::test]
async fn a_button_of_a_card_we_have_not_heard_back_about_is_not_lost() {
    let app = TestApp::spawn().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2)]);
    let key = filed(&app).await;

    app.sandbox
        .slack()
        .press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "take", None);
    app.run_jobs().await;

    assert_eq!(ticket_now(&app, &key).await["assignee"]["name"], "Chloe Martin");
    recovers(&app).await;
    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

#[tokio::test]
async fn agents_take_tickets_and_set_status_and_priority_from_the_card() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();

    slack.press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "take", None);
    app.run_jobs().await;
    slack.select_option("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "status", "pending");
    app.run_jobs().await;
    slack.select_option("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "priority", "urgent");
    app.run_jobs().await;

    let ticket = ticket_now(&app, &key).await;
    assert_eq!(ticket["assignee"]["name"], "Chloe Martin");
    assert_eq!(
        (&ticket["status"], &ticket["priority"]),
        (&json!("pending"), &json!("urgent"))
    );
    let card = content(&card(&app, TRIAGE));
    for part in ["Chloe Martin", "⏳ Pending", "🚨 Urgent"] {
        assert!(card.contains(part), "{part} in {card}");
    }
    let lines: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert!(
        lines.iter().any(|it| it == "_Chloe Martin set the status to Pending_"),
        "{lines:#?}"
    );
    assert_eq!(replies(&app, GLOBEX).len(), 1, "customers read of the status alone");
}

#[tokio::test]
async fn the_reply_button_opens_a_modal_whose_text_goes_out_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let ts = card(&app, TRIAGE).ts;
    let answers = async |text: &str, options: Value| {
        slack.press("U0CHLOE", TRIAGE, &ts, "reply", None);
        slack.settled().await;
        let view = slack.open_views().pop().expect("a modal");
        let values = json!({ "text": { "text": text }, "options": { "options": options } });
        let done = slack.submit_view("U0CHLOE", &view.id, values).await;
        app.run_jobs().await;
        done
    };

    assert_eq!(
        answers("Use *water* & <sand>", json!(["solve"])).await,
        Submission::Closed
    );
    assert_eq!(answers("was drunk", json!(["note"])).await, Submission::Closed);

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal.len(), 2, "{portal:#?}");
    assert_eq!(portal[1].0, "Chloe Martin");
    assert!(portal[1].1.contains("**water** & "), "{}", portal[1].1);
    assert_eq!(ticket_now(&app, &key).await["status"], "solved");
    let thread: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert_eq!(
        thread
            .iter()
            .filter(|it| it.contains("*water* &amp; &lt;sand&gt;"))
            .count(),
        1,
        "{thread:#?}"
    );
    assert!(
        thread.iter().any(|it| it.starts_with("🔒") && it.contains("was drunk")),
        "{thread:#?}"
    );
    assert!(replies(&app, GLOBEX).iter().all(|it| !it.text.contains("drunk")));
}

#[tokio::test]
async fn an_empty_reply_stays_in_the_modal() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    slack.press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "reply", None);
    slack.settled().await;
    let view = slack.open_views().pop().expect("a modal");

    let done = slack
        .submit_view("U0CHLOE", &view.id, json!({ "text": { "text": "   " } }))
        .await;

    assert!(matches!(done, Submission::Errors { .. }), "{done:?}");
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await.len(), 1);
}
