//! Where Slack cannot reach us: what happens comes by a socket that we open, is kept before it is acknowledged, and applied once.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use portico::{
    config::Config,
    entity::{job, received_event},
};
use portico_sandbox::{
    demo,
    faults::{EventFault, Rule, SlackFault},
    slack::{DeliveryKind, Slack, Submission},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::{TRIAGE, card, content, filed, on_portal, passes, replies, says};
use crate::support::{TestApp, manifest_scopes};

pub(super) const ANA: &str = "ana@acme.example";
pub(super) const TOKEN: &str = "xapp-1-A0PORTICO-0123456789";

/// An installation that Slack reaches by sockets alone.
pub(super) async fn reached_by_socket() -> TestApp {
    reached_by_socket_with(|_| {}).await
}

async fn reached_by_socket_with(configure: impl FnOnce(&mut Config)) -> TestApp {
    let app = TestApp::spawn_with(|config| {
        config.slack.app_token = TOKEN.to_owned().into();
        config.slack.signing_secret = String::new().into();
        configure(config);
    })
    .await;
    app.sandbox.slack().socket_mode_on(TOKEN);
    open(app.sandbox.slack(), 1).await;
    app
}

/// Waits until so many sockets are open.
pub(super) async fn open(slack: &Slack, count: usize) {
    let waited = tokio::time::timeout(Duration::from_secs(20), slack.until_sockets(count)).await;
    assert!(waited.is_ok(), "{} sockets are open, not {count}", slack.open_sockets());
}

/// How the health tells of the socket of a team.
pub(super) async fn socket(app: &TestApp, team: &str) -> Value {
    let res = app.agent(ANA).await.get("/api/v1/slack").await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let health = res.json();
    let workspaces = health["workspaces"].as_array().unwrap();
    let workspace = workspaces.iter().find(|it| it["team_id"] == team).unwrap();
    workspace["socket"].clone()
}

/// Waits until the health says this of the socket.
pub(super) async fn becomes(app: &TestApp, team: &str, state: &str) -> Value {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let socket = socket(app, team).await;
        if socket["state"] == state {
            return socket;
        }
        assert!(Instant::now() < until, "not {state}: {socket}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What Chloe said that Maria reads, in order.
pub(super) async fn heard(app: &TestApp, key: &str) -> Vec<String> {
    let said = on_portal(app, key).await.into_iter().skip(1);
    said.map(|(_, body)| body).collect()
}

/// How often what Chloe said was brought.
fn attempts(app: &TestApp, text: &str) -> usize {
    let of_chloe = |body: &str| body.contains(text) && body.contains(r#""user":"U0CHLOE""#);
    let deliveries = app.sandbox.slack().deliveries();
    deliveries.iter().filter(|it| of_chloe(&it.body)).count()
}

async fn kept(app: &TestApp) -> u64 {
    received_event::Entity::find().count(&app.db).await.unwrap()
}

pub(super) fn labs(app: &TestApp, app_id: &str) -> Slack {
    let mut workspace = demo::labs();
    app_id.clone_into(&mut workspace.app.id);
    let labs = app
        .sandbox
        .add_workspace(workspace, "xoxb-labs", "the-signing-secret-of-labs");
    let labs = labs.unwrap();
    labs.install(&manifest_scopes());
    labs
}

pub(super) async fn pastes(app: &TestApp, tokens: &Value) -> Value {
    let res = app.agent(ANA).await.post("/api/v1/slack/workspaces", tokens).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    res.json()
}

fn said(team: &str, app_id: &str, root: &str) -> Value {
    let event = json!({
        "type": "message", "channel": TRIAGE, "user": "U0CHLOE", "text": "By hand", "ts": "9.1", "thread_ts": root, "event_ts": "9.1",
    });
    json!({ "type": "event_callback", "team_id": team, "api_app_id": app_id, "event_id": "Ev0HAND", "event": event })
}

#[tokio::test]
async fn replies_buttons_and_modals_come_by_socket_and_are_answered() {
    let app = reached_by_socket().await;
    let slack = app.sandbox.slack();
    let key = filed(&app).await;

    says(&app, "U0CHLOE", TRIAGE, "On my way").await;
    assert_eq!(heard(&app, &key).await, ["On my way"]);
    assert!(
        replies(&app, TRIAGE)
            .iter()
            .any(|it| it.text == "On my way" && !it.reactions.is_empty())
    );

    let ts = card(&app, TRIAGE).ts;
    slack.press("U0CHLOE", TRIAGE, &ts, "take", None);
    app.run_jobs().await;
    assert!(content(&card(&app, TRIAGE)).contains("Chloe"));

    slack.press("U0CHLOE", TRIAGE, &ts, "reply", None);
    app.run_jobs().await;
    let view = slack.open_views().pop().expect("a modal").id;
    let nothing = json!({ "text": { "text": " " } });
    let refused = slack.submit_view("U0CHLOE", &view, nothing).await;
    let Submission::Errors { errors } = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        errors["text"], "Write something first.",
        "what is wrong goes back by the socket"
    );
    let something = json!({ "text": { "text": "By the modal" } });
    let closed = slack.submit_view("U0CHLOE", &view, something).await;
    assert_eq!(closed, Submission::Closed);
    app.run_jobs().await;
    assert_eq!(heard(&app, &key).await, ["On my way", "By the modal"]);

    let deliveries = slack.deliveries();
    assert!(deliveries.iter().all(|it| it.url == "socket" && it.failure.is_none()));
    assert!(deliveries.iter().any(|it| it.kind == DeliveryKind::Interaction));
    assert_eq!(slack.sockets_so_far(), 1);
    let socket = socket(&app, "T0ACME").await;
    assert_eq!(socket["state"], "open");
    assert!(
        socket["since"].is_string() && socket["last_error"].is_null(),
        "{socket}"
    );
}

#[tokio::test]
async fn what_was_kept_but_not_acknowledged_comes_again_and_is_applied_once() {
    let app = reached_by_socket().await;
    let key = filed(&app).await;
    app.sandbox.slack().lose_acknowledgements(1);

    says(&app, "U0CHLOE", TRIAGE, "Once").await;

    assert_eq!(
        attempts(&app, "Once"),
        2,
        "the first acknowledgement was lost with its socket"
    );
    assert_eq!(heard(&app, &key).await, ["Once"]);
    assert_eq!(kept(&app).await, 1);
    assert_eq!(app.sandbox.slack().sockets_so_far(), 2);
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_acknowledged() {
    let app = reached_by_socket().await;
    let key = filed(&app).await;
    let sqlite = app.db.get_database_backend() == DbBackend::Sqlite;
    let break_it: &[&str] = if sqlite {
        &["CREATE TRIGGER away BEFORE INSERT ON received_events BEGIN SELECT RAISE(ABORT, 'database is locked'); END"]
    } else {
        &[
            "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P03'; END $$",
            "CREATE TRIGGER away BEFORE INSERT ON received_events FOR EACH ROW EXECUTE FUNCTION away()",
        ]
    };
    for statement in break_it {
        app.db.execute_unprepared(statement).await.unwrap();
    }
    let slack = app.sandbox.slack();
    slack.say("U0CHLOE", TRIAGE, "Patience", Some(&card(&app, TRIAGE).ts));
    while attempts(&app, "Patience") == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(
        slack.deliveries().last().unwrap().failure,
        Some("http_timeout"),
        "no acknowledgement"
    );
    assert_eq!(kept(&app).await, 0);

    let mend_it = if sqlite {
        "DROP TRIGGER away"
    } else {
        "DROP TRIGGER away ON received_events"
    };
    app.db.execute_unprepared(mend_it).await.unwrap();
    app.run_jobs().await;

    assert_eq!(heard(&app, &key).await, ["Patience"]);
    assert_eq!(
        slack.sockets_so_far(),
        1,
        "that the database is away is no reason to hang up"
    );
}

#[tokio::test]
async fn when_slack_wants_another_socket_it_is_open_before_the_old_one_ends() {
    let app = reached_by_socket().await;
    let slack = app.sandbox.slack();
    let key = filed(&app).await;
    let root = card(&app, TRIAGE).ts;
    for (round, reason) in ["warning", "refresh_requested"].into_iter().enumerate() {
        slack.say("U0CHLOE", TRIAGE, &format!("{round} before"), Some(&root));
        slack.refresh_sockets(reason);
        open(slack, 2).await;
        slack.say("U0CHLOE", TRIAGE, &format!("{round} between"), Some(&root));
        open(slack, 1).await;
        slack.say("U0CHLOE", TRIAGE, &format!("{round} after"), Some(&root));
        app.run_jobs().await;
    }

    let told = ["0 before", "0 between", "0 after", "1 before", "1 between", "1 after"];
    assert_eq!(heard(&app, &key).await, told);
    assert_eq!(slack.sockets_so_far(), 3);
    assert!(
        slack.deliveries().iter().all(|it| it.failure.is_none()),
        "nothing had to come again"
    );
    let socket = socket(&app, "T0ACME").await;
    assert!(socket["state"] == "open" && socket["last_error"].is_null(), "{socket}");
}

#[tokio::test]
async fn a_socket_that_is_cut_is_opened_anew() {
    let app = reached_by_socket().await;
    let slack = app.sandbox.slack();
    let key = filed(&app).await;
    // One try fails, too.
    slack
        .faults()
        .add(Rule::slack("apps.connections.open", SlackFault::Http5xx { status: 503 }).times(1));
    slack.cut_sockets();
    open(slack, 0).await;

    says(&app, "U0CHLOE", TRIAGE, "Still here").await;

    assert_eq!(heard(&app, &key).await, ["Still here"]);
    assert_eq!(slack.sockets_so_far(), 2);
    let socket = becomes(&app, "T0ACME", "open").await;
    let error = socket["last_error"].as_str().unwrap_or_default();
    assert!(error.contains("503") && !error.contains(TOKEN), "{socket}");
}

#[tokio::test]
async fn a_socket_that_falls_silent_is_held_to_be_broken() {
    let app = reached_by_socket_with(|config| config.slack.socket_silence_seconds = 1).await;
    let slack = app.sandbox.slack();
    let key = filed(&app).await;
    slack.hush_sockets();

    says(&app, "U0CHLOE", TRIAGE, "Anybody there?").await;

    assert_eq!(heard(&app, &key).await, ["Anybody there?"]);
    assert!(slack.sockets_so_far() > 1);
    let socket = socket(&app, "T0ACME").await;
    assert_eq!(socket["last_error"], "the socket broke: silent for 1 s");
}

#[tokio::test]
async fn a_socket_speaks_for_its_own_app_and_workspaces_alone() {
    let app = reached_by_socket().await;
    let labs = labs(&app, "A0LABS");
    labs.socket_mode_on("xapp-labs");
    let of_labs = pastes(&app, &json!({ "bot_token": "xoxb-labs", "app_token": "xapp-labs" })).await;
    assert!(
        of_labs["events_url"].is_null(),
        "there is no door for requests: {of_labs}"
    );
    open(&labs, 1).await;
    let key = filed(&app).await;
    let root = card(&app, TRIAGE).ts;

    let acme = app.sandbox.slack();
    for (by, team, app_id) in [
        (&labs, "T0ACME", "A0LABS"),
        (&labs, "T0ACME", "A0PORTICO"),
        (acme, "T0ACME", "A0OTHER"),
        (acme, "T0STRANGER", "A0PORTICO"),
        (acme, "T0LABS", "A0PORTICO"),
    ] {
        let answered = by.say_by_socket("events_api", &said(team, app_id, &root)).await;
        assert_eq!(answered, Ok(None), "it would not become ours by coming again");
        let mut press = said(team, app_id, &root);
        press["type"] = "block_actions".into();
        press["user"] = json!({ "id": "U0CHLOE", "team_id": "T0ACME" });
        press["team"] = json!({ "id": team });
        press["channel"] = json!({ "id": TRIAGE });
        press["container"] = json!({ "message_ts": root });
        press["actions"] = json!([{ "action_id": "take", "action_ts": "9.2" }]);
        assert_eq!(by.say_by_socket("interactive", &press).await, Ok(None));
        assert_eq!(kept(&app).await, 0, "{team}, {app_id}");
    }
    assert_eq!(
        acme.say_by_socket("slash_commands", &json!({ "command": "/x" })).await,
        Ok(None)
    );
    assert_eq!(
        acme.say_by_socket("events_api", &json!({ "type": "nonsense", "api_app_id": "A0PORTICO" }))
            .await,
        Ok(None)
    );
    app.run_jobs().await;
    assert!(heard(&app, &key).await.is_empty());

    let answered = acme
        .say_by_socket("events_api", &said("T0ACME", "A0PORTICO", &root))
        .await;
    assert_eq!(answered, Ok(None));
    app.run_jobs().await;
    assert_eq!(heard(&app, &key).await, ["By hand"]);
}

#[tokio::test]
async fn what_was_said_while_there_was_no_socket_is_found() {
    let app = TestApp::spawn().await;
    let slack = app.sandbox.slack();
    let key = filed(&app).await;
    slack.faults().add(Rule::events(EventFault::Drop).times(1));
    says(&app, "U0CHLOE", TRIAGE, "Into the dark").await;
    assert!(heard(&app, &key).await.is_empty());

    slack.socket_mode_on(TOKEN);
    pastes(
        &app,
        &json!({ "bot_token": app.sandbox.bot_token(), "app_token": TOKEN }),
    )
    .await;
    open(slack, 1).await;
    let until = Instant::now() + Duration::from_secs(20);
    let asked = job::Entity::find().filter(job::Column::Kind.eq("look_for_missed"));
    while asked.clone().count(&app.db).await.unwrap() == 0 {
        assert!(Instant::now() < until, "nobody looks");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    passes(&app, TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(heard(&app, &key).await, ["Into the dark"]);
}
