//! A message is what it was last changed to, in whatever order Slack tells of it.

use chrono::TimeDelta;
use portico::{
    app::run_due_jobs,
    entity::{JobState, job},
    outside::clock::Clock,
};
use portico_sandbox::faults::{EventFault, Rule};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, card, dead_jobs, filed, hears, knocks, on_portal, redelivery, replies, says};
use crate::support::{TestApp, manifest_events};

/// Somebody writes below the card, and Slack's telling us fails for now. Gives the message and the event that is still to come.
async fn says_unheard(app: &TestApp, user: &str, text: &str) -> (String, Value) {
    let root = card(app, TRIAGE).ts;
    app.sandbox.faults().set([Rule::events(EventFault::Drop).times(1)]);
    let ts = app.sandbox.slack().say(user, TRIAGE, text, Some(&root));
    app.sandbox.slack().settled().await;
    app.sandbox.faults().clear();
    let event = json!({
        "type": "message", "channel": TRIAGE, "user": user, "text": text, "ts": ts, "thread_ts": root, "event_ts": ts,
    });
    (ts, event)
}

fn edit_of(message: &Value, text: &str, version: &str) -> Value {
    let mut after = message.clone();
    after["text"] = text.into();
    after["edited"] = json!({ "user": message["user"], "ts": version });
    json!({ "type": "message", "subtype": "message_changed", "channel": TRIAGE, "message": after, "event_ts": version })
}

#[tokio::test]
async fn an_edit_that_overtakes_its_message_is_the_message() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (ts, event) = says_unheard(&app, "U0CHLOE", "The code is 1234").await;

    app.sandbox.slack().edit("U0CHLOE", TRIAGE, &ts, "The code is secret");
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await[1].1, "The code is secret");

    hears(&app, "Ev0LATE", &event).await;
    app.run_jobs().await;

    let portal = on_portal(&app, &key).await;
    assert!(portal.len() == 2 && portal[1].1 == "The code is secret", "{portal:#?}");
    assert_eq!(app.told(MARIA).len(), 1);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn what_was_taken_back_before_we_heard_of_it_reaches_nobody() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (ts, event) = says_unheard(&app, "U0CHLOE", "The code is 1234").await;

    app.sandbox.slack().edit("U0CHLOE", TRIAGE, &ts, "The code is 12345");
    app.sandbox.slack().delete("U0CHLOE", TRIAGE, &ts);
    app.sandbox.slack().settled().await;
    // Slack's order is that of what happened; it keeps none when it tries again.
    let edit = redelivery(&app, "12345");
    job::Entity::delete_many()
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .filter(job::Column::LaneSeq.lte(edit.0))
        .exec(&app.db)
        .await
        .unwrap();
    app.run_jobs().await;
    hears(&app, "Ev0LATE", &event).await;
    hears(&app, "Ev0LATER", &edit.1).await;
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await.len(), 1);
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn an_older_edit_never_wins() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0CHLOE", TRIAGE, "One").await;
    let root = card(&app, TRIAGE).ts;
    let message = json!({ "type": "message", "user": "U0CHLOE", "text": "One", "ts": ts, "thread_ts": root });
    let second = ts.split_once('.').unwrap().0.parse::<i64>().unwrap();

    for (id, text, after) in [
        ("Ev3", "Three", 3),
        ("Ev2", "Two", 2),
        ("Ev4", "Four", 4),
        ("Ev1", "Older", 1),
    ] {
        let edit = edit_of(&message, text, &format!("{}.000100", second + after));
        hears(&app, id, &edit).await;
        app.run_jobs().await;
    }

    assert_eq!(on_portal(&app, &key).await[1].1, "Four");
    assert!(replies(&app, GLOBEX)[0].text.ends_with("Four"));
}

#[tokio::test]
async fn ten_edits_and_a_deletion_converge_in_whatever_order_they_come() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let root = card(&app, TRIAGE).ts;
    app.sandbox.faults().set([Rule::events(EventFault::Reorder)]);

    let stays = slack.say("U0CHLOE", TRIAGE, "stays 0", Some(&root));
    let goes = slack.say("U0CHLOE", TRIAGE, "goes 0", Some(&root));
    for number in 1..=10 {
        slack.edit("U0CHLOE", TRIAGE, &stays, &format!("stays {number}"));
        slack.edit("U0CHLOE", TRIAGE, &goes, &format!("goes {number}"));
    }
    slack.delete("U0CHLOE", TRIAGE, &goes);
    // As they come, so that nothing waits until its turn in the queue.
    let told = std::cell::Cell::new(false);
    let telling = async {
        slack.settled().await;
        told.set(true);
    };
    let working = async {
        while !told.get() {
            run_due_jobs(&app.state).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(telling, working);
    app.run_jobs().await;

    let bodies: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    let said: Vec<_> = bodies.iter().skip(1).filter(|it| !it.is_empty()).collect();
    assert_eq!(said, ["stays 10"], "{bodies:#?}");
    let there: Vec<_> = replies(&app, GLOBEX).into_iter().map(|it| it.text).collect();
    assert!(
        there.iter().any(|it| it.ends_with("stays 10")) && there.iter().all(|it| !it.contains("goes")),
        "{there:#?}"
    );
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn an_event_that_was_set_aside_is_applied_when_it_comes_again() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let root = card(&app, TRIAGE).ts;
    app.sandbox.slack().say("U0CHLOE", TRIAGE, "On it", Some(&root));
    app.sandbox.slack().settled().await;
    let waiting = job::Entity::find()
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .one(&app.db)
        .await;
    let mut dead = waiting.unwrap().unwrap().into_active_model();
    dead.state = Set(JobState::Dead);
    dead.update(&app.db).await.unwrap();
    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await.len(), 1, "it was set aside");

    let delivery = app
        .sandbox
        .slack()
        .deliveries()
        .into_iter()
        .rfind(|it| it.body.contains("On it"));
    let body = delivery.unwrap().body;
    for _ in 0..2 {
        let headers = super::signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
        assert_eq!(knocks(&app, "/slack/events", &headers, &body).await.status(), 200);
        app.run_jobs().await;
    }

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_reply_by_the_modal_keeps_its_place_among_those_in_the_thread() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let slack = app.sandbox.slack();
    let root = card(&app, TRIAGE).ts;
    slack.press("U0BEN", TRIAGE, &root, "reply", None);
    slack.settled().await;
    let view = slack.open_views()[0].view["id"].as_str().unwrap().to_owned();
    slack.say("U0CHLOE", TRIAGE, "first", Some(&root));
    slack.settled().await;
    // It has to wait for something.
    let waiting = job::Entity::find()
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .one(&app.db)
        .await;
    let mut held = waiting.unwrap().unwrap().into_active_model();
    held.run_at = Set(app.clock.now() + TimeDelta::seconds(30));
    held.update(&app.db).await.unwrap();
    app.clock.advance(TimeDelta::seconds(5));
    slack
        .submit_view("U0BEN", &view, json!({ "text": { "text": "second" } }))
        .await;
    app.run_jobs().await;
    app.clock.advance(TimeDelta::seconds(30));
    app.run_jobs().await;

    let bodies: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(bodies[1..], ["first", "second"]);
}

#[tokio::test]
async fn a_mention_alone_is_taken_when_its_twin_was_lost() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    // Our manifest does not ask for mentions; an app of somebody's own may.
    let mut events = manifest_events();
    events.push("app_mention");
    app.sandbox.slack().subscribe(&events);
    app.sandbox.faults().set([Rule::events(EventFault::Drop).times(1)]);

    says(&app, "U0CHLOE", TRIAGE, "@Portico we are on it").await;

    let portal = on_portal(&app, &key).await;
    assert!(portal.len() == 2 && portal[1].1.contains("we are on it"), "{portal:#?}");
    assert_eq!(app.told(MARIA).len(), 1);
}
