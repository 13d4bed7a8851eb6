//! Calling Slack: at one address, with the token of one workspace at a time, and not while Slack asked for a pause.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use portico_types::ids::SlackWorkspaceId;
use reqwest::{StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use url::Url;

use super::{
    error::{SHORTEST_PAUSE, SlackError},
    types::{Grant, Granted},
};
use crate::{config, outside::clock::SharedClock};

/// Where Slack is, for all workspaces. Tokens go to the configured address and nowhere else: redirects are not followed.
pub(crate) struct SlackApi {
    pub(super) http: reqwest::Client,
    base: Url,
    /// The token that stands in the configuration.
    configured: SecretString,
    /// Where files are, beside the methods.
    pub(super) file_hosts: Vec<String>,
    /// Opens sockets, once any is wanted.
    pub(super) sockets: OnceCell<reqwest::Client>,
    pub(super) timeout: Duration,
    clock: SharedClock,
    /// Until when Slack asked not to be called, by workspace and method: in time that passed, whatever the clock says.
    pauses: Mutex<HashMap<Pause, Duration>>,
}

type Pause = (Option<SlackWorkspaceId>, String);

/// Slack as one workspace lets us speak with it.
pub(crate) struct SlackClient<'a> {
    pub(super) api: &'a SlackApi,
    /// Unknown before its first answer.
    pub(super) workspace: Option<SlackWorkspaceId>,
    pub(super) token: SecretString,
}

/// Slack never asks for more; whoever does is not obeyed for days.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// The largest answer is a page of history.
const LARGEST_ANSWER: usize = 8 << 20;

pub(super) type Result<T, E = SlackError> = std::result::Result<T, E>;

/// For how long a 429 asks not to be called.
pub(super) fn pause_asked(res: &reqwest::Response) -> Duration {
    let asked = res.headers().get(header::RETRY_AFTER);
    let asked = asked.and_then(|v| v.to_str().ok()?.trim().parse().ok());
    asked.map_or(SHORTEST_PAUSE, Duration::from_secs)
}

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
            configured: config.bot_token.clone(),
            file_hosts: config.file_hosts.clone(),
            sockets: OnceCell::new(),
            timeout: Duration::from_secs(config.timeout_seconds),
            clock,
            pauses: Mutex::default(),
        })
    }

    /// Whether a token stands in the configuration.
    pub(crate) fn configured(&self) -> bool {
        !self.configured.expose_secret().is_empty()
    }

    /// Slack by the token of the configuration.
    pub(crate) fn by_configuration(&self, workspace: Option<SlackWorkspaceId>) -> SlackClient<'_> {
        self.by(workspace, self.configured.clone())
    }

    /// Slack by a token of `workspace`.
    pub(crate) fn by(&self, workspace: Option<SlackWorkspaceId>, token: SecretString) -> SlackClient<'_> {
        SlackClient {
            api: self,
            workspace,
            token,
        }
    }

    /// Calls a method of a workspace. Arguments go as a form, which every method takes (those that only read take no JSON).
    pub(super) async fn ask<T: DeserializeOwned>(
        &self,
        workspace: Option<SlackWorkspaceId>,
        method: &str,
        args: Value,
        authorise: impl FnOnce(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Result<T> {
        self.not_paused(workspace, method)?;
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
        let request = authorise(self.http.post(url).form(&form));
        let mut res = request.send().await.map_err(lost)?;
        if res.status() == StatusCode::TOO_MANY_REQUESTS {
            let asked = pause_asked(&res);
            if asked > LONGEST_PAUSE {
                tracing::warn!(
                    "Slack asks not to be called ({method}) for {} s: asking again in an hour",
                    asked.as_secs()
                );
            }
            let pause = asked.clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
            self.pause(workspace, method, self.clock.now() + pause);
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

    /// Exchanges what somebody who installed the app, or we before, were given, for tokens.
    pub(crate) async fn grant(&self, config: &config::Slack, what: Grant<'_>) -> Result<Granted> {
        let args = match what {
            Grant::Code { code, redirect_uri } => json!({ "code": code, "redirect_uri": redirect_uri }),
            Grant::Refresh(token) => json!({ "grant_type": "refresh_token", "refresh_token": token.expose_secret() }),
        };
        self.ask(None, "oauth.v2.access", args, |request| {
            request.basic_auth(&config.client_id, Some(config.client_secret.expose_secret()))
        })
        .await
    }

    /// Refuses a call that Slack asked us to wait with; whoever got the 429, all of the process wait.
    fn not_paused(&self, workspace: Option<SlackWorkspaceId>, method: &str) -> Result<()> {
        let elapsed = self.clock.elapsed();
        let mut pauses = self.pauses();
        pauses.retain(|_, until| *until > elapsed);
        match pauses.get(&(workspace, method.to_owned())) {
            Some(until) => Err(SlackError::RateLimited(until.saturating_sub(elapsed))),
            None => Ok(()),
        }
    }

    /// Until when a workspace asked not to be called, by method.
    pub(crate) fn paused(&self, workspace: SlackWorkspaceId) -> Vec<(String, DateTime<Utc>)> {
        let (now, elapsed) = (self.clock.now(), self.clock.elapsed());
        let pauses = self.pauses();
        let of_workspace = pauses.iter().filter(|((of, _), _)| *of == Some(workspace));
        of_workspace
            .map(|((_, method), until)| (method.clone(), now + until.saturating_sub(elapsed)))
            .collect()
    }

    /// Does not call a method before `until`: Slack asked for it, here or at another process.
    pub(crate) fn pause(&self, workspace: Option<SlackWorkspaceId>, method: &str, until: DateTime<Utc>) {
        let left = (until - self.clock.now()).to_std().unwrap_or_default();
        let until = self.clock.elapsed() + left;
        let mut pauses = self.pauses();
        let longest = pauses.entry((workspace, method.to_owned())).or_insert(until);
        *longest = until.max(*longest);
    }

    fn pauses(&self) -> MutexGuard<'_, HashMap<Pause, Duration>> {
        self.pauses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
