//! Slack's Web API: what we call, and what can come of it. Which of our jobs is tried again follows from [`SlackError`], in one place.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use reqwest::{StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use url::Url;

use crate::{config, jobs::Failure, outside::clock::SharedClock};

/// Speaks to one Slack with one token. The token goes to the configured address and nowhere else: redirects are not followed.
pub(crate) struct SlackApi {
    http: reqwest::Client,
    base: Url,
    token: SecretString,
    clock: SharedClock,
    /// Until when Slack asked not to be called, by method.
    pauses: Mutex<HashMap<String, DateTime<Utc>>>,
}

/// Why a call came to nothing. No `std::error::Error` on purpose: the `?` that makes any error a [`Failure::Retry`] must not take it.
#[derive(Debug)]
pub(crate) enum SlackError {
    /// Not before this time has passed.
    RateLimited(Duration),
    /// Nobody knows whether it took effect; better luck later.
    Transient(anyhow::Error),
    /// Slack will say the same again: its code, with the scope that is missing if that is why.
    Permanent(String),
    /// The token no longer works.
    Revoked(String),
}

/// What a [`Failure`] carries when the token no longer works.
#[derive(Debug, thiserror::Error)]
#[error("Slack no longer takes our token: {0}")]
pub(crate) struct TokenRevoked(String);

impl fmt::Display for SlackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RateLimited(pause) => write!(f, "Slack asks for a pause of {} s", pause.as_secs()),
            Self::Transient(err) => write!(f, "Slack did not answer as it should: {err:#}"),
            Self::Permanent(code) => write!(f, "Slack refused: {code}"),
            Self::Revoked(code) => write!(f, "Slack no longer takes our token: {code}"),
        }
    }
}

/// A post that says nothing of a pause asks for this long.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
/// Slack never asks for more; whoever does is not obeyed for days.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// Until somebody renews the token, there is no use in asking often.
const REVOKED_PAUSE: Duration = Duration::from_mins(15);
/// The largest answer is a page of history.
const LARGEST_ANSWER: usize = 8 << 20;

impl SlackError {
    /// Slack's code, if it refused.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Permanent(code) | Self::Revoked(code) => code.split(':').next(),
            Self::RateLimited(_) | Self::Transient(_) => None,
        }
    }

    fn refused(answer: &Value) -> Self {
        let code = answer["error"].as_str().unwrap_or("unknown_error").to_owned();
        match code.as_str() {
            "ratelimited" | "rate_limited" => Self::RateLimited(SHORTEST_PAUSE),
            "internal_error"
            | "fatal_error"
            | "service_unavailable"
            | "request_timeout"
            | "team_added_to_org"
            | "unknown_error" => Self::Transient(anyhow!("{code}")),
            "token_revoked" | "token_expired" | "invalid_auth" | "not_authed" | "account_inactive" => {
                Self::Revoked(code)
            }
            _ => match answer["needed"].as_str() {
                Some(scope) => Self::Permanent(format!("{code}: {scope}")),
                None => Self::Permanent(code),
            },
        }
    }
}

impl From<SlackError> for Failure {
    /// The one place that says which trouble with Slack is tried again.
    fn from(err: SlackError) -> Self {
        let error = anyhow!("{err}");
        match err {
            SlackError::Revoked(code) => Self::Retry {
                error: TokenRevoked(code).into(),
                after: Some(REVOKED_PAUSE),
            },
            SlackError::RateLimited(pause) => Self::Retry {
                error,
                after: Some(pause),
            },
            SlackError::Transient(_) => Self::Retry { error, after: None },
            SlackError::Permanent(_) => Self::GiveUp(error),
        }
    }
}

type Result<T, E = SlackError> = std::result::Result<T, E>;

impl SlackApi {
    #[expect(clippy::disallowed_methods, reason = "`outside` is where clients are made")]
    pub(crate) fn new(config: &config::Slack, clock: SharedClock) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(config.timeout_seconds))
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .build()
            .context("making the client for Slack")?;
        Ok(Self {
            http,
            base: config.api_url.clone(),
            token: config.bot_token.clone(),
            clock,
            pauses: Mutex::default(),
        })
    }

    /// Whether there is a token to speak with.
    pub(crate) fn configured(&self) -> bool {
        !self.token.expose_secret().is_empty()
    }

    /// Calls a method. Arguments go as a form, which every method takes (those that only read take no JSON).
    async fn call<T: DeserializeOwned>(&self, method: &str, args: Value) -> Result<T> {
        if !self.configured() {
            return Err(SlackError::Revoked("not_authed".to_owned()));
        }
        self.not_paused(method)?;
        let url = self
            .base
            .join(method)
            .map_err(|err| SlackError::Transient(err.into()))?;
        let form: Vec<(&str, String)> = args
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| {
                (
                    key.as_str(),
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned),
                )
            })
            .collect();
        let lost = |err: reqwest::Error| SlackError::Transient(anyhow!(err.without_url()).context(method.to_owned()));
        let sent = self
            .http
            .post(url)
            .bearer_auth(self.token.expose_secret())
            .form(&form)
            .send();
        let mut res = sent.await.map_err(lost)?;
        if res.status() == StatusCode::TOO_MANY_REQUESTS {
            let asked = res
                .headers()
                .get(header::RETRY_AFTER)
                .and_then(|v| v.to_str().ok()?.trim().parse().ok());
            let pause = asked
                .map_or(SHORTEST_PAUSE, Duration::from_secs)
                .clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
            self.pauses().insert(method.to_owned(), self.clock.now() + pause);
            return Err(SlackError::RateLimited(pause));
        }
        if !res.status().is_success() {
            return Err(SlackError::Transient(anyhow!(
                "{method}: HTTP {}",
                res.status().as_u16()
            )));
        }
        let mut body = Vec::new();
        while let Some(chunk) = res.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(SlackError::Transient(anyhow!("{method}: the answer is too large")));
            }
            body.extend_from_slice(&chunk);
        }
        let unreadable =
            |err: serde_json::Error| SlackError::Transient(anyhow!(err).context(format!("reading {method}'s answer")));
        let answer: Value = serde_json::from_slice(&body).map_err(unreadable)?;
        if answer["ok"] != true {
            return Err(SlackError::refused(&answer));
        }
        serde_json::from_value(answer).map_err(unreadable)
    }

    /// Refuses a call that Slack asked us to wait with; whoever got the 429, all of the process wait.
    fn not_paused(&self, method: &str) -> Result<()> {
        let now = self.clock.now();
        let mut pauses = self.pauses();
        pauses.retain(|_, until| *until > now);
        match pauses.get(method).map(|until| (*until - now).to_std()) {
            Some(Ok(left)) => Err(SlackError::RateLimited(left)),
            _ => Ok(()),
        }
    }

    fn pauses(&self) -> MutexGuard<'_, HashMap<String, DateTime<Utc>>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who we are.
    pub(crate) async fn auth_test(&self) -> Result<Identity> {
        self.call("auth.test", json!({})).await
    }

    /// Posts a message; returns its `ts`.
    pub(crate) async fn post_message(&self, channel: &str, thread_ts: Option<&str>, post: Post) -> Result<String> {
        let args = json!({
            "channel": channel, "thread_ts": thread_ts, "text": post.text, "blocks": post.blocks,
            "metadata": post.id.map(|id| json!({ "event_type": METADATA, "event_payload": { "id": id } })),
            // What customers link to is theirs: no previews, and nothing becomes a mention that we did not write as one.
            "unfurl_links": false, "unfurl_media": false, "link_names": false, "parse": "none",
        });
        Ok(self.call::<Posted>("chat.postMessage", args).await?.ts)
    }

    pub(crate) async fn update(&self, channel: &str, ts: &str, post: Post) -> Result<()> {
        let args = json!({
            "channel": channel, "ts": ts, "text": post.text, "blocks": post.blocks, "link_names": false, "parse": "none",
        });
        self.call::<Nothing>("chat.update", args).await.map(drop)
    }

    pub(crate) async fn delete(&self, channel: &str, ts: &str) -> Result<()> {
        self.call::<Nothing>("chat.delete", json!({ "channel": channel, "ts": ts }))
            .await
            .map(drop)
    }

    /// Tells one person in a channel something only they see.
    pub(crate) async fn post_ephemeral(
        &self,
        channel: &str,
        user: &str,
        thread_ts: Option<&str>,
        text: &str,
    ) -> Result<()> {
        let args = json!({
            "channel": channel, "user": user, "thread_ts": thread_ts, "text": text, "link_names": false, "parse": "none",
        });
        self.call::<Nothing>("chat.postEphemeral", args).await.map(drop)
    }

    pub(crate) async fn add_reaction(&self, channel: &str, ts: &str, name: &str) -> Result<()> {
        let args = json!({ "channel": channel, "timestamp": ts, "name": name });
        self.call::<Nothing>("reactions.add", args).await.map(drop)
    }

    pub(crate) async fn user(&self, user: &str) -> Result<User> {
        Ok(self.call::<UserInfo>("users.info", json!({ "user": user })).await?.user)
    }

    pub(crate) async fn channel(&self, channel: &str) -> Result<Channel> {
        Ok(self
            .call::<ChannelInfo>("conversations.info", json!({ "channel": channel }))
            .await?
            .channel)
    }

    /// A page of a channel's messages, newest first.
    pub(crate) async fn history(&self, channel: &str, cursor: &str) -> Result<Page> {
        let args = json!({ "channel": channel, "cursor": cursor, "limit": 200, "include_all_metadata": true });
        self.call("conversations.history", args).await
    }

    /// A page of a thread: its first message, then replies, oldest first.
    pub(crate) async fn replies(&self, channel: &str, ts: &str, cursor: &str, limit: u32) -> Result<Page> {
        let args =
            json!({ "channel": channel, "ts": ts, "cursor": cursor, "limit": limit, "include_all_metadata": true });
        self.call("conversations.replies", args).await
    }

    /// Opens a modal for whoever pressed a button within the last three seconds.
    pub(crate) async fn open_view(&self, trigger_id: &str, view: &Value) -> Result<()> {
        self.call::<Nothing>("views.open", json!({ "trigger_id": trigger_id, "view": view }))
            .await
            .map(drop)
    }
}

/// The type of the metadata by which we know our own posts again.
const METADATA: &str = "portico";

/// Something to post.
#[derive(Clone, Debug, Default)]
pub(crate) struct Post {
    /// What notifications show, and all there is without blocks.
    pub text: String,
    pub blocks: Option<Vec<Value>>,
    /// Names the post in its metadata, so that it can be found again when Slack's answer was lost.
    pub id: Option<String>,
}

// Only the fields we use; Slack adds others as it pleases.

#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Posted {
    ts: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Identity {
    pub team_id: String,
    #[serde(default)]
    pub team: String,
    pub user_id: String,
    #[serde(default)]
    pub bot_id: String,
}

#[derive(Deserialize)]
struct UserInfo {
    user: User,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct User {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub deleted: bool,
    #[serde(default)]
    pub is_bot: bool,
    /// Absent for people of other workspaces, whose own workspace vouches for them.
    pub is_email_confirmed: Option<bool>,
    #[serde(default)]
    pub profile: Profile,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Profile {
    #[serde(default)]
    pub real_name: String,
    #[serde(default)]
    pub display_name: String,
    pub email: Option<String>,
}

impl User {
    /// As people read it, on one line and not too long.
    pub(crate) fn shown_name(&self) -> String {
        let names = [
            &self.profile.real_name,
            &self.profile.display_name,
            &self.name,
            &self.id,
        ];
        let name = names
            .into_iter()
            .find(|name| !name.trim().is_empty())
            .unwrap_or(&self.id);
        let words = name
            .split(|c: char| c.is_whitespace() || c.is_control())
            .filter(|w| !w.is_empty());
        words.collect::<Vec<_>>().join(" ").chars().take(80).collect()
    }
}

#[derive(Deserialize)]
struct ChannelInfo {
    channel: Channel,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Channel {
    pub id: String,
    #[serde(default)]
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    #[serde(default)]
    pub messages: Vec<PageMessage>,
    #[serde(default)]
    response_metadata: Cursor,
}

#[derive(Debug, Default, Deserialize)]
struct Cursor {
    #[serde(default)]
    next_cursor: String,
}

impl Page {
    /// Asks for the next page; `None` on the last.
    pub(crate) fn next(&self) -> Option<&str> {
        Some(self.response_metadata.next_cursor.as_str()).filter(|cursor| !cursor.is_empty())
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct PageMessage {
    pub ts: String,
    #[serde(default)]
    pub bot_id: Option<String>,
    #[serde(default)]
    metadata: Value,
}

impl PageMessage {
    /// The name one of our posts carries.
    pub(crate) fn id(&self) -> Option<&str> {
        self.metadata["event_payload"]["id"]
            .as_str()
            .filter(|_| self.metadata["event_type"] == METADATA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_slack_will_say_again_is_given_up_and_all_else_is_tried_again() {
        let failure = |code: &str| Failure::from(SlackError::refused(&json!({ "ok": false, "error": code })));
        for code in [
            "channel_not_found",
            "is_archived",
            "not_in_channel",
            "msg_too_long",
            "missing_scope",
        ] {
            assert!(matches!(failure(code), Failure::GiveUp(_)), "{code}");
        }
        for code in [
            "internal_error",
            "fatal_error",
            "ratelimited",
            "token_revoked",
            "account_inactive",
        ] {
            assert!(matches!(failure(code), Failure::Retry { .. }), "{code}");
        }
    }

    #[test]
    fn a_missing_scope_is_named() {
        let err = SlackError::refused(&json!({ "ok": false, "error": "missing_scope", "needed": "reactions:write" }));
        assert_eq!(err.to_string(), "Slack refused: missing_scope: reactions:write");
        assert_eq!(err.code(), Some("missing_scope"));
    }
}
