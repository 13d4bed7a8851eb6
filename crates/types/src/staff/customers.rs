use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, CollectionId, ContactId, CustomerId},
    portal::TicketVisibility,
    staff::AgentRole,
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
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Collection))]
pub struct Collection {
    pub id: CollectionId,
    pub name: String,
    pub kind: CollectionKind,
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
