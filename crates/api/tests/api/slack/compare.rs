//! What Slack never told us is found by comparing.

use chrono::TimeDelta;
use portico::{
    entity::{JobState, WorkspaceState, job, message, received_event, slack_channel, slack_user, slack_workspace},
    jobs::{Job, NewJob, enqueue},
    outside::clock::Clock,
};
use portico_sandbox::faults::{EventFault, Rule, SlackFault};
use portico_types::tickets::Source;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;

use super::{
    GLOBEX, MARIA, TRIAGE, card, cards, count_messages, dead_jobs, filed, files, knocks, on_portal, passes, replies,
    replies_on_portal, says, signed,
};
use crate::support::{ACME, TestApp, fixtures};

/// As at a start: learns the workspace, and begins to compare.
pub(super) async fn connects(app: &TestApp) {
    let job = NewJob::new(fixtures::account_id(ACME), Job::ConnectSlack {});
    enqueue(&app.db, app.clock.now(), job).await.unwrap();
    app.run_jobs().await;
}

/// Lets minutes pass as they do while the server runs.
pub(super) async fn minutes_pass(app: &TestApp, minutes: usize) {
    for _ in 0..minutes {
        passes(app, TimeDelta::minutes(1));
        app.run_jobs().await;
    }
}

/// What was taken from Slack and stands, in the ticket's order.
async fn taken(app: &TestApp) -> Vec<String> {
    let messages = message::Entity::find()
        .filter(message::Column::Source.eq(Source::Slack))
        .filter(message::Column::DeletedAt.is_null())
        .order_by_asc(message::Column::Seq);
    let messages = messages.all(&app.db).await.unwrap();
    messages.into_iter().map(|it| it.body).collect()
}

async fn found(app: &TestApp) -> u64 {
    let found = received_event::Entity::find().filter(received_event::Column::ExternalId.starts_with("found:"));
    found.count(&app.db).await.unwrap()
}

/// From now on Slack tells us nothing, and never will.
fn deaf(app: &TestApp) {
    app.sandbox.faults().set([Rule::events(EventFault::Drop)]);
}

async fn hears_again(app: &TestApp) {
    app.run_jobs().await;
    app.sandbox.faults().clear();
}

#[tokio::test]
async fn replies_edits_and_deletions_that_were_dropped_for_good_are_found_once() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    filed(&app).await;
    let (slack, root) = (app.sandbox.slack(), card(&app, TRIAGE).ts);
    let mut heard = Vec::new();
    for n in 0..30 {
        heard.push(slack.say("U0CHLOE", TRIAGE, &format!("heard {n}"), Some(&root)));
    }
    app.run_jobs().await;
    assert_eq!(taken(&app).await.len(), 30);
    let mails = app.told(MARIA).len();

    deaf(&app);
    let mut missed: Vec<String> = (0..50).map(|n| format!("missed {n}")).collect();
    for text in &missed {
        slack.say("U0CHLOE", TRIAGE, text, Some(&root));
    }
    for (n, ts) in heard[..20].iter().enumerate() {
        slack.edit("U0CHLOE", TRIAGE, ts, &format!("edited {n}"));
    }
    for ts in &heard[20..] {
        slack.delete("U0CHLOE", TRIAGE, ts);
    }
    hears_again(&app).await;
    assert_eq!(taken(&app).await.len(), 30);
    minutes_pass(&app, 62).await;

    let mut expected: Vec<String> = (0..20).map(|n| format!("edited {n}")).collect();
    expected.append(&mut missed);
    assert_eq!(taken(&app).await, expected);
    assert_eq!(app.told(MARIA).len(), mails + 50);
    assert_eq!(found(&app).await, 80);
    minutes_pass(&app, 62).await;
    assert_eq!(taken(&app).await, expected);
    assert_eq!(found(&app).await, 80, "what was found once is known");
    assert!(dead_jobs(&app).await.is_empty());
}

/// What was heard waits for its turn, and meanwhile the thread shows a later version of which nobody told.
#[tokio::test]
async fn an_edit_that_was_dropped_is_found_while_its_message_waits_to_be_applied() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    filed(&app).await;
    let (slack, root) = (app.sandbox.slack(), card(&app, TRIAGE).ts);
    let ts = slack.say("U0CHLOE", TRIAGE, "We look into it", Some(&root));
    slack.settled().await;
    let later = job::Entity::update_many()
        .col_expr(
            job::Column::RunAt,
            Expr::value(app.clock.now() + TimeDelta::minutes(70)),
        )
        .filter(job::Column::Kind.eq("apply_slack_event"));
    assert_eq!(later.exec(&app.db).await.unwrap().rows_affected, 1);
    deaf(&app);
    slack.edit("U0CHLOE", TRIAGE, &ts, "We looked into it");
    hears_again(&app).await;

    minutes_pass(&app, 62).await;
    assert_eq!(found(&app).await, 1, "the thread was compared");
    assert!(taken(&app).await.is_empty(), "what came first is not applied yet");
    minutes_pass(&app, 10).await;

    assert_eq!(taken(&app).await, ["We looked into it"]);
    minutes_pass(&app, 62).await;
    assert_eq!(found(&app).await, 1, "what was found once is known");
}

#[tokio::test]
async fn what_was_heard_before_a_token_stopped_working_is_applied_without_it() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    filed(&app).await;
    let (slack, root) = (app.sandbox.slack(), card(&app, TRIAGE).ts);
    slack.say("U0CHLOE", TRIAGE, "Said in time", Some(&root));
    slack.settled().await;
    slack_workspace::Entity::update_many()
        .col_expr(
            slack_workspace::Column::State,
            Expr::value(WorkspaceState::Disconnected),
        )
        .exec(&app.db)
        .await
        .unwrap();

    app.run_jobs().await;

    assert_eq!(taken(&app).await, ["Said in time"]);
}

#[tokio::test]
async fn nothing_is_found_when_all_is_well() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    replies_on_portal(&app, &key, json!({ "body": "It still burns" })).await;
    app.run_jobs().await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    let gone = says(&app, "U0CHLOE", TRIAGE, "Oops").await;
    app.sandbox.slack().delete("U0CHLOE", TRIAGE, &gone);
    says(&app, "U0BEN", TRIAGE, "// not for them").await;
    says(&app, "U0LEE", GLOBEX, "Mine, too").await;
    says(&app, "U0DAN", TRIAGE, "I work here, but am no agent").await;
    let edited = says(&app, "U0CHLOE", TRIAGE, "On it now").await;
    app.sandbox.slack().edit("U0CHLOE", TRIAGE, &edited, "On it soon");
    app.run_jobs().await;
    let (messages, told) = (count_messages(&app).await, app.sandbox.slack().ephemerals(TRIAGE).len());
    let read = app.sandbox.slack().calls_of("conversations.replies").len();

    minutes_pass(&app, 62).await;

    assert!(
        app.sandbox.slack().calls_of("conversations.replies").len() >= read + 2,
        "both threads are compared"
    );
    assert_eq!(found(&app).await, 0);
    assert_eq!(count_messages(&app).await, messages);
    assert_eq!(app.sandbox.slack().ephemerals(TRIAGE).len(), told);
}

#[tokio::test]
async fn after_a_silence_every_thread_is_compared_at_once() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    minutes_pass(&app, 3).await;
    deaf(&app);
    says(&app, "U0CHLOE", TRIAGE, "Nobody heard this").await;
    hears_again(&app).await;
    minutes_pass(&app, 3).await;
    assert_eq!(on_portal(&app, &key).await.len(), 1, "nothing asked for it yet");

    passes(&app, TimeDelta::minutes(5)); // Nobody worked for so long.
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await[1].1, "Nobody heard this");
}

#[tokio::test]
async fn when_slack_says_that_it_held_events_back_every_thread_is_compared() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    deaf(&app);
    says(&app, "U0CHLOE", TRIAGE, "Nobody heard this").await;
    hears_again(&app).await;

    let limited = json!({
        "token": "x", "type": "app_rate_limited", "team_id": "T0ACME", "minute_rate_limited": 1_518_467_820, "api_app_id": "A0PORTICO",
    })
    .to_string();
    for _ in 0..2 {
        passes(&app, TimeDelta::seconds(30));
        let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &limited);
        assert_eq!(knocks(&app, "/slack/events", &headers, &limited).await.status(), 200);
    }
    let look = job::Entity::find().filter(job::Column::Kind.eq("look_for_missed"));
    let look = look.one(&app.db).await.unwrap().unwrap();
    let wait = look.run_at - app.clock.now();
    assert!(
        wait >= TimeDelta::seconds(59),
        "the minute said last is not over: {wait}"
    );
    minutes_pass(&app, 2).await;

    assert_eq!(on_portal(&app, &key).await[1].1, "Nobody heard this");
}

#[tokio::test]
async fn a_workspace_that_comes_back_is_compared_at_once() {
    let app = TestApp::spawn().await;
    connects(&app).await;
    let key = filed(&app).await;
    app.sandbox.slack().revoke_tokens();
    app.run_jobs().await;
    says(&app, "U0CHLOE", TRIAGE, "Said while we were away").await;
    assert_eq!(on_portal(&app, &key).await.len(), 1);

    app.sandbox.slack().install(&crate::support::manifest_scopes());
    connects(&app).await;
    minutes_pass(&app, 1).await;

    assert_eq!(on_portal(&app, &key).await[1].1, "Said while we were away");
}

#[tokio::test]
async fn comparing_keeps_to_its_budget_and_begins_with_the_newest() {
    let app = TestApp::spawn_with(|config| config.slack.compare_per_minute = 2).await;
    connects(&app).await;
    for n in 0..3 {
        files(&app, MARIA, &format!("Number {n}"), "It burns.").await;
        passes(&app, TimeDelta::seconds(1));
    }
    let asked = || {
        let calls = app.sandbox.slack().calls_of("conversations.replies");
        calls
            .iter()
            .map(|it| it.args["ts"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    let newest: Vec<String> = [TRIAGE, GLOBEX]
        .iter()
        .map(|it| cards(&app, it)[2].ts.clone())
        .collect();
    assert!(asked().is_empty());

    passes(&app, TimeDelta::minutes(5));
    app.run_jobs().await;

    assert_eq!(asked().len(), 2);
    assert!(asked().iter().all(|ts| newest.contains(ts)), "{:?} {newest:?}", asked());
    minutes_pass(&app, 1).await;
    assert_eq!(asked().len(), 4);
    minutes_pass(&app, 5).await;
    assert_eq!(asked().len(), 6);
    let waiting = job::Entity::find()
        .filter(job::Column::State.eq(JobState::Ready))
        .filter(job::Column::Kind.ne("list_channels"))
        .count(&app.db);
    assert_eq!(waiting.await.unwrap(), 1, "the next look");
}

#[tokio::test]
async fn tickets_filed_before_slack_was_there_get_their_threads_once_it_is() {
    let app = TestApp::spawn().await;
    slack_user::Entity::delete_many().exec(&app.db).await.unwrap();
    slack_channel::Entity::delete_many().exec(&app.db).await.unwrap();
    slack_workspace::Entity::delete_many().exec(&app.db).await.unwrap();
    app.sandbox
        .faults()
        .set([Rule::any_slack(SlackFault::Http5xx { status: 503 })]);
    let key = filed(&app).await;
    replies_on_portal(&app, &key, json!({ "body": "It still burns" })).await;
    let done = files(&app, "tom@globex.example", "Solved already", "Never mind.").await;
    let ana = app.agent("ana@acme.example").await;
    let res = ana
        .patch(&format!("/api/v1/tickets/{done}"), &json!({ "status": "solved" }))
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    connects(&app).await;
    assert!(app.sandbox.slack().messages(TRIAGE).is_empty());

    app.sandbox.faults().clear();
    minutes_pass(&app, 2).await;

    assert!(card(&app, TRIAGE).text.contains(&key), "{:#?}", card(&app, TRIAGE));
    for channel in [TRIAGE, GLOBEX] {
        let below = replies(&app, channel);
        assert!(
            below.len() == 1 && below[0].text.ends_with("It still burns"),
            "{below:#?}"
        );
    }
    let workspace = slack_workspace::Entity::find().one(&app.db).await.unwrap().unwrap();
    assert_eq!(workspace.state, WorkspaceState::Connected);
    connects(&app).await;
    assert_eq!((cards(&app, TRIAGE).len(), replies(&app, TRIAGE).len()), (1, 1));
    assert!(dead_jobs(&app).await.is_empty());
}
