//! Keys for programs. A secret stands in one answer and nowhere else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FieldError, ids::ApiKeyId, problem, word::word};

word! {
    /// For whom an API key acts.
    pub enum ApiKeyKind {
        /// For the agent who made it: never more than they may themselves, and gone with them.
        Personal = "personal",
        /// For the account, as a program of its own.
        Service = "service",
    }
}

word! {
    /// What an API key may do. A key has nothing that is not named here.
    pub enum ApiScope {
        TicketsRead = "tickets:read",
        TicketsWrite = "tickets:write",
        CustomersRead = "customers:read",
        CustomersWrite = "customers:write",
        FormsRead = "forms:read",
        FormsWrite = "forms:write",
        TeamRead = "team:read",
        TeamWrite = "team:write",
        SettingsRead = "settings:read",
        SettingsWrite = "settings:write",
        AuditRead = "audit:read",
    }
}

impl ApiScope {
    /// Whether only admins may do it, so that only they may give it to a key.
    pub const fn of_admins(self) -> bool {
        matches!(
            self,
            Self::CustomersWrite
                | Self::FormsWrite
                | Self::TeamWrite
                | Self::SettingsRead
                | Self::SettingsWrite
                | Self::AuditRead
        )
    }
}

/// An API key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::ApiKey))]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub kind: ApiKeyKind,
    pub name: String,
    pub scopes: Vec<ApiScope>,
    /// How the key begins, to tell it from others: `portico_Ab3x…`.
    pub hint: String,
    /// The agent who made it.
    pub made_by: String,
    pub created_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// To the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Make an API key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CreateApiKey))]
#[serde(deny_unknown_fields)]
pub struct CreateApiKey {
    pub kind: ApiKeyKind,
    pub name: String,
    pub scopes: Vec<ApiScope>,
    /// Days until it ends, 1 to 366; without it the key does not end by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
}

impl CreateApiKey {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = problem::text(&mut errors, "name", self.name, 60);
        self.scopes.sort_unstable();
        self.scopes.dedup();
        if self.scopes.is_empty() {
            errors.push(FieldError::new("scopes", "Choose what the key may do"));
        }
        if self.expires_in_days.is_some_and(|days| !(1..=366).contains(&days)) {
            errors.push(FieldError::new("expires_in_days", "Use 1 to 366 days"));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// A key with its secret, told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::ApiKeyWithSecret))]
pub struct ApiKeyWithSecret {
    pub key: ApiKey,
    /// Goes into `Authorization: Bearer …`. Only its hash is kept.
    pub secret: String,
}
