//! Several workspaces: each with tokens and a door of its own, and none in another's way.

mod hanging;
mod links;
mod shared;
mod tokens;

use portico::{
    app,
    entity::{WorkspaceState, customer, slack_channel, slack_workspace},
};
use portico_sandbox::{
    demo,
    faults::{Rule, SlackFault},
    slack::{Channel, ChannelKind, Slack},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};

use super::{MARIA, TRIAGE, card, filed, files, on_portal, within_a_minute};
use crate::support::{TestApp, fixtures, manifest_events, manifest_scopes};

const ANA: &str = "ana@acme.example";
const PRIYA: &str = "priya@initech.example";
const LABS: &str = "C0LABS";
const LABS_TOKEN: &str = "xoxb-labs-0123456789-abcdef";
const LABS_SECRET: &str = "the-signing-secret-of-labs";

/// Another workspace with an app of its own, not connected yet.
fn labs(app: &TestApp) -> Slack {
    let labs = app
        .sandbox
        .add_workspace(demo::labs(), LABS_TOKEN, LABS_SECRET)
        .unwrap();
    labs.install(&manifest_scopes());
    labs.subscribe(&manifest_events());
    labs
}

fn tokens() -> Value {
    json!({ "bot_token": LABS_TOKEN, "signing_secret": LABS_SECRET })
}

async fn pastes(app: &TestApp, tokens: &Value) -> Value {
    let res = app.agent(ANA).await.post("/api/v1/slack/workspaces", tokens).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    res.json()
}

/// Connects it; its events come to its own door.
async fn connected(app: &TestApp, labs: &Slack) -> Value {
    let workspace = pastes(app, &tokens()).await;
    let port = app.state.config.server.public_url.port().unwrap();
    let id = workspace["id"].as_str().unwrap();
    labs.connect_app(
        &format!("http://127.0.0.1:{port}/slack/events/{id}"),
        &format!("http://127.0.0.1:{port}/slack/interactions/{id}"),
    );
    labs.verify_events_url().await.unwrap();
    // Initech's tickets go there.
    customer::Entity::update_many()
        .col_expr(customer::Column::TriageChannelId, Expr::value(Some(LABS)))
        .filter(customer::Column::Id.eq(fixtures::customer_id("Initech")))
        .exec(&app.db)
        .await
        .unwrap();
    pastes(app, &tokens()).await
}

async fn row(app: &TestApp, team: &str) -> slack_workspace::Model {
    let found = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq(team));
    found.one(&app.db).await.unwrap().expect("a workspace")
}

async fn state(app: &TestApp, team: &str) -> WorkspaceState {
    row(app, team).await.state
}

async fn settle(app: &TestApp, labs: &Slack) {
    for _ in 0..3 {
        labs.settled().await;
        app.run_jobs().await;
    }
}

/// Chloe is an agent there, too.
async fn chloe_is_linked(app: &TestApp, workspace: &Value) {
    let chloe = fixtures::agent_id("chloe@acme.example");
    let link = json!({ "slack_user_id": "U0LABSCHLOE", "slack_workspace_id": workspace["id"] });
    let res = app
        .agent(ANA)
        .await
        .patch(&format!("/api/v1/team/{chloe}"), &link)
        .await;
    assert_eq!(res.status(), 200, "{}", res.text());
    let links = res.json()["slack_links"].as_array().unwrap().len();
    assert_eq!(links, 2, "once for each workspace: {}", res.text());
}

#[tokio::test]
async fn tickets_go_to_the_workspace_of_their_channel_and_come_back_by_its_own_door() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let workspace = connected(&app, &labs).await;
    assert_eq!(
        (workspace["name"].as_str(), workspace["source"].as_str()),
        (Some("Acme Labs"), Some("pasted"))
    );
    chloe_is_linked(&app, &workspace).await;
    let channel = slack_channel::Entity::find().filter(slack_channel::Column::ChannelId.eq(LABS));
    let channel = channel.one(&app.db).await.unwrap().expect("it was looked up");
    assert_eq!(channel.name, "labs-triage");

    let initechs = files(&app, PRIYA, "Of Initech", "It hums.").await;
    let globexs = filed(&app).await;

    let cards = labs.messages(LABS);
    assert_eq!(cards.len(), 1, "{cards:#?}");
    assert!(super::content(&cards[0]).contains("Of Initech"));
    assert!(super::content(&card(&app, TRIAGE)).contains("Printer on fire"));
    labs.say("U0LABSCHLOE", LABS, "From the labs", Some(&cards[0].ts));
    labs.say("U0LABSDAN", LABS, "Not my business", Some(&cards[0].ts));
    app.sandbox
        .slack()
        .say("U0CHLOE", TRIAGE, "From Acme", Some(&card(&app, TRIAGE).ts));
    settle(&app, &labs).await;

    let priya = app.contact(PRIYA).await;
    let seen = priya
        .get(&format!("/api/v1/portal/tickets/{initechs}/conversation"))
        .await;
    let seen = seen.text();
    assert!(
        seen.contains("From the labs") && !seen.contains("Not my business"),
        "{seen}"
    );
    assert_eq!(on_portal(&app, &globexs).await[1].1, "From Acme");
    labs.press("U0LABSCHLOE", LABS, &cards[0].ts, "take", None);
    settle(&app, &labs).await;
    assert!(
        super::content(&labs.messages(LABS)[0]).contains("Chloe"),
        "by the card's button"
    );
    let calls = app.sandbox.slack().calls_of("chat.postMessage");
    assert!(calls.iter().all(|it| it.args["channel"] != LABS));
}

#[tokio::test]
async fn channels_of_a_further_workspace_can_be_chosen_at_once() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let ana = app.agent(ANA).await;
    let chosen = async || {
        app.run_jobs().await;
        let shown = ana.get("/api/v1/slack/channels").await.json();
        let names = shown.as_array().unwrap().iter();
        names
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ana.post_empty("/api/v1/slack/channels/refresh").await.status(), 202);
    assert!(!chosen().await.contains(&"labs-triage".to_owned()));

    let workspace = pastes(&app, &tokens()).await;

    assert!(chosen().await.contains(&"labs-triage".to_owned()));
    // What is opened there while it is away is there when it is back.
    let path = format!("/api/v1/slack/workspaces/{}", workspace["id"].as_str().unwrap());
    assert_eq!(ana.delete(&path).await.status(), 204);
    labs.put_channel(Channel::new("C0MORE", "labs-more", ChannelKind::Public));
    pastes(&app, &tokens()).await;
    assert!(chosen().await.contains(&"labs-more".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_connected_is_refused_in_words() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let ana = app.agent(ANA).await;
    let refused = async |tokens: Value, field: &str, words: &str| {
        let res = ana.post("/api/v1/slack/workspaces", &tokens).await;
        assert_eq!(res.status(), 422, "{}", res.text());
        let error = &res.json()["errors"][0];
        assert_eq!(error["field"], field, "{error}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
    };
    refused(
        json!({ "bot_token": "xoxb-of-nobody", "signing_secret": LABS_SECRET }),
        "bot_token",
        "invalid_auth",
    )
    .await;
    refused(
        json!({ "bot_token": LABS_TOKEN, "signing_secret": "" }),
        "signing_secret",
        "Basic Information",
    )
    .await;
    let few: Vec<_> = manifest_scopes()
        .into_iter()
        .filter(|it| !it.starts_with("users:"))
        .collect();
    labs.install(&few);
    refused(tokens(), "bot_token", "users:read, users:read.email").await;
    labs.install(&manifest_scopes());
    labs.faults()
        .set([Rule::any_slack(SlackFault::Http5xx { status: 503 }).times(1)]);
    assert_eq!(ana.post("/api/v1/slack/workspaces", &tokens()).await.status(), 503);
    assert_eq!(slack_workspace::Entity::find().count(&app.db).await.unwrap(), 1);

    // Another account's stays another account's, until that takes it away.
    let workspace = pastes(&app, &tokens()).await;
    let eve = app.agent_of("other", "eve@other.example").await;
    let res = eve.post("/api/v1/slack/workspaces", &tokens()).await;
    assert_eq!(res.status(), 422);
    assert!(res.text().contains("serves another account"), "{}", res.text());
    let theirs = format!("/api/v1/slack/workspaces/{}", workspace["id"].as_str().unwrap());
    assert_eq!(eve.delete(&theirs).await.status(), 404);
    assert_eq!(ana.delete(&theirs).await.status(), 204);
    assert_eq!(eve.post("/api/v1/slack/workspaces", &tokens()).await.status(), 200);
    app.run_jobs().await;
    assert_eq!(row(&app, "T0LABS").await.account_id, fixtures::account_id("other"));
}

#[tokio::test]
async fn a_workspace_that_hangs_delays_no_other() {
    // Nobody gives up waiting while we look.
    let app = TestApp::spawn_with(|config| config.slack.timeout_seconds = 600).await;
    let labs = labs(&app);
    connected(&app, &labs).await;
    labs.faults()
        .set([Rule::slack("chat.postMessage", SlackFault::Delay { ms: 0 })]);
    labs.faults().hold_calls();
    let form = json!({
        "form_id": fixtures::form_id(), "title": "Hums", "description": "It hums.",
        "answers": { fixtures::field_id("area").to_string(): "Billing" },
    });
    let priya = app.contact(PRIYA).await;
    // More than there are workers, and all before what comes next.
    for _ in 0..30 {
        assert_eq!(priya.post("/api/v1/portal/tickets", &form).await.status(), 201);
    }
    tokio::spawn(app::work(app.state.clone()));
    within_a_minute("it hangs", || labs.waiting() >= 4).await;

    let maria = app.contact(MARIA).await;
    assert_eq!(maria.post("/api/v1/portal/tickets", &form).await.status(), 201);
    within_a_minute("the other workspace's card does not wait for those that hang", || {
        !app.sandbox.slack().messages(TRIAGE).is_empty()
    })
    .await;
    assert!(labs.messages(LABS).is_empty(), "they hang still");
    assert_eq!(labs.waiting(), 4, "and have no more than their share");
}
