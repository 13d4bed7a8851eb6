//! Messages changed and taken back through the API follow wherever they went.

use chrono::TimeDelta;
use portico::entity::message_revision;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;

use super::{GLOBEX, MARIA, TRIAGE, dead_jobs, filed, on_portal, replies, replies_on_portal, says};
use crate::support::TestApp;

#[tokio::test]
async fn an_agents_message_that_is_changed_or_taken_back_follows_everywhere() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let (ben, chloe) = (
        app.agent("ben@acme.example").await,
        app.agent("chloe@acme.example").await,
    );
    let ana = app.agent("ana@acme.example").await;
    let path = format!("/api/v1/tickets/{key}/messages");
    let said = ben
        .post(&path, &json!({ "visibility": "public", "body": "The code is 1234" }))
        .await;
    let one = format!("{path}/{}", said.json()["id"].as_str().unwrap());
    app.run_jobs().await;

    assert_eq!(
        chloe.patch(&one, &json!({ "body": "no" })).await.status(),
        403,
        "another's"
    );
    let changed = ben.patch(&one, &json!({ "body": "The code is **secret**" })).await;
    assert_eq!(changed.status(), 200, "{}", changed.text());
    assert_eq!(changed.json()["body"], "The code is **secret**");
    assert!(!changed.json()["edited_at"].is_null());
    app.run_jobs().await;
    for channel in [TRIAGE, GLOBEX] {
        let texts: Vec<_> = replies(&app, channel).into_iter().map(|it| it.text).collect();
        assert!(
            texts.iter().any(|it| it.contains("The code is *secret*")) && texts.iter().all(|it| !it.contains("1234")),
            "{texts:#?}"
        );
    }
    assert_eq!(on_portal(&app, &key).await[1].1, "The code is **secret**");

    assert_eq!(ana.delete(&one).await.status(), 204, "an admin may");
    app.run_jobs().await;
    for channel in [TRIAGE, GLOBEX] {
        assert!(replies(&app, channel).iter().all(|it| !it.text.contains("code")));
    }
    assert!(
        on_portal(&app, &key)
            .await
            .iter()
            .all(|(_, body)| !body.contains("code"))
    );
    assert_eq!(ben.patch(&one, &json!({ "body": "again" })).await.status(), 404);
    assert_eq!(
        message_revision::Entity::find().count(&app.db).await.unwrap(),
        2,
        "what it said is kept"
    );
    assert!(dead_jobs(&app).await.is_empty());
}

#[tokio::test]
async fn contacts_change_their_own_messages_for_a_quarter_of_an_hour() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let said = replies_on_portal(&app, &key, json!({ "body": "It burns" })).await;
    let path = format!("/api/v1/portal/tickets/{key}/messages");
    let one = format!("{path}/{}", said.json()["id"].as_str().unwrap());
    app.run_jobs().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact("tom@globex.example").await);

    assert_eq!(
        tom.patch(&one, &json!({ "body": "It does not" })).await.status(),
        403,
        "a colleague's"
    );
    assert_eq!(maria.patch(&one, &json!({ "body": "  " })).await.status(), 422);
    let changed = maria.patch(&one, &json!({ "body": "It *smokes*" })).await;
    assert_eq!(
        (changed.status(), &changed.json()["body"]),
        (200, &json!("It *smokes*"))
    );
    let versions = format!("{one}/versions");
    let earlier = maria.get(&versions).await.json();
    assert_eq!(earlier[0]["html"], "<p>It burns</p>\n", "{earlier}");
    assert_eq!(earlier.as_array().map(Vec::len), Some(1), "{earlier}");
    assert_eq!(earlier[0]["written_at"], changed.json()["created_at"]);
    assert_eq!(tom.get(&versions).await.status(), 403, "a colleague reads what stands");
    let for_the_team = app
        .agent("ana@acme.example")
        .await
        .get(&versions.replace("/portal/", "/"))
        .await
        .json();
    assert_eq!(for_the_team, earlier);
    app.run_jobs().await;
    assert!(
        replies(&app, TRIAGE)[0].text.ends_with("It _smokes_"),
        "{:?}",
        replies(&app, TRIAGE)[0].text
    );

    app.clock.advance(TimeDelta::seconds(15 * 60 + 1));
    app.sandbox.slack().advance(TimeDelta::seconds(15 * 60 + 1));
    let maria = app.contact(MARIA).await;
    assert_eq!(maria.patch(&one, &json!({ "body": "late" })).await.status(), 409);
    assert_eq!(maria.delete(&one).await.status(), 409);

    let again = replies_on_portal(&app, &key, json!({ "body": "My password is x" })).await;
    app.run_jobs().await;
    let two = format!("{path}/{}", again.json()["id"].as_str().unwrap());
    assert_eq!(maria.delete(&two).await.status(), 204);
    assert_eq!(maria.get(&format!("{two}/versions")).await.status(), 404, "it is gone");
    app.run_jobs().await;
    assert!(replies(&app, TRIAGE).iter().all(|it| !it.text.contains("password")));
    let from_slack = says(&app, "U0MARIA", GLOBEX, "From Slack").await;
    assert!(!from_slack.is_empty());
    let conversation = maria
        .get(&format!("/api/v1/portal/tickets/{key}/conversation"))
        .await
        .json();
    let newest = conversation["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rfind(|it| it["type"] == "message")
        .unwrap()
        .clone();
    let three = format!("{path}/{}", newest["id"].as_str().unwrap());
    assert_eq!(
        maria.patch(&three, &json!({ "body": "here" })).await.status(),
        409,
        "it is Slack's to change"
    );
    let agents = says(&app, "U0CHLOE", TRIAGE, "On it").await;
    assert!(!agents.is_empty() && dead_jobs(&app).await.is_empty());
}
