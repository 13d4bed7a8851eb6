//! Whoever waits for what does not come is told so, and does not wait for ever.

use std::time::Duration;

use portico_sandbox::Options;

use crate::support::{World, client};

async fn impatient() -> World {
    World::with(Options {
        answer_within: Duration::from_millis(10),
        patience: Duration::from_millis(50),
        ..Options::default()
    })
    .await
}

#[tokio::test]
#[should_panic(expected = "are they held?")]
async fn events_that_are_held_are_not_waited_for_for_ever() {
    let world = impatient().await;
    world.sandbox.faults().hold_events();
    world.sandbox.slack().say("U0ANA", "C0TRIAGE", "hello", None);
    world.sandbox.slack().settled().await;
}

#[tokio::test]
async fn the_control_interface_says_what_is_waited_for() {
    let world = impatient().await;
    world.sandbox.faults().hold_events();
    world.sandbox.slack().say("U0ANA", "C0TRIAGE", "hello", None);
    let settled = format!("{}/control/slack/settled", world.sandbox.url());

    let answer = client().get(&settled).send().await.unwrap();
    assert_eq!(answer.status(), 504);
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("1 events or interactions are on their way")
    );

    world.sandbox.faults().release_events();
    assert_eq!(client().get(&settled).send().await.unwrap().status(), 200);
}

#[tokio::test]
#[should_panic(expected = "0 sockets are open after 50ms, and not 1")]
async fn sockets_that_do_not_come_are_not_waited_for_for_ever() {
    impatient().await.sandbox.slack().until_sockets(1).await;
}
