//! Each workspace's secrets and tokens: for whom they speak, what their end pauses, how they are kept.

use chrono::TimeDelta;
use portico::{
    app,
    entity::{WorkspaceState, received_event},
    outside::clock::Clock,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{
    super::{TRIAGE, card, filed, files, knocks, on_portal, signed},
    ANA, LABS, LABS_SECRET, LABS_TOKEN, PRIYA, chloe_is_linked, connected, labs, pastes, row, settle, state, tokens,
};
use crate::{
    cli,
    support::{SECRET, TestApp, manifest_scopes},
};

#[tokio::test]
async fn each_secret_speaks_for_its_own_workspaces_alone() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let workspace = connected(&app, &labs).await;
    let key = filed(&app).await;
    files(&app, PRIYA, "Of Initech", "It hums.").await;
    let door = format!("/slack/events/{}", workspace["id"].as_str().unwrap());
    let event = |team: &str, channel: &str, user: &str, thread: &str| {
        let event = json!({
            "type": "message", "channel": channel, "user": user, "text": "forged", "ts": "9.1", "thread_ts": thread, "event_ts": "9.1",
        });
        json!({ "type": "event_callback", "team_id": team, "event_id": format!("Ev{team}"), "event": event })
            .to_string()
    };
    let of_acme = event("T0ACME", TRIAGE, "U0CHLOE", &card(&app, TRIAGE).ts);
    let of_labs = event("T0LABS", LABS, "U0LABSCHLOE", &labs.messages(LABS)[0].ts);
    let now = app.clock.now().timestamp();
    for (path, secret, body, status) in [
        (door.as_str(), LABS_SECRET, &of_acme, 200),
        ("/slack/events", app.sandbox.signing_secret(), &of_labs, 200),
        ("/slack/events", LABS_SECRET, &of_labs, 401),
        (door.as_str(), app.sandbox.signing_secret(), &of_labs, 401),
        (
            "/slack/events/019ac000-0000-7000-8000-00000000dead",
            LABS_SECRET,
            &of_labs,
            404,
        ),
        ("/slack/events/nonsense", LABS_SECRET, &of_labs, 404),
    ] {
        let res = knocks(&app, path, &signed(secret, now, body), body).await;
        assert_eq!(res.status(), status, "{path}");
    }
    let fixture = row(&app, "T0ACME").await.id;
    let of_configured = format!("/slack/events/{fixture}");
    let res = knocks(&app, &of_configured, &signed("", now, &of_acme), &of_acme).await;
    assert_eq!(res.status(), 404, "it has no door of its own");
    app.run_jobs().await;
    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 0);
    assert_eq!(on_portal(&app, &key).await.len(), 1);

    let res = knocks(&app, &door, &signed(LABS_SECRET, now, &of_labs), &of_labs).await;
    assert_eq!(res.status(), 200);
    assert_eq!(received_event::Entity::find().count(&app.db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_revoked_token_pauses_its_workspace_alone() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    connected(&app, &labs).await;
    labs.revoke_tokens();
    settle(&app, &labs).await;
    assert_eq!(state(&app, "T0LABS").await, WorkspaceState::Disconnected);
    assert_eq!(state(&app, "T0ACME").await, WorkspaceState::Connected);
    let before = labs.calls().len();

    files(&app, PRIYA, "Of Initech", "It hums.").await;
    filed(&app).await;

    assert_eq!(labs.calls().len(), before, "it is not asked");
    assert!(super::super::content(&card(&app, TRIAGE)).contains("Printer on fire"));

    labs.install(&manifest_scopes());
    app.clock.advance(TimeDelta::hours(80)); // Long enough for what fails to be given up.
    labs.advance(TimeDelta::hours(80));
    settle(&app, &labs).await;
    assert_eq!(state(&app, "T0LABS").await, WorkspaceState::Connected);
    assert_eq!(labs.messages(LABS).len(), 1);
    assert!(super::super::dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn a_late_word_of_a_token_that_was_replaced_does_no_harm() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    connected(&app, &labs).await;
    labs.faults().hold_events();
    labs.uninstall();
    labs.install(&manifest_scopes());
    pastes(&app, &tokens()).await;

    labs.faults().release_events();
    settle(&app, &labs).await;

    let told = labs
        .deliveries()
        .iter()
        .filter(|it| it.body.contains("app_uninstalled"))
        .count();
    assert_eq!(told, 1);
    assert_eq!(state(&app, "T0LABS").await, WorkspaceState::Connected);
}

#[tokio::test]
async fn a_workspace_that_was_disconnected_is_left_alone_and_goes_on_when_it_is_back() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    let workspace = connected(&app, &labs).await;
    chloe_is_linked(&app, &workspace).await;
    let key = files(&app, PRIYA, "Of Initech", "It hums.").await;
    let root = labs.messages(LABS)[0].ts.clone();
    let ana = app.agent(ANA).await;
    let path = format!("/api/v1/slack/workspaces/{}", workspace["id"].as_str().unwrap());
    assert_eq!(ana.delete(&path).await.status(), 204);
    assert_eq!(ana.delete(&path).await.status(), 404);
    let left = row(&app, "T0LABS").await;
    assert!(left.bot_token.is_none() && left.signing_secret.is_none());
    let before = labs.calls().len();

    labs.say("U0LABSCHLOE", LABS, "Into the void", Some(&root));
    labs.settled().await;
    let priya = app.contact(PRIYA).await;
    let reply = json!({ "body": "Still humming." });
    let path = format!("/api/v1/portal/tickets/{key}/messages");
    assert_eq!(priya.post(&path, &reply).await.status(), 201);
    app.run_jobs().await;
    assert_eq!(labs.calls().len(), before);
    let shown = ana.get("/api/v1/slack").await.json();
    assert_eq!(shown["workspaces"].as_array().unwrap().len(), 1);

    app.clock.advance(TimeDelta::minutes(1));
    let back = pastes(&app, &tokens()).await;
    assert_eq!(back["id"], workspace["id"]);
    assert_eq!(back["since"], json!(app.clock.now()), "it begins anew");
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(pastes(&app, &tokens()).await["since"], back["since"], "it was here");
    let thread = labs.thread(LABS, &root);
    assert!(
        thread.iter().any(|it| it.text.contains("Still humming.")),
        "{thread:#?}"
    );
    // The configuration's is not an admin's to take away.
    let configured = row(&app, "T0ACME").await.id;
    let res = ana.delete(&format!("/api/v1/slack/workspaces/{configured}")).await;
    assert_eq!(res.status(), 409);
}

#[tokio::test]
async fn the_database_keeps_tokens_sealed_and_a_new_key_opens_them() {
    let app = TestApp::spawn().await;
    let labs = labs(&app);
    connected(&app, &labs).await;
    let row = row(&app, "T0LABS").await;
    for sealed in [row.bot_token.clone().unwrap(), row.signing_secret.clone().unwrap()] {
        let holds = |secret: &str| sealed.windows(secret.len()).any(|part| part == secret.as_bytes());
        assert!(!holds(LABS_TOKEN) && !holds(LABS_SECRET));
    }
    let former = String::from_utf8(SECRET.to_vec()).unwrap();
    let key = "another key of at least 32 characters";
    cli::rotates(&cli::url(&app), (key, &former)).await;

    let after = super::row(&app, "T0LABS").await;
    assert!(after.bot_token != row.bot_token && after.signing_secret != row.signing_secret);
    files(&app, PRIYA, "Of Initech", "It hums.").await;
    assert!(labs.messages(LABS).is_empty(), "the old key opens nothing");
    let renewed = app::AppState::new(app.state.config.clone(), key.as_bytes(), app.clock.clone());
    let renewed = std::sync::Arc::new(renewed.await.unwrap());
    app.clock.advance(TimeDelta::minutes(1));
    while app::run_due_jobs(&renewed).await.unwrap() > 0 {}
    assert_eq!(labs.messages(LABS).len(), 1);
}
