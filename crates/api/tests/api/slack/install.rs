//! Installing the app into a workspace, and tokens that end.

use chrono::TimeDelta;
use portico::{
    entity::{WorkspaceState, slack_workspace},
    outside::clock::Clock,
};
use portico_sandbox::{
    demo,
    faults::{Rule, SlackFault},
    slack::Slack,
};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::signed;
use crate::support::{ACME, Answer, Caller, TestApp};

const ANA: &str = "ana@acme.example";

fn labs(app: &TestApp) -> Slack {
    let labs = app
        .sandbox
        .add_workspace(demo::labs(), "xoxb-unused-labs", app.sandbox.signing_secret());
    labs.unwrap()
}

/// Goes to Slack, agrees there, and comes back to the console with what Slack gives.
async fn comes_back(app: &TestApp, admin: &Caller) -> Value {
    let started = admin.post_empty("/api/v1/slack/install").await;
    assert_eq!(started.status(), 200, "{}", started.text());
    let authorize_url = started.json()["authorize_url"].as_str().unwrap().to_owned();
    let back = app.sandbox.agree_to_install(&authorize_url, "T0LABS").unwrap();
    passed_on(app, &back).await
}

fn location(res: &Answer) -> String {
    res.headers()["location"].to_str().unwrap().to_owned()
}

/// The console's page that the installation's address leads to, as what its query says.
async fn passed_on(app: &TestApp, back: &str) -> Value {
    let port = app.state.config.server.public_url.port().unwrap();
    let path = back
        .strip_prefix(&format!("http://localhost:{port}"))
        .expect("our address");
    assert!(path.starts_with("/slack/oauth/callback?"), "{path}");
    let res = app.nobody(ACME).get(path).await;
    assert_eq!(res.status(), 303, "{}", res.text());
    let to: url::Url = location(&res).parse().unwrap();
    assert!(to.path() == "/console/settings/slack", "{to}");
    assert!(to.host_str().unwrap().starts_with("acme."), "where it began: {to}");
    let query: serde_json::Map<String, Value> = to
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect();
    Value::Object(query)
}

async fn completes(admin: &Caller, back: &Value) -> Answer {
    admin.post("/api/v1/slack/install/complete", back).await
}

async fn row(app: &TestApp) -> slack_workspace::Model {
    let found = slack_workspace::Entity::find().filter(slack_workspace::Column::TeamId.eq("T0LABS"));
    found.one(&app.db).await.unwrap().expect("the workspace")
}

#[tokio::test]
async fn an_admin_installs_the_app_and_its_events_come_to_the_common_door() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let ana = app.agent(ANA).await;
    let back = comes_back(&app, &ana).await;

    let res = completes(&ana, &back).await;

    assert_eq!(res.status(), 200, "{}", res.text());
    assert_eq!(
        (&res.json()["name"], &res.json()["source"]),
        (&json!("Acme Labs"), &json!("installed"))
    );
    assert_eq!(res.json()["missing_scopes"], json!([]));
    app.run_jobs().await;
    let row = row(&app).await;
    assert_eq!((row.app_id.as_str(), row.token_expires_at), ("A0PORTICO", None));
    // By the secret of the configuration, Slack tells of both.
    labs.uninstall();
    let event = json!({ "type": "app_uninstalled" });
    let body =
        json!({ "type": "event_callback", "team_id": "T0LABS", "event_id": "Ev0LABS", "event": event }).to_string();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
    assert_eq!(
        super::knocks(&app, "/slack/events", &headers, &body).await.status(),
        200
    );
    app.run_jobs().await;
    assert_eq!(self::row(&app).await.state, WorkspaceState::Disconnected);

    let back = comes_back(&app, &ana).await;
    assert_eq!(completes(&ana, &back).await.status(), 200);
    assert_eq!(self::row(&app).await.state, WorkspaceState::Connected);
    assert_eq!(slack_workspace::Entity::find().count(&app.db).await.unwrap(), 2);
}

#[tokio::test]
async fn an_install_is_for_who_began_it_once_and_for_ten_minutes() {
    let app = TestApp::spawn().await;
    labs(&app);
    let (ana, ben) = (app.agent(ANA).await, app.agent("ben@acme.example").await);
    let eve = app.agent_of("other", "eve@other.example").await;
    let back = comes_back(&app, &ana).await;
    // Whoever follows another's link connects nothing.
    for other in [&ben, &eve] {
        let res = completes(other, &back).await;
        assert_eq!(
            (res.status(), res.json()["errors"][0]["field"].as_str()),
            (422, Some("state"))
        );
    }
    for (code, state) in [("", "x"), ("forged", "x.y"), (back["code"].as_str().unwrap(), "")] {
        let res = completes(&ana, &json!({ "code": code, "state": state })).await;
        assert_eq!(res.status(), 422, "{}", res.text());
    }
    let at_once = tokio::join!(completes(&ana, &back), completes(&ana, &back));
    let mut statuses = [at_once.0.status(), at_once.1.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
    assert_eq!(completes(&ana, &back).await.status(), 422, "it is used up");

    let forged = comes_back(&app, &ana).await;
    let forged = json!({ "code": "forged", "state": forged["state"] });
    let res = completes(&ana, &forged).await;
    assert_eq!(res.json()["errors"][0]["field"], "code");
    assert!(res.text().contains("invalid_code"), "{}", res.text());

    let late = comes_back(&app, &ana).await;
    app.clock.advance(TimeDelta::minutes(10));
    assert_eq!(completes(&app.agent(ANA).await, &late).await.status(), 422);

    let denied = format!(
        "/slack/oauth/callback?error=access_denied&state={}",
        late["state"].as_str().unwrap()
    );
    let port = app.state.config.server.public_url.port().unwrap();
    let page = passed_on(&app, &format!("http://localhost:{port}{denied}")).await;
    assert_eq!(page, json!({ "problem": "denied" }));
    let other = denied.replace("access_denied", "invalid_scope%26code%3Dx");
    let page = passed_on(&app, &format!("http://localhost:{port}{other}")).await;
    assert_eq!(page, json!({ "problem": "failed" }), "nothing of it comes along");
    let nowhere = app
        .nobody(ACME)
        .get("/slack/oauth/callback?code=c&state=https://evil.example")
        .await;
    assert_eq!(location(&nowhere), "/console/settings/slack?problem=failed");
}

#[tokio::test]
async fn the_manifest_names_this_installation() {
    const README: &str = include_str!("../../../../../README.md");
    let app = TestApp::spawn().await;

    let shown = app.agent(ANA).await.get("/api/v1/slack/manifest").await.json();

    let own = app.state.config.server.public_url.as_str();
    let in_readme = README.split("```yaml\n").nth(1).and_then(|it| it.split("```").next());
    let expected = in_readme
        .unwrap()
        .replace("https://help.example.com", own.trim_end_matches('/'));
    assert_eq!((&shown["url"], &shown["yaml"]), (&json!(own), &json!(expected)));
    // By socket, and without https, nothing of the installation need be reachable.
    let by_socket = shown["socket_yaml"].as_str().unwrap();
    assert!(
        by_socket.contains("socket_mode_enabled: true") && !by_socket.contains(own),
        "{by_socket}"
    );
}

#[tokio::test]
async fn without_a_named_app_nothing_can_be_installed() {
    let app = TestApp::spawn_with(|config| {
        config.slack.client_id = String::new();
        config.slack.client_secret = String::new().into();
    })
    .await;
    let ana = app.agent(ANA).await;
    assert_eq!(ana.post_empty("/api/v1/slack/install").await.status(), 409);
    assert_eq!(ana.get("/api/v1/slack").await.json()["installable"], false);
}

/// Installed, with tokens that end in twelve hours.
async fn rotating(app: &TestApp) -> Slack {
    let labs = labs(app);
    labs.rotate_tokens();
    let ana = app.agent(ANA).await;
    let back = comes_back(app, &ana).await;
    let res = completes(&ana, &back).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
    assert!(row(app).await.refresh_token.is_some());
    labs
}

/// How often a refresh token was exchanged, and how often one was that was used up.
fn renewals(app: &TestApp) -> (usize, usize) {
    let calls = app.sandbox.slack().calls_of("oauth.v2.access");
    let refreshes = calls.iter().filter(|it| it.args["grant_type"] == "refresh_token");
    let (mut good, mut bad) = (0, 0);
    for call in refreshes {
        good += usize::from(call.answer["ok"] == true);
        bad += usize::from(call.answer["error"] == "invalid_refresh_token");
    }
    (good, bad)
}

fn passes(app: &TestApp, labs: &Slack, by: TimeDelta) {
    app.clock.advance(by);
    labs.advance(by);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends_again_and_again() {
    let app = TestApp::spawn().await;
    let labs = rotating(&app).await;
    let mut before = row(&app).await;
    for round in 1..=3 {
        passes(&app, &labs, TimeDelta::hours(10));
        app.run_jobs().await;
        assert_eq!(renewals(&app).0, round - 1, "not before it is time");
        passes(&app, &labs, TimeDelta::minutes(61));
        app.run_jobs().await;
        let after = row(&app).await;
        assert_eq!(renewals(&app), (round, 0));
        assert!(after.bot_token != before.bot_token && after.refresh_token != before.refresh_token);
        assert!(after.token_expires_at > before.token_expires_at);
        assert_eq!(after.state, WorkspaceState::Connected);
        before = after;
    }
    // Nobody was there for a day: the token has ended, its refresh token has not.
    passes(&app, &labs, TimeDelta::hours(30));
    app.run_jobs().await;
    assert_eq!(
        (renewals(&app), row(&app).await.state),
        ((4, 0), WorkspaceState::Connected)
    );
}

#[tokio::test]
async fn trouble_at_slack_uses_no_refresh_token_up_twice() {
    let app = TestApp::spawn().await;
    let labs = rotating(&app).await;
    // Its answers come from the first workspace, which all that has no token speaks to.
    app.sandbox.faults().set([
        Rule::slack("oauth.v2.access", SlackFault::Http5xx { status: 503 }).times(1),
        Rule::slack("oauth.v2.access", SlackFault::RateLimited { retry_after: 30 }).times(1),
    ]);
    passes(&app, &labs, TimeDelta::hours(11));
    for _ in 0..6 {
        passes(&app, &labs, TimeDelta::seconds(40));
        app.run_jobs().await;
    }
    assert_eq!(renewals(&app), (1, 0));
    assert_eq!(row(&app).await.state, WorkspaceState::Connected);

    // Taken, and the answer lost: the next try waits, is refused, and an admin is told in time.
    app.sandbox
        .faults()
        .set([Rule::slack("oauth.v2.access", SlackFault::DropAfterAccept).times(1)]);
    passes(&app, &labs, TimeDelta::hours(11));
    app.run_jobs().await;
    assert_eq!(row(&app).await.state, WorkspaceState::Connected);
    passes(&app, &labs, TimeDelta::minutes(2));
    app.run_jobs().await;
    assert_eq!(renewals(&app), (2, 1));
    for _ in 0..10 {
        passes(&app, &labs, TimeDelta::minutes(10));
        app.run_jobs().await;
    }
    assert_eq!(row(&app).await.state, WorkspaceState::Disconnected);
    let ana = app.agent(ANA).await;
    let health = ana.get("/api/v1/slack").await.json();
    let workspaces = health["workspaces"].as_array().unwrap();
    let labs = workspaces.iter().find(|it| it["name"] == "Acme Labs").unwrap();
    assert_eq!(labs["advice"]["remedy"], "renew_token");
    let back = comes_back(&app, &ana).await;
    assert_eq!(completes(&ana, &back).await.status(), 200);
}

#[tokio::test]
async fn two_processes_renew_a_token_once_on_postgres() {
    let app = TestApp::spawn().await;
    let labs = rotating(&app).await;
    if app.db.get_database_backend() != DbBackend::Postgres {
        return; // SQLite serves one process.
    }
    let second = app.second().await;
    passes(&app, &labs, TimeDelta::minutes(661));
    tokio::join!(app.run_jobs(), second.run_jobs());
    assert_eq!(renewals(&app), (1, 0));
}
