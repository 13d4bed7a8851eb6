//! Calling Slack: with one token, at one address, and not while it asked for a pause.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use reqwest::{StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use super::{
    error::{SHORTEST_PAUSE, SlackError},
    types::{
        Channel, ChannelInfo, Identity, METADATA, Nothing, Page, Permalink, Post, Posted, ThreadPage, User, UserInfo,
    },
};
use crate::{config, outside::clock::SharedClock};

/// Speaks to one Slack with one token. The token goes to the configured address and nowhere else: redirects are not followed.
pub(crate) struct SlackApi {
    pub(super) http: reqwest::Client,
    base: Url,
    pub(super) token: SecretString,
    /// Where files are, beside the methods.
    pub(super) file_hosts: Vec<String>,
    clock: SharedClock,
    /// Until when Slack asked not to be called, by method.
    pauses: Mutex<HashMap<String, DateTime<Utc>>>,
}

/// Slack never asks for more; whoever does is not obeyed for days.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// The largest answer is a page of history.
const LARGEST_ANSWER: usize = 8 << 20;

pub(super) type Result<T, E = SlackError> = std::result::Result<T, E>;

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
            file_hosts: config.file_hosts.clone(),
            clock,
            pauses: Mutex::default(),
        })
    }

    /// Whether there is a token to speak with.
    pub(crate) fn configured(&self) -> bool {
        !self.token.expose_secret().is_empty()
    }

    /// Calls a method. Arguments go as a form, which every method takes (those that only read take no JSON).
    pub(super) async fn call<T: DeserializeOwned>(&self, method: &str, args: Value) -> Result<T> {
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
        let lost = |err: reqwest::Error| {
            let unsent = err.is_connect();
            let err = anyhow!(err.without_url()).context(method.to_owned());
            if unsent {
                SlackError::NotSent(err)
            } else {
                SlackError::Transient(err)
            }
        };
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
            let asked = asked.map_or(SHORTEST_PAUSE, Duration::from_secs);
            if asked > LONGEST_PAUSE {
                tracing::warn!(
                    "Slack asks not to be called ({method}) for {} s: asking again in an hour",
                    asked.as_secs()
                );
            }
            let pause = asked.clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
            self.pause(method, self.clock.now() + pause);
            return Err(SlackError::RateLimited(pause));
        }
        if !res.status().is_success() {
            return Err(SlackError::Transient(anyhow!(
                "{method}: HTTP {}",
                res.status().as_u16()
            )));
        }
        let scopes = res
            .headers()
            .get("x-oauth-scopes")
            .and_then(|it| it.to_str().ok())
            .map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = res.chunk().await.map_err(lost)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(SlackError::Transient(anyhow!("{method}: the answer is too large")));
            }
            body.extend_from_slice(&chunk);
        }
        let unreadable =
            |err: serde_json::Error| SlackError::Transient(anyhow!(err).context(format!("reading {method}'s answer")));
        let mut answer: Value = serde_json::from_slice(&body).map_err(unreadable)?;
        if answer["ok"] != true {
            return Err(SlackError::refused(&answer));
        }
        if let Some(scopes) = scopes {
            answer["granted_scopes"] = scopes.into(); // Said in a header alone.
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

    /// Until when Slack asked not to be called, by method.
    pub(crate) fn paused(&self) -> Vec<(String, DateTime<Utc>)> {
        self.pauses()
            .iter()
            .map(|(method, until)| (method.clone(), *until))
            .collect()
    }

    /// Does not call a method before `until`: Slack asked for it, here or at another process.
    pub(crate) fn pause(&self, method: &str, until: DateTime<Utc>) {
        let mut pauses = self.pauses();
        let longest = pauses.entry(method.to_owned()).or_insert(until);
        *longest = until.max(*longest);
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

    /// The same with something to press.
    pub(crate) async fn post_ephemeral_blocks(
        &self,
        channel: &str,
        user: &str,
        thread_ts: Option<&str>,
        text: &str,
        blocks: &[Value],
    ) -> Result<()> {
        let args = json!({
            "channel": channel, "user": user, "thread_ts": thread_ts, "text": text, "blocks": blocks, "link_names": false,
            "parse": "none",
        });
        self.call::<Nothing>("chat.postEphemeral", args).await.map(drop)
    }

    pub(crate) async fn remove_reaction(&self, channel: &str, ts: &str, name: &str) -> Result<()> {
        let args = json!({ "channel": channel, "timestamp": ts, "name": name });
        self.call::<Nothing>("reactions.remove", args).await.map(drop)
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

    /// The address at which people find a message.
    pub(crate) async fn permalink(&self, channel: &str, ts: &str) -> Result<String> {
        let args = json!({ "channel": channel, "message_ts": ts });
        Ok(self.call::<Permalink>("chat.getPermalink", args).await?.permalink)
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

    /// A page of a thread as Slack shows it: its first message, then replies, oldest first.
    pub(crate) async fn thread(&self, channel: &str, ts: &str, cursor: &str) -> Result<ThreadPage> {
        let args =
            json!({ "channel": channel, "ts": ts, "cursor": cursor, "limit": 200, "include_all_metadata": true });
        self.call("conversations.replies", args).await
    }

    /// A page of a thread's messages after `oldest`, oldest first.
    pub(crate) async fn replies_since(&self, channel: &str, ts: &str, oldest: &str, cursor: &str) -> Result<Page> {
        let args = json!({
            "channel": channel, "ts": ts, "oldest": oldest, "cursor": cursor, "limit": 200, "include_all_metadata": true,
        });
        self.call("conversations.replies", args).await
    }

    /// Opens a modal for whoever pressed a button within the last three seconds.
    pub(crate) async fn open_view(&self, trigger_id: &str, view: &Value) -> Result<()> {
        self.call::<Nothing>("views.open", json!({ "trigger_id": trigger_id, "view": view }))
            .await
            .map(drop)
    }
}
