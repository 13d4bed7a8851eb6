//! Colleagues, as their managers invite and change them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{FieldError, email::EmailAddress, ids::ContactId, portal::ContactRole, problem};

/// A person of one's own organisation, as its managers see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Member))]
pub struct Member {
    pub id: ContactId,
    pub name: String,
    pub email: String,
    pub role: ContactRole,
    /// Removed: may not come in until invited again.
    pub removed: bool,
    /// When they last signed in; absent for who never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// Invite a colleague: an address at one of the organisation's domains. They get a mail that leads to the sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::InviteMember))]
#[serde(deny_unknown_fields)]
pub struct InviteMember {
    pub email: String,
    /// Guessed from the address when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub role: ContactRole,
}

/// A checked [`InviteMember`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMember {
    pub email: EmailAddress,
    pub name: String,
    pub role: ContactRole,
}

impl InviteMember {
    /// Checks every field and reports all that fail.
    pub fn parse(self) -> Result<NewMember, Vec<FieldError>> {
        let mut errors = Vec::new();
        let email = problem::keep(&mut errors, EmailAddress::parse(&self.email));
        let name = self.name.filter(|name| !name.trim().is_empty());
        let name = name.map(|name| problem::text(&mut errors, "name", name, 100));
        match email {
            Some(email) if errors.is_empty() => Ok(NewMember {
                name: name.unwrap_or_else(|| email.guessed_name()),
                email,
                role: self.role,
            }),
            _ => Err(errors),
        }
    }
}

/// Change what a colleague may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::UpdateMember))]
#[serde(deny_unknown_fields)]
pub struct UpdateMember {
    pub role: ContactRole,
}
