//! Who can sign in, and what each provider says of them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::provider::Provider;

/// Somebody at a provider. What is absent is what the provider would make of the address: a Workspace of its domain at Google, a tenant of
/// its domain that vouches for it at Microsoft.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Person {
    pub email: String,
    pub name: String,
    pub email_verified: Option<bool>,
    /// Google's Workspace domain; empty: none.
    pub hd: Option<String>,
    /// Microsoft's tenant.
    pub tid: Option<String>,
    pub xms_edov: Option<Value>,
    pub slack_team: Option<String>,
    pub slack_user: Option<String>,
    /// Who it is, whatever the address: the same text is the same subject.
    pub subject: Option<String>,
}

/// Where Microsoft keeps personal accounts.
const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

impl Person {
    pub fn new(email: &str, name: &str) -> Self {
        Self {
            email: email.to_owned(),
            name: name.to_owned(),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn verified(mut self, verified: bool) -> Self {
        self.email_verified = Some(verified);
        self
    }

    fn domain(&self) -> &str {
        self.email.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    fn hash(&self, what: &str) -> [u8; 16] {
        let who = self.subject.as_deref().unwrap_or(&self.email);
        first_half(&format!("{what} {who}"))
    }

    /// The tenant Microsoft has them in.
    pub(super) fn tenant(&self) -> String {
        let made = || match self.domain() {
            "outlook.com" | "hotmail.com" | "live.com" => PERSONAL_TENANT.to_owned(),
            domain => uuid(&first_half(&format!("tenant {domain}"))),
        };
        self.tid.clone().unwrap_or_else(made)
    }

    /// What a provider says of them in the ID token, beside who it is for and when.
    pub(super) fn claims(&self, provider: &Provider) -> Map<String, Value> {
        let number = |what| u128::from_be_bytes(self.hash(what)).to_string();
        let verified = self.email_verified.unwrap_or(true);
        let said = match provider {
            Provider::Google => {
                let domain = self.domain();
                let of_workspace = || (domain != "gmail.com").then(|| domain.to_owned());
                let hd = self.hd.clone().or_else(of_workspace).filter(|hd| !hd.is_empty());
                json!({ "sub": number("google"), "email": self.email, "email_verified": verified, "name": self.name, "hd": hd })
            }
            Provider::Microsoft(_) => {
                let object = uuid(&self.hash("object"));
                let edov = self.xms_edov.clone().unwrap_or(json!(true));
                json!({
                    "sub": number("microsoft"), "oid": object, "tid": self.tenant(), "email": self.email, "name": self.name,
                    "preferred_username": self.email, "xms_edov": edov, "ver": "2.0",
                })
            }
            Provider::Slack => {
                let made = || format!("U{}", &number("slack")[..9]);
                let user = self.slack_user.clone().unwrap_or_else(made);
                let team = self.slack_team.clone().unwrap_or_else(|| "T0NOWHERE".to_owned());
                json!({
                    "sub": user, "https://slack.com/user_id": user, "https://slack.com/team_id": team,
                    "email": self.email, "email_verified": verified, "name": self.name,
                })
            }
            Provider::Plain(name) => {
                json!({ "sub": number(name), "email": self.email, "email_verified": verified, "name": self.name })
            }
        };
        let mut said = said.as_object().cloned().unwrap_or_default();
        said.retain(|_, value| !value.is_null());
        said
    }
}

fn first_half(text: &str) -> [u8; 16] {
    let hash = Sha256::digest(text.as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash[..16]);
    half
}

fn uuid(bytes: &[u8; 16]) -> String {
    uuid::Builder::from_random_bytes(*bytes).into_uuid().to_string()
}
