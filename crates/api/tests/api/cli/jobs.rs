//! Jobs that were given up or that nobody can tell of, and what an operator does about them.

use chrono::TimeDelta;
use portico::entity::{JobState, job, slack_thread};
use portico_sandbox::faults::{Rule, SlackFault};
use portico_types::ids::JobId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{bad, good, url};
use crate::support::{ACME, TestApp, fixtures, manifest_scopes};

#[tokio::test]
async fn given_up_jobs_of_one_key_can_all_be_tried_again() {
    let app = TestApp::spawn().await;
    let now = app.state.clock.now();
    for _ in 0..2 {
        let row = job::ActiveModel {
            account_id: Set(fixtures::account_id(ACME)),
            id: Set(JobId(uuid::Uuid::now_v7())),
            kind: Set("connect_slack".to_owned()),
            payload: Set(serde_json::json!({})),
            lane: Set(None),
            lane_seq: Set(0),
            unique_key: Set(Some("connect-slack".to_owned())),
            state: Set(JobState::Dead),
            run_at: Set(now),
            attempts: Set(3),
            leased_until: Set(None),
            lease_token: Set(None),
            last_error: Set(Some("no".to_owned())),
            created_at: Set(now),
            workspace_id: Set(None),
            sending_since: Set(None),
            turn_at: Set(None),
            timed_at: Set(None),
            defects: Set(0),
            deferred_until: Set(None),
        };
        job::Entity::insert(row).exec_without_returning(&app.db).await.unwrap();
    }

    assert!(good(&url(&app), &["jobs", "retry"]).await.starts_with("2 will"));
}

/// Two replies to a ticket, of the first of which nobody knows in either channel whether it arrived; it did. Returns the uncertain jobs.
async fn uncertain_replies(app: &TestApp) -> Vec<job::Model> {
    let maria = app.contact("maria@globex.example").await;
    let body = json!({ "form_id": fixtures::form_id(), "title": "Printer on fire", "description": "It burns.", "answers": {
        fixtures::field_id("area").to_string(): "Billing",
    } });
    let filed = maria.post("/api/v1/portal/tickets", &body).await;
    assert_eq!(filed.status(), 201, "{}", filed.text());
    app.run_jobs().await;
    let mut scopes = manifest_scopes();
    scopes.retain(|scope| *scope != "metadata.message:read");
    app.sandbox.slack().install(&scopes);
    let lost = Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(2);
    app.sandbox.faults().set([lost]);
    for text in ["Hello?", "Anybody?"] {
        let said = maria
            .post("/api/v1/portal/tickets/ACME-1/messages", &json!({ "body": text }))
            .await;
        assert_eq!(said.status(), 201, "{}", said.text());
    }
    for _ in 0..6 {
        app.run_jobs().await;
        app.clock.advance(TimeDelta::seconds(20));
    }
    let uncertain = job::Entity::find().filter(job::Column::State.eq(JobState::Uncertain));
    uncertain.all(&app.db).await.unwrap()
}

#[tokio::test]
async fn an_operator_says_what_became_of_a_post_that_nobody_can_tell_of() {
    let app = TestApp::spawn().await;
    let uncertain = uncertain_replies(&app).await;
    assert_eq!(uncertain.len(), 2, "{uncertain:#?}");
    let slack = app.sandbox.slack();
    let thread = |channel: &str| {
        let root = slack.messages(channel)[0].ts.clone();
        slack.thread(channel, &root).into_iter().skip(1).collect::<Vec<_>>()
    };
    // What was said next went out all the same.
    for channel in ["C0TRIAGE", "C0GLOBEX"] {
        assert_eq!(thread(channel).len(), 2, "{:#?}", thread(channel));
    }
    let url = url(&app);
    for command in ["list", "dead"] {
        let listed = good(&url, &["jobs", command]).await;
        assert!(listed.contains("uncertain") && listed.contains("metadata"), "{listed}");
    }

    let lane = |row: &job::Model| row.lane.clone().unwrap().replace("slack:", "");
    let threads = slack_thread::Entity::find().all(&app.db).await.unwrap();
    let channel = |row: &job::Model| {
        let thread = threads.iter().find(|it| it.id.to_string() == lane(row)).unwrap();
        thread.channel_id.clone()
    };
    let (here, gone) = (&uncertain[0], &uncertain[1]);
    let found = thread(&channel(here))[0].ts.clone();
    let id = here.id.to_string();
    bad(&url, &["jobs", "resolve", &id]).await;
    bad(&url, &["jobs", "resolve", &id, "--posted", "yesterday"]).await;
    good(&url, &["jobs", "resolve", &id, "--posted", &found]).await;
    bad(&url, &["jobs", "resolve", &id, "--post-again"]).await;
    good(&url, &["jobs", "resolve", &gone.id.to_string(), "--post-again"]).await;
    app.run_jobs().await;

    assert_eq!(thread(&channel(here)).len(), 2);
    assert_eq!(thread(&channel(gone)).len(), 3, "as it was told to");
    assert_eq!(job::Entity::find().count(&app.db).await.unwrap(), 0);
}
