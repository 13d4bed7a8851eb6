//! The sandbox as a program.

use std::{process::Stdio, time::Duration};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
    time::timeout,
};

use crate::support::{Listener, client};

#[tokio::test]
async fn it_tells_the_app_of_what_its_manifest_asks_for_and_of_nothing_else() {
    let app = Listener::start();
    let mut program = Command::new(env!("CARGO_BIN_EXE_portico-sandbox"));
    program
        .args(["--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0"])
        .args(["--events-url", &app.url("events"), "--retry-delays", "0,0,0"])
        .args(["--bot-events", "reaction_added,message.groups"])
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut program = program.spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let first = timeout(Duration::from_mins(1), lines.next_line());
    let first = first.await.expect("it says where it is").unwrap().unwrap();
    let base = first
        .strip_prefix("Slack    ")
        .unwrap()
        .replace("/slack", "/control/slack");
    let say = async |channel: &str, text: &str| {
        let said = json!({ "user": "U0ANA", "channel": channel, "text": text });
        let answer = client().post(format!("{base}/say")).json(&said).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    };

    say("C0TRIAGE", "in public").await;
    say("C0PRIORITY", "in private").await;
    assert_eq!(
        client().get(format!("{base}/settled")).send().await.unwrap().status(),
        200
    );

    let heard = app.requests("events");
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert!(heard[0].body.contains("in private"));
}
