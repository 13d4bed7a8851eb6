//! OpenID providers dressed as Google, Microsoft (one door for all tenants), Slack, and as many plain ones as are asked for by name.
//!
//! | address below `/openid` | whose |
//! |---|---|
//! | `/google`, `/slack`, `/{any name}` | an issuer each, with `.well-known/openid-configuration`, `keys`, `authorize`, `token`, `userinfo` |
//! | `/microsoft/{tenant}/v2.0` | Microsoft's tenants: `common`, `organizations`, or a tenant's id |
//!
//! They check what the real ones check: client and secret, redirect URI, PKCE, and that a code is used once. Whoever tests a client can
//! have them do worse ([`Mischief`]).

mod keys;
mod page;
mod people;
mod provider;
mod token;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::web::ServiceConfig;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use uuid::Uuid;

pub use people::Person;

use provider::Provider;

/// The client that all of them know.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    pub secret: String,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// RS256 with the published key.
    #[default]
    Right,
    /// With a key that is not published, under the published key's name.
    OtherKey,
    /// Not at all, and the header says so.
    None,
    /// HS256 with the public key as the secret.
    HmacOfPublicKey,
    /// HS256 with the client's secret.
    HmacOfClientSecret,
    /// Rightly, and then a claim is changed.
    Tampered,
    /// Rightly, and then cut off.
    Truncated,
    /// Rightly, and then the signature is taken off.
    Stripped,
}

/// What the providers do wrong, until told otherwise. What is merged replaces members of the same name; `null` takes them out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mischief {
    /// Merged into the ID token's claims.
    pub claims: Map<String, Value>,
    /// Merged into the ID token's header.
    pub header: Map<String, Value>,
    pub signing: Signing,
    /// Merged into the discovery document.
    pub metadata: Map<String, Value>,
    /// Merged into the token endpoint's answer.
    pub answer: Map<String, Value>,
    /// Merged into the userinfo endpoint's answer.
    pub userinfo: Map<String, Value>,
}

/// A code that was given out.
struct Grant {
    provider: Provider,
    person: Person,
    client_id: String,
    redirect_uri: String,
    nonce: Option<String>,
    challenge: Option<String>,
}

#[derive(Default)]
struct State {
    grants: HashMap<String, Grant>,
    /// Whose access tokens were given out, and what is said of them.
    tokens: HashMap<String, Map<String, Value>>,
    /// Every access and ID token.
    given_out: Vec<String>,
    mischief: Mischief,
    /// Which of the keys is published.
    key: usize,
    asked: HashMap<String, u32>,
}

/// All providers.
#[derive(Clone)]
pub struct OpenId {
    base: Arc<str>,
    client: Arc<Client>,
    state: Arc<Mutex<State>>,
    pub(crate) cast: Arc<[Person]>,
}

impl OpenId {
    pub(crate) fn new(base: &str, client: Client, cast: Vec<Person>) -> Self {
        Self {
            base: format!("{base}/openid").into(),
            client: Arc::new(client),
            state: Arc::default(),
            cast: cast.into(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The client's id and secret.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The issuer of a provider by name, such as `google`; of Microsoft the base address of its tenants.
    pub fn issuer(&self, name: &str) -> String {
        format!("{}/{name}", self.base)
    }

    /// What a person does at a provider's page: agrees. Returns where the browser is sent.
    pub fn agree(&self, authorize_url: &str, person: &Person) -> Result<String, String> {
        let url: Url = authorize_url.parse().map_err(|_| "no address".to_owned())?;
        let path = url.path().strip_prefix("/openid").unwrap_or_default();
        let provider = Provider::of_path(path).ok_or("no provider")?;
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        self.grant(provider, &query, person)
    }

    fn grant(&self, provider: Provider, query: &HashMap<String, String>, person: &Person) -> Result<String, String> {
        let get = |name: &str| query.get(name).cloned();
        if get("client_id").as_deref() != Some(&*self.client.id) {
            return Err("unknown client_id".to_owned());
        }
        if get("response_type").as_deref() != Some("code") {
            return Err("response_type must be code".to_owned());
        }
        if !get("scope").is_some_and(|it| it.split(' ').any(|scope| scope == "openid")) {
            return Err("scope must have openid".to_owned());
        }
        if get("code_challenge").is_some() && get("code_challenge_method").as_deref() != Some("S256") {
            return Err("code_challenge_method must be S256".to_owned());
        }
        let redirect_uri = get("redirect_uri").ok_or("redirect_uri is missing")?;
        let mut back: Url = redirect_uri
            .parse()
            .map_err(|_| "redirect_uri is no address".to_owned())?;
        let code = Uuid::new_v4().to_string();
        back.query_pairs_mut().append_pair("code", &code);
        if let Some(state) = get("state") {
            back.query_pairs_mut().append_pair("state", &state);
        }
        if provider.names_itself() {
            back.query_pairs_mut().append_pair("iss", &self.issuer(provider.name()));
        }
        let grant = Grant {
            provider,
            person: person.clone(),
            client_id: self.client.id.clone(),
            redirect_uri,
            nonce: get("nonce"),
            challenge: get("code_challenge"),
        };
        self.state().grants.insert(code, grant);
        Ok(back.into())
    }

    /// From now on the providers do this wrong; `Mischief::default()` is none.
    pub fn misbehave(&self, mischief: Mischief) {
        self.state().mischief = mischief;
    }

    /// Publishes another key, and signs with it.
    pub fn rotate_keys(&self) {
        let mut state = self.state();
        state.key = (state.key + 1) % keys::PUBLISHED;
    }

    /// How often a kind of address was asked for: `openid-configuration`, `keys`, `token`, `userinfo`.
    pub fn asked(&self, what: &str) -> u32 {
        self.state().asked.get(what).copied().unwrap_or_default()
    }

    /// Every token so far: what nobody else should ever see.
    pub fn given_out(&self) -> Vec<String> {
        self.state().given_out.clone()
    }

    fn note(&self, what: &str) {
        *self.state().asked.entry(what.to_owned()).or_default() += 1;
    }

    pub(crate) fn reset(&self) {
        *self.state() = State::default();
    }
}

/// Replaces members; `null` takes them out.
fn merge(into: &mut Map<String, Value>, from: &Map<String, Value>) {
    for (name, value) in from {
        if value.is_null() {
            into.remove(name);
        } else {
            into.insert(name.clone(), value.clone());
        }
    }
}

pub(crate) fn configure(config: &mut ServiceConfig) {
    provider::configure(config);
    page::configure(config);
    token::configure(config);
}
