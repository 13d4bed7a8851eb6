//! One mail a day.

use chrono::{DateTime, TimeDelta, Utc};
use portico::{
    app,
    entity::{digest_entry, job},
    outside::clock::Clock,
};
use portico_sandbox::{
    faults::{Rule, SmtpFault, SmtpStage},
    mail::Mail,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{MARIA, only, refuse, stop_in};
use crate::{
    support::{Caller, TestApp},
    tickets::{file, problem},
};

const ANA: &str = "ana@acme.example";

async fn wanted(app: &TestApp, mails: &str, zone: &str) -> Caller {
    let maria = app.contact(MARIA).await;
    let chosen = json!({ "mails": mails, "time_zone": zone });
    assert_eq!(
        maria.patch("/api/v1/portal/me/preferences", &chosen).await.status(),
        200
    );
    maria
}

async fn says(app: &TestApp, key: &str, text: &str) {
    let said = json!({ "visibility": "public", "body": text });
    let res = app
        .agent(ANA)
        .await
        .post(&format!("/api/v1/tickets/{key}/messages"), &said)
        .await;
    assert_eq!(res.status(), 201, "{}", res.text());
    app.run_jobs().await;
}

/// The next time it is `hour` o'clock by UTC.
fn next(app: &TestApp, hour: u32) -> DateTime<Utc> {
    let now = app.clock.now();
    let today = now.date_naive().and_hms_opt(hour, 0, 0).unwrap().and_utc();
    if today > now { today } else { today + TimeDelta::days(1) }
}

async fn until(app: &TestApp, time: DateTime<Utc>) {
    app.clock.advance(time - app.clock.now());
    app.run_jobs().await;
}

async fn kept(app: &TestApp) -> (u64, u64) {
    let jobs = job::Entity::find().filter(job::Column::Kind.eq("send_digest"));
    let entries = digest_entry::Entity::find();
    (
        jobs.count(&app.db).await.unwrap(),
        entries.count(&app.db).await.unwrap(),
    )
}

#[tokio::test]
async fn what_happened_comes_at_eight_where_the_reader_is_in_one_mail() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "Asia/Tokyo").await; // 8 o'clock there is 23 o'clock by UTC.
    let first = file(&maria, &problem("Printer on fire")).await;
    let second = file(&maria, &problem("Chair squeaks")).await;
    for n in 1..=5 {
        says(&app, &first, &format!("Answer {n}")).await;
    }
    let note = json!({ "visibility": "internal", "body": "NOTE-CANARY" });
    let ana = app.agent(ANA).await;
    assert_eq!(
        ana.post(&format!("/api/v1/tickets/{first}/messages"), &note)
            .await
            .status(),
        201
    );
    let own = json!({ "body": "OWN-WORDS" });
    assert_eq!(
        maria
            .post(&format!("/api/v1/portal/tickets/{first}/messages"), &own)
            .await
            .status(),
        201
    );
    let solved = json!({ "status": "solved" });
    assert_eq!(
        ana.patch(&format!("/api/v1/tickets/{second}"), &solved).await.status(),
        200
    );
    app.run_jobs().await;

    let morning = next(&app, 23);
    until(&app, morning - TimeDelta::seconds(1)).await;
    assert!(app.sandbox.mails().is_empty(), "{:#?}", app.sandbox.mails());
    until(&app, morning).await;

    let mail = only(app.sandbox.mails());
    assert_eq!(
        (mail.subject.as_str(), &mail.to[..]),
        ("acme support: news on 2 tickets", &[MARIA.to_owned()][..])
    );
    for body in [&mail.text, &mail.html] {
        for there in [
            &*first,
            &*second,
            "Answer 3",
            "Answer 5",
            "Ana Lima set the status to Solved",
            "2 more",
        ] {
            assert!(body.contains(there), "{there} in {body}");
        }
        for hidden in ["Answer 1", "Answer 2", "CANARY", "OWN-WORDS"] {
            assert!(!body.contains(hidden), "{hidden} in {body}");
        }
    }
    assert!(stop_in(&mail).contains("/unsubscribe/"));
    assert_eq!(kept(&app).await, (0, 0));
    until(&app, morning + TimeDelta::days(1)).await;
    only(app.sandbox.mails()); // Where nothing happened, nothing comes.
}

#[tokio::test]
async fn a_status_that_was_set_with_an_answer_is_told_too() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "UTC").await;
    let key = file(&maria, &problem("Printer on fire")).await;
    for status in ["pending", "solved"] {
        let said = json!({ "visibility": "public", "body": format!("Now {status}"), "status": status });
        let ana = app.agent(ANA).await;
        let res = ana.post(&format!("/api/v1/tickets/{key}/messages"), &said).await;
        assert_eq!(res.status(), 201, "{}", res.text());
        app.run_jobs().await;
        until(&app, next(&app, 8)).await;

        let mail = only(app.sandbox.mails());
        let told = match status {
            "pending" => "Ana Lima set the status to Waiting for you",
            _ => "Ana Lima set the status to Solved",
        };
        for body in [&mail.text, &mail.html] {
            assert!(body.contains(told), "{told} in {body}");
            assert!(body.contains(&format!("Now {status}")), "{body}");
            // What was passed through on the way says nothing, and what came before was told.
            assert_eq!(body.matches("set the status").count(), 1, "{body}");
        }
        app.sandbox.clear_mails();
    }
    assert_eq!(kept(&app).await, (0, 0));
}

#[tokio::test]
async fn a_day_has_one_and_the_next_tells_what_is_new_alone() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "UTC").await;
    let key = file(&maria, &problem("Printer on fire")).await;
    says(&app, &key, "First").await;
    let morning = next(&app, 8);
    until(&app, morning).await;
    says(&app, &key, "Second").await;
    // Who travels has another morning the same day.
    wanted(&app, "digest", "America/Los_Angeles").await;
    until(&app, morning + TimeDelta::hours(12)).await;
    only(app.sandbox.mails());
    until(&app, morning + TimeDelta::days(2)).await;

    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 2, "{mails:#?}");
    assert!(
        mails[1].text.contains("Second") && !mails[1].text.contains("First"),
        "{}",
        mails[1].text
    );
}

#[tokio::test]
async fn a_worker_that_dies_leaves_nothing_out_and_mails_under_one_id() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "UTC").await;
    let key = file(&maria, &problem("Printer on fire")).await;
    says(&app, &key, "First").await;
    let morning = next(&app, 8);
    app.clock.advance(morning - app.clock.now());
    // One takes the job and dies, another's connection is lost when the mail was taken already.
    let taken = app::take_due_jobs(&app.state).await.unwrap();
    assert!(taken.iter().any(|it| it.job.kind() == "send_digest"));
    drop(taken);
    assert!(app.sandbox.mails().is_empty());
    app.sandbox
        .faults()
        .add(Rule::smtp(SmtpStage::AfterAccept, SmtpFault::Drop).times(1));
    for _ in 0..6 {
        app.clock.advance(TimeDelta::minutes(10));
        app.run_jobs().await;
    }

    let mails: Vec<Mail> = app.sandbox.mails();
    assert_eq!(mails.len(), 2, "taken, but the answer was lost: {mails:#?}");
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert_eq!(mails[0].text, mails[1].text);
    assert_eq!(kept(&app).await, (0, 0));
}

#[tokio::test]
async fn what_comes_while_one_is_under_way_waits_for_the_next() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "UTC").await;
    let key = file(&maria, &problem("Printer on fire")).await;
    says(&app, &key, "First").await;
    let morning = next(&app, 8);
    app.clock.advance(morning - app.clock.now());
    let taken = app::take_due_jobs(&app.state).await.unwrap();
    let digest = taken
        .iter()
        .find(|it| it.job.kind() == "send_digest")
        .expect("the digest");
    app.sandbox
        .faults()
        .add(Rule::smtp(SmtpStage::BeforeAccept, SmtpFault::Delay { ms: 4_000 }).times(1));

    tokio::join!(app::do_taken_job(&app.state, digest), says(&app, &key, "Second"));
    assert!(!only(app.sandbox.mails()).text.contains("Second"));
    until(&app, morning + TimeDelta::days(1)).await;

    let mails = app.sandbox.mails();
    assert_eq!(mails.len(), 2, "{mails:#?}");
    assert!(
        mails[1].text.contains("Second") && !mails[1].text.contains("First"),
        "{}",
        mails[1].text
    );
}

#[tokio::test]
async fn what_is_kept_is_judged_anew_in_the_morning() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "UTC").await;
    let (muted, read) = (
        file(&maria, &problem("Chair squeaks")).await,
        file(&maria, &problem("Printer on fire")).await,
    );
    for key in [&muted, &read] {
        says(&app, key, "Hello").await;
    }
    let mute = maria.request(reqwest::Method::PUT, &format!("/api/v1/portal/tickets/{muted}/mute"));
    assert_eq!(maria.send(mute).await.status(), 204);
    // Now every mail is wanted: what was kept still comes.
    wanted(&app, "every", "UTC").await;
    until(&app, next(&app, 8)).await;
    let mail = only(app.sandbox.mails());
    assert_eq!(mail.subject, format!("[{read}] News: Printer on fire"));
    assert!(!mail.text.contains(&muted), "{}", mail.text);
    app.sandbox.clear_mails();

    wanted(&app, "digest", "UTC").await;
    says(&app, &read, "For nobody").await;
    wanted(&app, "nothing", "UTC").await;
    until(&app, next(&app, 8)).await;

    assert!(app.sandbox.mails().is_empty());
    assert_eq!(kept(&app).await, (0, 0));
}

#[tokio::test]
async fn a_mail_server_that_is_away_in_the_morning_gets_it_later() {
    let app = TestApp::spawn().await;
    let maria = wanted(&app, "digest", "UTC").await;
    let key = file(&maria, &problem("Printer on fire")).await;
    says(&app, &key, "First").await;
    refuse(&app, SmtpStage::Connect, 421, 1);
    until(&app, next(&app, 8)).await;
    assert!(app.sandbox.mails().is_empty());
    says(&app, &key, "Second").await;

    app.clock.advance(TimeDelta::hours(1));
    app.run_jobs().await;

    let mail = only(app.sandbox.mails());
    assert!(
        mail.text.contains("First") && mail.text.contains("Second"),
        "{}",
        mail.text
    );
    assert_eq!(kept(&app).await.1, 0);
}
