//! A public channel that is made private keeps its id: tickets in it go on as before, or wait until the bot is invited.

use portico_sandbox::slack::{Channel, ChannelKind};
use serde_json::{Value, json};

use super::{GLOBEX, TRIAGE, dead_jobs, filed, hears, on_portal, replies, replies_on_portal, says};
use crate::support::TestApp;

const ANA: &str = "ana@acme.example";
const BOT: &str = "U0PORTICO";

/// Slack says so by a message in the channel, which is nobody's reply.
async fn becomes_private(app: &TestApp, channel: &str, name: &str, members: &[&str]) {
    let private = Channel::new(channel, name, ChannelKind::Private).members(members);
    app.sandbox.slack().put_channel(private);
    if members.contains(&BOT) {
        let said = json!({
            "type": "message", "subtype": "channel_convert_to_private", "channel": channel, "channel_type": "group",
            "user": "U0ANA", "text": "made this channel private", "ts": "1700000000.000900", "event_ts": "1700000000.000900",
        });
        hears(app, "Ev0PRIVATE", &said).await;
    }
    app.run_jobs().await;
}

/// What admins are told of a channel.
async fn told(app: &TestApp, channel: &str) -> Value {
    let health = app.agent(ANA).await.get("/api/v1/slack").await.json();
    let channels = health["channels"].as_array().unwrap();
    channels.iter().find(|it| it["channel_id"] == channel).unwrap().clone()
}

#[tokio::test]
async fn with_the_bot_in_it_all_goes_on_as_before() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;

    becomes_private(&app, TRIAGE, "support-triage", &[BOT, "U0ANA", "U0BEN", "U0CHLOE"]).await;
    says(&app, "U0CHLOE", TRIAGE, "On it").await;
    replies_on_portal(&app, &key, json!({ "body": "Thank you" })).await;
    app.run_jobs().await;

    let portal: Vec<_> = on_portal(&app, &key).await.into_iter().map(|it| it.1).collect();
    assert_eq!(portal[1..], ["On it", "Thank you"]);
    assert!(replies(&app, TRIAGE).iter().any(|it| it.text.ends_with("Thank you")));
    assert_eq!(told(&app, TRIAGE).await["advice"], json!(null));
    assert!(dead_jobs(&app).await.is_empty());
    let ana = app.agent(ANA).await;
    assert_eq!(ana.post_empty("/api/v1/slack/channels/refresh").await.status(), 202);
    app.run_jobs().await;
    let choices = ana.get("/api/v1/slack/channels").await.json();
    let mut choices = choices.as_array().unwrap().iter();
    assert!(choices.any(|it| it["channel_id"] == TRIAGE && it["is_private"] == true));
}

#[tokio::test]
async fn without_the_bot_what_is_for_it_waits_until_it_is_invited() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    app.sandbox.slack().leave(BOT, GLOBEX);
    app.run_jobs().await;

    becomes_private(&app, GLOBEX, "ext-globex", &["U0CHLOE", "U0LEE"]).await;
    replies_on_portal(&app, &key, json!({ "body": "Still burning" })).await;
    app.run_jobs().await;
    assert!(replies(&app, GLOBEX).is_empty());
    let advice = told(&app, GLOBEX).await["advice"].clone();
    assert_eq!(advice["remedy"], "choose_channel", "{advice}");
    assert!(
        advice["words"]
            .as_str()
            .unwrap()
            .contains("private and the bot is not in it")
    );
    assert!(
        replies(&app, TRIAGE)
            .iter()
            .any(|it| it.text.ends_with("Still burning")),
        "the other thread goes on"
    );

    app.sandbox.slack().join(BOT, GLOBEX, Some("U0CHLOE"));
    app.run_jobs().await;

    let heard: Vec<_> = replies(&app, GLOBEX).into_iter().map(|it| it.text).collect();
    assert!(
        heard.iter().filter(|it| it.ends_with("Still burning")).count() == 1,
        "{heard:?}"
    );
    assert_eq!(told(&app, GLOBEX).await["advice"], json!(null));
    assert!(dead_jobs(&app).await.is_empty());
}
