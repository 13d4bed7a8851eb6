//! Buttons, menus and modals, as the app hears of them.

use std::time::Duration;

use portico_sandbox::{Options, slack::Submission};
use serde_json::{Value, json};

use crate::support::{Reply, World, client};

fn card() -> Value {
    let plain = |text: &str| json!({"type": "plain_text", "text": text});
    let option = |value: &str| json!({"text": plain(value), "value": value});
    json!([
        {"type": "section", "text": {"type": "mrkdwn", "text": "*ACME-1*"}},
        {"type": "actions", "block_id": "card", "elements": [
            {"type": "button", "action_id": "take", "text": plain("Take it"), "value": "ticket-1", "style": "primary"},
            {"type": "static_select", "action_id": "status", "placeholder": plain("Status"),
                "options": [option("open"), option("solved")]},
        ]},
    ])
}

fn modal() -> Value {
    json!({"type": "modal", "callback_id": "reply", "private_metadata": "ticket-1",
        "title": {"type": "plain_text", "text": "Reply"}, "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "input", "block_id": "text", "label": {"type": "plain_text", "text": "Your reply"},
            "element": {"type": "plain_text_input", "action_id": "body", "multiline": true}}]})
}

impl World {
    async fn pressed(&self) -> Value {
        let ts = self
            .post_message(json!({"channel": "C0PRIORITY", "text": "card", "blocks": card()}))
            .await;
        self.sandbox.slack().press("U0ANA", "C0PRIORITY", &ts, "take", None);
        self.sandbox.slack().settled().await;
        self.app.requests("interactions").last().unwrap().payload()
    }

    async fn opened(&self) -> String {
        let trigger = self.pressed().await["trigger_id"].clone();
        let answer = self
            .call("views.open", json!({"trigger_id": trigger, "view": modal()}))
            .await;
        assert_eq!(answer["ok"], true, "{answer}");
        self.sandbox.slack().open_views()[0].id.clone()
    }
}

#[tokio::test]
async fn a_pressed_button_says_who_and_where() {
    let world = World::start().await;

    let payload = world.pressed().await;

    assert_eq!(payload["type"], "block_actions");
    assert_eq!(
        (&payload["user"]["id"], &payload["user"]["team_id"]),
        (&json!("U0ANA"), &json!("T0ACME"))
    );
    assert_eq!(
        (&payload["channel"]["id"], &payload["channel"]["name"]),
        (&json!("C0PRIORITY"), &json!("privategroup"))
    );
    let action = &payload["actions"][0];
    assert_eq!(
        (&action["action_id"], &action["block_id"], &action["value"]),
        (&json!("take"), &json!("card"), &json!("ticket-1"))
    );
    assert_eq!(payload["container"]["message_ts"], payload["message"]["ts"]);
    assert!(
        world.app.requests("interactions")[0]
            .header("X-Slack-Signature")
            .is_some()
    );
}

#[tokio::test]
async fn a_menu_sends_the_option_that_was_chosen() {
    let world = World::start().await;
    let ts = world
        .post_message(json!({"channel": "C0TRIAGE", "text": "card", "blocks": card()}))
        .await;

    world
        .sandbox
        .slack()
        .select_option("U0BEN", "C0TRIAGE", &ts, "status", "solved");
    world.sandbox.slack().settled().await;

    let payload = world.app.requests("interactions")[0].payload();
    assert_eq!(payload["actions"][0]["selected_option"]["value"], "solved");
    assert_eq!(
        payload["state"]["values"]["card"]["status"]["selected_option"]["value"],
        "solved"
    );
}

#[tokio::test]
async fn a_trigger_opens_one_modal_soon() {
    let world = World::with(Options {
        trigger_lifetime: Duration::ZERO,
        ..Options::default()
    })
    .await;
    let trigger = world.pressed().await["trigger_id"].clone();
    let late = world
        .call("views.open", json!({"trigger_id": trigger, "view": modal()}))
        .await;
    assert_eq!(late["error"], "expired_trigger_id");

    let world = World::start().await;
    let trigger = world.pressed().await["trigger_id"].clone();
    let args = json!({"trigger_id": trigger, "view": modal()});
    assert_eq!(
        world.call("views.open", args.clone()).await["view"]["callback_id"],
        "reply"
    );
    assert_eq!(world.call("views.open", args).await["error"], "exchanged_trigger_id");
    let unknown = world
        .call("views.open", json!({"trigger_id": "1.2", "view": modal()}))
        .await;
    assert_eq!(unknown["error"], "invalid_arguments");
}

#[tokio::test]
async fn a_submitted_modal_carries_what_was_entered() {
    let world = World::start().await;
    let view = world.opened().await;
    let slack = world.sandbox.slack();

    let empty = slack.submit_view("U0ANA", &view, json!({"text": {"body": ""}})).await;
    assert!(
        matches!(empty, Submission::Errors { .. }),
        "Slack itself asks for required fields"
    );
    let outcome = slack
        .submit_view("U0ANA", &view, json!({"text": {"body": "We are on it"}}))
        .await;

    assert_eq!(outcome, Submission::Closed);
    let payload = world.app.requests("interactions").last().unwrap().payload();
    assert_eq!(
        (&payload["type"], &payload["view"]["private_metadata"]),
        (&json!("view_submission"), &json!("ticket-1"))
    );
    let value = &payload["view"]["state"]["values"]["text"]["body"];
    assert_eq!(*value, json!({"type": "plain_text_input", "value": "We are on it"}));
    assert!(slack.open_views().is_empty());
}

#[tokio::test]
async fn the_app_decides_what_follows_a_submission() {
    let world = World::with(Options::default()).await;
    let view = world.opened().await;
    let slack = world.sandbox.slack();
    let values = json!({"text": {"body": "hi"}});

    world.app.will_answer([Reply::Json(
        json!({"response_action": "errors", "errors": {"text": "Too short"}}),
    )]);
    let outcome = slack.submit_view("U0ANA", &view, values.clone()).await;
    assert!(matches!(outcome, Submission::Errors { .. }));
    assert_eq!(slack.open_views()[0].errors["text"], "Too short");

    world.app.will_answer([Reply::Hang]);
    let outcome = slack.submit_view("U0ANA", &view, values.clone()).await;
    assert_eq!(
        outcome,
        Submission::Failed {
            reason: "http_timeout".into()
        }
    );

    world
        .app
        .will_answer([Reply::Json(json!({"response_action": "update", "view": modal()}))]);
    let Submission::Updated { view_id } = slack.submit_view("U0ANA", &view, values.clone()).await else {
        panic!()
    };
    world
        .app
        .will_answer([Reply::Json(json!({"response_action": "clear"}))]);
    assert_eq!(slack.submit_view("U0ANA", &view_id, values).await, Submission::Closed);
    assert!(slack.open_views().is_empty());
}

#[tokio::test]
async fn a_response_url_replaces_the_message_or_tells_one_person() {
    let world = World::start().await;
    let payload = world.pressed().await;
    let (url, ts) = (
        payload["response_url"].as_str().unwrap(),
        payload["message"]["ts"].as_str().unwrap(),
    );

    client()
        .post(url)
        .json(&json!({"replace_original": true, "text": "taken"}))
        .send()
        .await
        .unwrap();
    client()
        .post(url)
        .json(&json!({"text": "only you"}))
        .send()
        .await
        .unwrap();

    let slack = world.sandbox.slack();
    assert_eq!(slack.message("C0PRIORITY", ts).unwrap().text, "taken");
    assert_eq!(slack.ephemerals("C0PRIORITY")[0].message.text, "only you");
}
