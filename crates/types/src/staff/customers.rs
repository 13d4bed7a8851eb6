//! Customers as the inbox lists them, and collections. Who of a customer may come in is `access`'s.

use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    ids::{AgentId, CollectionId, ContactId, CustomerId},
    portal::TicketVisibility,
    problem,
    staff::{AgentRole, is_slack_channel_id},
    word::word,
};

word! {
    /// Who of a customer may use the portal.
    pub enum UserAccess {
        /// Everybody with an address at one of the customer's domains.
        All = "all",
        /// The addresses on the list.
        Specific = "specific",
    }
}

word! {
    pub enum CollectionKind {
        /// How a portal ticket is made; one per account.
        Portal = "portal",
        /// How tickets of its customers are handled.
        Customers = "customers",
    }
}

word! {
    /// What an agent's plain reply in a triage thread is.
    pub enum TriageReplies {
        /// Goes to the customer.
        Public = "public",
        /// Stays internal; only the *Reply* button answers the customer.
        Internal = "internal",
    }
}

/// A customer with what the inbox shows beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Customer))]
pub struct Customer {
    pub id: CustomerId,
    pub name: String,
    pub domains: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collection_id: Option<CollectionId>,
    pub portal_enabled: bool,
    pub user_access: UserAccess,
    pub visibility: TicketVisibility,
    pub unsolved_tickets: i64,
    /// Ids of Slack channels: the one its own people read, and a triage channel of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_channel_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage_channel_id: Option<String>,
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Collection))]
pub struct Collection {
    pub id: CollectionId,
    pub name: String,
    pub kind: CollectionKind,
    /// Id of the Slack channel in which its tickets appear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage_channel_id: Option<String>,
    /// Whether portal tickets of its customers go to its own triage channel.
    pub forwarding: bool,
    pub triage_replies: TriageReplies,
    /// How a reply begins that stays internal.
    pub note_mark: String,
    pub version: i32,
}

/// Change a collection; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateCollection))]
#[serde(deny_unknown_fields)]
pub struct UpdateCollection {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage_channel: Option<SetChannel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarding: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage_replies: Option<TriageReplies>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_mark: Option<String>,
}

impl UpdateCollection {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.note_mark = self
            .note_mark
            .map(|mark| problem::text(&mut errors, "note_mark", mark, 10));
        SetChannel::check(&mut errors, "triage_channel", self.triage_channel.as_ref());
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Which Slack channel it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SetChannel))]
#[serde(deny_unknown_fields)]
pub struct SetChannel {
    /// Such as `C012AB3CD`; `null`: none.
    pub channel_id: Option<String>,
}

impl SetChannel {
    pub(super) fn check(errors: &mut Vec<FieldError>, field: &str, it: Option<&Self>) {
        if let Some(id) = it.and_then(|it| it.channel_id.as_ref())
            && !is_slack_channel_id(id)
        {
            errors.push(FieldError::new(field, "This is no id of a Slack channel"));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Agent))]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub role: AgentRole,
}

/// The contact who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Requester))]
pub struct Requester {
    pub id: ContactId,
    pub name: String,
}
