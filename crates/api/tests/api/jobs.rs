//! The queue: when jobs run. Of jobs with one key one waits at a time, and however a change and a worker meet, the newest state is worked on.

use std::{pin::pin, sync::Arc, time::Duration};

use chrono::TimeDelta;
use portico::{
    app::{self, AppState},
    entity::{JobState, ThreadKind, job, slack_thread},
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use portico_sandbox::faults::{Rule, SlackFault};
use portico_types::ids::JobId;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, Statement, TransactionTrait,
};
use serde_json::json;

use crate::{
    support::{ACME, SECRET, TestApp, TestClock, fixtures},
    tickets::{file, problem},
};

const CUSTOMERS: &str = "C0GLOBEX";

/// A ticket whose cards are posted; returns its path for agents.
async fn filed(app: &TestApp) -> String {
    let maria = app.contact("maria@globex.example").await;
    let key = file(&maria, &problem("Printer on fire")).await;
    app.run_jobs().await;
    format!("/api/v1/tickets/{key}")
}

async fn retitle(app: &TestApp, path: &str, title: &str) {
    let res = app
        .agent("ana@acme.example")
        .await
        .patch(path, &json!({ "title": title }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
}

/// The card in the customer's channel says so.
fn assert_card_says(app: &TestApp, title: &str) {
    let messages = app.sandbox.slack().messages(CUSTOMERS);
    let cards: Vec<_> = messages.iter().filter(|it| it.bot_id.is_some()).collect();
    assert_eq!(cards.len(), 1, "{cards:#?}");
    assert!(cards[0].text.contains(title), "{}", cards[0].text);
}

/// The states of the jobs that bring the customer's card up to date.
async fn updates(app: &TestApp) -> Vec<JobState> {
    let threads = slack_thread::Entity::find().filter(slack_thread::Column::Kind.eq(ThreadKind::Customer));
    let thread = threads
        .one(&app.db)
        .await
        .unwrap()
        .expect("a thread in the customer's channel");
    let jobs = job::Entity::find().filter(job::Column::UniqueKey.eq(format!("card:{}", thread.id)));
    jobs.all(&app.db)
        .await
        .unwrap()
        .into_iter()
        .map(|it| it.state)
        .collect()
}

/// Asks until it is so, and no longer than anything may take.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..1000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

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
    // Who has connected begins to compare threads, which goes on.
    let again = job::Entity::find().filter(job::Column::Kind.eq("connect_slack"));
    assert_eq!(again.count(&app.db).await.unwrap(), 0);
}

/// R20: nothing waits for a time that will come once more.
#[tokio::test]
async fn a_clock_set_back_by_an_hour_holds_nothing_up_and_doubles_nothing() {
    let app = TestApp::spawn_with(|config| {
        config.slack.channel_interval_ms = 1000;
        config.slack.undo_seconds = 10;
    })
    .await;
    let path = filed(&app).await;
    let slack = app.sandbox.slack();
    let says = async |text: &str| {
        let ana = app.agent("ana@acme.example").await; // What was signed in the future is not believed.
        let body = json!({ "visibility": "public", "body": text });
        let res = ana.post(&format!("{path}/messages"), &body).await;
        assert_eq!(res.status(), 201, "{}", res.text());
    };
    let root = slack.messages(CUSTOMERS).remove(0).ts;
    // One is put off by Slack, one may have been sent, others wait for their turn in the channel.
    app.sandbox.faults().set([
        Rule::slack("chat.postMessage", SlackFault::RateLimited { retry_after: 20 }).times(1),
        Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(1),
    ]);
    for n in 1..=3 {
        says(&format!("before {n}")).await;
    }
    app.run_jobs().await;

    app.clock.set_back(TimeDelta::hours(1));
    says("after").await;
    for _ in 0..90 {
        app.clock.advance(TimeDelta::seconds(1));
        app.run_jobs().await;
    }

    let texts = slack.thread(CUSTOMERS, &root).into_iter().map(|it| it.text);
    let posted: Vec<_> = texts.filter(|it| it.starts_with("*Ana")).collect();
    assert_eq!(posted.len(), 4, "{posted:#?}");
    for (text, end) in posted.iter().zip(["before 1", "before 2", "before 3", "after"]) {
        assert!(text.ends_with(end), "{posted:#?}");
    }
    let kinds = ["post_message", "post_change", "send_message_mail"];
    let left = job::Entity::find().filter(job::Column::Kind.is_in(kinds));
    assert_eq!(left.count(&app.db).await.unwrap(), 0);
    assert_eq!(app.told("maria@globex.example").len(), 4);
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

#[tokio::test]
async fn what_changes_while_a_worker_is_at_it_is_worked_on_after() {
    let app = TestApp::spawn().await;
    let path = filed(&app).await;
    let slow = SlackFault::Delay { ms: 0 };
    app.sandbox.faults().set([Rule::slack("chat.update", slow)]);
    app.sandbox.faults().hold_calls();
    retitle(&app, &path, "Older").await;

    let change = async {
        until("a worker is at it", async || updates(&app).await == [JobState::Running]).await;
        retitle(&app, &path, "Newest").await;
        let mut both = updates(&app).await;
        both.sort_by_key(|state| *state == JobState::Ready);
        assert_eq!(
            both,
            [JobState::Running, JobState::Ready],
            "while the worker is at the older one"
        );
        app.sandbox.faults().clear();
    };
    tokio::join!(app.run_jobs(), change);

    assert_card_says(&app, "Newest");
    assert_eq!(updates(&app).await, []);
}

async fn somebody_waits(db: &DatabaseConnection, sql: &str) -> bool {
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    db.query_one_raw(statement).await.unwrap().is_some()
}

/// On PostgreSQL only: on SQLite one writes while the other waits.
#[tokio::test]
async fn a_worker_that_comes_before_a_change_is_committed_waits_for_it_on_postgres() {
    const ADVISORY: &str = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    const CLAIM: &str = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE 'UPDATE jobs SET state = ''running''%'";
    let app = TestApp::spawn().await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let path = filed(&app).await;
    retitle(&app, &path, "Older").await;
    assert_eq!(updates(&app).await, [JobState::Ready]);
    // Whoever changes a ticket from here on stops on the way to its commit, for as long as we hold the lock.
    for sql in [
        "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER stop AFTER UPDATE ON tickets DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stop()",
    ] {
        app.db.execute_unprepared(sql).await.unwrap();
    }
    let gate = sea_orm::Database::connect(
        sea_orm::ConnectOptions::new(app.database.owner_url())
            .max_connections(1)
            .to_owned(),
    );
    let gate = gate.await.unwrap();
    gate.execute_unprepared("SELECT pg_advisory_lock(1)").await.unwrap();

    let work = async {
        until("the change is on the way to its commit", async || {
            somebody_waits(&app.db, ADVISORY).await
        })
        .await;
        let mut jobs = pin!(app.run_jobs());
        let done = tokio::select! {
            () = &mut jobs => true,
            () = until("the worker waits", async || somebody_waits(&app.db, CLAIM).await) => false,
        };
        gate.execute_unprepared("SELECT pg_advisory_unlock(1)").await.unwrap();
        if !done {
            jobs.await;
        }
    };
    tokio::join!(retitle(&app, &path, "Newest"), work);
    app.run_jobs().await;

    assert_card_says(&app, "Newest");
    gate.close().await.unwrap();
}

/// On PostgreSQL only, as above.
#[tokio::test]
async fn of_two_changes_that_ask_for_one_job_at_once_neither_is_forgotten_on_postgres() {
    const ENQUEUE: &str =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query LIKE 'INSERT INTO \"jobs\"%'";
    let app = TestApp::spawn().await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let now = app.clock.now();
    for (key, comes_about) in [("committed", true), ("rolled back", false)] {
        let new = || NewJob::new(fixtures::account_id(ACME), Job::ConnectSlack {}).once(key.to_owned());
        let (first, second) = (app.db.begin().await.unwrap(), app.db.begin().await.unwrap());
        enqueue(&first, now, new()).await.unwrap();

        let ask_again = async {
            enqueue(&second, now, new()).await.unwrap();
            second.commit().await.unwrap();
        };
        let end = async {
            until("the second waits for the first", async || {
                somebody_waits(&app.db, ENQUEUE).await
            })
            .await;
            let ended = if comes_about {
                first.commit().await
            } else {
                first.rollback().await
            };
            ended.unwrap();
        };
        tokio::join!(ask_again, end);

        let waiting = job::Entity::find().filter(job::Column::UniqueKey.eq(key));
        assert_eq!(waiting.count(&app.db).await.unwrap(), 1, "{key}");
    }
}

#[tokio::test]
async fn work_is_begun_when_it_is_committed_and_not_when_somebody_looks_next() {
    let app = TestApp::spawn_with(|config| config.jobs.poll_ms = 600_000).await;
    tokio::spawn(app::work(app.state.clone()));
    let ask = json!({ "email": "maria@globex.example" });
    for n in 1..=2 {
        let asked = app.nobody(ACME).post("/api/v1/portal/sign-in/mail", &ask).await;
        assert_eq!(asked.status(), 202);
        let mailed = async {
            while app.sandbox.mails().len() < n {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), mailed)
            .await
            .unwrap_or_else(|_| panic!("mail {n} waits for the next look"));
    }
}
