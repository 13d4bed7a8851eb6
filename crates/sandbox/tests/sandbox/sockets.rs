//! Socket Mode, as far as Slack's own client (tests/official) does not show it.

use std::time::Duration;

use async_tungstenite::{
    WebSocketStream,
    tokio::{TokioAdapter, client_async},
    tungstenite::{Error, Message},
};
use futures_util::StreamExt;
use portico_sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::support::{World, client};

const TOKEN: &str = "xapp-test";

async fn asks(sandbox: &Sandbox, token: &str) -> Value {
    let url = format!("{}apps.connections.open", sandbox.slack_api_url());
    let answer = client().post(url).bearer_auth(token).send().await.unwrap();
    answer.json().await.unwrap()
}

type Socket = WebSocketStream<TokioAdapter<TcpStream>>;

async fn opens(url: &str) -> Result<Socket, Error> {
    let (_, rest) = url.split_once("://").unwrap();
    let stream = TcpStream::connect(rest.split_once('/').unwrap().0).await.unwrap();
    Ok(client_async(url, stream).await?.0)
}

async fn hears(socket: &mut Socket) -> Value {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Text(text) = message {
            return serde_json::from_str(&text).unwrap();
        }
    }
    Value::Null
}

#[tokio::test]
async fn a_ticket_takes_the_apps_own_token_and_the_switch_and_is_good_once() {
    let world = World::start().await;
    let slack = world.sandbox.slack();
    assert_eq!(asks(&world.sandbox, TOKEN).await["error"], "invalid_auth");
    slack.socket_mode_on(TOKEN);
    assert_eq!(asks(&world.sandbox, "xapp-other").await["error"], "invalid_auth");
    assert_eq!(
        asks(&world.sandbox, "xoxb-sandbox").await["error"],
        "not_allowed_token_type"
    );
    let url = asks(&world.sandbox, TOKEN).await["url"].as_str().unwrap().to_owned();

    let mut socket = opens(&url).await.unwrap();
    let hello = hears(&mut socket).await;
    assert_eq!(hello["type"], "hello");
    assert_eq!(
        (&hello["connection_info"]["app_id"], &hello["num_connections"]),
        (&json!("A0PORTICO"), &json!(1))
    );
    assert!(matches!(opens(&url).await, Err(Error::Http(_))), "used");
    assert!(matches!(
        opens(&url.replace("ticket=", "ticket=x")).await,
        Err(Error::Http(_))
    ));

    slack.socket_mode_off();
    let goodbye = hears(&mut socket).await;
    assert_eq!(
        (&goodbye["type"], &goodbye["reason"]),
        (&json!("disconnect"), &json!("link_disabled"))
    );
    assert_eq!(asks(&world.sandbox, TOKEN).await["error"], "socket_mode_disabled");
    slack.until_sockets(0).await;
}

#[tokio::test]
async fn with_the_switch_on_nothing_comes_by_requests() {
    let world = World::with(Options {
        answer_within: Duration::from_millis(50),
        ..Options::default()
    })
    .await;
    let slack = world.sandbox.slack();
    slack.socket_mode_on(TOKEN);
    slack.say("U0ANA", "C0TRIAGE", "Anybody?", None);
    slack.settled().await;

    let failures: Vec<_> = slack
        .deliveries()
        .into_iter()
        .map(|it| (it.attempt, it.failure))
        .collect();
    assert_eq!(failures, [0, 1, 2, 3].map(|attempt| (attempt, Some("no_socket"))));
    assert!(world.app.requests("events").is_empty());

    // With all the time that an app has.
    let world = World::start().await;
    let slack = world.sandbox.slack();
    slack.socket_mode_on(TOKEN);
    slack.socket_mode_off();
    slack.say("U0ANA", "C0TRIAGE", "And now?", None);
    slack.settled().await;
    assert_eq!(world.app.requests("events").len(), 1);
}
