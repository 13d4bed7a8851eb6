//! What the app hears of, and of what it does not.

use portico_sandbox::{
    Options, demo,
    faults::{EventFault, Rule},
};
use serde_json::{Value, json};

use crate::support::{Reply, World};

fn texts(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["text"].as_str().unwrap_or_default())
        .collect()
}

#[tokio::test]
async fn a_persons_message_arrives_signed_and_whole() {
    let world = World::start().await;
    let ts = world
        .sandbox
        .slack()
        .say("U0ANA", "C0PRIORITY", "hello *there* @Ben Okafor", None);

    let events = world.events().await;

    let event = &events[0];
    assert_eq!(event["type"], "message");
    assert_eq!(event["text"], "hello *there* <@U0BEN>");
    assert_eq!(
        (&event["ts"], &event["event_ts"], &event["channel"]),
        (&json!(ts), &json!(ts), &json!("C0PRIORITY"))
    );
    assert_eq!(
        (&event["channel_type"], &event["user"], &event["team"]),
        (&json!("group"), &json!("U0ANA"), &json!("T0ACME"))
    );
    assert_eq!(event["blocks"][0]["elements"][0]["elements"][1]["style"]["bold"], true);
    assert!(event["client_msg_id"].is_string() && event["bot_id"].is_null() && event["thread_ts"].is_null());
    let request = &world.app.requests("events")[0];
    assert!(request.header("X-Slack-Signature").unwrap().starts_with("v0="));
    assert!(request.header("X-Slack-Retry-Num").is_none());
    let envelope: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        (&envelope["type"], &envelope["team_id"], &envelope["api_app_id"]),
        (&json!("event_callback"), &json!("T0ACME"), &json!("A0PORTICO"))
    );
}

#[tokio::test]
async fn every_change_is_an_event() {
    let world = World::start().await;
    let slack = world.sandbox.slack();
    let root = slack.say("U0ANA", "C0TRIAGE", "root", None);
    let reply = slack.say_to_all("U0BEN", "C0TRIAGE", "reply", &root);
    slack.edit("U0ANA", "C0TRIAGE", &root, "changed");
    slack.react("U0BEN", "C0TRIAGE", &root, "eyes");
    slack.unreact("U0BEN", "C0TRIAGE", &root, "eyes");
    slack.delete("U0BEN", "C0TRIAGE", &reply);
    slack.rename("U0ANA", "C0TRIAGE", "triage");
    slack.archive("U0ANA", "C0TRIAGE");
    slack.uninstall();

    let events = world.events().await;

    let kinds: Vec<String> = events
        .iter()
        .map(|it| {
            [&it["type"], &it["subtype"]]
                .iter()
                .filter_map(|it| it.as_str())
                .collect::<Vec<_>>()
                .join("/")
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "message",
            "message/thread_broadcast",
            "message/message_changed",
            "reaction_added",
            "reaction_removed",
            "message/message_deleted",
            "message/channel_name",
            "channel_rename",
            "message/channel_archive",
            "channel_archive",
            "tokens_revoked",
            "app_uninstalled",
        ]
    );
    assert_eq!(
        (&events[1]["parent_user_id"], &events[1]["root"]["ts"]),
        (&json!("U0ANA"), &json!(root))
    );
    assert_eq!(events[2]["message"]["text"], "changed");
    assert_eq!(events[2]["message"]["edited"]["user"], "U0ANA");
    assert_eq!(events[2]["previous_message"]["text"], "root");
    assert_eq!(
        (&events[3]["item"]["ts"], &events[3]["item_user"]),
        (&json!(root), &json!("U0ANA"))
    );
    assert_eq!(
        (&events[5]["deleted_ts"], &events[5]["previous_message"]["text"]),
        (&json!(reply), &json!("reply"))
    );
    assert_eq!(world.call("auth.test", json!({})).await["error"], "account_inactive");
}

#[tokio::test]
async fn the_app_hears_its_own_posts() {
    let world = World::start().await;
    let ts = world.post_message(json!({"channel": "C0TRIAGE", "text": "card"})).await;
    world
        .call(
            "chat.update",
            json!({"channel": "C0TRIAGE", "ts": ts, "text": "card 2"}),
        )
        .await;
    world
        .post_message(json!({"channel": "C0TRIAGE", "text": "as somebody", "username": "Maria (Globex)"}))
        .await;

    let events = world.events().await;

    assert_eq!(
        (&events[0]["bot_id"], &events[0]["user"], &events[0]["subtype"]),
        (&json!("B0PORTICO"), &json!("U0PORTICO"), &Value::Null)
    );
    assert_eq!(
        (&events[1]["subtype"], &events[1]["message"]["bot_id"]),
        (&json!("message_changed"), &json!("B0PORTICO"))
    );
    assert_eq!(
        (&events[2]["subtype"], &events[2]["username"], &events[2]["user"]),
        (&json!("bot_message"), &json!("Maria (Globex)"), &Value::Null)
    );
}

#[tokio::test]
async fn a_mention_of_the_app_is_a_second_event() {
    let world = World::start().await;
    let ts = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "@Portico help", None);

    let events = world.events().await;

    assert_eq!(
        (&events[0]["type"], &events[1]["type"]),
        (&json!("message"), &json!("app_mention"))
    );
    assert_eq!(events[1]["ts"], ts);
}

#[tokio::test]
async fn nothing_is_heard_of_channels_the_app_is_not_in() {
    let world = World::start().await;
    world.sandbox.slack().say("U0ANA", "C0GENERAL", "@Portico psst", None);
    assert!(world.events().await.is_empty());
}

#[tokio::test]
async fn a_shared_file_is_a_message_and_an_event_of_its_own() {
    let world = World::start().await;
    world
        .sandbox
        .slack()
        .share_file("U0ANA", "C0TRIAGE", "shot.png", b"png", "look", None);

    let events = world.events().await;

    assert_eq!(
        (&events[0]["subtype"], &events[0]["text"]),
        (&json!("file_share"), &json!("look"))
    );
    assert_eq!(
        (&events[0]["files"][0]["name"], &events[0]["files"][0]["mimetype"]),
        (&json!("shot.png"), &json!("image/png"))
    );
    assert_eq!(events[1]["type"], "file_shared");
}

#[tokio::test]
async fn a_failed_delivery_is_tried_three_times_more_with_its_reason() {
    let world = World::with(Options::default()).await;
    world
        .app
        .will_answer([Reply::Status(500), Reply::Hang, Reply::Status(404)]);
    world.sandbox.slack().say("U0ANA", "C0TRIAGE", "hi", None);
    world.sandbox.slack().settled().await;

    let requests = world.app.requests("events");

    let retries: Vec<_> = requests
        .iter()
        .map(|it| (it.header("X-Slack-Retry-Num"), it.header("X-Slack-Retry-Reason")))
        .collect();
    assert_eq!(
        retries,
        [
            (None, None),
            (Some("1"), Some("http_error")),
            (Some("2"), Some("http_timeout")),
            (Some("3"), Some("http_error"))
        ]
    );
    assert!(
        requests.iter().all(|it| it.body == requests[0].body),
        "the same event each time"
    );
    assert_eq!(world.sandbox.slack().deliveries().last().unwrap().failure, None);
}

#[tokio::test]
async fn an_app_can_decline_retries() {
    let world = World::start().await;
    world.app.will_answer([Reply::NoRetry(500)]);
    world.sandbox.slack().say("U0ANA", "C0TRIAGE", "hi", None);
    assert_eq!(world.events().await.len(), 1);
}

#[tokio::test]
async fn after_three_retries_the_event_is_lost() {
    let world = World::start().await;
    world.app.will_answer(vec![Reply::Status(503); 4]);
    world.sandbox.slack().say("U0ANA", "C0TRIAGE", "lost", None);
    assert_eq!(world.events().await.len(), 4);
    world.sandbox.slack().say("U0ANA", "C0TRIAGE", "next", None);
    assert_eq!(texts(&world.events().await).last(), Some(&"next"));
}

#[tokio::test]
async fn events_can_be_doubled_swapped_dropped_and_held() {
    let world = World::start().await;
    let (slack, faults) = (world.sandbox.slack(), world.sandbox.faults());
    faults.set([
        Rule::events(EventFault::Duplicate).times(1),
        Rule::events(EventFault::Reorder).times(1),
        Rule::events(EventFault::Drop).times(0),
    ]);
    for text in ["doubled", "late", "early"] {
        slack.say("U0ANA", "C0TRIAGE", text, None);
    }
    assert_eq!(texts(&world.events().await), ["doubled", "doubled", "early", "late"]);

    faults.set([Rule::events(EventFault::Drop).times(1)]);
    slack.say("U0ANA", "C0TRIAGE", "dropped", None);
    assert_eq!(world.events().await.len(), 4);

    faults.hold_events();
    slack.say("U0ANA", "C0TRIAGE", "held", None);
    slack.say("U0ANA", "C0TRIAGE", "held too", None);
    assert_eq!(world.app.requests("events").len(), 4);
    faults.release_events();
    assert_eq!(texts(&world.events().await)[4..], ["held", "held too"]);
}

#[tokio::test]
async fn the_events_address_proves_itself_by_a_challenge() {
    let world = World::start().await;
    assert_eq!(world.sandbox.slack().verify_events_url().await, Ok(()));
    world.app.will_answer([Reply::Status(401)]);
    assert!(world.sandbox.slack().verify_events_url().await.is_err());
}

#[tokio::test]
async fn slacks_clock_goes_where_a_test_takes_it() {
    let world = World::start().await;
    let before = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "now", None);
    world.sandbox.slack().advance(chrono::TimeDelta::hours(1));
    let after = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "later", None);
    world.events().await;

    let seconds = |text: &str| text.split('.').next().unwrap().parse::<i64>().unwrap();
    assert!(seconds(&after) - seconds(&before) >= 3600);
    let requests = world.app.requests("events");
    assert!(seconds(requests[1].header("X-Slack-Request-Timestamp").unwrap()) - seconds(&before) >= 3600);
}

#[tokio::test]
async fn the_app_is_told_of_what_it_subscribed_to_alone() {
    let world = World::start().await;
    let slack = world.sandbox.slack();
    slack.subscribe(&["message.groups", "reaction_added", "tokens_revoked"]);

    slack.say("U0ANA", "C0TRIAGE", "In a public channel, to @Portico", None);
    let ts = slack.say("U0ANA", "C0PRIORITY", "In a private one", None);
    slack.react("U0BEN", "C0PRIORITY", &ts, "eyes");
    slack.rename("U0ANA", "C0TRIAGE", "triage");
    slack.uninstall();

    let told: Vec<_> = world.events().await.iter().map(|it| it["type"].clone()).collect();
    assert_eq!(told, ["message", "reaction_added", "tokens_revoked"]);
}

#[tokio::test]
async fn a_restart_keeps_the_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options {
        data_file: Some(folder.path().join("data/sandbox.json")),
        ..Options::default()
    };
    let world = World::with(options()).await;
    let ts = world.sandbox.slack().say("U0ANA", "C0TRIAGE", "kept", None);
    let labs = |world: &World| {
        world
            .sandbox
            .add_workspace(demo::labs(), "xoxb-labs", "a-secret")
            .unwrap()
    };
    let of_labs = labs(&world).say("U0LABSCHLOE", "C0LABS", "kept, too", None);
    world.sandbox.save().unwrap();
    drop(world);

    let world = World::with(options()).await;

    assert_eq!(labs(&world).message("C0LABS", &of_labs).unwrap().text, "kept, too");

    assert_eq!(world.sandbox.slack().message("C0TRIAGE", &ts).unwrap().text, "kept");
    assert!(world.sandbox.slack().say("U0ANA", "C0TRIAGE", "next", None) > ts);
}
