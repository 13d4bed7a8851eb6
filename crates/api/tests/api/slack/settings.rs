//! Admins choose channels by name.

use portico::{
    entity::collection,
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{GLOBEX, MARIA, TRIAGE, card, cards, files};
use crate::support::{ACME, Answer, Caller, TestApp, fixtures};

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
