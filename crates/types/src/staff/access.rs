//! Who of a customer may use the portal.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    email::{self, EmailAddress},
    ids::{ContactId, CustomerId},
    portal::{ContactRole, TicketVisibility},
    problem,
    staff::{SetChannel, UserAccess},
};

/// A customer with everything that decides who of it may use the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CustomerAccess))]
pub struct CustomerAccess {
    pub id: CustomerId,
    pub name: String,
    /// Whether its people may use the portal. Opening the account's portal to all customers switches it on.
    pub portal_enabled: bool,
    pub user_access: UserAccess,
    pub visibility: TicketVisibility,
    pub domains: Vec<CustomerDomain>,
    /// The listed addresses: who may come in where access is `specific`, and guests.
    pub users: Vec<CustomerUser>,
    /// Id of the Slack channel that its own people read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_channel_id: Option<String>,
    /// Whether its tickets are posted there.
    pub post_to_customer_channel: bool,
    /// Id of a triage channel of its own, which wins over its collection's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage_channel_id: Option<String>,
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CustomerDomain))]
pub struct CustomerDomain {
    /// In canonical ASCII: lower case, IDNA A-labels, no trailing dot.
    pub domain: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CustomerUser))]
pub struct CustomerUser {
    pub email: String,
    /// May come in although the address is at none of the customer's domains.
    pub guest: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_at: Option<DateTime<Utc>>,
}

/// Open a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CreateCustomer))]
#[serde(deny_unknown_fields)]
pub struct CreateCustomer {
    pub name: String,
    #[serde(default)]
    pub domains: Vec<String>,
}

/// A checked [`CreateCustomer`]. Free-mail domains are the server's to refuse: it alone carries their list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCustomer {
    pub name: String,
    pub domains: Vec<String>,
}

impl CreateCustomer {
    /// Checks every field and reports all that fail.
    pub fn parse(self) -> Result<NewCustomer, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = problem::text(&mut errors, "name", self.name, 100);
        let mut domains = Vec::new();
        for domain in &self.domains {
            domains.extend(problem::keep(&mut errors, company_domain("domains", domain)));
        }
        domains.sort_unstable();
        domains.dedup();
        if domains.len() > 100 {
            errors.push(FieldError::new("domains", "Use at most 100 domains"));
        }
        if errors.is_empty() {
            Ok(NewCustomer { name, domains })
        } else {
            Err(errors)
        }
    }
}

fn company_domain(field: &str, text: &str) -> Result<String, FieldError> {
    email::canonical_domain(text).ok_or_else(|| FieldError::new(field, "Enter a domain such as company.com"))
}

/// Change a customer; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateCustomer))]
#[serde(deny_unknown_fields)]
pub struct UpdateCustomer {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portal_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_access: Option<UserAccess>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<TicketVisibility>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_channel: Option<SetChannel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_to_customer_channel: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triage_channel: Option<SetChannel>,
}

impl UpdateCustomer {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = self.name.map(|name| problem::text(&mut errors, "name", name, 100));
        SetChannel::check(&mut errors, "customer_channel", self.customer_channel.as_ref());
        SetChannel::check(&mut errors, "triage_channel", self.triage_channel.as_ref());
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Say that a domain is a customer's: everybody with an address at it may come in, or be put on the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::AddCustomerDomain))]
#[serde(deny_unknown_fields)]
pub struct AddCustomerDomain {
    pub domain: String,
}

impl AddCustomerDomain {
    /// The domain in canonical form.
    pub fn parse(&self) -> Result<String, Vec<FieldError>> {
        company_domain("domain", &self.domain).map_err(|err| vec![err])
    }
}

/// Put an address on a customer's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::AddCustomerUser))]
#[serde(deny_unknown_fields)]
pub struct AddCustomerUser {
    pub email: String,
    /// Must be `true` for an address at none of the customer's domains.
    #[serde(default)]
    pub guest: bool,
    /// Write to them where to sign in.
    #[serde(default)]
    pub invite: bool,
}

impl AddCustomerUser {
    pub fn parse(&self) -> Result<EmailAddress, Vec<FieldError>> {
        EmailAddress::parse(&self.email).map_err(|err| vec![err])
    }
}

/// A person at a customer, as the team sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Contact))]
pub struct Contact {
    pub id: ContactId,
    pub customer_id: CustomerId,
    pub name: String,
    pub email: String,
    pub role: ContactRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Change a contact; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateContact))]
#[serde(deny_unknown_fields)]
pub struct UpdateContact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<ContactRole>,
    /// `true`: may not come in any more, and every session of theirs ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

impl UpdateContact {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = self.name.map(|name| problem::text(&mut errors, "name", name, 100));
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}
