//! From a draft to a version, and what contacts notice of it.

use portico::entity::{audit_entry, form_version};
use portico_types::staff::AuditAction;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::support::TestApp;

#[tokio::test]
async fn contacts_notice_nothing_of_a_draft_until_it_is_published_and_placed() {
    let app = TestApp::spawn().await;
    let (ben, maria) = (app.agent(BEN).await, app.contact(MARIA).await);
    let (path, form) = begins(&ben, "Ask for access").await;
    assert_eq!(form["published_version"], Value::Null);

    let saved = good(
        &saves(
            &ben,
            &path,
            &[asks("system", "short_text", json!({ "required": true }))],
        )
        .await,
    );
    assert_eq!(
        (&saved["has_draft"], &saved["draft"]["saved_by"]),
        (&json!(true), &json!("Ben Okafor"))
    );
    good(&places(&ben, &path, json!({ "on_portal": true })).await);
    assert_eq!(chooses(&maria).await, ["Report a problem"]);
    let published = good(&publishes(&ben, &path).await);
    assert_eq!(chooses(&maria).await, ["Report a problem", "Ask for access"]);
    assert_eq!(
        (&published["published_version"], &published["has_draft"]),
        (&json!(1), &json!(false))
    );
    assert_eq!(published["published"]["fields"][0]["label"], "system");

    good(
        &saves(
            &ben,
            &path,
            &[asks("system", "short_text", json!({ "label": "Which?" }))],
        )
        .await,
    );
    let offered = good(&maria.get("/api/v1/portal/forms").await);
    assert_eq!(offered[1]["schema"]["fields"][0]["label"], "system");
    let version = good(&ben.get(&path).await)["version"].clone();
    let discarded = good(
        &ben.post(&format!("{path}/draft/discard"), &json!({ "version": version }))
            .await,
    );
    assert_eq!(discarded["draft"], Value::Null);
    assert_eq!(
        publishes(&ben, &path).await.status(),
        409,
        "there is nothing to publish"
    );
}

#[tokio::test]
async fn a_draft_need_not_be_finished_but_what_is_published_must_be() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let (path, _) = begins(&ana, "Ask for access").await;
    let unfinished = asks(
        "system",
        "select",
        json!({ "label": "", "show_when": when("later", "is_not_empty", Value::Null) }),
    );

    let saved = good(&saves(&ana, &path, &[unfinished]).await);
    let refused = publishes(&ana, &path).await;

    let named = |property: &str| format!("fields.{}.{property}", field("system"));
    let expected = [named("label"), named("choices"), named("show_when")];
    let problems: Vec<&str> = saved["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["field"].as_str().unwrap())
        .collect();
    assert_eq!(problems, expected);
    assert_eq!(refused.bad_fields(), expected);
    let zero = saves(&ana, &path, &[asks("system", "short_text", json!({ "help": "\u{0}" }))]).await;
    assert_eq!(zero.bad_fields(), ["fields"]);
    let unknown = saves(&ana, &path, &[asks("system", "short_text", json!({ "colour": "red" }))]).await;
    assert_eq!(unknown.status(), 400);
}

#[tokio::test]
async fn who_comes_second_is_told() {
    let app = TestApp::spawn().await;
    let (ana, ben) = (app.agent(ANA).await, app.agent(BEN).await);
    let (path, form) = begins(&ana, "Ask for access").await;
    let draft = json!({ "version": form["version"], "name": "Ask", "schema": { "fields": [] } });

    let to = format!("{path}/draft");

    let (first, second) = tokio::join!(ana.put(&to, &draft), ben.put(&to, &draft));

    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);

    let stale = json!({ "version": 1 });
    assert_eq!(ana.post(&format!("{path}/publish"), &stale).await.status(), 409);
    assert_eq!(ana.post(&format!("{path}/draft/discard"), &stale).await.status(), 409);
    assert_eq!(
        ana.patch(&path, &json!({ "version": 1, "archived": true }))
            .await
            .status(),
        409
    );
    assert_eq!(
        ana.put(
            &format!("{path}/placements"),
            &json!({ "version": 1, "on_portal": true })
        )
        .await
        .status(),
        409
    );
}

#[tokio::test]
async fn a_new_version_leaves_old_tickets_as_they_were_filed() {
    let app = TestApp::spawn().await;
    let (ana, maria) = (app.agent(ANA).await, app.contact(MARIA).await);
    let form = offers(
        &ana,
        "Ask",
        &[asks("system", "short_text", json!({ "label": "Which system?" }))],
    )
    .await;
    let before = good(&files(&maria, &form, json!({ field("system").to_string(): "VPN" })).await);
    let path = format!("{FORMS}/{}", form.as_str().unwrap());
    good(&saves(&ana, &path, &[asks("team", "short_text", json!({}))]).await);
    good(&publishes(&ana, &path).await);

    let after = files(&maria, &form, json!({ field("system").to_string(): "VPN" })).await;
    assert_eq!(after.bad_fields(), [format!("answers.{}", field("system"))]);
    let shown = good(
        &maria
            .get(&format!("{TICKETS}/{}", before["key"].as_str().unwrap()))
            .await,
    );
    assert_eq!(shown["answers"], before["answers"]);
    assert_eq!(shown["answers"][0]["label"], "Which system?");
    assert_eq!(
        form_version::Entity::find()
            .filter(form_version::Column::Version.eq(2))
            .count(&app.db)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn the_log_says_what_a_publication_changed() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    offers(&ana, "Ask", &[asks("system", "short_text", json!({}))]).await;
    let published = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.eq(AuditAction::FormPublished))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(published.subject, "form Ask");
    assert_eq!(
        published.detail,
        json!({ "version": 1, "changes": { "added": ["system"] } })
    );
}

#[tokio::test]
async fn agents_read_forms_and_change_none() {
    let app = TestApp::spawn().await;
    let chloe = app.agent(CHLOE).await;
    let list = good(&chloe.get(FORMS).await);
    assert_eq!(list[0]["name"], "Report a problem");
    let path = format!("{FORMS}/{}", fixtures::form_id());
    assert_eq!(
        good(&chloe.get(&path).await)["published"]["fields"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(chloe.post(FORMS, &json!({ "name": "Mine" })).await.status(), 403);
    assert_eq!(
        chloe
            .patch(&path, &json!({ "version": 1, "archived": true }))
            .await
            .status(),
        403
    );
    assert_eq!(good(&chloe.get(&path).await)["version"], 1);
}

#[tokio::test]
async fn a_copy_begins_with_what_its_model_consists_of() {
    let app = TestApp::spawn().await;
    let ana = app.agent(ANA).await;
    let asked = json!({ "name": "Report another problem", "copy_of": fixtures::form_id() });
    let copy = good(&ana.post(FORMS, &asked).await);
    let fields = copy["draft"]["schema"]["fields"].as_array().unwrap();
    assert_eq!(fields.len(), 4);
    assert_eq!(good(&ana.get(FORMS).await)[1]["name"], "Report another problem");
}

#[tokio::test]
async fn a_preview_says_what_a_contact_would_see() {
    let app = TestApp::spawn().await;
    let chloe = app.agent(CHLOE).await;
    let schema = json!({ "fields": [
        asks("area", "select", json!({ "choices": ["Billing", "Other"], "required": true })),
        asks("invoice", "short_text", json!({ "required": true, "show_when": when("area", "is", json!("Billing")) })),
        asks("secret", "short_text", json!({ "hidden": true })),
    ] });
    let ask = async |answers: Value| {
        good(
            &chloe
                .post(
                    &format!("{FORMS}/preview"),
                    &json!({ "schema": schema, "answers": answers }),
                )
                .await,
        )
    };

    let billing = ask(json!({ field("area").to_string(): "Billing" })).await;
    assert_eq!(billing["fields"].as_array().unwrap().len(), 2, "contacts see no secret");
    assert_eq!(
        (&billing["fields"][1]["shown"], &billing["fields"][1]["required"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(billing["errors"][0]["code"], "required");
    let other = ask(json!({ field("area").to_string(): "Other" })).await;
    assert_eq!(
        (&other["fields"][1]["shown"], &other["errors"]),
        (&json!(false), &json!([]))
    );
}
