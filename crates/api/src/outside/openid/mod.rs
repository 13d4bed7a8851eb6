//! OpenID providers: the only code that talks to them. What they say is judged in `sign_in::openid`.
//!
//! Redirects are not followed, answers are read up to a limit, and what an account's admin entered as an issuer is asked on the public
//! network only ([`guard`]), discovery, keys, tokens and userinfo alike. What was discovered is remembered for an hour.

mod guard;
mod wire;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache;
use openidconnect::{
    AccessToken, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse, IssuerUrl,
    JsonWebKeySet, PkceCodeVerifier, RedirectUrl, SubjectIdentifier, TokenUrl, UserInfoUrl,
    core::{CoreClientAuthMethod, CoreJsonWebKey},
    http,
};
use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub(crate) use wire::{Client, IdToken, Metadata, MoreClaims, Tokens, UserInfo};

use crate::{config, outside::clock::SharedClock};

/// Who said where the provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnteredBy {
    /// The operator, in the configuration.
    Operator,
    /// An account's admin, who may want to see what else our network answers.
    Admin,
}

/// A provider that came to nothing. Says nothing of why: whoever entered an address must not learn what is there.
#[derive(Debug, thiserror::Error)]
#[error("the provider did not answer as it should")]
pub(crate) struct Unusable;

/// Where to send people and codes.
#[derive(Clone, Debug)]
pub(crate) struct Endpoints {
    pub issuer: IssuerUrl,
    pub authorize: AuthUrl,
    pub token: TokenUrl,
    /// Where to ask about a person.
    pub userinfo: Option<UserInfoUrl>,
    /// Whether the client's secret goes into the token request's body rather than its header.
    pub secret_in_body: bool,
    /// Whether the provider promises to name itself when it sends people back (RFC 9207).
    pub names_itself: bool,
}

/// Us, as a provider knows us.
pub(crate) struct Registration {
    pub client_id: String,
    pub client_secret: SecretString,
    pub redirect_uri: String,
}

/// What discovery found, and when.
#[derive(Debug)]
pub(crate) struct Discovered {
    pub metadata: Metadata,
    pub endpoints: Endpoints,
    pub at: DateTime<Utc>,
}

/// Speaks to OpenID providers.
pub(crate) struct OpenId {
    trusting: reqwest::Client,
    guarded: reqwest::Client,
    allow_hosts: Vec<String>,
    discovered: Cache<(bool, String), Arc<Discovered>>,
    /// When tenants nobody had come from before were last looked up.
    tenants: Mutex<VecDeque<DateTime<Utc>>>,
    clock: SharedClock,
}

const KEPT: Duration = Duration::from_hours(1);
/// A key nobody knows makes us ask for the keys again, this often at most.
const KEYS_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(1);
const LARGEST_DOCUMENT: usize = 256 << 10;
const LARGEST_TOKENS: usize = 64 << 10;
/// Anybody can claim to come from a tenant of their own.
const NEW_TENANTS_A_MINUTE: usize = 30;

impl OpenId {
    pub(crate) fn new(config: &config::OpenId, clock: SharedClock) -> anyhow::Result<Self> {
        let client = || {
            #[expect(clippy::disallowed_methods, reason = "`outside` is where clients are made")]
            reqwest::Client::builder()
                .redirect(redirect::Policy::none())
                .timeout(Duration::from_secs(config.timeout_seconds))
                .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
        };
        Ok(Self {
            trusting: client().build().context("making the client for OpenID providers")?,
            // A proxy would resolve names in our stead, and not as strictly.
            guarded: client()
                .no_proxy()
                .dns_resolver(guard::resolver())
                .build()
                .context("making the client for OpenID providers")?,
            allow_hosts: config.allow_hosts.clone(),
            discovered: Cache::builder().max_capacity(1000).time_to_live(KEPT).build(),
            tenants: Mutex::default(),
            clock,
        })
    }

    /// Metadata and keys of an issuer, which must name itself exactly so.
    pub(crate) async fn discover(&self, issuer: &str, by: EnteredBy) -> Result<Arc<Discovered>, Unusable> {
        let key = (by == EnteredBy::Admin, issuer.to_owned());
        if let Some(known) = self.discovered.get(&key).await {
            return Ok(known);
        }
        let found = Arc::new(self.ask(issuer, by).await?);
        self.discovered.insert(key, found.clone()).await;
        Ok(found)
    }

    /// The same, fresh, when `known` may be out of date; `None` when it was only just fetched.
    pub(crate) async fn discover_again(&self, known: &Discovered, by: EnteredBy) -> Option<Arc<Discovered>> {
        let issuer = known.metadata.issuer().as_str();
        if self.clock.now() - known.at < KEYS_AGAIN_AFTER {
            return None;
        }
        self.discovered
            .invalidate(&(by == EnteredBy::Admin, issuer.to_owned()))
            .await;
        self.discover(issuer, by).await.ok()
    }

    /// As [`OpenId::discover`], for one of any number of tenants: unknown ones are looked up at a limited rate.
    pub(crate) async fn discover_tenant(&self, issuer: &str) -> Result<Arc<Discovered>, Unusable> {
        if let Some(known) = self.discovered.get(&(false, issuer.to_owned())).await {
            return Ok(known);
        }
        self.take_turn()?;
        self.discover(issuer, EnteredBy::Operator).await
    }

    fn take_turn(&self) -> Result<(), Unusable> {
        let now = self.clock.now();
        let mut turns = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        while turns.front().is_some_and(|first| now - *first >= TimeDelta::minutes(1)) {
            turns.pop_front();
        }
        if turns.len() >= NEW_TENANTS_A_MINUTE {
            return Err(Unusable);
        }
        turns.push_back(now);
        Ok(())
    }

    /// Trades a code for tokens.
    pub(crate) async fn exchange(
        &self,
        endpoints: &Endpoints,
        us: &Registration,
        by: EnteredBy,
        (code, verifier): (String, String),
    ) -> Result<Tokens, Unusable> {
        let client = client(endpoints, us)?;
        let http = |req| self.send(req, by, LARGEST_TOKENS);
        client
            .exchange_code(AuthorizationCode::new(code))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&http)
            .await
            .map_err(|_| {
                // What the provider says of it may hold the code.
                tracing::info!("an OpenID provider gave no token");
                Unusable
            })
    }

    /// Asks about the person an access token was given out for, who must be `subject`.
    pub(crate) async fn userinfo(
        &self,
        url: &UserInfoUrl,
        (endpoints, us): (&Endpoints, &Registration),
        by: EnteredBy,
        (access_token, subject): (AccessToken, String),
    ) -> Result<UserInfo, Unusable> {
        let client = client(endpoints, us)?.set_user_info_url(url.clone());
        let http = |req| self.send(req, by, LARGEST_TOKENS);
        client
            .user_info(access_token, Some(SubjectIdentifier::new(subject)))
            .request_async(&http)
            .await
            .map_err(|_| {
                tracing::info!("an OpenID provider said nothing about somebody it had let in");
                Unusable
            })
    }

    async fn ask(&self, issuer: &str, by: EnteredBy) -> Result<Discovered, Unusable> {
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|_| Unusable)?;
        let http = |req| self.send(req, by, LARGEST_DOCUMENT);
        let metadata = Metadata::discover_async(url, &http).await.map_err(|_| {
            tracing::info!("an OpenID issuer could not be discovered");
            Unusable
        })?;
        let endpoints = Endpoints::of(&metadata).ok_or(Unusable)?;
        // The browser goes there, so it is not asked by us; it must not be a way into somebody's network either.
        if by == EnteredBy::Admin && !guard::may_be_asked(endpoints.authorize.url(), &self.allow_hosts) {
            return Err(Unusable);
        }
        Ok(Discovered {
            metadata,
            endpoints,
            at: self.clock.now(),
        })
    }

    async fn send(&self, req: HttpRequest, by: EnteredBy, limit: usize) -> Result<HttpResponse, Unusable> {
        let url: Url = req.uri().to_string().parse().map_err(|_| Unusable)?;
        let http = match by {
            EnteredBy::Operator => &self.trusting,
            EnteredBy::Admin if !guard::may_be_asked(&url, &self.allow_hosts) => return Err(Unusable),
            EnteredBy::Admin if guard::is_allowed(&url, &self.allow_hosts) => &self.trusting,
            EnteredBy::Admin => &self.guarded,
        };
        let req = reqwest::Request::try_from(req).map_err(|_| Unusable)?;
        let mut res = http.execute(req).await.map_err(|_| Unusable)?;
        let mut answer = http::Response::builder().status(res.status());
        if let Some(kind) = res.headers().get(http::header::CONTENT_TYPE) {
            answer = answer.header(http::header::CONTENT_TYPE, kind);
        }
        let mut body = Vec::new();
        while let Some(chunk) = res.chunk().await.map_err(|_| Unusable)? {
            if body.len() + chunk.len() > limit {
                return Err(Unusable);
            }
            body.extend_from_slice(&chunk);
        }
        answer.body(body).map_err(|_| Unusable)
    }
}

impl Endpoints {
    fn of(metadata: &Metadata) -> Option<Self> {
        let methods = metadata.token_endpoint_auth_methods_supported();
        Some(Self {
            issuer: metadata.issuer().clone(),
            authorize: metadata.authorization_endpoint().clone(),
            token: metadata.token_endpoint()?.clone(),
            userinfo: metadata.userinfo_endpoint().cloned(),
            secret_in_body: methods.is_some_and(|it| it.contains(&CoreClientAuthMethod::ClientSecretPost)),
            names_itself: metadata.additional_metadata().names_itself(),
        })
    }
}

/// What builds requests to a provider.
pub(crate) fn client(endpoints: &Endpoints, us: &Registration) -> Result<Client, Unusable> {
    let keys = JsonWebKeySet::<CoreJsonWebKey>::default();
    Ok(
        wire::AnyClient::new(ClientId::new(us.client_id.clone()), endpoints.issuer.clone(), keys)
            .set_client_secret(ClientSecret::new(us.client_secret.expose_secret().to_owned()))
            .set_auth_type(if endpoints.secret_in_body {
                AuthType::RequestBody
            } else {
                AuthType::BasicAuth
            })
            .set_auth_uri(endpoints.authorize.clone())
            .set_token_uri(endpoints.token.clone())
            .set_redirect_uri(RedirectUrl::new(us.redirect_uri.clone()).map_err(|_| Unusable)?),
    )
}
