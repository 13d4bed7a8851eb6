//! What is checked before anything starts: every problem is reported at once.

use anyhow::bail;
use secrecy::ExposeSecret;
use url::Url;
use uuid::Uuid;

use super::{Attachments, Config, InboundMail, OpenId};

impl Config {
    /// Reports every problem at once.
    pub(super) fn checked(self) -> anyhow::Result<Self> {
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
        self.mail.inbound.check(&mut problems);
        if self.mail.digest_hour > 23 {
            problems.push("mail.digest_hour must be 0 to 23".to_owned());
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
        // was taken away is gone everywhere within five seconds.
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

    /// Whether browsers will keep `Secure` cookies from us.
    fn browsers_keep_cookies(&self) -> bool {
        let host = self.base_host();
        match self.server.public_url.scheme() {
            "https" => true,
            "http" => host == "localhost" || host.ends_with(".localhost") || matches!(host, "127.0.0.1" | "[::1]"),
            _ => false,
        }
    }
}

impl InboundMail {
    fn check(&self, problems: &mut Vec<String>) {
        let secret = self.secret.expose_secret();
        if self.domain.is_empty() {
            if !self.listen.is_empty() || !secret.is_empty() {
                problems.push("mail.inbound needs a domain to take mail for".to_owned());
            }
            return;
        }
        let sound = portico_types::email::EmailAddress::parse(&format!("reply@{}", self.domain));
        if sound.is_err() {
            problems.push("mail.inbound.domain is no domain".to_owned());
        }
        if self.listen.is_empty() && secret.is_empty() {
            problems.push("mail.inbound needs listen or secret, or nobody could deliver an answer".to_owned());
        }
        if !secret.is_empty() && secret.len() < 32 {
            problems.push("mail.inbound.secret needs at least 32 characters".to_owned());
        }
        if self.max_bytes < 65_536 {
            problems.push("mail.inbound.max_bytes must be at least 65536".to_owned());
        }
        if self.line_seconds == 0 || self.session_seconds < self.line_seconds {
            problems
                .push("mail.inbound.line_seconds must be at least 1, and session_seconds no less than that".to_owned());
        }
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
        if !(10..=300).contains(&self.link_seconds) {
            problems.push("attachments.link_seconds must be between 10 and 300".to_owned());
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
