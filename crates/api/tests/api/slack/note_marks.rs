//! What begins with the note mark is a note, however it was written: it must not be chance whether customers read it.

use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, card, filed, on_portal, replies, says};
use crate::support::TestApp;

#[tokio::test]
async fn a_marked_answer_by_the_modal_is_a_note() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    slack.press("U0CHLOE", TRIAGE, &card(&app, TRIAGE).ts, "reply", None);
    slack.settled().await;
    let view = slack.open_views().pop().expect("a modal");
    let values = json!({ "text": { "text": "// They never pay" }, "options": { "options": [] } });
    slack.submit_view("U0CHLOE", &view.id, values).await;
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    let notes = replies(&app, TRIAGE);
    assert!(
        notes.len() == 1 && notes[0].text.contains("They never pay"),
        "{notes:#?}"
    );
    assert!(!notes[0].text.contains("//"), "{notes:#?}");
}

#[tokio::test]
async fn a_mark_behind_formatting_a_quote_or_a_mention_is_a_mark() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    for text in [
        "*// They never pay*",
        "_// They never pay_",
        "> // They never pay",
        "@Ben Okafor // They never pay",
    ] {
        says(&app, "U0CHLOE", TRIAGE, text).await;
    }

    let said = on_portal(&app, &key).await;
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());

    says(&app, "U0CHLOE", TRIAGE, "*See* https://a.example // or ask").await;
    assert_eq!(on_portal(&app, &key).await.len(), 2);
}
