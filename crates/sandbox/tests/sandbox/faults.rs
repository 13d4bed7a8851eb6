//! Trouble on demand, by the library and by the control interface.

use std::time::{Duration, Instant};

use portico_sandbox::faults::{Rule, SlackFault};
use serde_json::{Value, json};

use crate::support::{World, client};

#[tokio::test]
async fn a_dropped_answer_leaves_the_message_behind() {
    let world = World::start().await;
    world
        .sandbox
        .faults()
        .set([Rule::slack("chat.postMessage", SlackFault::DropAfterAccept).times(1)]);

    let lost = world
        .post("chat.postMessage", json!({"channel": "C0TRIAGE", "text": "hi"}))
        .await;

    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(world.sandbox.slack().messages("C0TRIAGE").len(), 1);
    let calls = world.sandbox.slack().calls_of("chat.postMessage");
    assert_eq!((calls[0].status, &calls[0].answer["ok"]), (None, &json!(true)));
}

#[tokio::test]
async fn a_call_can_take_effect_when_its_caller_has_gone() {
    let world = World::start().await;
    let (late, faults) = (SlackFault::AcceptLate { ms: 0 }, world.sandbox.faults());
    faults.set([Rule::slack("chat.postMessage", late).times(1)]);
    faults.hold_calls();
    let messages = || world.sandbox.slack().messages("C0TRIAGE").len();

    let lost = world
        .post("chat.postMessage", json!({"channel": "C0TRIAGE", "text": "hi"}))
        .await;

    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(messages(), 0);
    faults.release_calls();
    let start = Instant::now();
    while messages() == 0 {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_refused_call_leaves_nothing_behind() {
    let world = World::start().await;
    let args = json!({"channel": "C0TRIAGE", "text": "hi"});
    world.sandbox.faults().set([
        Rule::any_slack(SlackFault::RateLimited { retry_after: 7 }).times(1),
        Rule::any_slack(SlackFault::Http5xx { status: 503 }).times(1),
        Rule::any_slack(SlackFault::Error {
            error: "internal_error".into(),
        })
        .times(1),
        Rule::any_slack(SlackFault::Drop).times(1),
    ]);

    let limited = world.post("chat.postMessage", args.clone()).await.unwrap();
    assert_eq!(
        (
            limited.status().as_u16(),
            limited.headers()["Retry-After"].to_str().unwrap()
        ),
        (429, "7")
    );
    assert_eq!(
        world.post("chat.postMessage", args.clone()).await.unwrap().status(),
        503
    );
    assert_eq!(
        world.call("chat.postMessage", args.clone()).await["error"],
        "internal_error"
    );
    assert!(world.post("chat.postMessage", args.clone()).await.is_err());
    assert!(world.sandbox.slack().messages("C0TRIAGE").is_empty());
    assert_eq!(world.call("chat.postMessage", args).await["ok"], true);
}

#[tokio::test]
async fn a_late_answer_is_late() {
    let world = World::start().await;
    world
        .sandbox
        .faults()
        .set([Rule::any_slack(SlackFault::DelayAnswer { ms: 50 }).times(1)]);
    let start = Instant::now();
    world.call("auth.test", json!({})).await;
    assert!(start.elapsed() >= Duration::from_millis(50));
}

#[tokio::test]
async fn the_control_interface_drives_everything() {
    let world = World::start().await;
    let at = |path: &str| format!("{}/control/{path}", world.sandbox.url());
    let post = async |path: &str, body: Value| client().post(at(path)).json(&body).send().await.unwrap();

    let said = post(
        "slack/say",
        json!({"user": "U0ANA", "channel": "C0TRIAGE", "text": "hi"}),
    )
    .await;
    let ts = said.json::<Value>().await.unwrap()["ts"].clone();
    let refused = post(
        "slack/say",
        json!({"user": "U0MARIA", "channel": "C0TRIAGE", "text": "hi"}),
    )
    .await;
    assert_eq!(
        (
            refused.status().as_u16(),
            &refused.json::<Value>().await.unwrap()["error"]
        ),
        (400, &json!("not_in_channel"))
    );
    assert_eq!(post("slack/say", json!({"user": "U0ANA"})).await.status(), 400);
    post("faults", json!({"on": "slack", "fault": "http_5xx", "times": 1})).await;
    assert_eq!(world.sandbox.faults().rules().len(), 1);
    let state: Value = client().get(at("state")).send().await.unwrap().json().await.unwrap();
    assert_eq!(state["slack"]["messages"][0]["ts"], ts);

    post("reset", json!({})).await;
    assert!(world.sandbox.slack().messages("C0TRIAGE").is_empty() && world.sandbox.faults().rules().is_empty());
}

#[tokio::test]
async fn the_pages_are_there() {
    let world = World::start().await;
    for path in [
        "/",
        "/slack",
        "/slack/seen?user=U0BEN&channel=C0PRIORITY",
        "/mail",
        "/assets/style.css",
        "/assets/slack.js",
    ] {
        let answer = client()
            .get(format!("{}{path}", world.sandbox.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}
