//! Whether another company reads a channel is asked before anything internal is posted there, unless Slack has said so.

use portico_sandbox::slack::{Channel, ChannelKind};
use serde_json::json;

use super::{MARIA, TRIAGE, cards, filed, files, hears, passes, replies_on_portal};
use crate::support::{TestApp, fixtures};

const SECRET: &str = "C0SECRET";

/// A private channel that is shared with Globex, and that we are not in.
fn shared() -> Channel {
    Channel::new(SECRET, "with-globex", ChannelKind::Private)
        .members(&["U0ANA", "U0MARIA"])
        .shared_with("T0GLOBEX")
}

async fn sets_triage(app: &TestApp) {
    let ana = app.agent("ana@acme.example").await;
    let globex = format!("/api/v1/customers/{}", fixtures::customer_id("Globex"));
    let own = json!({ "version": 1, "triage_channel": { "channel_id": SECRET } });
    let res = ana.patch(&globex, &own).await;
    assert_eq!(res.status(), 200, "{}", res.text());
    app.run_jobs().await;
}

/// Everything we ever wrote there.
fn written(app: &TestApp) -> Vec<String> {
    let all = app.sandbox.slack().all_messages(SECRET).into_iter();
    all.filter(|it| it.bot_id.is_some()).map(|it| it.text).collect()
}

#[tokio::test]
async fn a_shared_channel_that_was_named_before_we_could_see_it_gets_nothing_internal() {
    let app = TestApp::spawn().await;
    let slack = app.sandbox.slack();
    slack.put_channel(shared());
    sets_triage(&app).await;
    files(&app, MARIA, "Printer on fire", "It burns.").await;

    slack.join("U0PORTICO", SECRET, Some("U0ANA"));
    app.run_jobs().await;
    passes(&app, chrono::TimeDelta::minutes(20));
    app.run_jobs().await;

    assert_eq!(written(&app), [""; 0]);
    let health = app.agent("ana@acme.example").await.get("/api/v1/slack").await.json();
    let channels = health["channels"].as_array().unwrap();
    let it = channels.iter().find(|it| it["channel_id"] == SECRET).unwrap();
    assert_eq!(it["advice"]["remedy"], "unshare_channel", "{health:#}");

    slack.unshare_channel("T0GLOBEX", SECRET);
    app.run_jobs().await;
    assert_eq!(written(&app).len(), 1, "the card was waiting");
}

#[tokio::test]
async fn a_shared_channel_that_we_enter_while_nobody_answers_gets_nothing_internal() {
    let app = TestApp::spawn().await;
    let slack = app.sandbox.slack();
    slack.put_channel(Channel::new(SECRET, "ours", ChannelKind::Private).members(&["U0ANA", "U0PORTICO"]));
    sets_triage(&app).await;
    slack.leave("U0PORTICO", SECRET);
    slack.share_channel("T0GLOBEX", SECRET); // We are not there to be told.
    slack.join("U0PORTICO", SECRET, None);
    app.run_jobs().await;

    files(&app, MARIA, "Printer on fire", "It burns.").await;

    assert_eq!(written(&app), [""; 0]);
}

#[tokio::test]
async fn a_triage_channel_that_gets_another_id_by_being_shared_gets_nothing_internal() {
    let app = TestApp::spawn().await;
    let key = filed(&app).await;
    let before = cards(&app, TRIAGE).len();
    let slack = app.sandbox.slack();
    slack.put_channel(shared().members(&["U0ANA", "U0PORTICO", "U0MARIA"]));

    let shared =
        json!({ "type": "channel_shared", "connected_team_id": "T0GLOBEX", "channel": SECRET, "event_ts": "1.000001" });
    hears(&app, "Ev0SHARED", &shared).await;
    let moved = json!({ "type": "channel_id_changed", "old_channel_id": TRIAGE, "new_channel_id": SECRET, "event_ts": "1.000002" });
    hears(&app, "Ev0MOVED", &moved).await;
    app.run_jobs().await;
    replies_on_portal(&app, &key, json!({ "body": "Our password is hunter2" })).await;
    files(&app, MARIA, "Second", "Also secret.").await;

    assert_eq!(written(&app), [""; 0]);
    assert_eq!(cards(&app, TRIAGE).len(), before);
}
