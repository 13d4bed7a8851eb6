//! The queue: when jobs run.

use std::sync::Arc;

use chrono::TimeDelta;
use portico::{
    app::{self, AppState},
    entity::{JobState, job},
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use portico_types::ids::JobId;
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use serde_json::json;

use crate::support::{ACME, SECRET, TestApp, TestClock, fixtures};

#[tokio::test]
async fn a_job_waits_for_its_time() {
    let app = TestApp::spawn().await;
    let asked = || app.sandbox.slack().calls_of("auth.test").len();
    let before = asked();
    let now = app.clock.now();
    let later = NewJob::new(fixtures::account_id(ACME), Job::ConnectSlack {}).not_before(now + TimeDelta::seconds(10));
    enqueue(&app.db, now, later).await.unwrap();

    app.run_jobs().await;
    app.clock.advance(TimeDelta::seconds(9));
    app.run_jobs().await;
    assert_eq!(asked(), before);
    app.clock.advance(TimeDelta::seconds(1));
    app.run_jobs().await;

    assert_eq!(asked(), before + 1);
    assert_eq!(job::Entity::find().count(&app.db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_job_that_cannot_be_read_is_tried_a_few_times_and_then_set_aside() {
    let app = TestApp::spawn().await;
    let now = app.clock.now();
    let row = job::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(JobId(uuid::Uuid::now_v7())),
        kind: Set("post_card".to_owned()),
        payload: Set(json!({ "from": "a newer release" })),
        lane_seq: Set(0),
        state: Set(JobState::Ready),
        run_at: Set(now),
        attempts: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    job::Entity::insert(row).exec_without_returning(&app.db).await.unwrap();
    let look = async || job::Entity::find().one(&app.db).await.unwrap().unwrap();

    app.run_jobs().await;
    assert_eq!(look().await.state, JobState::Ready, "another process may know better");
    for _ in 0..12 {
        app.clock.advance(TimeDelta::minutes(10));
        app.run_jobs().await;
    }

    let dead = look().await;
    assert_eq!((dead.state, dead.attempts), (JobState::Dead, 8));
    assert!(dead.last_error.unwrap().contains("unreadable"));
}

#[tokio::test]
async fn a_process_whose_clock_is_wrong_takes_nothing_from_one_that_lives() {
    let app = TestApp::spawn().await;
    let now = app.clock.now();
    let job = NewJob::new(fixtures::account_id(ACME), Job::ConnectSlack {});
    enqueue(&app.db, now, job).await.unwrap();
    let held = app::take_due_jobs(&app.state).await.unwrap();
    assert_eq!(held.len(), 1);

    let clock = Arc::new(TestClock::default());
    clock.advance(TimeDelta::minutes(10));
    let other = AppState::new(app.state.config.clone(), SECRET, clock.clone()).await;
    let other = Arc::new(other.unwrap());
    let stolen = async || app::take_due_jobs(&other).await.unwrap();
    assert!(stolen().await.is_empty());
    clock.advance(TimeDelta::seconds(25));
    assert!(stolen().await.is_empty());
    // No sign of life for a whole lease, as the other counts.
    clock.advance(TimeDelta::seconds(40));
    assert_eq!(stolen().await.len(), 1);
}
