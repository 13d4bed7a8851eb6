//! Whose a channel is, when an account has several workspaces: each is asked, and none in another's place.

use chrono::TimeDelta;
use portico::{
    entity::{customer, slack_channel, slack_workspace},
    outside::clock::Clock,
};
use portico_sandbox::{
    faults::{Rule, SlackFault},
    slack::{Channel, ChannelKind},
};
use portico_types::staff::SlackSource;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::{
    super::{cards, filed, files, knocks, passes, recovers, signed},
    ANA, LABS, PRIYA, chloe_is_linked, connected, labs,
};
use crate::support::{TestApp, fixtures};

#[tokio::test]
async fn a_channel_that_nobody_has_looked_at_is_found_in_the_older_workspace() {
    let app = TestApp::spawn().await;
    passes(&app, TimeDelta::minutes(1));
    connected(&app, &labs(&app)).await;
    for column in [customer::Column::TriageChannelId, customer::Column::CustomerChannelId] {
        let channel = if matches!(column, customer::Column::TriageChannelId) {
            "C0PRIORITY"
        } else {
            "C0GLOBEX"
        };
        slack_channel::Entity::delete_many()
            .filter(slack_channel::Column::ChannelId.eq(channel))
            .exec(&app.db)
            .await
            .unwrap();
        customer::Entity::update_many()
            .col_expr(column, Expr::value(Some(channel)))
            .filter(customer::Column::Id.eq(fixtures::customer_id("Globex")))
            .exec(&app.db)
            .await
            .unwrap();
    }

    filed(&app).await;
    recovers(&app).await;

    assert_eq!(cards(&app, "C0PRIORITY").len(), 1);
    passes(&app, TimeDelta::minutes(16));
    app.run_jobs().await;
    assert_eq!(cards(&app, "C0GLOBEX").len(), 1);
}

#[tokio::test]
async fn a_reply_in_a_channel_that_two_of_ours_share_is_the_ones_whose_thread_it_is() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let workspace = connected(&app, &labs).await;
    chloe_is_linked(&app, &workspace).await;
    let key = files(&app, PRIYA, "Of Initech", "It hums.").await;
    // Of one app with Acme's.
    slack_workspace::Entity::update_many()
        .col_expr(slack_workspace::Column::Source, Expr::value(SlackSource::Installed))
        .filter(slack_workspace::Column::TeamId.eq("T0LABS"))
        .exec(&app.db)
        .await
        .unwrap();

    let root = labs.messages(LABS)[0].ts.clone();
    let event = json!({
        "type": "message", "channel": LABS, "user": "U0LABSCHLOE", "text": "On it", "ts": "9.000001", "thread_ts": root,
        "event_ts": "9.000001",
    });
    let body = json!({
        "type": "event_callback", "team_id": "T0LABS", "event_id": "Ev0BOTH", "event": event,
        "authorizations": [{ "team_id": "T0ACME", "user_id": "U0PORTICO", "is_bot": true }],
    });
    let body = body.to_string();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
    assert_eq!(knocks(&app, "/slack/events", &headers, &body).await.status(), 200);
    app.run_jobs().await;

    let path = format!("/api/v1/portal/tickets/{key}/conversation");
    let seen = app.contact(PRIYA).await.get(&path).await;
    assert!(seen.text().contains("On it"), "{}", seen.text());
}

#[tokio::test]
async fn a_workspace_that_does_not_answer_hides_no_channels_of_another() {
    let app = TestApp::spawn().await;
    passes(&app, TimeDelta::minutes(1));
    let labs = labs(&app);
    connected(&app, &labs).await;
    labs.faults()
        .set([Rule::slack("conversations.list", SlackFault::Http5xx { status: 503 })]);
    app.sandbox
        .slack()
        .put_channel(Channel::new("C0MORE", "acme-more", ChannelKind::Public));
    let ana = app.agent(ANA).await;
    assert_eq!(ana.post_empty("/api/v1/slack/channels/refresh").await.status(), 202);
    app.run_jobs().await;

    let shown = ana.get("/api/v1/slack/channels").await;
    assert!(shown.text().contains("acme-more"), "{}", shown.text());
}

/// It was filed while nobody knew whose the channel is.
#[tokio::test]
async fn a_card_that_waits_for_a_channel_goes_out_when_the_channels_workspace_is_connected() {
    let app = TestApp::spawn().await;
    passes(&app, TimeDelta::minutes(1));
    let labs = labs(&app);
    customer::Entity::update_many()
        .col_expr(customer::Column::TriageChannelId, Expr::value(Some(LABS)))
        .filter(customer::Column::Id.eq(fixtures::customer_id("Initech")))
        .exec(&app.db)
        .await
        .unwrap();
    files(&app, PRIYA, "Of Initech", "It hums.").await;
    assert!(labs.messages(LABS).is_empty());

    connected(&app, &labs).await;
    passes(&app, TimeDelta::minutes(16));
    app.run_jobs().await;

    assert_eq!(labs.messages(LABS).len(), 1);
    let waiting = app.agent(ANA).await.get("/api/v1/slack").await.json();
    assert_eq!(waiting["backlog"], 0, "{waiting:#}");
}
