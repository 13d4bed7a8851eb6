//! Signing in by mail: the same exchange for contacts and for agents.

use serde::{Deserialize, Serialize};

use crate::{FieldError, email::EmailAddress};

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
                    Err(vec![FieldError::new("code", "The code has six digits")])
                }
            }
            _ => Err(vec![FieldError::new(
                "token",
                "Send either the link's token or the code",
            )]),
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
