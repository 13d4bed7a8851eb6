//! Discovery and keys are remembered, and asked for again when a provider signs with a new one.

use chrono::TimeDelta;

use super::{Door, person, signs_in};
use crate::support::TestApp;

#[tokio::test]
async fn discovery_and_keys_are_asked_for_once() {
    let app = TestApp::spawn().await;
    let openid = app.sandbox.openid();
    for _ in 0..3 {
        assert_eq!(
            signs_in(&app, Door::Portal, "google", &person("maria@globex.example"))
                .await
                .status(),
            200
        );
        assert_eq!(
            signs_in(&app, Door::Portal, "microsoft", &person("tom@globex.example"))
                .await
                .status(),
            200
        );
    }
    assert_eq!((openid.asked("openid-configuration"), openid.asked("keys")), (2, 2));
}

#[tokio::test]
async fn a_new_key_is_fetched_but_not_more_than_once_a_minute() {
    let app = TestApp::spawn().await;
    let openid = app.sandbox.openid();
    let maria = person("maria@globex.example");
    assert_eq!(signs_in(&app, Door::Portal, "google", &maria).await.status(), 200);
    openid.rotate_keys();
    let before = openid.asked("keys");
    assert_eq!(
        signs_in(&app, Door::Portal, "google", &maria).await.status(),
        401,
        "only just asked"
    );
    assert_eq!(openid.asked("keys"), before);

    app.clock.advance(TimeDelta::seconds(61));

    assert_eq!(signs_in(&app, Door::Portal, "google", &maria).await.status(), 200);
    assert_eq!(openid.asked("keys"), before + 1);
}

#[tokio::test]
async fn tenants_nobody_came_from_before_are_looked_up_at_a_limited_rate() {
    let app = TestApp::spawn().await;
    let mut codes = Vec::new();
    for n in 0..31 {
        let mut somebody = person("maria@globex.example");
        somebody.tid = Some(format!("11111111-2222-4333-8444-{n:012}"));
        codes.push(signs_in(&app, Door::Portal, "microsoft", &somebody).await.status());
    }
    assert_eq!(codes.iter().filter(|it| **it == 401).count(), 1);
    assert_eq!(codes[30], 401);
    // Those known already are not affected.
    let mut known = person("maria@globex.example");
    known.tid = Some("11111111-2222-4333-8444-000000000000".to_owned());
    assert_eq!(signs_in(&app, Door::Portal, "microsoft", &known).await.status(), 200);
}
