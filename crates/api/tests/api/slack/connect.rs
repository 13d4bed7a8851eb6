//! Which workspace the token belongs to, and what becomes of one that is revoked.

use chrono::TimeDelta;
use portico::{
    entity::{JobState, job, slack_channel, slack_workspace},
    outside::clock::Clock,
};
use portico_sandbox::faults::{Rule, SlackFault};
use portico_types::ids::JobId;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{GLOBEX, TRIAGE, cards, filed, recovers};
use crate::support::{ACME, TestApp, fixtures};

#[tokio::test]
async fn a_revoked_token_pauses_the_workspace_and_a_new_one_wakes_it() {
    let app = TestApp::spawn().await;
    app.sandbox.slack().revoke_tokens();
    app.run_jobs().await;
    let state = async || {
        slack_workspace::Entity::find()
            .one(&app.db)
            .await
            .unwrap()
            .unwrap()
            .state
    };
    assert_eq!(state().await, portico::entity::WorkspaceState::Disconnected);
    filed(&app).await;
    let calls = app.sandbox.slack().calls_of("chat.postMessage").len();
    app.clock.advance(TimeDelta::seconds(100));
    app.run_jobs().await;
    assert_eq!(
        app.sandbox.slack().calls_of("chat.postMessage").len(),
        calls,
        "no hot retry"
    );

    app.sandbox.slack().install(&portico_sandbox::demo::SCOPES);
    app.clock.advance(TimeDelta::seconds(900));
    app.run_jobs().await;

    assert_eq!((cards(&app, TRIAGE).len(), cards(&app, GLOBEX).len()), (1, 1));
}

#[tokio::test]
async fn at_the_start_the_token_tells_the_workspace_and_its_channels() {
    let app = TestApp::spawn().await;
    portico::entity::slack_channel::Entity::delete_many()
        .exec(&app.db)
        .await
        .unwrap();
    app.sandbox
        .faults()
        .set([Rule::slack("auth.test", SlackFault::Http5xx { status: 500 }).times(2)]);

    let now = app.clock.now();
    let connect = job::ActiveModel {
        account_id: Set(fixtures::account_id(ACME)),
        id: Set(JobId(uuid::Uuid::now_v7())),
        kind: Set("connect_slack".to_owned()),
        payload: Set(json!({})),
        lane_seq: Set(0),
        state: Set(JobState::Ready),
        run_at: Set(now),
        attempts: Set(0),
        created_at: Set(now),
        ..Default::default()
    };
    job::Entity::insert(connect)
        .exec_without_returning(&app.db)
        .await
        .unwrap();
    app.run_jobs().await;
    recovers(&app).await;

    let channels = portico::entity::slack_channel::Entity::find()
        .all(&app.db)
        .await
        .unwrap();
    let names: Vec<_> = channels.iter().map(|it| it.name.as_str()).collect();
    for name in ["support-triage", "triage-priority", "ext-globex", "ext-initech"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(slack_workspace::Entity::find().count(&app.db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_channels_new_name_is_known_whether_it_is_public_or_private() {
    let app = TestApp::spawn().await;
    for (channel, name) in [(TRIAGE, "triage-now"), ("C0PRIORITY", "urgent-now")] {
        app.sandbox.slack().rename("U0ANA", channel, name);
        app.run_jobs().await;
        let row = slack_channel::Entity::find().filter(slack_channel::Column::ChannelId.eq(channel));
        assert_eq!(row.one(&app.db).await.unwrap().unwrap().name, name);
    }
}
