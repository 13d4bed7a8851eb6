//! Who may speak for the company, and for the customer.

use portico::{
    entity::{message, slack_thread},
    outside::clock::Clock,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::{
    GLOBEX, MARIA, TRIAGE, card, count_messages, dead_jobs, filed, knocks, on_portal, replies, says, signed, ticket_now,
};
use crate::support::{ACME, Answer, TestApp, fixtures};

#[tokio::test]
async fn nobody_but_an_agent_speaks_for_the_company() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let before = count_messages(&app).await;

    for user in ["U0DAN", "U0GUEST"] {
        says(&app, user, TRIAGE, "We will pay you a million").await;
        app.sandbox
            .slack()
            .press(user, TRIAGE, &card(&app, TRIAGE).ts, "take", None);
        app.sandbox
            .slack()
            .press(user, TRIAGE, &card(&app, TRIAGE).ts, "reply", None);
        app.run_jobs().await;
    }

    assert_eq!(count_messages(&app).await, before);
    assert!(app.told(MARIA).is_empty() && replies(&app, GLOBEX).is_empty());
    assert_eq!(ticket_now(&app, &key).await["assignee"], Value::Null);
    assert!(app.sandbox.slack().open_views().is_empty());
    let told = app.sandbox.slack().ephemerals(TRIAGE);
    let explained = |text: &str| {
        let (reply, button) = (
            "did *not* reach the customer",
            "Only members of the support team can change tickets",
        );
        (text.contains(reply), text.contains(button))
    };
    let told: Vec<_> = told
        .iter()
        .map(|it| (it.user.as_str(), explained(&it.message.text)))
        .collect();
    // What they wrote, the button *Reply*, the button *Take it*.
    let all = |user| [(user, (true, false)), (user, (true, false)), (user, (false, true))];
    assert_eq!(told, [all("U0DAN"), all("U0GUEST")].concat());
}

#[tokio::test]
async fn an_agent_who_was_disabled_speaks_for_the_company_no_more() {
    let app = TestApp::spawn().await;
    filed(&app).await;
    let id = (fixtures::account_id(ACME), fixtures::agent_id("ben@acme.example"));
    let ben = portico::entity::agent::Entity::find_by_id(id)
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut ben = ben.into_active_model();
    ben.disabled_at = Set(Some(app.clock.now()));
    ben.update(&app.db).await.unwrap();
    let before = count_messages(&app).await;

    says(&app, "U0BEN", TRIAGE, "hello").await;

    assert_eq!(count_messages(&app).await, before);
    assert_eq!(app.sandbox.slack().ephemerals(TRIAGE).len(), 1);
}

#[tokio::test]
async fn who_left_the_team_changes_nothing_that_customers_read() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let ts = says(&app, "U0BEN", TRIAGE, "The code is 1234").await;
    let id = (fixtures::account_id(ACME), fixtures::agent_id("ben@acme.example"));
    let ben = portico::entity::agent::Entity::find_by_id(id)
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let mut ben = ben.into_active_model();
    ben.disabled_at = Set(Some(app.clock.now()));
    ben.update(&app.db).await.unwrap();

    app.sandbox
        .slack()
        .edit("U0BEN", TRIAGE, &ts, "Pay to https://evil.example");
    app.run_jobs().await;

    assert_eq!(on_portal(&app, &key).await[1].1, "The code is 1234");
    assert!(replies(&app, GLOBEX).iter().all(|it| !it.text.contains("evil")));
    assert!(dead_jobs(&app).await.is_empty());
}

/// A press or a sent modal, as Slack tells of it.
async fn interacts(app: &TestApp, payload: &Value) -> Answer {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    let body = body.append_pair("payload", &payload.to_string()).finish();
    let headers = signed(app.sandbox.signing_secret(), app.clock.now().timestamp(), &body);
    let answer = knocks(app, "/slack/interactions", &headers, &body).await;
    app.run_jobs().await;
    answer
}

#[tokio::test]
async fn somebody_of_another_company_is_no_agent_whatever_their_id() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let before = count_messages(&app).await;
    let ts = card(&app, TRIAGE).ts;
    let team = json!({ "id": "T0ACME" });
    let thread = slack_thread::Entity::find()
        .filter(slack_thread::Column::Ts.eq(&*ts))
        .one(&app.db)
        .await
        .unwrap()
        .unwrap();
    let sent = |user: Value, number: u8| {
        json!({
            "type": "view_submission", "user": user, "team": team, "view": {
                "id": format!("V{number}"), "callback_id": "reply", "private_metadata": thread.id.to_string(),
                "app_installed_team_id": "T0ACME", "state": { "values": { "text": { "text": { "value": "We pay you" } } } },
            },
        })
    };
    let pressed = |user: Value, at: &str| {
        json!({
            "type": "block_actions", "user": user, "team": team, "channel": { "id": TRIAGE }, "container": { "message_ts": ts },
            "trigger_id": "1", "actions": [{ "action_id": "take", "action_ts": at }],
        })
    };
    let foreign = || json!({ "id": "U0CHLOE", "team_id": "T0EVIL" });
    let chloe = || json!({ "id": "U0CHLOE", "team_id": "T0ACME" });

    assert_eq!(interacts(&app, &pressed(foreign(), "1.1")).await.status(), 200);
    assert_eq!(interacts(&app, &sent(foreign(), 1)).await.status(), 200);

    assert_eq!(count_messages(&app).await, before);
    assert_eq!(ticket_now(&app, &key).await["assignee"], Value::Null);

    interacts(&app, &pressed(chloe(), "2.1")).await;
    interacts(&app, &sent(chloe(), 2)).await;

    assert_eq!(count_messages(&app).await, before + 1);
    assert_eq!(ticket_now(&app, &key).await["assignee"]["name"], "Chloe Martin");
}

#[tokio::test]
async fn the_customers_people_answer_in_their_channel() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    says(&app, "U0MARIA", GLOBEX, "It *still* burns").await;
    says(&app, "U0LEE", GLOBEX, "Mine, too").await;
    says(&app, "U0ANA", GLOBEX, "We are coming").await;

    let portal = on_portal(&app, &key).await;
    let said = |at: usize| (portal[at].0.as_str(), portal[at].1.as_str());
    assert_eq!(said(1), ("Maria Rossi", "It **still** burns"));
    assert_eq!(said(2), ("Lee Park via Slack, unverified", "Mine, too"));
    assert_eq!(said(3), ("Ana Lima", "We are coming"));
    let triage: Vec<_> = replies(&app, TRIAGE).into_iter().map(|it| it.text).collect();
    assert!(
        triage.iter().any(|it| it == "*Maria Rossi* (Globex)\nIt *still* burns"),
        "{triage:#?}"
    );
    let authors = message::Entity::find()
        .filter(message::Column::AuthorName.contains("Lee"))
        .one(&app.db)
        .await;
    assert_eq!(authors.unwrap().unwrap().author_id, None);
    assert_eq!(ticket_now(&app, &key).await["status"], "in_progress");
}
