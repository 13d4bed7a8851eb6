//! One [`Config`], from `config.default.toml`, a file of one's own and the environment, checked before anything starts.

mod checks;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use ipnet::IpNet;
use portico_types::ids::SlackWorkspaceId;
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IntoDeserializer, value::StringDeserializer},
};
use url::Url;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub secrets: Secrets,
    pub sign_in: SignIn,
    pub limits: Limits,
    pub mail: Mail,
    pub slack: Slack,
    pub attachments: Attachments,
    pub openid: OpenId,
    pub jobs: Jobs,
    pub live: Live,
    pub log: Log,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: String,
    pub public_url: Url,
    pub shutdown_seconds: u64,
    pub max_body_bytes: usize,
    pub body_seconds: u64,
    pub metrics_token: SecretString,
    #[serde(deserialize_with = "list")]
    pub trusted_proxies: Vec<IpNet>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    pub url: SecretString,
    pub migrate_url: SecretString,
    pub row_level_security: bool,
    pub max_connections: u32,
    pub timeout_ms: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    pub key: SecretString,
    pub file: String,
    #[serde(deserialize_with = "list")]
    pub previous: Vec<SecretString>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub mail_minutes: u32,
    pub mail_spread_ms: u32,
    pub access_minutes: u32,
    pub contact_days: u32,
    pub agent_hours: u32,
    pub grace_seconds: u32,
    pub cache_seconds: u64,
    pub fresh_minutes: u32,
}

/// Requests a minute; 0: as many as they like.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub per_address: u32,
    pub per_person: u32,
    pub per_account: u32,
    pub sign_in_per_address: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    pub smtp_url: SecretString,
    pub ca_file: PathBuf,
    pub from: String,
    pub timeout_seconds: u64,
    pub digest_hour: u32,
    pub inbound: InboundMail,
}

/// Answering by mail; without a domain nobody can.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboundMail {
    pub domain: String,
    pub listen: String,
    pub secret: SecretString,
    pub max_bytes: usize,
    pub line_seconds: u64,
    pub session_seconds: u64,
    pub catch_bounces: bool,
    pub keep_days: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slack {
    pub api_url: Url,
    pub bot_token: SecretString,
    pub signing_secret: SecretString,
    pub app_token: SecretString,
    pub socket_silence_seconds: u64,
    pub client_id: String,
    pub client_secret: SecretString,
    pub account: String,
    pub timeout_seconds: u64,
    pub settle_seconds: u32,
    pub channel_interval_ms: u32,
    pub card_update_ms: u32,
    pub compare_seconds: u32,
    pub compare_per_minute: u32,
    pub undo_seconds: u32,
    #[serde(deserialize_with = "list")]
    pub file_hosts: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachments {
    pub folder: String,
    pub max_bytes: u64,
    pub waiting_bytes: u64,
    pub waiting_hours: u32,
    pub part_seconds: u64,
    pub link_seconds: u32,
    #[serde(deserialize_with = "list")]
    pub refuse_endings: Vec<String>,
    #[serde(deserialize_with = "list")]
    pub refuse_types: Vec<String>,
    pub s3: S3,
}

/// S3-compatible storage; without a bucket there is none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    pub bucket: String,
    pub region: String,
    pub endpoint: String,
    pub access_key_id: String,
    pub secret_access_key: SecretString,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenId {
    pub timeout_seconds: u64,
    #[serde(deserialize_with = "list")]
    pub allow_hosts: Vec<String>,
    pub google: OpenIdClient,
    pub microsoft: Microsoft,
    pub slack: OpenIdClient,
}

/// Portico as registered at a provider; without a client id it is not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdClient {
    pub issuer: String,
    pub client_id: String,
    pub client_secret: SecretString,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Microsoft {
    pub base_url: String,
    pub tenant: String,
    pub client_id: String,
    pub client_secret: SecretString,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jobs {
    pub poll_ms: u64,
    pub lease_seconds: u32,
    pub retry_seconds: u32,
    pub retry_longest_seconds: u32,
    pub give_up_hours: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    pub recheck_ms: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    pub filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// A list; in the environment a text with commas between its parts.
fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Given {
        List(Vec<String>),
        Text(String),
    }
    let parts = match Given::deserialize(from)? {
        Given::List(parts) => parts,
        Given::Text(text) => text.split(',').map(str::to_owned).collect(),
    };
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    let read = |part: &str| {
        let part: StringDeserializer<D::Error> = part.to_owned().into_deserializer();
        T::deserialize(part)
    };
    parts.map(read).collect()
}

const DEFAULTS: &str = include_str!("../../config.default.toml");

impl Config {
    /// Reads the defaults, then `file` if one is named, then the environment (`PORTICO_SERVER__LISTEN`).
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        Self::read(file, config::Environment::default())
    }

    fn read(file: Option<&Path>, environment: config::Environment) -> anyhow::Result<Self> {
        let mut sources =
            config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        if let Some(file) = file {
            sources = sources.add_source(config::File::from(file).format(config::FileFormat::Toml));
        }
        sources = sources.add_source(environment.prefix("PORTICO").prefix_separator("_").separator("__"));
        sources
            .build()?
            .try_deserialize::<Self>()
            .context("reading the configuration")?
            .checked()
    }

    /// The defaults with a database elsewhere: where tests start from.
    pub fn defaults() -> anyhow::Result<Self> {
        let sources = config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        Ok(sources.build()?.try_deserialize()?)
    }

    /// What providers know as our redirect URI, up to the provider's name.
    pub fn redirect_base(&self) -> String {
        format!(
            "{}/sign-in/callback/",
            self.server.public_url.as_str().trim_end_matches('/')
        )
    }

    /// Where Slack sends admins back to who installed the app.
    pub fn slack_redirect(&self) -> String {
        format!("{}/slack/oauth/callback", self.base())
    }

    /// Where Slack tells of a workspace with an app of its own.
    pub fn slack_door(&self, what: &str, id: SlackWorkspaceId) -> String {
        format!("{}/slack/{what}/{id}", self.base())
    }

    fn base(&self) -> &str {
        self.server.public_url.as_str().trim_end_matches('/')
    }

    /// The host below which portals live, without port.
    pub fn base_host(&self) -> &str {
        self.server.public_url.host_str().unwrap_or("localhost")
    }

    /// Where an account's portal is: `https://<slug>.<base host>`.
    pub fn portal_url(&self, slug: &str, custom_domain: Option<&str>) -> String {
        let base = &self.server.public_url;
        let port = base.port().map(|p| format!(":{p}")).unwrap_or_default();
        match custom_domain {
            Some(domain) => format!("https://{domain}"),
            None => format!("{}://{slug}.{}{port}", base.scheme(), self.base_host()),
        }
    }

    pub fn database_timeout(&self) -> Duration {
        Duration::from_millis(self.database.timeout_ms)
    }
}

impl Slack {
    /// Whether the app is reached by a socket.
    pub fn has_app_token(&self) -> bool {
        !self.app_token.expose_secret().is_empty()
    }
}
