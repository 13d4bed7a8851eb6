//! Of a post that nobody could tell of, a person says what is true.

use chrono::TimeDelta;
use portico::entity::{JobState, job, slack_thread};
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, passes, recovers, replies, replies_on_portal, taken_back::shown};
use crate::support::{Caller, TestApp, manifest_scopes};

async fn uncertain(app: &TestApp) -> Vec<job::Model> {
    let jobs = job::Entity::find().filter(job::Column::State.eq(JobState::Uncertain));
    jobs.all(&app.db).await.unwrap()
}

/// The scopes without which our posts cannot be read back.
fn unreadable() -> Vec<&'static str> {
    let scopes = manifest_scopes().into_iter();
    scopes.filter(|it| *it != "metadata.message:read").collect()
}

/// A reply of Maria's, in both threads, of which nobody knows whether it arrived: its path, and the jobs.
async fn unsure(app: &TestApp, fault: SlackFault) -> (String, Vec<job::Model>) {
    let key = filed(app).await;
    app.sandbox.slack().install(&unreadable());
    let rule = Rule::slack("chat.postMessage", fault);
    app.sandbox.faults().set([rule.times(2)]);
    let said = replies_on_portal(app, &key, json!({ "body": "Did this arrive?" }))
        .await
        .json();
    recovers(app).await;
    let jobs = uncertain(app).await;
    assert_eq!(jobs.len(), 2);
    let id = said["id"].as_str().unwrap();
    (format!("/api/v1/portal/tickets/{key}/messages/{id}"), jobs)
}

fn count(app: &TestApp) -> [usize; 2] {
    [TRIAGE, GLOBEX].map(|channel| {
        let all = replies(app, channel);
        all.iter().filter(|it| it.text.contains("Did this arrive?")).count()
    })
}

/// Ana has looked: it stands there.
async fn found(app: &TestApp, ana: &Caller, row: &job::Model) {
    let path = format!("/api/v1/jobs/{}/resolve", row.id);
    assert_eq!(ana.post(&path, &json!({ "posted": "yesterday" })).await.status(), 422);
    let thread = row.payload["thread_id"].as_str().unwrap().parse().unwrap();
    let thread = slack_thread::Entity::find_by_id((row.account_id, thread));
    let channel = thread.one(&app.db).await.unwrap().unwrap().channel_id;
    let there = replies(app, &channel).pop().unwrap().ts;
    let res = ana.post(&path, &json!({ "posted": there })).await;
    assert_eq!(res.status(), 204, "{}", res.text());
    assert_eq!(ana.post(&path, &json!({ "posted": null })).await.status(), 404, "once");
}

#[tokio::test]
async fn a_post_that_somebody_found_is_not_posted_again() {
    let app = TestApp::spawn().await;
    let (_, jobs) = unsure(&app, SlackFault::DropAfterAccept).await;
    let ana = app.agent("ana@acme.example").await;
    let health = ana.get("/api/v1/slack").await.json();
    let stuck = health["stuck"].as_array().unwrap();
    assert!(
        stuck.len() == 2 && stuck.iter().all(|it| it["uncertain"] == true),
        "{health:#}"
    );
    for row in jobs {
        found(&app, &ana, &row).await;
    }
    recovers(&app).await;
    assert!(uncertain(&app).await.is_empty());
    assert_eq!(count(&app), [1, 1]);
    assert!(ana.get("/api/v1/audit-log").await.text().contains("job_resolved"));
}

#[tokio::test]
async fn a_post_that_nobody_found_is_posted_again() {
    let app = TestApp::spawn().await;
    let (_, jobs) = unsure(&app, SlackFault::Drop).await;
    assert_eq!(count(&app), [0, 0]);
    let ben = app.agent("ben@acme.example").await;
    for row in jobs {
        let res = ben
            .post(&format!("/api/v1/jobs/{}/resolve", row.id), &json!({ "posted": null }))
            .await;
        assert_eq!(res.status(), 204, "{}", res.text());
    }
    recovers(&app).await;
    assert_eq!(count(&app), [1, 1]);
}

#[tokio::test]
async fn a_post_that_is_found_when_it_was_taken_back_goes_away() {
    let app = TestApp::spawn().await;
    let (reply, jobs) = unsure(&app, SlackFault::DropAfterAccept).await;
    assert_eq!(app.contact(MARIA).await.delete(&reply).await.status(), 204);
    recovers(&app).await;
    assert_eq!(count(&app), [1, 1], "nobody knows where it stands");

    let ana = app.agent("ana@acme.example").await;
    for row in jobs {
        found(&app, &ana, &row).await;
    }
    recovers(&app).await;

    assert_eq!(count(&app), [0, 0]);
    assert!(uncertain(&app).await.is_empty() && dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_post_that_is_found_when_it_was_changed_says_what_it_says_now() {
    let app = TestApp::spawn().await;
    let (reply, jobs) = unsure(&app, SlackFault::DropAfterAccept).await;
    let maria = app.contact(MARIA).await;
    let changed = maria.patch(&reply, &json!({ "body": "It has arrived." })).await;
    assert_eq!(changed.status(), 200, "{}", changed.text());
    recovers(&app).await;

    let ana = app.agent("ana@acme.example").await;
    for row in jobs {
        found(&app, &ana, &row).await;
    }
    recovers(&app).await;

    for channel in [TRIAGE, GLOBEX] {
        let said: Vec<_> = replies(&app, channel).into_iter().map(|it| it.text).collect();
        assert!(
            said.len() == 1 && said[0].ends_with("It has arrived."),
            "{channel}: {said:?}"
        );
    }
}

#[tokio::test]
async fn what_may_stand_there_is_not_posted_again_for_an_edit() {
    // One post a second, so that the second alone is lost.
    let app = TestApp::spawn_with(|config| config.slack.channel_interval_ms = 1000).await;
    let key = filed(&app).await;
    recovers(&app).await;
    app.sandbox.slack().install(&unreadable());
    let maria = app.contact(MARIA).await;
    let said = json!({ "body": "before ".repeat(900) });
    let said = replies_on_portal(&app, &key, said).await.json();
    app.run_jobs().await;
    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept);
    app.sandbox.faults().set([lost.times(2)]);
    passes(&app, TimeDelta::seconds(2));
    recovers(&app).await;
    let stands = || [TRIAGE, GLOBEX].map(|channel| shown(&app, channel).len());
    assert_eq!((stands(), uncertain(&app).await.len()), ([2, 2], 2));

    let reply = format!("/api/v1/portal/tickets/{key}/messages/{}", said["id"].as_str().unwrap());
    let changed = maria.patch(&reply, &json!({ "body": "after ".repeat(1000) })).await;
    assert_eq!(changed.status(), 200, "{}", changed.text());
    recovers(&app).await;
    assert_eq!(stands(), [2, 2]);

    let ana = app.agent("ana@acme.example").await;
    for row in uncertain(&app).await {
        found(&app, &ana, &row).await;
    }
    recovers(&app).await;
    for channel in [TRIAGE, GLOBEX] {
        let said = shown(&app, channel);
        assert!(
            said.len() == 2 && said.iter().all(|it| !it.contains("before")),
            "{channel}: {said:?}"
        );
    }
}
