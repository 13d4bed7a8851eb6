//! Only real members of the team speak for the company, only people of the customer's company for the customer.

use chrono::{DateTime, TimeDelta, Utc};
use portico::{app, entity::slack_user};
use portico_sandbox::{
    faults::{Rule, SlackFault},
    slack::User,
};
use sea_orm::{EntityTrait, sea_query::Expr};
use serde_json::json;

use super::{
    GLOBEX, MARIA, TRIAGE, card, compare, count_messages, dead_jobs, filed, on_portal, recovers, replies, says,
    ticket_now, within_a_minute,
};
use crate::support::{ACME, TestApp, fixtures};

/// A day and a bit, here and in Slack.
fn a_day_later(app: &TestApp) {
    app.clock.advance(TimeDelta::hours(25));
    app.sandbox.slack().advance(TimeDelta::hours(25));
}

#[tokio::test]
async fn slack_is_asked_who_somebody_is_as_soon_as_they_are_linked() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let new = json!({ "email": "gus@acme.example", "name": "Gus", "role": "agent" });
    let res = ana.post("/api/v1/team", &new).await;
    assert_eq!(res.status(), 201, "{}", res.text());
    let gus = format!("/api/v1/team/{}", res.json()["id"].as_str().unwrap());
    let res = ana.patch(&gus, &json!({ "slack_user_id": "U0GUEST" })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;

    let row = slack_user::Entity::find_by_id((fixtures::account_id(ACME), "U0GUEST".to_owned()));
    let row = row.one(&app.db).await.unwrap().unwrap();
    assert!(row.checked_at.is_some() && row.is_guest, "{row:?}");
}

#[tokio::test]
async fn a_linked_guest_bot_or_stranger_says_nothing_to_customers() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let before = count_messages(&app).await;
    let slack = app.sandbox.slack();
    slack.put_user(User::person("U0ANA", "Ana Lima", "T0EVIL").email("ana@acme.example"));
    slack.put_user(
        User::person("U0BEN", "Ben Okafor", "T0ACME")
            .email("ben@acme.example")
            .guest(),
    );
    slack.put_user(User::bot("U0CHLOE", "Chloe Martin", "T0ACME"));
    a_day_later(&app);

    for user in ["U0ANA", "U0BEN", "U0CHLOE"] {
        says(&app, user, TRIAGE, "hello").await;
        slack.press(user, TRIAGE, &card(&app, TRIAGE).ts, "take", None);
        app.run_jobs().await;
    }

    assert_eq!(count_messages(&app).await, before);
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn who_is_deactivated_in_slack_speaks_no_more_a_day_later() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox.slack().subscribe(&["message.channels", "message.groups"]); // An app from before.
    says(&app, "U0CHLOE", TRIAGE, "hello").await;
    assert_eq!(on_portal(&app, &key).await.len(), 2);

    let chloe = User::person("U0CHLOE", "Chloe Martin", "T0ACME").email("chloe@acme.example");
    app.sandbox.slack().put_user(User { deleted: true, ..chloe });
    a_day_later(&app);
    says(&app, "U0CHLOE", TRIAGE, "and pay to https://evil.example").await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

fn chloe() -> User {
    User::person("U0CHLOE", "Chloe Martin", "T0ACME").email("chloe@acme.example")
}

#[tokio::test]
async fn who_becomes_a_guest_or_goes_speaks_no_more_as_soon_as_slack_tells() {
    let gone = User {
        deleted: true,
        ..chloe()
    };
    for changed in [chloe().guest(), gone] {
        let app = TestApp::spawn().await;
        let key = filed(&app).await;
        says(&app, "U0CHLOE", TRIAGE, "hello").await;
        let slack = app.sandbox.slack();

        slack.put_user(changed);
        app.run_jobs().await;
        says(&app, "U0CHLOE", TRIAGE, "and pay to https://evil.example").await;
        assert_eq!(on_portal(&app, &key).await.len(), 2);

        slack.put_user(chloe());
        app.run_jobs().await;
        says(&app, "U0CHLOE", TRIAGE, "back again").await;
        assert_eq!(on_portal(&app, &key).await.len(), 3);
    }
}

#[tokio::test]
async fn whom_slack_told_something_of_waits_until_it_says_who_they_are() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "hello").await;
    let silent = Rule::slack("users.info", SlackFault::Http5xx { status: 503 });
    app.sandbox.faults().set([silent]);

    app.sandbox.slack().put_user(chloe().guest());
    app.run_jobs().await;
    says(&app, "U0CHLOE", TRIAGE, "and pay to https://evil.example").await;
    assert_eq!(on_portal(&app, &key).await.len(), 2);

    app.sandbox.faults().set([]);
    recovers(&app).await;
    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert!(dead_jobs(&app).await.is_empty());
}

/// Chloe says something; before Slack has answered the one question that this asks of it, it tells that she is a guest now, and is silent.
async fn is_doubted_while_she_says(app: &TestApp, text: &str) {
    let (slack, faults) = (app.sandbox.slack(), app.sandbox.faults());
    faults.hold_calls();
    faults.set([Rule::slack("users.info", SlackFault::DelayAnswer { ms: 0 })]);
    slack.say_stored("U0CHLOE", TRIAGE, text, Some(&card(app, TRIAGE).ts));
    slack.settled().await;
    let taken = app::take_due_jobs(&app.state).await.unwrap();
    assert_eq!(taken.len(), 1, "{taken:?}");
    let (state, job) = (app.state.clone(), taken[0].clone());
    let done = tokio::spawn(async move { app::do_taken_job(&state, &job).await });
    within_a_minute("Slack is asked", || slack.waiting() == 1).await;

    faults.set([Rule::slack("users.info", SlackFault::Http5xx { status: 503 })]);
    slack.put_user(chloe().guest());
    app.run_jobs().await;
    faults.release_calls();
    done.await.unwrap();
}

#[tokio::test]
async fn an_answer_that_was_under_way_when_slack_told_something_else_is_not_believed() {
    let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 600).await;
    let key = filed(&app).await;
    // Never spoken of, so that she waits for the answer, however long it takes.
    slack_user::Entity::update_many()
        .col_expr(slack_user::Column::CheckedAt, Expr::value(None::<DateTime<Utc>>))
        .exec(&app.db)
        .await
        .unwrap();

    is_doubted_while_she_says(&app, "and pay to https://evil.example").await;
    assert_eq!(on_portal(&app, &key).await.len(), 1);
    app.sandbox.faults().clear();
    recovers(&app).await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn words_of_somebody_who_is_doubted_meanwhile_wait_and_are_not_lost() {
    for stays in [false, true] {
        let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 600).await;
        let key = filed(&app).await;
        says(&app, "U0CHLOE", TRIAGE, "hello").await;

        // Who is mentioned is asked when it is known already that she may speak.
        is_doubted_while_she_says(&app, "and ask <@U0LEE>").await;
        assert_eq!(on_portal(&app, &key).await.len(), 2);
        if stays {
            app.sandbox.slack().put_user(chloe());
        }
        app.sandbox.faults().clear();
        recovers(&app).await;

        assert_eq!(on_portal(&app, &key).await.len(), if stays { 3 } else { 2 });
        assert!(dead_jobs(&app).await.is_empty());
    }
}

#[tokio::test]
async fn a_new_name_and_what_strangers_do_is_no_news() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "hello").await;
    let slack = app.sandbox.slack();
    let before = slack.calls_of("users.info").len();

    slack.put_user(User::person("U0CHLOE", "Chloe Durand", "T0ACME").email("chloe@acme.example"));
    slack.put_user(User::person("U0DAN", "Dan Weber", "T0ACME").guest());
    app.run_jobs().await;

    let told = slack
        .deliveries()
        .into_iter()
        .filter(|it| it.body.contains("user_change"));
    assert_eq!(told.count(), 2);
    assert_eq!(slack.calls_of("users.info").len(), before);
}

#[tokio::test]
async fn slacks_silence_does_not_hold_up_whom_we_know() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "hello").await;
    let asked = app.sandbox.slack().calls_of("users.info").len();
    says(&app, "U0CHLOE", TRIAGE, "again").await;
    assert_eq!(
        app.sandbox.slack().calls_of("users.info").len(),
        asked,
        "once a day is enough"
    );

    a_day_later(&app);
    app.sandbox
        .faults()
        .set([Rule::slack("users.info", SlackFault::Http5xx { status: 503 })]);
    says(&app, "U0CHLOE", TRIAGE, "and again").await;

    assert_eq!(on_portal(&app, &key).await.len(), 4);
}

#[tokio::test]
async fn an_agents_address_in_a_foreign_workspace_is_worth_nothing() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    // With what would show the rest of the line backwards.
    slack.put_user(User::person("U0EVIL", "Ana Lima\u{202e}", "T0EVIL").email("ana@acme.example"));
    slack.join("U0EVIL", TRIAGE, None);
    slack.join("U0EVIL", GLOBEX, None);
    let before = count_messages(&app).await;

    says(&app, "U0EVIL", TRIAGE, "We pay you").await;
    assert_eq!(count_messages(&app).await, before);
    says(&app, "U0EVIL", GLOBEX, "We pay you").await;

    assert_eq!(on_portal(&app, &key).await[1].0, "Ana Lima via Slack, unverified");
    assert_eq!(
        slack_user::Entity::find_by_id((fixtures::account_id(ACME), "U0EVIL".to_owned()))
            .one(&app.db)
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_contacts_address_counts_when_the_customers_own_workspace_says_it() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    slack.put_user(User::person("U0EVIL", "Maria Rossi", "T0EVIL").email(MARIA));
    slack.join("U0EVIL", GLOBEX, None);

    says(&app, "U0EVIL", GLOBEX, "Please send the code to me").await;
    says(&app, "U0MARIA", GLOBEX, "I am Maria").await;

    let portal = on_portal(&app, &key).await;
    assert_eq!(portal[1].0, "Maria Rossi via Slack, unverified");
    assert_eq!(portal[2].0, "Maria Rossi");
}

#[tokio::test]
async fn a_colleague_who_is_no_agent_moves_nothing_in_the_customers_channel() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox.slack().join("U0DAN", GLOBEX, None);
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    assert_eq!(ticket_now(&app, &key).await["status"], "in_progress");

    says(&app, "U0DAN", GLOBEX, "Sales here, hello").await;

    assert_eq!(on_portal(&app, &key).await[2].0, "Dan Weber via Slack, unverified");
    assert_eq!(ticket_now(&app, &key).await["status"], "in_progress");
}

/// What Ana reads on a ticket.
async fn on_ticket(app: &TestApp, key: &str) -> String {
    let ana = app.agent("ana@acme.example").await;
    ana.get(&format!("/api/v1/tickets/{key}/conversation"))
        .await
        .text()
        .to_owned()
}

/// Ana changes Maria's company.
async fn changes_globex(app: &TestApp, change: &str) {
    let ana = app.agent("ana@acme.example").await;
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let version = ana.get(&globex).await.json()["version"].clone();
    let res = match change {
        "the portal is off" | "the portal is on" => {
            let change = json!({ "version": version, "portal_enabled": change == "the portal is on" });
            ana.patch(&globex, &change).await
        }
        "others only" => {
            let some = json!({ "version": version, "user_access": "specific" });
            ana.patch(&globex, &some).await
        }
        "another domain" => ana.delete(&format!("{globex}/domains/globex.example")).await,
        _ => {
            let contact = format!("/api/v1/contacts/{}", fixtures::contact_id(MARIA));
            ana.patch(&contact, &json!({ "disabled": true })).await
        }
    };
    assert!(matches!(res.status(), 200 | 204), "{change}: {}", res.text());
}

#[tokio::test]
async fn a_contact_who_may_come_in_no_more_changes_nothing_they_wrote() {
    for change in ["disabled", "another domain", "others only", "the portal is off"] {
        let app = TestApp::spawn().await;
        let key = filed(&app).await;
        let first = says(&app, "U0MARIA", GLOBEX, "It burns").await;
        let second = says(&app, "U0MARIA", GLOBEX, "It smells").await;
        let slack = app.sandbox.slack();
        slack.edit("U0MARIA", GLOBEX, &first, "It burns high");
        app.run_jobs().await;
        assert!(on_ticket(&app, &key).await.contains("It burns high"));

        changes_globex(&app, change).await;
        slack.edit("U0MARIA", GLOBEX, &first, "It never burned");
        slack.delete("U0MARIA", GLOBEX, &second);
        app.run_jobs().await;

        let conversation = on_ticket(&app, &key).await;
        assert!(conversation.contains("It burns high"), "{change}: {conversation}");
        assert!(conversation.contains("It smells"), "{change}: {conversation}");
        // Slack does not say who deleted it: perhaps somebody who may. The team decides.
        let told = "\"body\":\"Slack says that a message by Maria Rossi was deleted there";
        assert_eq!(conversation.matches(told).count(), 1, "{change}: {conversation}");
    }
}

#[tokio::test]
async fn what_a_contact_changed_while_they_might_not_come_in_counts_when_they_may_again() {
    let app = TestApp::spawn().await;
    compare::connects(&app).await;
    let key = filed(&app).await;
    let ts = says(&app, "U0MARIA", GLOBEX, "It burns").await;
    let gone = says(&app, "U0MARIA", GLOBEX, "It smells").await;
    says(&app, "U0MARIA", GLOBEX, "Help").await;
    changes_globex(&app, "the portal is off").await;
    let slack = app.sandbox.slack();
    slack.edit("U0MARIA", GLOBEX, &ts, "It burns high");
    slack.delete("U0MARIA", GLOBEX, &gone);
    app.run_jobs().await;
    compare::minutes_pass(&app, 62).await;
    assert!(!on_ticket(&app, &key).await.contains("It burns high"));

    changes_globex(&app, "the portal is on").await;
    compare::minutes_pass(&app, 62).await;

    let conversation = on_ticket(&app, &key).await;
    assert!(conversation.contains("It burns high"), "{conversation}");
    assert_eq!(
        conversation.matches("\"body\":\"Slack says").count(),
        1,
        "told once: {conversation}"
    );
}

/// Ben answers a customer, is no agent any more, and in Slack what he said is deleted. Returns the ticket.
async fn is_deleted_when_ben_has_left(app: &TestApp) -> String {
    let key = filed(app).await;
    let ts = says(app, "U0BEN", TRIAGE, "You get it for free").await;
    let ana = app.agent("ana@acme.example").await;
    let ben = format!("/api/v1/team/{}", fixtures::agent_id("ben@acme.example"));
    let res = ana.patch(&ben, &json!({ "disabled": true })).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.sandbox.slack().delete("U0BEN", TRIAGE, &ts);
    app.run_jobs().await;
    key
}

#[tokio::test]
async fn who_left_the_team_does_not_take_back_what_customers_were_told() {
    let app = TestApp::spawn().await;

    let key = is_deleted_when_ben_has_left(&app).await;

    assert_eq!(on_portal(&app, &key).await[1].1, "You get it for free");
    let conversation = on_ticket(&app, &key).await;
    let told = "\"body\":\"Slack says that a message by Ben Okafor was deleted there";
    assert_eq!(conversation.matches(told).count(), 1, "{conversation}");
}

#[tokio::test]
async fn what_an_admin_of_slack_removed_of_somebody_who_is_no_more_there_goes() {
    let app = TestApp::spawn().await;
    let ben = User::person("U0BEN", "Ben Okafor", "T0ACME").email("ben@acme.example");
    let gone = User { deleted: true, ..ben };
    let key = filed(&app).await;
    let ts = says(&app, "U0BEN", TRIAGE, "The code is 1234").await;
    app.sandbox.slack().put_user(gone);
    app.run_jobs().await;

    app.sandbox.slack().delete("U0BEN", TRIAGE, &ts);
    app.run_jobs().await;

    assert!(!on_ticket(&app, &key).await.contains("The code is 1234"));
}

#[tokio::test]
async fn somebody_of_whom_slack_will_not_speak_is_not_taken_for_gone() {
    for code in ["user_not_visible", "some_new_code"] {
        let app = TestApp::spawn().await;
        let key = filed(&app).await;
        let ts = says(&app, "U0BEN", TRIAGE, "You get it for free").await;
        slack_user::Entity::update_many()
            .col_expr(slack_user::Column::CheckedAt, Expr::value(None::<DateTime<Utc>>))
            .exec(&app.db)
            .await
            .unwrap();
        let fault = SlackFault::Error { error: code.to_owned() };
        app.sandbox.faults().set([Rule::slack("users.info", fault)]);

        app.sandbox.slack().delete("U0BEN", TRIAGE, &ts);
        app.run_jobs().await;

        assert_eq!(on_portal(&app, &key).await[1].1, "You get it for free", "{code}");
    }
}

/// Slack's answer to the first question may be of before the second event.
#[tokio::test]
async fn who_is_doubted_is_doubted_again_whatever_slack_tells() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    says(&app, "U0CHLOE", TRIAGE, "hello").await;
    let doubts = async || {
        let row = slack_user::Entity::find_by_id((fixtures::account_id(ACME), "U0CHLOE".to_owned()));
        row.one(&app.db).await.unwrap().unwrap().doubts
    };
    let before = doubts().await;
    app.sandbox
        .faults()
        .set([Rule::slack("users.info", SlackFault::Http5xx { status: 503 })]);

    for user in [chloe().guest(), chloe()] {
        app.sandbox.slack().put_user(user);
        app.run_jobs().await;
    }

    assert_eq!(doubts().await, before + 2);
}
