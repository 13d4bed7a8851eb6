//! The types of `openidconnect`, with the claims and metadata that we read beyond the standard's.

use openidconnect::{
    AdditionalClaims, AdditionalProviderMetadata, EmptyExtraTokenFields, EndpointNotSet, EndpointSet, IdTokenFields,
    ProviderMetadata, StandardErrorResponse, StandardTokenResponse, UserInfoClaims,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreErrorResponseType,
        CoreGenderClaim, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreRevocableToken,
        CoreRevocationErrorResponse, CoreSubjectIdentifierType, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What Google, Microsoft and Slack say of a person beyond the standard's claims.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MoreClaims {
    /// Google: the Workspace domain the account belongs to.
    #[serde(default)]
    pub hd: Option<String>,
    /// Microsoft: tenant and person.
    #[serde(default)]
    pub tid: Option<String>,
    #[serde(default)]
    pub oid: Option<String>,
    /// Microsoft: whether the domain's owner vouches for the address. Sent as a boolean, a number or a text.
    #[serde(default)]
    pub xms_edov: Option<Value>,
    #[serde(default, rename = "https://slack.com/team_id")]
    pub slack_team_id: Option<String>,
    #[serde(default, rename = "https://slack.com/user_id")]
    pub slack_user_id: Option<String>,
}

impl AdditionalClaims for MoreClaims {}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct MoreMetadata {
    #[serde(default)]
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl MoreMetadata {
    pub(super) fn names_itself(&self) -> bool {
        self.authorization_response_iss_parameter_supported == Some(true)
    }
}

impl AdditionalProviderMetadata for MoreMetadata {}

pub(crate) type Metadata = ProviderMetadata<
    MoreMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

pub(crate) type IdToken =
    openidconnect::IdToken<MoreClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

pub(crate) type Tokens = StandardTokenResponse<
    IdTokenFields<
        MoreClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

pub(crate) type UserInfo = UserInfoClaims<MoreClaims, CoreGenderClaim>;

pub(super) type AnyClient<Authorize = EndpointNotSet, Token = EndpointNotSet> = openidconnect::Client<
    MoreClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    Authorize,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    Token,
    EndpointNotSet,
>;

pub(crate) type Client = AnyClient<EndpointSet, EndpointSet>;
