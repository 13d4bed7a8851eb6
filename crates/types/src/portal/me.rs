//! Who is signed in to the portal, whom they know, and how the portal presents itself.

use serde::{Deserialize, Serialize};

use super::Language;
use crate::ids::{AgentId, ContactId};

/// How the portal presents itself before anybody signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::PortalInfo))]
pub struct PortalInfo {
    pub name: String,
    /// `#rrggbb`.
    pub accent: String,
    /// Path of the logo; changes with its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Me))]
pub struct Me {
    pub id: ContactId,
    pub name: String,
    pub email: String,
    pub role: ContactRole,
    /// The contact's own organisation.
    pub organisation: String,
    pub visibility: TicketVisibility,
    /// The language they have chosen. Absent: the browser's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// The time zone in which mails and files tell them the time. Absent: none is known yet, and they tell UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

crate::word::word! {
    pub enum ContactRole {
        Member = "member",
        /// Sees the whole organisation, whatever members see.
        Manager = "manager",
    }
}

crate::word::word! {
    /// Which tickets of their organisation the members of a customer see.
    pub enum TicketVisibility {
        Organisation = "organisation",
        Own = "own",
    }
}

/// An agent, as far as contacts know one: enough to mention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Agent))]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
}

/// A colleague: a contact of the same organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = portal::Colleague))]
pub struct Colleague {
    pub id: ContactId,
    pub name: String,
}
