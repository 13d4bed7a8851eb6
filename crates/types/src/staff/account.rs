//! The account, its edition and plan, and who is signed in to the console.

use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    ids::{AccountId, AgentId},
    problem,
    word::word,
};

word! {
    /// What the account has bought: the product (product.md §2).
    pub enum Edition {
        ExternalHelpdesk = "external_helpdesk",
        InternalHelpdesk = "internal_helpdesk",
        IntegrationsOnly = "integrations_only",
    }
}

word! {
    /// What the account has bought: how much of it.
    pub enum Plan {
        Starter = "starter",
        Professional = "professional",
        Enterprise = "enterprise",
    }
}

/// Whether an account with this edition and plan has a portal at all.
pub fn includes_portal(edition: Edition, plan: Plan) -> bool {
    edition == Edition::ExternalHelpdesk && matches!(plan, Plan::Professional | Plan::Enterprise)
}

word! {
    /// How the triage channel of a portal ticket is picked (product.md §4).
    pub enum CustomerManagement {
        CustomerCentric = "customer_centric",
        Standard = "standard",
    }
}

word! {
    pub enum AgentRole {
        Agent = "agent",
        Admin = "admin",
        Owner = "owner",
    }
}

word! {
    /// Which customers may use the portal.
    pub enum PortalAccess {
        /// Every customer.
        All = "all",
        /// Those for whom it is switched on.
        Chosen = "chosen",
    }
}

/// Who is signed in to the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Me))]
pub struct Me {
    pub id: AgentId,
    pub name: String,
    pub email: String,
    pub role: AgentRole,
    pub account: Account,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::Account))]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub edition: Edition,
    pub plan: Plan,
    pub customer_management: CustomerManagement,
    pub version: i32,
}

/// Change the account. `version` is the one last read; 409 when somebody was faster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateAccount))]
#[serde(deny_unknown_fields)]
pub struct UpdateAccount {
    pub version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Edition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_management: Option<CustomerManagement>,
}

/// How the portal is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::PortalSetup))]
pub struct PortalSetup {
    pub enabled: bool,
    pub name: String,
    /// First label of the portal's address.
    pub slug: String,
    /// `#rrggbb`.
    pub accent: String,
    /// The logo as a `data:` URL, to be seen while the portal is closed too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    pub access: PortalAccess,
    /// Where customers find it.
    pub url: String,
    pub edition: Edition,
    pub plan: Plan,
    /// Whether edition and plan include a portal.
    pub included: bool,
    pub version: i32,
}

/// Change the portal's set-up; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdatePortalSetup))]
#[serde(deny_unknown_fields)]
pub struct UpdatePortalSetup {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<PortalAccess>,
}

/// First labels that would read as something else than a company's portal.
const RESERVED_SLUGS: &[&str] = &["www", "api", "console", "mail", "admin", "portal", "static", "slack"];

impl UpdatePortalSetup {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = self.name.map(|name| problem::text(&mut errors, "name", name, 60));
        self.slug = self.slug.map(|slug| slug.trim().to_ascii_lowercase());
        if let Some(slug) = &self.slug {
            let plain = slug
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !(2..=40).contains(&slug.len()) || !plain || slug.starts_with('-') || slug.ends_with('-') {
                errors.push(FieldError::new("slug", "Use 2 to 40 letters, digits and hyphens"));
            } else if RESERVED_SLUGS.contains(&slug.as_str()) {
                errors.push(FieldError::new("slug", "This name is reserved"));
            }
        }
        self.accent = self.accent.map(|accent| accent.trim().to_ascii_lowercase());
        if let Some(accent) = &self.accent
            && !(accent.len() == 7 && accent.starts_with('#') && accent.bytes().skip(1).all(|b| b.is_ascii_hexdigit()))
        {
            errors.push(FieldError::new("accent", "Enter a colour such as #2457d6"));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}
