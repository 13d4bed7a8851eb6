//! Admins choose channels by name, and say of uncertain posts what is true.

use portico::{
    entity::{JobState, collection, job, slack_thread},
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use portico_sandbox::faults::{Rule, SlackFault};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, card, cards, filed, files, recovers, replies, replies_on_portal};
use crate::support::{ACME, Answer, Caller, TestApp, fixtures, manifest_scopes};

async fn connects(app: &TestApp) {
    let job = NewJob::new(fixtures::account_id(ACME), Job::ConnectSlack {});
    enqueue(&app.db, app.clock.now(), job).await.unwrap();
    app.run_jobs().await;
}

async fn portal(app: &TestApp) -> collection::Model {
    let found = collection::Entity::find()
        .filter(collection::Column::AccountId.eq(fixtures::account_id(ACME)))
        .filter(collection::Column::Name.eq("Portal"));
    found.one(&app.db).await.unwrap().unwrap()
}

async fn sets_triage(ana: &Caller, collection: &collection::Model, channel: &str) -> Answer {
    let change = json!({ "version": collection.version, "triage_channel": { "channel_id": channel } });
    ana.patch(&format!("/api/v1/collections/{}", collection.id), &change)
        .await
}

#[tokio::test]
async fn an_admin_chooses_a_channel_by_name_and_new_tickets_go_there() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let choices = ana.get("/api/v1/slack/channels").await.json();
    let choices = choices.as_array().unwrap();
    let named = |name: &str| {
        choices
            .iter()
            .find(|it| it["name"] == name)
            .cloned()
            .unwrap_or_default()
    };
    let of = |it: &Value| {
        (
            it["is_member"].clone(),
            it["is_shared"].clone(),
            it["is_archived"].clone(),
        )
    };
    assert_eq!(of(&named("general")), (json!(false), json!(false), json!(false)));
    assert_eq!(of(&named("ext-globex")), (json!(true), json!(true), json!(false)));
    assert_eq!(of(&named("old-support")), (json!(true), json!(false), json!(true)));
    assert_eq!(named("triage-priority")["is_private"], true);

    let general = named("general")["channel_id"].as_str().unwrap().to_owned();
    let row = portal(&app).await;
    let res = sets_triage(&ana, &row, &general).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(res.json()["triage_channel_id"], json!(general));
    assert_eq!(
        sets_triage(&ana, &row, TRIAGE).await.status(),
        409,
        "somebody was faster"
    );
    app.sandbox.slack().join("U0PORTICO", &general, None);
    files(&app, MARIA, "Printer on fire", "It burns.").await;
    card(&app, &general);
    assert!(cards(&app, TRIAGE).is_empty());
}

#[tokio::test]
async fn a_new_channel_is_among_the_choices_as_soon_as_somebody_looks_again() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let ana = app.agent("ana@acme.example").await;
    app.sandbox.slack().rename("U0ANA", "C0GENERAL", "everybody");
    app.sandbox.faults().clear();
    assert_eq!(ana.post_empty("/api/v1/slack/channels/refresh").await.status(), 202);
    app.run_jobs().await;
    assert!(ana.get("/api/v1/slack/channels").await.text().contains("everybody"));
}

#[tokio::test]
async fn a_channel_that_others_read_is_no_triage_channel() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let ana = app.agent("ana@acme.example").await;
    let row = portal(&app).await;
    app.sandbox.slack().share_channel("T0GLOBEX", "C0GENERAL");
    app.sandbox.slack().join("U0PORTICO", "C0GENERAL", None);
    ana.post_empty("/api/v1/slack/channels/refresh").await;
    app.run_jobs().await;

    for (channel, why) in [
        ("C0GENERAL", "shared with another company"),
        (GLOBEX, "channel of the customer Globex"),
        ("C0INITECH", "channel of the customer Initech"),
        ("general", "no id of a Slack channel"),
    ] {
        let res = sets_triage(&ana, &row, channel).await;
        assert_eq!(res.status(), 422, "{channel}: {}", res.text());
        assert!(res.text().contains(why), "{}", res.text());
    }
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let own = json!({ "version": 1, "triage_channel": { "channel_id": "C0GENERAL" } });
    assert_eq!(ana.patch(&globex, &own).await.status(), 422);
    let theirs = json!({ "version": 1, "customer_channel": { "channel_id": TRIAGE } });
    assert_eq!(
        ana.patch(&globex, &theirs).await.status(),
        422,
        "a triage channel is no customer's"
    );
    let anothers = json!({ "version": 1, "customer_channel": { "channel_id": "C0INITECH" } });
    assert_eq!(
        ana.patch(&globex, &anothers).await.status(),
        409,
        "one customer's alone"
    );
    assert_eq!(portal(&app).await.triage_channel_id.as_deref(), Some(TRIAGE));
}

#[tokio::test]
async fn a_customers_channels_are_set_together_and_said() {
    let app = TestApp::spawn().await;
    let ana = app.agent("ana@acme.example").await;
    let umbrella = format!("/api/v1/customers/{}", fixtures::customer_id("Umbrella Foods"));
    let change = json!({
        "version": 1, "customer_channel": { "channel_id": "C0UMBRELLA" }, "post_to_customer_channel": false,
        "triage_channel": { "channel_id": "C0PRIORITY" },
    });
    let res = ana.patch(&umbrella, &change).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let now = ana.get(&umbrella).await.json();
    assert_eq!(now["customer_channel_id"], "C0UMBRELLA");
    assert_eq!(now["post_to_customer_channel"], false);
    assert_eq!(now["triage_channel_id"], "C0PRIORITY");
    let none = json!({ "version": 2, "customer_channel": { "channel_id": null } });
    assert_eq!(
        ana.patch(&umbrella, &none).await.json()["customer_channel_id"],
        Value::Null
    );
    app.run_jobs().await;
}

async fn uncertain(app: &TestApp) -> Vec<job::Model> {
    let jobs = job::Entity::find().filter(job::Column::State.eq(JobState::Uncertain));
    jobs.all(&app.db).await.unwrap()
}

/// Replies of Maria's, in both threads, of which nobody knows whether they arrived.
async fn unsure(app: &TestApp, fault: SlackFault) -> Vec<job::Model> {
    let key = filed(app).await;
    let mut scopes = manifest_scopes();
    scopes.retain(|scope| *scope != "metadata.message:read");
    app.sandbox.slack().install(&scopes);
    let rule = Rule::slack("chat.postMessage", fault);
    app.sandbox.faults().set([rule.times(2)]);
    replies_on_portal(app, &key, json!({ "body": "Did this arrive?" })).await;
    recovers(app).await;
    let jobs = uncertain(app).await;
    assert_eq!(jobs.len(), 2);
    jobs
}

fn count(app: &TestApp) -> [usize; 2] {
    [TRIAGE, GLOBEX].map(|channel| {
        let all = replies(app, channel);
        all.iter().filter(|it| it.text.contains("Did this arrive?")).count()
    })
}

#[tokio::test]
async fn a_post_that_somebody_found_is_not_posted_again() {
    let app = TestApp::spawn().await;
    let jobs = unsure(&app, SlackFault::DropAfterAccept).await;
    let ana = app.agent("ana@acme.example").await;
    let health = ana.get("/api/v1/slack").await.json();
    let stuck = health["stuck"].as_array().unwrap();
    assert!(
        stuck.len() == 2 && stuck.iter().all(|it| it["uncertain"] == true),
        "{health:#}"
    );
    for row in jobs {
        let path = format!("/api/v1/jobs/{}/resolve", row.id);
        assert_eq!(ana.post(&path, &json!({ "posted": "yesterday" })).await.status(), 422);
        let thread = row.payload["thread_id"].as_str().unwrap().parse().unwrap();
        let thread = slack_thread::Entity::find_by_id((row.account_id, thread));
        let channel = thread.one(&app.db).await.unwrap().unwrap().channel_id;
        let there = replies(&app, &channel).pop().unwrap().ts;
        let res = ana.post(&path, &json!({ "posted": there })).await;
        assert_eq!(res.status(), 204, "{}", res.text());
        assert_eq!(ana.post(&path, &json!({ "posted": null })).await.status(), 404, "once");
    }
    recovers(&app).await;
    assert!(uncertain(&app).await.is_empty());
    assert_eq!(count(&app), [1, 1]);
    assert!(ana.get("/api/v1/audit-log").await.text().contains("job_resolved"));
}

#[tokio::test]
async fn a_post_that_nobody_found_is_posted_again() {
    let app = TestApp::spawn().await;
    let jobs = unsure(&app, SlackFault::Drop).await;
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
