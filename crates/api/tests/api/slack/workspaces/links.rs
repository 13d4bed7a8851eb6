//! Whom admins see linked, in each of several workspaces.

use chrono::TimeDelta;
use portico_sandbox::slack::User;
use serde_json::{Value, json};

use super::{super::passes, ANA, LABS, chloe_is_linked, connected, labs, settle};
use crate::support::TestApp;

/// Who Chloe is, as admins are told.
async fn chloe(app: &TestApp) -> Vec<Value> {
    let health = app.agent(ANA).await.get("/api/v1/slack").await.json();
    let people = health["people"].as_array().unwrap();
    let chloe = people.iter().find(|it| it["name"] == "Chloe Martin").unwrap();
    chloe["links"].as_array().unwrap().clone()
}

#[tokio::test]
async fn somebody_is_shown_in_every_workspace_with_what_keeps_them_from_speaking_there() {
    let app = TestApp::spawn().await;
    passes(&app, TimeDelta::minutes(1)); // They are shown in the order they came.
    let labs = labs(&app);
    let workspace = connected(&app, &labs).await;
    chloe_is_linked(&app, &workspace).await;

    let links = chloe(&app).await;
    let users: Vec<_> = links.iter().map(|it| &it["user_id"]).collect();
    assert_eq!(users, ["U0CHLOE", "U0LABSCHLOE"]);
    assert_eq!(links[1]["workspace_id"], workspace["id"]);
    assert!(links.iter().all(|it| it["advice"] == json!(null)), "{links:#?}");

    labs.put_user(User::person("U0LABSCHLOE", "Chloe Martin", "T0LABS").guest());
    passes(&app, TimeDelta::hours(25));
    let card = super::super::files(&app, super::PRIYA, "Of Initech", "It hums.").await;
    labs.say("U0LABSCHLOE", LABS, "Hello", Some(&labs.messages(LABS)[0].ts));
    settle(&app, &labs).await;
    let links = chloe(&app).await;
    assert_eq!(links[0]["advice"], json!(null), "{card}: {links:#?}");
    assert_eq!(links[1]["advice"]["remedy"], "link_member");

    let path = format!("/api/v1/slack/workspaces/{}", workspace["id"].as_str().unwrap());
    assert_eq!(app.agent(ANA).await.delete(&path).await.status(), 204);
    let links = chloe(&app).await;
    assert_eq!(
        links.len(),
        1,
        "nobody speaks from a workspace that was taken away: {links:#?}"
    );
}
