//! Filing a ticket: what is accepted, and that all that is wrong is named at once.

use portico::entity::{form_version, ticket};
use reqwest::Method;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::*;
use crate::support::OTHER;

#[tokio::test]
async fn a_filed_ticket_shows_what_was_filled_in() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let mut asked = problem("  The export stops ");
    asked["priority"] = json!("high");
    asked["answers"][field("since").to_string()] = json!("2026-11-20");

    let res = maria.post(TICKETS, &asked).await;

    assert_eq!(res.status(), 201, "{}", res.text());
    let ticket = res.json();
    insta::assert_json_snapshot!(ticket, {
        ".requester.id" => "[id]", ".answers[].field_id" => "[id]", ".created_at" => "[time]", ".activity_at" => "[time]",
    }, @r#"
    {
      "activity_at": "[time]",
      "answers": [
        {
          "field_id": "[id]",
          "label": "Area",
          "text": "Reports"
        },
        {
          "field_id": "[id]",
          "label": "Since when",
          "text": "2026-11-20"
        }
      ],
      "created_at": "[time]",
      "followers": [],
      "form": "Report a problem",
      "key": "ACME-1",
      "last_seq": 2,
      "muted": false,
      "priority": "high",
      "read_seq": 2,
      "requester": {
        "id": "[id]",
        "name": "Maria Rossi"
      },
      "status": "open",
      "title": "The export stops"
    }
    "#);
    assert_eq!(maria.get(&format!("{TICKETS}/acme-1")).await.json(), ticket);
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named_at_once() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let unknown = uuid::Uuid::nil().to_string();
    let ticket = json!({
        "form_id": fixtures::form_id(),
        "title": " ",
        "description": "",
        "answers": { unknown.clone(): "x", area(): "Weather", field("since").to_string(): "yesterday", field("cost").to_string(): 12 },
    });

    let mut named = maria.post(TICKETS, &ticket).await.bad_fields();

    let answer = |id: String| format!("answers.{id}");
    let mut expected = vec![
        "title".to_owned(),
        "description".to_owned(),
        answer(unknown),
        answer(area()),
        answer(field("since").to_string()),
        answer(field("cost").to_string()), // Hidden: to contacts it does not exist.
    ];
    named.sort();
    expected.sort();
    assert_eq!(named, expected);
}

#[tokio::test]
async fn fields_the_server_owns_cannot_be_set() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    for name in ["status", "requester", "customer_id", "number", "account_id", "assignee"] {
        let mut ticket = problem("Mine");
        ticket[name] = json!("solved");
        assert_eq!(maria.post(TICKETS, &ticket).await.status(), 400, "{name}");
    }
}

#[tokio::test]
async fn answers_are_judged_by_the_newest_version_and_shown_by_their_own() {
    let app = TestApp::spawn().await;
    let (maria, key) = (app.contact(MARIA).await, "ACME-1");
    file(&maria, &problem("Before")).await;
    let schema =
        json!({ "fields": [{ "id": field("area"), "kind": "select", "label": "Topic", "choices": ["Weather"] }] });
    let newer = form_version::Model {
        account_id: fixtures::account_id(ACME),
        form_id: fixtures::form_id(),
        version: 2,
        schema,
        published_at: app.state.clock.now(),
    };
    publish(&app, newer).await;

    let refused = maria.post(TICKETS, &problem("After")).await;
    let offered = maria.get("/api/v1/portal/forms").await.json();
    let before = maria.get(&format!("{TICKETS}/{key}")).await.json();

    assert_eq!(refused.bad_fields(), [format!("answers.{}", area())]);
    assert_eq!(offered[0]["version"], 2);
    assert_eq!(before["answers"][0]["label"], "Area");
}

#[tokio::test]
async fn whoever_filled_in_a_former_version_is_told_that_the_form_has_changed() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let filled_in = |version: i32, area: &str| {
        let mut ticket = problem("A printer");
        ticket["form_version"] = json!(version);
        ticket["answers"] = json!({ self::area(): area });
        ticket
    };
    file(&maria, &filled_in(1, "Reports")).await;
    let newer = form_version::Model {
        account_id: fixtures::account_id(ACME),
        form_id: fixtures::form_id(),
        version: 2,
        schema: json!({ "fields": [{ "id": field("area"), "kind": "select", "label": "Topic", "choices": ["Weather"] }] }),
        published_at: app.state.clock.now(),
    };
    publish(&app, newer).await;

    let refused = maria.post(TICKETS, &filled_in(1, "Reports")).await;
    let error = refused.json()["errors"][0].clone();
    assert_eq!(refused.status(), 422);
    assert_eq!(
        refused.bad_fields(),
        ["form_version"],
        "of answers nothing: they were to other questions"
    );
    assert_eq!(error["code"], "form_changed");
    assert_eq!(
        maria.post(TICKETS, &filled_in(3, "Weather")).await.bad_fields(),
        ["form_version"]
    );
    file(&maria, &filled_in(2, "Weather")).await;
}

async fn publish(app: &TestApp, version: form_version::Model) {
    use portico::entity::form;
    use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
    let form = form::ActiveModel {
        account_id: Set(version.account_id),
        id: Set(version.form_id),
        current_version: Set(version.version),
        ..Default::default()
    };
    let row = version.into_active_model();
    form_version::Entity::insert(row)
        .exec_without_returning(&app.db)
        .await
        .unwrap();
    form.update(&app.db).await.unwrap();
}

#[tokio::test]
async fn forms_of_other_accounts_and_none_at_all_are_refused_where_there_are_forms() {
    let app = TestApp::spawn().await;
    let (maria, gavin) = (app.contact(MARIA).await, app.contact_of(OTHER, GAVIN).await);
    let none = json!({ "title": "Hello", "description": "Help." });

    assert_eq!(maria.post(TICKETS, &none).await.bad_fields(), ["form_id"]);
    assert_eq!(gavin.post(TICKETS, &problem("Hello")).await.bad_fields(), ["form_id"]);
    assert_eq!(file(&gavin, &none).await, "OTH-1");
    assert_eq!(gavin.get("/api/v1/portal/forms").await.json()[0]["id"], json!(null));
}

#[tokio::test]
async fn forms_show_contacts_no_hidden_field() {
    let app = TestApp::spawn().await;
    let forms = app.contact(MARIA).await.get("/api/v1/portal/forms").await;

    assert!(forms.text().contains("Since when") && !forms.text().contains("Cost centre"));
}

#[tokio::test]
async fn a_request_sent_twice_is_carried_out_once() {
    let app = TestApp::spawn().await;
    let (maria, tom) = (app.contact(MARIA).await, app.contact(TOM).await);
    let send = async |caller: &Caller, title: &str| {
        let req = caller.request(Method::POST, TICKETS).json(&problem(title));
        caller.send(req.header("idempotency-key", "one")).await
    };

    let first = send(&maria, "Once").await;
    let again = send(&maria, "Once").await;
    let other_body = send(&maria, "Twice").await;
    let other_caller = send(&tom, "Once").await;

    assert_eq!(first.status(), 201);
    assert_eq!((again.status(), again.json()), (201, first.json()));
    assert_eq!(other_body.bad_fields(), ["idempotency-key"]);
    assert_eq!(other_caller.status(), 201);
    assert_eq!(ticket::Entity::find().count(&app.db).await.unwrap(), 2);
}

#[tokio::test]
async fn two_at_the_same_time_are_carried_out_once() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    let send = async || {
        let req = maria.request(Method::POST, TICKETS).json(&problem("Race"));
        maria.send(req.header("idempotency-key", "race")).await.json()["key"].clone()
    };

    let (a, b, c) = tokio::join!(send(), send(), send());

    assert_eq!([&a, &b, &c], ["ACME-1"; 3]);
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let app = TestApp::spawn().await;
    let maria = app.contact(MARIA).await;
    for (title, expected) in [("", 422), ("Now with a title", 201)] {
        let req = maria.request(Method::POST, TICKETS).json(&problem(title));
        assert_eq!(maria.send(req.header("idempotency-key", "k")).await.status(), expected);
    }
}
