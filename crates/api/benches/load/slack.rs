//! How soon what is said on one side stands on the other. A server of its own that does nothing else, with the sandbox for Slack, and
//! people who wait a moment between what they write, as people do: Slack takes one message a second in a channel.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Client;
use serde_json::json;
use sha2::Sha256;

use crate::client::{self, Caller, at};
use crate::seed::{self, Contact};
use crate::server::Server;
use crate::{Served, Settings};

/// Measured of each.
const REPLIES: usize = 50;
const EVENTS: usize = 500;
const PAUSE: Duration = Duration::from_millis(1100);
/// How often somebody looks.
const GLANCE: Duration = Duration::from_millis(2);
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) async fn measure(on: Served<'_>, contact: &Contact, settings: &Settings) -> Result<()> {
    let set = [on.1, &[("PORTICO_SLACK__ACCOUNT", contact.slug.as_str())]].concat();
    let server = Server::start(&settings.server, on.0, &set).await?;
    let contact = client::sign_in(&server, std::slice::from_ref(contact)).await?;
    let contact = contact.first().context("a caller")?;
    let key = contact.file("The export stops").await?;
    let slack = server.sandbox.slack();
    let card = |channel: &'static str| seen(move || slack.messages(channel).pop().map(|card| card.ts));
    let triage = card(seed::TRIAGE_CHANNEL)
        .await
        .context("no card in the triage channel")?;
    let customers = card(seed::CUSTOMER_CHANNEL)
        .await
        .context("no card in the customer's channel")?;

    let mut out = Vec::new();
    for number in 0..REPLIES {
        tokio::time::sleep(PAUSE).await;
        let text = format!("It happens still, the {number}th time");
        let written = Instant::now();
        contact.reply(&key, &text).await?;
        let stands = |channel, ts: &str| slack.thread(channel, ts).iter().any(|it| it.text.contains(&text));
        seen(|| (stands(seed::TRIAGE_CHANNEL, &triage) && stands(seed::CUSTOMER_CHANNEL, &customers)).then_some(()))
            .await
            .context("a reply did not reach both threads")?;
        out.push(written.elapsed());
    }

    let mut back = Vec::new();
    for number in 0..REPLIES {
        tokio::time::sleep(PAUSE).await;
        let text = format!("We look into it, the {number}th time");
        let written = Instant::now();
        slack.say(seed::AGENT, seed::TRIAGE_CHANNEL, &text, Some(&triage));
        while !contact.conversation(&key).await?.contains(&text) {
            ensure!(written.elapsed() < PATIENCE, "an answer did not reach the portal");
            tokio::time::sleep(GLANCE).await;
        }
        back.push(written.elapsed());
    }

    let acknowledged = acknowledge(&server, &triage).await?;
    for (what, mut waits) in [
        ("event acknowledged", acknowledged),
        ("agent's reply in Slack to portal", back),
        ("portal's reply to both threads", out),
    ] {
        waits.sort_unstable();
        let [p50, p99] = [0.5, 0.99].map(|share| at(&waits, share).as_secs_f64() * 1e3);
        println!(
            "  {what:<34} p50 {p50:>7.1} ms, p99 {p99:>7.1} ms ({} of them)",
            waits.len()
        );
    }
    server.end().await
}

/// Replies of an agent, one after the other, until each was kept and acknowledged.
async fn acknowledge(server: &Server, thread: &str) -> Result<Vec<Duration>> {
    #[expect(clippy::disallowed_methods, reason = "this is Slack's side")]
    let (client, now) = (Client::new(), chrono::Utc::now().timestamp());
    let url = format!("http://127.0.0.1:{}/slack/events", server.port);
    let mut waits = Vec::new();
    for number in 0..EVENTS {
        let ts = format!("{now}.{number:06}");
        let message = json!({
            "type": "message", "channel": seed::TRIAGE_CHANNEL, "user": seed::AGENT, "text": format!("// the {number}th note"),
            "ts": ts, "event_ts": ts, "thread_ts": thread, "parent_user_id": "U0PORTICO", "team": seed::TEAM,
        });
        let body = json!({
            "type": "event_callback", "event_id": format!("EvBENCH{number}"), "team_id": seed::TEAM,
            "authorizations": [{ "team_id": seed::TEAM }], "event": message,
        });
        let body = body.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(server.sandbox.signing_secret().as_bytes())?;
        mac.update(format!("v0:{now}:{body}").as_bytes());
        let signature = mac.finalize().into_bytes();
        let signature = signature
            .iter()
            .fold(String::from("v0="), |hex, byte| format!("{hex}{byte:02x}"));
        let request = client
            .post(&url)
            .header("content-type", "application/json")
            .header("x-slack-request-timestamp", now)
            .header("x-slack-signature", signature)
            .body(body);
        let sent = Instant::now();
        request.send().await?.error_for_status()?.bytes().await?;
        waits.push(sent.elapsed());
    }
    Ok(waits)
}

/// What `look` finds, once it does; `None` when it takes too long.
async fn seen<T>(look: impl Fn() -> Option<T>) -> Option<T> {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if since.elapsed() > PATIENCE {
            return None;
        }
        tokio::time::sleep(GLANCE).await;
    }
}

impl Caller {
    async fn file(&self, title: &str) -> Result<String> {
        let ticket = json!({ "title": title, "description": "Since **this morning**.", "priority": "normal" });
        let ticket = self.post("/tickets", &ticket).await?;
        Ok(ticket["key"].as_str().context("a key")?.to_owned())
    }

    async fn reply(&self, key: &str, text: &str) -> Result<()> {
        let path = format!("/tickets/{key}/messages");
        self.post(&path, &json!({ "body": text })).await.map(drop)
    }

    async fn conversation(&self, key: &str) -> Result<String> {
        let conversation = self.get(&format!("/tickets/{key}/conversation")).await?;
        Ok(conversation.to_string())
    }
}
