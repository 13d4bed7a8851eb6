//! Events that come again, whose worker died, or that come before we know of what they answer: applied once.

use chrono::TimeDelta;
use portico::{
    entity::{JobState, job},
    outside::clock::Clock,
};
use portico_sandbox::{
    faults::{EventFault, Rule, SlackFault},
    slack::Delivery,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{GLOBEX, MARIA, TRIAGE, card, cards, filed, knocks, on_portal, recovers, says};
use crate::support::TestApp;

fn headers(delivery: &Delivery) -> Vec<(&'static str, String)> {
    let of = |name: &str| {
        delivery
            .headers
            .iter()
            .find(|it| it.0.eq_ignore_ascii_case(name))
            .unwrap()
            .1
            .clone()
    };
    vec![
        ("x-slack-request-timestamp", of("x-slack-request-timestamp")),
        ("x-slack-signature", of("x-slack-signature")),
    ]
}

#[tokio::test]
async fn an_event_that_comes_again_and_again_is_applied_once() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox.faults().set([Rule::events(EventFault::Duplicate)]);
    app.sandbox
        .slack()
        .say("U0CHLOE", TRIAGE, "On it", Some(&card(&app, TRIAGE).ts));
    app.sandbox.slack().settled().await;
    app.sandbox.faults().clear();
    let delivery = app
        .sandbox
        .slack()
        .deliveries()
        .into_iter()
        .rfind(|it| it.body.contains("On it"))
        .unwrap();

    let five = (0..5).map(|_| async {
        knocks(&app, "/slack/events", &headers(&delivery), &delivery.body)
            .await
            .status()
    });
    assert_eq!(futures_util::future::join_all(five).await, [200; 5]);
    app.run_jobs().await;
    assert_eq!(
        knocks(&app, "/slack/events", &headers(&delivery), &delivery.body)
            .await
            .status(),
        200
    );
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    assert_eq!(app.told(MARIA).len(), 1);
}

#[tokio::test]
async fn an_event_whose_worker_died_is_applied_once_by_the_next() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox
        .slack()
        .say("U0CHLOE", TRIAGE, "On it", Some(&card(&app, TRIAGE).ts));
    app.sandbox.slack().settled().await;
    let waiting = job::Entity::find()
        .filter(job::Column::Kind.eq("apply_slack_event"))
        .one(&app.db)
        .await;
    let mut held = waiting
        .unwrap()
        .expect("kept before it was acknowledged")
        .into_active_model();
    held.state = Set(JobState::Running);
    held.attempts = Set(1);
    held.lease_token = Set(Some(uuid::Uuid::nil()));
    held.leased_until = Set(Some(app.clock.now() + TimeDelta::seconds(60)));
    held.update(&app.db).await.unwrap();

    app.run_jobs().await;
    assert_eq!(on_portal(&app, &key).await.len(), 1, "the lease still holds");
    app.clock.advance(TimeDelta::seconds(61));
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
}

#[tokio::test]
async fn a_reply_below_a_card_we_have_not_heard_back_about_is_not_lost() {
    let app = TestApp::spawn().await;
    app.sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2)]);
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "On it").await;

    assert_eq!(on_portal(&app, &key).await.len(), 2);
    recovers(&app).await;
    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}
