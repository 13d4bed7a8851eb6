//! Signing in by mail or at a provider, and the sessions that come of it: the same exchanges for contacts and for agents.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FieldError, email::EmailAddress, ids::SessionId, word::word};

/// Ask for a mail with a link and a six-digit code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartMailSignIn {
    pub email: String,
}

impl StartMailSignIn {
    pub fn parse(&self) -> Result<EmailAddress, Vec<FieldError>> {
        EmailAddress::parse(&self.email).map_err(|e| vec![e])
    }
}

/// The one answer to everybody who asks for a mail: it does not tell whether the address may come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailSignInStarted {
    /// How long link and code are good for, in seconds.
    pub expires_in: u32,
}

/// Prove the mailbox: exactly one of the link's token and the code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompleteMailSignIn {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// What a mail proved itself with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailProof {
    /// The secret part of the link.
    Token(String),
    /// Six digits.
    Code(String),
}

impl CompleteMailSignIn {
    pub fn parse(self) -> Result<MailProof, Vec<FieldError>> {
        match (self.token, self.code) {
            (Some(token), None) => Ok(MailProof::Token(token)),
            (None, Some(code)) => {
                let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
                if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()) {
                    Ok(MailProof::Code(digits))
                } else {
                    Err(vec![
                        FieldError::new("code", "The code has six digits").with_code("no_code"),
                    ])
                }
            }
            _ => {
                let error = FieldError::new("token", "Send either the link's token or the code");
                Err(vec![error.with_code("no_code")])
            }
        }
    }
}

/// A signed-in session. The refresh token is not here: it travels in an `HttpOnly` cookie only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Goes into `Authorization: Bearer …`; keep it in memory only.
    pub access_token: String,
    /// Seconds until the access token ends.
    pub expires_in: u32,
}

word! {
    /// A way to sign in.
    pub enum SignInMethod {
        Google = "google",
        Microsoft = "microsoft",
        /// For agents alone.
        Slack = "slack",
        /// A provider of the account's or of one customer's own.
        OpenId = "openid",
        /// A mail with link and code.
        Mail = "mail",
    }
}

/// The ways in that a door offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInOptions {
    /// Whether a mail can be asked for.
    pub mail: bool,
    /// In the order to show them.
    pub providers: Vec<SignInProvider>,
}

/// A provider one can sign in at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProvider {
    /// `google`, `microsoft`, `slack`, or the id of a provider of the account's own.
    pub id: String,
    pub method: SignInMethod,
    /// As in *Continue with …*.
    pub name: String,
}

/// Go to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StartOpenIdSignIn {
    /// A [`SignInProvider::id`].
    pub provider: String,
}

/// Where to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenIdSignInStarted {
    /// The provider's page; send the browser there.
    pub authorize_url: String,
}

/// Come back from a provider, with what stood in the address (RFC 6749 §4.1.2, RFC 9207).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CompleteOpenIdSignIn {
    pub code: String,
    pub state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
}

/// The provider did not prove whose address it is, so a mail will: its link or code completes the sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailboxToProve {
    /// The address as the provider told it.
    pub email: String,
    /// How long link and code are good for, in seconds.
    pub expires_in: u32,
}

/// One of one's own sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedInSession {
    pub id: SessionId,
    /// The one that asks.
    pub current: bool,
    pub method: SignInMethod,
    /// Browser and system in words, such as `Firefox on Windows`; empty when unknown.
    pub browser: String,
    /// The IP address of the sign-in.
    pub place: String,
    pub created_at: DateTime<Utc>,
    /// When it last renewed itself.
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}
