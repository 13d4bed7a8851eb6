//! A reply whose mail and post were tried may have arrived, whatever came of the try: it cannot be taken back any more.

use chrono::TimeDelta;
use portico::entity::customer;
use portico_sandbox::faults::{Rule, SlackFault, SmtpFault, SmtpStage};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, filed, on_portal, recovers, replies, says};
use crate::support::{TestApp, fixtures};

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

/// Two readers, no channel of theirs: the mail of one has left while the other's waits behind an earlier one, untried.
#[tokio::test]
async fn a_reply_that_one_of_its_readers_has_cannot_be_taken_back() {
    let app = TestApp::spawn_with(|config| config.slack.undo_seconds = 10).await;
    customer::Entity::update_many()
        .col_expr(customer::Column::CustomerChannelId, Expr::value(None::<String>))
        .filter(customer::Column::Id.eq(fixtures::customer_id("Globex")))
        .exec(&app.db)
        .await
        .unwrap();
    let key = filed(&app).await;
    let tom = json!({ "contact_id": fixtures::contact_id("tom@globex.example") });
    let followers = format!("/api/v1/portal/tickets/{key}/followers");
    let added = app.contact(MARIA).await.post(&followers, &tom).await;
    assert_eq!(added.status(), 200, "{}", added.text());
    app.run_jobs().await;
    let refuses = Rule::smtp(SmtpStage::RcptTo, SmtpFault::Reject { code: 451 });
    app.sandbox.faults().set([refuses.times(1)]);
    let has = |text: &str| {
        let mails = [MARIA, "tom@globex.example"].map(|who| app.sandbox.mails_to(who));
        let with = |mails: &Vec<portico_sandbox::mail::Mail>| mails.iter().any(|it| it.text.contains(text));
        mails.iter().filter(|it| with(it)).count()
    };
    says(&app, "U0CHLOE", TRIAGE, "First things first").await;
    says(&app, "U0CHLOE", TRIAGE, "You owe us a million").await;
    app.clock.advance(TimeDelta::seconds(11));
    app.run_jobs().await;
    assert_eq!((has("things first"), has("a million")), (1, 1));
    let slack = app.sandbox.slack();
    let told = || {
        slack
            .ephemerals(TRIAGE)
            .pop()
            .expect("somebody was told something")
            .message
    };

    slack.press("U0CHLOE", TRIAGE, &told().ts, "undo", None);
    app.run_jobs().await;

    assert!(told().text.contains("too late"), "{:?}", told());
    recovers(&app).await;
    assert_eq!(on_portal(&app, &key).await[2].1, "You owe us a million");
    assert_eq!(has("a million"), 2);
}
