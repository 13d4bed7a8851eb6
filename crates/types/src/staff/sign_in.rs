//! How people may sign in, as admins set it.

use serde::{Deserialize, Serialize};

use crate::{
    FieldError,
    ids::{CustomerId, OpenIdProviderId},
    problem,
    sign_in::SignInMethod,
    word::word,
};

/// Which methods the account offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::SignInSettings))]
pub struct SignInSettings {
    pub contacts: Vec<SignInMethod>,
    pub agents: Vec<SignInMethod>,
    /// The methods this installation has been set up for; others can be chosen and are not offered until it is.
    pub available: Vec<SignInMethod>,
    /// What to register as redirect URI at providers of one's own: this, and the provider's id behind it.
    pub redirect_base: String,
    pub version: i32,
}

/// Change which methods the account offers; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateSignInSettings))]
#[serde(deny_unknown_fields)]
pub struct UpdateSignInSettings {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<SignInMethod>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agents: Option<Vec<SignInMethod>>,
}

impl UpdateSignInSettings {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        for (field, methods) in [("contacts", &mut self.contacts), ("agents", &mut self.agents)] {
            let Some(methods) = methods else { continue };
            methods.sort_unstable();
            methods.dedup();
            if methods.is_empty() {
                errors.push(FieldError::new(field, "Choose at least one way to sign in"));
            }
            if field == "contacts" && methods.contains(&SignInMethod::Slack) {
                errors.push(FieldError::new(field, "Signing in with Slack is for the team"));
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

word! {
    /// Who signs in through a provider.
    pub enum SignInAudience {
        Contacts = "contacts",
        Agents = "agents",
    }
}

/// An OpenID Connect provider of the account's or of one customer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::OpenIdProvider))]
pub struct OpenIdProvider {
    pub id: OpenIdProviderId,
    pub audience: SignInAudience,
    /// Whose it is; absent for the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// What its button says: *Continue with …*.
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub enabled: bool,
    /// To be registered at the provider, exactly.
    pub redirect_uri: String,
    /// Where a customer's people sign in through it; it stands on no page of the portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in_url: Option<String>,
    pub version: i32,
}

/// Add a provider. Its issuer must answer discovery (`/.well-known/openid-configuration`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::CreateOpenIdProvider))]
#[serde(deny_unknown_fields)]
pub struct CreateOpenIdProvider {
    pub audience: SignInAudience,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    pub name: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
}

impl CreateOpenIdProvider {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = problem::text(&mut errors, "name", self.name, 60);
        self.issuer = problem::text(&mut errors, "issuer", self.issuer, 500);
        self.client_id = problem::text(&mut errors, "client_id", self.client_id, 300);
        self.client_secret = problem::text(&mut errors, "client_secret", self.client_secret, 1000);
        if self.customer_id.is_some() && self.audience != SignInAudience::Contacts {
            errors.push(FieldError::new("audience", "A customer's provider is for its people"));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Change a provider; what is absent stays. The issuer stays for good: identities hang on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = staff::UpdateOpenIdProvider))]
#[serde(deny_unknown_fields)]
pub struct UpdateOpenIdProvider {
    /// As last read; 409 when somebody was faster.
    pub version: i32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

impl UpdateOpenIdProvider {
    /// Checks every field and reports all that fail.
    pub fn parse(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.name = self.name.map(|text| problem::text(&mut errors, "name", text, 60));
        self.client_id = self
            .client_id
            .map(|text| problem::text(&mut errors, "client_id", text, 300));
        self.client_secret = self
            .client_secret
            .map(|text| problem::text(&mut errors, "client_secret", text, 1000));
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}
