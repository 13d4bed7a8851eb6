//! Brings events to the app as Slack does: signed, in order, with three seconds to answer and three retries.
//!
//! The first attempts go out one after another; a retry does not hold up the events behind it, nor does it at Slack.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{
    sync::{mpsc::UnboundedReceiver, watch},
    time::{sleep, timeout},
};

use super::{
    Inner, Slack, locked, push,
    state::{Outgoing, State},
};
use crate::{clock, faults::EventFault};

/// One attempt to bring something to the app.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    /// What it was.
    pub kind: DeliveryKind,
    /// The event's id, or the interaction's type.
    pub id: String,
    /// 0 for the first attempt, then the number of the retry.
    pub attempt: u32,
    /// Where it went; `socket` when by one.
    pub url: String,
    /// What the app could verify it by.
    pub headers: Vec<(String, String)>,
    /// The exact body.
    pub body: String,
    /// The app's answer, if there was one.
    pub status: Option<u16>,
    /// `http_timeout`, `http_error`, `connection_failed`, `no_socket`; absent when the app accepted it.
    pub failure: Option<&'static str>,
    /// When the attempt ended.
    pub at: DateTime<Utc>,
}

/// What is brought to the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// Something happened in the workspace.
    Event,
    /// Somebody used one of the app's buttons, menus or modals.
    Interaction,
}

/// An event on its way. Dropping the last copy settles it.
#[derive(Clone)]
pub(super) struct Parcel {
    id: String,
    body: String,
    _pending: Arc<Pending>,
}

/// Counts as a delivery that is under way for as long as it lives.
pub(super) struct Pending(watch::Sender<usize>);

impl Drop for Pending {
    fn drop(&mut self) {
        self.0.send_modify(|pending| *pending -= 1);
    }
}

/// How long a reordered event waits for one that could overtake it.
const OVERTAKE_WITHIN: Duration = Duration::from_millis(300);

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is outside: it calls the app as Slack would"
)]
pub(super) fn client(answer_within: Duration) -> anyhow::Result<reqwest::Client> {
    let client = reqwest::Client::builder()
        .user_agent("Slackbot 1.0 (+https://api.slack.com/robots)")
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(answer_within);
    Ok(client.build()?)
}

/// The value of `X-Slack-Signature` for a body that was sent at this time, in seconds.
#[expect(clippy::missing_panics_doc, reason = "HMAC takes keys of any length")]
pub fn signature(secret: &str, timestamp: &str, body: &str) -> String {
    // Only ciphers with a fixed key length can fail here.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

/// What an attempt came to: the answer's status, headers and body, or why there was none.
pub(super) type Answer = Result<(u16, HeaderMap, String), &'static str>;

impl Slack {
    /// Queues an event, if the app listens.
    pub(super) fn dispatch(&self, state: &State, outgoing: Outgoing) {
        let listens = locked(&self.0.addresses).events.is_some() || self.socket_token().is_some();
        if !listens || !state.subscribes(&outgoing.event) {
            return;
        }
        let Outgoing { event, shared } = outgoing;
        let (workspace, app) = (&state.workspace, &state.workspace.app);
        let id = format!("Ev{}", uuid::Uuid::now_v7().simple().to_string().to_uppercase());
        let envelope = json!({
            "token": "sandbox-verification-token", "team_id": workspace.team.id, "context_team_id": workspace.team.id,
            "context_enterprise_id": null, "api_app_id": app.id, "event": event, "type": "event_callback", "event_id": id,
            "event_time": state.now().timestamp(), "is_ext_shared_channel": shared,
            "authorizations": [{"enterprise_id": null, "team_id": workspace.team.id, "user_id": app.user_id,
                "is_bot": true, "is_enterprise_install": false}],
            "event_context": format!("4-{id}"),
        });
        let parcel = Parcel {
            id,
            body: envelope.to_string(),
            _pending: self.pending(),
        };
        // Refused only when the sandbox is being torn down.
        let _ = self.0.queue.send(parcel);
    }

    pub(super) fn pending(&self) -> Arc<Pending> {
        self.0.pending.send_modify(|pending| *pending += 1);
        Arc::new(Pending(self.0.pending.clone()))
    }

    /// Asks the app to prove that the events address is its own, as Slack does when the address is entered.
    pub async fn verify_events_url(&self) -> Result<(), String> {
        let url = locked(&self.0.addresses).events.clone().ok_or("no app is connected")?;
        let challenge = uuid::Uuid::new_v4().to_string();
        let body = json!({"token": "sandbox-verification-token", "challenge": challenge, "type": "url_verification"});
        let body = body.to_string();
        let answer = self.send(&url, "application/json", &body, &self.signed(&body)).await;
        let (status, _, answer) = answer.map_err(ToOwned::to_owned)?;
        let parsed = serde_json::from_str::<Value>(&answer)
            .ok()
            .and_then(|it| it["challenge"].as_str().map(String::from));
        if (200..300).contains(&status) && (answer == challenge || parsed.as_deref() == Some(&challenge)) {
            Ok(())
        } else {
            Err(format!("the app answered {status} {answer:?} instead of the challenge"))
        }
    }

    /// Sends a request with these headers; `signed` makes those that prove it is Slack's.
    pub(super) async fn send(&self, url: &str, content_type: &str, body: &str, headers: &[(&str, String)]) -> Answer {
        let mut request = self.0.client.post(url).header("Content-Type", content_type);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let failure = |error: reqwest::Error| {
            if error.is_timeout() {
                "http_timeout"
            } else {
                "connection_failed"
            }
        };
        let response = request.body(body.to_owned()).send().await.map_err(failure)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok((status, headers, response.text().await.map_err(failure)?))
    }

    pub(super) fn signed(&self, body: &str) -> [(&'static str, String); 2] {
        let timestamp = self.state().now().timestamp().to_string();
        let signature = signature(&self.0.manners.signing_secret, &timestamp, body);
        [
            ("X-Slack-Request-Timestamp", timestamp),
            ("X-Slack-Signature", signature),
        ]
    }

    pub(super) fn record_delivery(&self, delivery: Delivery) {
        push(&mut locked(&self.0.deliveries), delivery);
    }

    /// One attempt. Says why to try again, if that would help.
    async fn attempt(&self, parcel: &Parcel, attempt: u32, reason: Option<&'static str>) -> Option<&'static str> {
        if self.socket_token().is_some() {
            return self.attempt_by_socket(parcel, attempt, reason).await;
        }
        let url = locked(&self.0.addresses).events.clone()?;
        let mut headers = self.signed(&parcel.body).to_vec();
        if let Some(reason) = reason {
            headers.push(("X-Slack-Retry-Num", attempt.to_string()));
            headers.push(("X-Slack-Retry-Reason", reason.to_owned()));
        }
        let answer = self.send(&url, "application/json", &parcel.body, &headers).await;
        let failure = match &answer {
            Ok((status, ..)) if (200..300).contains(status) => None,
            Ok(_) => Some("http_error"),
            Err(reason) => Some(*reason),
        };
        let enough = answer
            .as_ref()
            .is_ok_and(|(_, headers, _)| headers.get("x-slack-no-retry").is_some_and(|it| it == "1"));
        self.record_delivery(Delivery {
            kind: DeliveryKind::Event,
            id: parcel.id.clone(),
            attempt,
            url,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            body: parcel.body.clone(),
            status: answer.ok().map(|(status, ..)| status),
            failure,
            at: clock::now(),
        });
        failure.filter(|_| !enough)
    }

    async fn attempt_by_socket(
        &self,
        parcel: &Parcel,
        attempt: u32,
        reason: Option<&'static str>,
    ) -> Option<&'static str> {
        let payload: Value = serde_json::from_str(&parcel.body).unwrap_or_default();
        let envelope = json!({"type": "events_api", "payload": payload, "accepts_response_payload": false,
            "retry_attempt": attempt, "retry_reason": reason.unwrap_or_default()});
        let answer = self.by_socket(envelope).await;
        self.record_delivery(Delivery {
            kind: DeliveryKind::Event,
            id: parcel.id.clone(),
            attempt,
            url: "socket".to_owned(),
            headers: Vec::new(),
            body: parcel.body.clone(),
            status: answer.is_ok().then_some(200),
            failure: answer.as_ref().err().copied(),
            at: clock::now(),
        });
        answer.err()
    }

    /// The first attempt, and the retries in the background.
    async fn bring(&self, parcel: Parcel) {
        let Some(mut reason) = self.attempt(&parcel, 0, None).await else {
            return;
        };
        let slack = self.clone();
        tokio::spawn(async move {
            for (attempt, delay) in (1..).zip(slack.0.manners.retry_delays) {
                sleep(delay).await;
                match slack.attempt(&parcel, attempt, Some(reason)).await {
                    Some(why) => reason = why,
                    None => return,
                }
            }
            tracing::warn!("gave up event {} after three retries: {reason}", parcel.id);
        });
    }
}

/// Delivers until the workspace is gone.
pub(super) async fn deliver(slack: Weak<Inner>, mut parcels: UnboundedReceiver<Parcel>) {
    let mut late: Option<Parcel> = None;
    loop {
        let next = if late.is_some() {
            timeout(OVERTAKE_WITHIN, parcels.recv()).await
        } else {
            Ok(parcels.recv().await)
        };
        let Some(slack) = slack.upgrade().map(Slack) else {
            return;
        };
        let parcel = match next {
            Ok(Some(parcel)) => parcel,
            Ok(None) => return,
            Err(_nothing_overtook) => {
                if let Some(late) = late.take() {
                    slack.bring(late).await;
                }
                continue;
            }
        };
        let mut holding = slack.0.faults.holding();
        // The sender lives in `slack`.
        let _ = holding.wait_for(|holding| !holding).await;
        match slack.0.faults.for_event() {
            Some(EventFault::Drop) => continue,
            Some(EventFault::Reorder) if late.is_none() => {
                late = Some(parcel);
                continue;
            }
            Some(EventFault::Duplicate) => slack.bring(parcel.clone()).await,
            _ => {}
        }
        slack.bring(parcel).await;
        if let Some(late) = late.take() {
            slack.bring(late).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_in_slacks_documentation() {
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
            &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
            &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
            &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

        let signature = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body);

        assert_eq!(
            signature,
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        );
    }
}
