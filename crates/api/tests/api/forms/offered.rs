//! Whom a form is offered to: everybody, a collection's customers, a customer; and nobody else files by it.

use super::*;
use crate::support::{OTHER, TestApp, fixtures::customer_id};

async fn collection(staff: &Caller, name: &str) -> Value {
    let all = good(&staff.get("/api/v1/collections").await);
    let found = all.as_array().unwrap().iter().find(|it| it["name"] == name);
    found.unwrap()["id"].clone()
}

async fn published(staff: &Caller, name: &str) -> (String, Value) {
    let (path, form) = begins(staff, name).await;
    good(&saves(staff, &path, &[asks("note", "short_text", json!({}))]).await);
    good(&publishes(staff, &path).await);
    (path, form["id"].clone())
}

#[tokio::test]
async fn a_form_is_offered_to_whom_it_is_placed_for_and_nobody_else() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let (maria, priya) = (app.contact(MARIA).await, app.contact(PRIYA).await); // Globex: All customers. Initech: Priority.
    let (for_globex, globex) = published(&ana, "For Globex").await;
    let (for_priority, priority) = published(&ana, "For Priority").await;
    assert_eq!(chooses(&maria).await, ["Report a problem"], "placed for nobody");

    good(
        &places(
            &ana,
            &for_globex,
            json!({ "on_portal": false, "customers": [customer_id("Globex")] }),
        )
        .await,
    );
    let place = json!({ "on_portal": false, "collections": [collection(&ana, "Priority").await] });
    let placed = good(&places(&ana, &for_priority, place.clone()).await);
    assert_eq!(placed["collections"], place["collections"]);

    assert_eq!(chooses(&maria).await, ["Report a problem", "For Globex"]);
    assert_eq!(chooses(&priya).await, ["Report a problem", "For Priority"]);
    good(&files(&maria, &globex, json!({})).await);
    good(&files(&priya, &priority, json!({})).await);
    let absent = files(&maria, &json!(uuid::Uuid::nil()), json!({})).await;
    for (contact, form) in [(&maria, &priority), (&priya, &globex)] {
        let refused = files(contact, form, json!({})).await;
        assert_eq!(refused.bad_fields(), ["form_id"]);
        assert_eq!(
            refused.json()["errors"],
            absent.json()["errors"],
            "like one that does not exist"
        );
    }
}

#[tokio::test]
async fn who_is_offered_no_form_gets_the_built_in_one() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let path = format!("{FORMS}/{}", fixtures::form_id());
    assert_eq!(files(&maria, &Value::Null, json!({})).await.bad_fields(), ["form_id"]);

    good(
        &places(
            &ana,
            &path,
            json!({ "on_portal": false, "customers": [customer_id("Initech")] }),
        )
        .await,
    );

    assert_eq!(chooses(&maria).await, ["General request"]);
    good(&files(&maria, &Value::Null, json!({})).await);
    assert_eq!(chooses(&app.contact(PRIYA).await).await, ["Report a problem"]);
}

#[tokio::test]
async fn an_archived_form_is_offered_to_nobody_and_comes_back_as_it_was() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let path = format!("{FORMS}/{}", fixtures::form_id());
    let answers = json!({ field("area").to_string(): "Billing" });
    let filed = good(&files(&maria, &json!(fixtures::form_id()), answers.clone()).await);

    let archived = good(&ana.patch(&path, &json!({ "version": 1, "archived": true })).await);

    assert!(archived["archived_at"].is_string());
    assert_eq!(chooses(&maria).await, ["General request"]);
    assert_eq!(
        files(&maria, &json!(fixtures::form_id()), answers.clone())
            .await
            .bad_fields(),
        ["form_id"]
    );
    let shown = good(
        &maria
            .get(&format!("{TICKETS}/{}", filed["key"].as_str().unwrap()))
            .await,
    );
    assert_eq!(
        (&shown["form"], &shown["answers"]),
        (&json!("Report a problem"), &filed["answers"])
    );
    good(&ana.patch(&path, &json!({ "version": 2, "archived": false })).await);
    good(&files(&maria, &json!(fixtures::form_id()), answers).await);
}

#[tokio::test]
async fn forms_are_offered_in_their_order() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let second = offers(&ana, "Second", &[]).await;
    let third = offers(&ana, "Third", &[]).await;

    good(
        &ana.put(&format!("{FORMS}/order"), &json!({ "forms": [third, second, third] }))
            .await,
    );

    assert_eq!(chooses(&maria).await, ["Third", "Second", "Report a problem"]);
    let unknown = ana
        .put(&format!("{FORMS}/order"), &json!({ "forms": [uuid::Uuid::nil()] }))
        .await;
    assert_eq!(unknown.bad_fields(), ["forms"]);
}

#[tokio::test]
async fn a_form_is_placed_within_its_account_only() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let eve = app.agent_of(OTHER, "eve@other.example").await;
    let path = format!("{FORMS}/{}", fixtures::form_id());

    let foreign = json!({ "on_portal": false, "customers": [customer_id("Hooli")] });
    assert_eq!(places(&ana, &path, foreign).await.bad_fields(), ["customers"]);
    assert_eq!(eve.get(&path).await.status(), 404);
    assert_eq!(good(&eve.get(FORMS).await), json!([]));
}
