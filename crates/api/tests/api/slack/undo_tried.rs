//! A reply whose mail and post were tried may have arrived, whatever came of the try: it cannot be taken back any more.

use chrono::TimeDelta;
use portico_sandbox::faults::{Rule, SlackFault, SmtpFault, SmtpStage};

use super::{GLOBEX, MARIA, TRIAGE, filed, on_portal, recovers, replies, says};
use crate::support::TestApp;

#[tokio::test]
async fn a_reply_that_may_have_left_cannot_be_taken_back() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    let slack = app.sandbox.slack();
    let told = || {
        slack
            .ephemerals(TRIAGE)
            .pop()
            .expect("somebody was told something")
            .message
    };
    let button = told().ts;
    app.sandbox.faults().set([
        Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 }),
        Rule::slack("chat.postMessage", SlackFault::DropAfterAccept),
    ]);
    app.clock.advance(TimeDelta::seconds(11));
    app.run_jobs().await;
    assert!(app.told(MARIA).is_empty(), "the mail was tried, and waits");

    slack.press("U0CHLOE", TRIAGE, &button, "undo", None);
    app.run_jobs().await;

    assert!(told().text.contains("too late"), "{:?}", told());
    app.sandbox.faults().clear();
    recovers(&app).await;
    assert_eq!(on_portal(&app, &key).await[1].1, "On it");
    assert_eq!(app.told(MARIA).len(), 1);
    let said = replies(&app, GLOBEX)
        .into_iter()
        .filter(|it| it.text.ends_with("On it"));
    assert_eq!(said.count(), 1);
}
