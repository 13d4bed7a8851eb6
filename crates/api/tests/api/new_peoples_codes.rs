//! Guessing at the codes of people whom nobody knows yet: they cost nothing to invent where a whole domain may come in.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    magic_links::{Asked, asks, completes},
    support::TestApp,
    wrong_codes::{behind_a_proxy, guesses},
};

async fn comes_in(asked: &Asked, proof: Value) -> u16 {
    completes(&asked.browser, proof).await.status()
}

/// Uses up what new people of Globex may guess wrong in a day, from all over the world.
async fn invents_people(app: &TestApp) {
    for n in 0..30 {
        let theirs = asks(app, &format!("new{n}@globex.example")).await;
        guesses(&theirs, &format!("192.0.2.{n}")).await;
    }
    app.clock.advance(TimeDelta::hours(1));
}

#[tokio::test]
async fn who_invents_people_at_a_domain_takes_the_codes_of_new_people_there_and_nobody_elses() {
    let app = behind_a_proxy().await;
    invents_people(&app).await;

    let zoe = asks(&app, "zoe@globex.example").await;
    assert_eq!(comes_in(&zoe, json!({ "code": zoe.code })).await, 401, "a right code");
    assert_eq!(comes_in(&zoe, json!({ "token": zoe.token })).await, 200, "the link");
    let zoe = asks(&app, "zoe@globex.example").await;
    assert_eq!(comes_in(&zoe, json!({ "code": zoe.code })).await, 200, "known by now");
    let tom = asks(&app, "tom@globex.example").await;
    assert_eq!(comes_in(&tom, json!({ "code": tom.code })).await, 200, "known");
    let eve = asks(&app, "eve@initech.example").await;
    assert_eq!(comes_in(&eve, json!({ "code": eve.code })).await, 200, "another domain");

    app.clock.advance(TimeDelta::hours(23));
    let yan = asks(&app, "yan@globex.example").await;
    assert_eq!(comes_in(&yan, json!({ "code": yan.code })).await, 200, "a day later");
}
