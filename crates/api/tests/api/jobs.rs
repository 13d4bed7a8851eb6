//! The queue: when jobs run.

use chrono::TimeDelta;
use portico::{
    entity::job,
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{ACME, TestApp, fixtures};

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
