//! What cannot run yet is put off and not looked at; it goes on as soon as it can.

use chrono::TimeDelta;
use portico::{
    entity::{JobState, WorkspaceState, job, slack_workspace},
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use portico_types::ids::{SlackThreadId, SlackWorkspaceId, TicketId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::support::{ACME, TestApp, fixtures};

const LANE: &str = "a lane";

/// Something to tell somebody in Slack, in a lane.
fn tell(text: &str, seq: i64) -> NewJob {
    let job = Job::PostEphemeral {
        channel: "C0TRIAGE".to_owned(),
        user: "U0ANA".to_owned(),
        thread_ts: None,
        text: text.to_owned(),
    };
    NewJob::new(fixtures::account_id(ACME), job).in_lane(LANE.to_owned(), seq)
}

/// What was told, in order.
fn told(app: &TestApp) -> Vec<String> {
    let calls = app.sandbox.slack().calls_of("chat.postEphemeral");
    calls
        .iter()
        .map(|it| it.args["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether those of the lane that wait are put off, in order.
async fn deferred(app: &TestApp) -> Vec<bool> {
    let jobs = job::Entity::find().filter(job::Column::Lane.eq(LANE));
    let jobs = jobs.order_by_asc(job::Column::LaneSeq).all(&app.db).await.unwrap();
    jobs.iter().map(|it| it.deferred_until.is_some()).collect()
}

/// Three in a lane, the first of which is not due for five seconds.
async fn behind_one_that_waits(app: &TestApp) {
    let now = app.clock.now();
    let first = tell("first", 1).not_before(now + TimeDelta::seconds(5));
    for new in [first, tell("second", 2), tell("third", 3)] {
        enqueue(&app.db, now, new).await.unwrap();
    }
    app.run_jobs().await;
    assert_eq!(
        deferred(app).await,
        [false, false, false],
        "it may be their turn at once"
    );
    app.clock.advance(TimeDelta::seconds(3));
    app.run_jobs().await;
    assert_eq!(deferred(app).await, [false, true, true]);
    assert!(told(app).is_empty());
}

#[tokio::test]
async fn what_stands_behind_another_goes_on_when_that_is_done() {
    let app = TestApp::spawn().await;
    behind_one_that_waits(&app).await;

    app.clock.advance(TimeDelta::seconds(2));
    app.run_jobs().await;

    assert_eq!(told(&app), ["first", "second", "third"]);
}

#[tokio::test]
async fn what_comes_before_those_that_were_put_off_is_done_before_them() {
    let app = TestApp::spawn().await;
    behind_one_that_waits(&app).await;
    enqueue(&app.db, app.clock.now(), tell("zeroth", 0)).await.unwrap();

    app.run_jobs().await;
    assert_eq!(told(&app), ["zeroth"]);
    app.clock.advance(TimeDelta::seconds(2));
    app.run_jobs().await;

    assert_eq!(told(&app), ["zeroth", "first", "second", "third"]);
}

#[tokio::test]
async fn what_nobody_lets_go_is_looked_at_again_after_a_moment() {
    let app = TestApp::spawn().await;
    behind_one_that_waits(&app).await;
    // As an operator might, who knows nothing of this.
    let first = job::Entity::delete_many().filter(job::Column::Lane.eq(LANE));
    first.filter(job::Column::LaneSeq.eq(1)).exec(&app.db).await.unwrap();

    app.clock.advance(TimeDelta::seconds(9));
    app.run_jobs().await;
    assert!(told(&app).is_empty(), "put off");
    app.clock.advance(TimeDelta::seconds(1));
    app.run_jobs().await;

    assert_eq!(told(&app), ["second", "third"]);
}

#[tokio::test]
async fn a_clock_set_back_puts_nothing_off_for_long() {
    let app = TestApp::spawn().await;
    behind_one_that_waits(&app).await;

    app.clock.set_back(TimeDelta::hours(1));
    for _ in 0..20 {
        app.clock.advance(TimeDelta::seconds(1));
        app.run_jobs().await;
    }

    assert_eq!(told(&app), ["first", "second", "third"]);
}

#[tokio::test]
async fn what_is_for_a_workspace_that_is_away_is_put_off_too() {
    let app = TestApp::spawn().await;
    let set = async |state: WorkspaceState| {
        let all = slack_workspace::Entity::update_many();
        let all = all.col_expr(slack_workspace::Column::State, Expr::value(state));
        all.exec(&app.db).await.unwrap();
    };
    let workspace = slack_workspace::Entity::find().one(&app.db).await.unwrap().unwrap();
    let id: SlackWorkspaceId = workspace.id;
    set(WorkspaceState::Disconnected).await;
    enqueue(&app.db, app.clock.now(), tell("later", 1).of_workspace(id))
        .await
        .unwrap();

    app.clock.advance(TimeDelta::seconds(3));
    app.run_jobs().await;
    assert_eq!(deferred(&app).await, [true]);
    set(WorkspaceState::Connected).await;
    app.clock.advance(TimeDelta::seconds(10));
    app.run_jobs().await;

    assert_eq!(told(&app), ["later"]);
}

/// A person said of the first that it is done.
#[tokio::test]
async fn what_stands_behind_a_post_that_somebody_found_goes_on_at_once() {
    let app = TestApp::spawn().await;
    let now = app.clock.now();
    let change = Job::PostChange {
        thread_id: SlackThreadId(Uuid::now_v7()),
        ticket_id: TicketId(Uuid::now_v7()),
        seq: 1,
    };
    let first = NewJob::new(fixtures::account_id(ACME), change).in_lane(LANE.to_owned(), 1);
    enqueue(&app.db, now, first.not_before(now + TimeDelta::minutes(5)))
        .await
        .unwrap();
    enqueue(&app.db, now, tell("second", 2)).await.unwrap();
    app.clock.advance(TimeDelta::seconds(3));
    app.run_jobs().await;
    assert_eq!(deferred(&app).await, [false, true]);
    let of_lane = || {
        job::Entity::find()
            .filter(job::Column::Lane.eq(LANE))
            .filter(job::Column::LaneSeq.eq(1))
    };
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Uncertain))
        .filter(job::Column::Lane.eq(LANE))
        .filter(job::Column::LaneSeq.eq(1))
        .exec(&app.db)
        .await
        .unwrap();

    let found = of_lane().one(&app.db).await.unwrap().unwrap();
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/jobs/{}/resolve", found.id);
    let res = ana.post(&path, &json!({ "posted": "1700000000.000200" })).await;
    assert_eq!(res.status(), 204, "{}", res.text());
    app.run_jobs().await;

    assert_eq!(told(&app), ["second"]);
}
