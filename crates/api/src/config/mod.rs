//! One [`Config`], from `config.default.toml`, a file of one's own and the environment, checked before anything starts.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use ipnet::IpNet;
use portico_types::ids::SlackWorkspaceId;
use secrecy::{ExposeSecret, SecretString};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IntoDeserializer, value::StringDeserializer},
};
use url::Url;
use uuid::Uuid;

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

const DEFAULTS: &str = include_str!("../config.default.toml");

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

    /// Reports every problem at once.
    fn checked(self) -> anyhow::Result<Self> {
        let mut problems = Vec::new();
        let key = self.secrets.key.expose_secret();
        if !key.is_empty() && key.len() < 32 {
            problems.push("secrets.key needs at least 32 characters".to_owned());
        }
        if self.server.public_url.host_str().is_none() {
            problems.push("server.public_url needs a host".to_owned());
        } else if !self.browsers_keep_cookies() {
            problems.push("server.public_url must begin with https, but on localhost".to_owned());
        }
        if self.mail.from.parse::<lettre::message::Mailbox>().is_err() {
            problems.push("mail.from is no address".to_owned());
        }
        if let Err(err) = crate::outside::mail::Mailer::new(&self.mail) {
            problems.push(format!("{err:#}"));
        }
        if !self.slack.api_url.path().ends_with('/') {
            problems.push("slack.api_url must end with a slash".to_owned());
        }
        if self.slack.compare_seconds == 0 || self.slack.compare_per_minute == 0 {
            problems.push("slack.compare_seconds and slack.compare_per_minute must be at least 1".to_owned());
        }
        let app_token = self.slack.app_token.expose_secret();
        if self.slack.has_app_token() && !app_token.starts_with("xapp-") {
            problems.push("slack.app_token must begin with xapp-".to_owned());
        }
        if self.slack.socket_silence_seconds == 0 {
            problems.push("slack.socket_silence_seconds must be at least 1".to_owned());
        }
        self.attachments.check(&mut problems);
        if self.slack.client_id.is_empty() != self.slack.client_secret.expose_secret().is_empty() {
            problems.push("slack needs client_id and client_secret, or neither".to_owned());
        }
        self.openid.check(&mut problems);
        if self.sign_in.access_minutes == 0 || self.sign_in.access_minutes > 15 {
            problems.push("sign_in.access_minutes must be 1 to 15".to_owned());
        }
        // What is remembered of an account may be this old when a caller is judged by it, and that is remembered as long again; a right that
        // was taken away is gone everywhere within five seconds (trust.md, S13).
        if self.sign_in.cache_seconds > 2 {
            problems.push("sign_in.cache_seconds must be 0 to 2".to_owned());
        }
        if self.live.recheck_ms > 4500 {
            problems.push("live.recheck_ms must be at most 4500".to_owned());
        }
        let twice_slack = self.slack.timeout_seconds.saturating_mul(2);
        if u64::from(self.jobs.lease_seconds) < twice_slack {
            problems.push("jobs.lease_seconds must be at least twice slack.timeout_seconds".to_owned());
        }
        if u64::from(self.slack.settle_seconds) < twice_slack {
            problems.push("slack.settle_seconds must be at least twice slack.timeout_seconds".to_owned());
        }
        if !problems.is_empty() {
            bail!("the configuration has problems:\n  {}", problems.join("\n  "));
        }
        Ok(self)
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

    /// Whether browsers will keep `Secure` cookies from us.
    fn browsers_keep_cookies(&self) -> bool {
        let host = self.base_host();
        match self.server.public_url.scheme() {
            "https" => true,
            "http" => host == "localhost" || host.ends_with(".localhost") || matches!(host, "127.0.0.1" | "[::1]"),
            _ => false,
        }
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

impl Attachments {
    fn check(&self, problems: &mut Vec<String>) {
        if self.max_bytes == 0 || i64::try_from(self.max_bytes).is_err() {
            problems.push("attachments.max_bytes must be at least 1".to_owned());
        }
        if self.waiting_bytes < self.max_bytes {
            problems.push("attachments.waiting_bytes must be at least attachments.max_bytes".to_owned());
        }
        if self.waiting_hours == 0 || self.part_seconds == 0 {
            problems.push("attachments.waiting_hours and attachments.part_seconds must be at least 1".to_owned());
        }
        if self.s3.bucket.is_empty() && self.folder.is_empty() {
            problems.push("attachments needs a folder or s3.bucket".to_owned());
        }
        if self.s3.access_key_id.is_empty() != self.s3.secret_access_key.expose_secret().is_empty() {
            problems.push("attachments.s3 needs access_key_id and secret_access_key, or neither".to_owned());
        }
    }
}

impl OpenId {
    fn check(&self, problems: &mut Vec<String>) {
        for (name, url) in [
            ("google.issuer", &self.google.issuer),
            ("microsoft.base_url", &self.microsoft.base_url),
            ("slack.issuer", &self.slack.issuer),
        ] {
            let is_base = url.parse::<Url>().is_ok_and(|it| it.has_host()) && !url.ends_with('/');
            if !is_base {
                problems.push(format!("openid.{name} must be an address without a slash at its end"));
            }
        }
        let (google, microsoft, slack) = (&self.google, &self.microsoft, &self.slack);
        // A tenant's tokens are told by its id: under another name none of them would be taken.
        let tenant = microsoft.tenant.as_str();
        if !matches!(tenant, "common" | "organizations")
            && !Uuid::try_parse(tenant).is_ok_and(|id| id.to_string() == tenant)
        {
            problems.push("openid.microsoft.tenant must be `common`, `organizations` or a tenant's id".to_owned());
        }
        for (name, id, secret) in [
            ("google", &google.client_id, &google.client_secret),
            ("microsoft", &microsoft.client_id, &microsoft.client_secret),
            ("slack", &slack.client_id, &slack.client_secret),
        ] {
            if id.is_empty() != secret.expose_secret().is_empty() {
                problems.push(format!("openid.{name} needs client_id and client_secret, or neither"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_environment(variables: &[(&str, &str)]) -> anyhow::Result<Config> {
        let variables = variables
            .iter()
            .map(|(name, value)| (format!("PORTICO_{name}"), (*value).to_owned()));
        Config::read(None, config::Environment::default().source(Some(variables.collect())))
    }

    #[test]
    fn the_environment_is_taken_letter_by_letter() {
        let digits = "012345678901234567890123456789012345";
        let config = from_environment(&[
            ("OPENID__SLACK__CLIENT_ID", "2141029472.691202649728"),
            ("OPENID__SLACK__CLIENT_SECRET", "0123456789"),
            ("OPENID__GOOGLE__CLIENT_ID", "1e3"),
            ("OPENID__GOOGLE__CLIENT_SECRET", "true"),
            ("SECRETS__KEY", digits),
            ("SERVER__METRICS_TOKEN", "1.50"),
            ("SLACK__SIGNING_SECRET", "00ff"),
        ])
        .unwrap();
        assert_eq!(config.openid.slack.client_id, "2141029472.691202649728");
        assert_eq!(config.openid.slack.client_secret.expose_secret(), "0123456789");
        assert_eq!(config.openid.google.client_id, "1e3");
        assert_eq!(config.openid.google.client_secret.expose_secret(), "true");
        assert_eq!(config.secrets.key.expose_secret(), digits);
        assert_eq!(config.server.metrics_token.expose_secret(), "1.50");
        assert_eq!(config.slack.signing_secret.expose_secret(), "00ff");
    }

    #[test]
    fn the_environment_sets_numbers_switches_and_choices() {
        let config = from_environment(&[
            ("SIGN_IN__MAIL_MINUTES", "7"),
            ("LIVE__RECHECK_MS", "50"),
            ("SERVER__MAX_BODY_BYTES", "1024"),
            ("DATABASE__ROW_LEVEL_SECURITY", "false"),
            ("LOG__FORMAT", "json"),
        ])
        .unwrap();
        assert_eq!(config.sign_in.mail_minutes, 7);
        assert_eq!(config.live.recheck_ms, 50);
        assert_eq!(config.server.max_body_bytes, 1024);
        assert!(!config.database.row_level_security);
        assert_eq!(config.log.format, LogFormat::Json);
        assert!(from_environment(&[("SIGN_IN__MAIL_MINUTES", "soon")]).is_err());
        assert!(from_environment(&[("SIGN_IN__MAIL_HOURS", "1")]).is_err());
    }

    #[test]
    fn the_environment_separates_lists_by_commas() {
        let config = from_environment(&[
            ("SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7/32"),
            ("OPENID__ALLOW_HOSTS", "idp.internal:8443"),
            ("SECRETS__PREVIOUS", " file:/a , 0123 ,"),
        ])
        .unwrap();
        let proxies = ["10.0.0.0/8", "192.0.2.7/32"].map(|it| it.parse::<IpNet>().unwrap());
        assert_eq!(config.server.trusted_proxies, proxies);
        assert_eq!(config.openid.allow_hosts, ["idp.internal:8443"]);
        let previous = config.secrets.previous.iter().map(ExposeSecret::expose_secret);
        assert_eq!(previous.collect::<Vec<_>>(), ["file:/a", "0123"]);
        let none = from_environment(&[("SERVER__TRUSTED_PROXIES", "")]).unwrap();
        assert!(none.server.trusted_proxies.is_empty());
        assert!(from_environment(&[("SERVER__TRUSTED_PROXIES", "10.0.0.0/8,everybody")]).is_err());
    }

    #[test]
    fn microsofts_tenant_is_one_of_two_words_or_an_id() {
        for good in ["common", "organizations", "11111111-2222-4333-8444-555555555555"] {
            assert!(
                from_environment(&[("OPENID__MICROSOFT__TENANT", good)]).is_ok(),
                "{good}"
            );
        }
        for bad in [
            "",
            "consumers",
            "Common",
            "contoso.onmicrosoft.com",
            "11111111222243338444555555555555",
            "../common",
        ] {
            let problem = from_environment(&[("OPENID__MICROSOFT__TENANT", bad)])
                .unwrap_err()
                .to_string();
            assert!(problem.contains("openid.microsoft.tenant"), "{bad}: {problem}");
        }
    }

    #[test]
    fn what_was_taken_away_is_remembered_for_five_seconds_at_the_most() {
        for good in [
            ("SIGN_IN__CACHE_SECONDS", "0"),
            ("SIGN_IN__CACHE_SECONDS", "2"),
            ("LIVE__RECHECK_MS", "4500"),
        ] {
            assert!(from_environment(&[good]).is_ok(), "{good:?}");
        }
        for (bad, says) in [
            (("SIGN_IN__CACHE_SECONDS", "3"), "sign_in.cache_seconds"),
            (("LIVE__RECHECK_MS", "5000"), "live.recheck_ms"),
        ] {
            let problem = from_environment(&[bad]).unwrap_err().to_string();
            assert!(problem.contains(says), "{bad:?}: {problem}");
        }
    }

    #[test]
    fn without_tls_portico_is_for_the_same_machine() {
        for good in [
            "http://localhost:8080",
            "http://portal.localhost",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
            "https://help.example.com",
        ] {
            assert!(from_environment(&[("SERVER__PUBLIC_URL", good)]).is_ok(), "{good}");
        }
        for bad in ["http://help.example.com", "http://10.0.0.7:8080", "ftp://localhost"] {
            let problem = from_environment(&[("SERVER__PUBLIC_URL", bad)])
                .unwrap_err()
                .to_string();
            assert!(problem.contains("server.public_url"), "{bad}: {problem}");
        }
    }
}
