//! What each provider says of itself: discovery and keys.

use actix_web::{
    HttpResponse, get,
    web::{Data, Path, ServiceConfig},
};
use serde_json::json;

use super::{OpenId, keys, merge};

/// Whose clothes it wears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Provider {
    Google,
    /// With the tenant that stands in the address.
    Microsoft(String),
    Slack,
    Plain(String),
}

impl Provider {
    pub(super) fn named(name: &str) -> Self {
        match name {
            "google" => Self::Google,
            "slack" => Self::Slack,
            _ => Self::Plain(name.to_owned()),
        }
    }

    /// By the path of its page to sign in at.
    pub(super) fn of_path(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["microsoft", tenant, "oauth2", "v2.0", "authorize"] => Some(Self::Microsoft((*tenant).to_owned())),
            [name, "authorize"] => Some(Self::named(name)),
            _ => None,
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Google => "google",
            Self::Microsoft(_) => "microsoft",
            Self::Slack => "slack",
            Self::Plain(name) => name,
        }
    }

    pub(super) fn title(&self) -> &str {
        match self {
            Self::Google => "Google",
            Self::Microsoft(_) => "Microsoft",
            Self::Slack => "Slack",
            Self::Plain(name) => name,
        }
    }

    /// Whether it adds `iss` when it sends people back (RFC 9207).
    pub(super) fn names_itself(&self) -> bool {
        matches!(self, Self::Plain(_))
    }
}

pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(microsoft_configuration)
        .service(microsoft_keys)
        .service(configuration)
        .service(public_keys);
}

#[get("/openid/{name}/.well-known/openid-configuration")]
async fn configuration(openid: Data<OpenId>, name: Path<String>) -> HttpResponse {
    let provider = Provider::named(&name);
    let issuer = openid.issuer(&name);
    describe(&openid, &provider, &issuer, &issuer, &format!("{issuer}/keys"))
}

#[get("/openid/microsoft/{tenant}/v2.0/.well-known/openid-configuration")]
async fn microsoft_configuration(openid: Data<OpenId>, tenant: Path<String>) -> HttpResponse {
    let base = openid.issuer("microsoft");
    let shown = match tenant.as_str() {
        "common" | "organizations" => "{tenantid}",
        tenant => tenant,
    };
    let provider = Provider::Microsoft(tenant.to_string());
    let issuer = format!("{base}/{shown}/v2.0");
    let keys = format!("{base}/{tenant}/discovery/v2.0/keys");
    describe(
        &openid,
        &provider,
        &issuer,
        &format!("{base}/{tenant}/oauth2/v2.0"),
        &keys,
    )
}

fn describe(openid: &OpenId, provider: &Provider, issuer: &str, endpoints: &str, keys: &str) -> HttpResponse {
    openid.note("openid-configuration");
    let mut said = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{endpoints}/authorize"),
        "token_endpoint": format!("{endpoints}/token"),
        "userinfo_endpoint": format!("{endpoints}/userinfo"),
        "jwks_uri": keys,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": provider.names_itself(),
    });
    if let Some(said) = said.as_object_mut() {
        merge(said, &openid.state().mischief.metadata);
    }
    HttpResponse::Ok().json(said)
}

#[get("/openid/{name}/keys")]
async fn public_keys(openid: Data<OpenId>) -> HttpResponse {
    published(&openid)
}

#[get("/openid/microsoft/{tenant}/discovery/v2.0/keys")]
async fn microsoft_keys(openid: Data<OpenId>) -> HttpResponse {
    published(&openid)
}

fn published(openid: &OpenId) -> HttpResponse {
    openid.note("keys");
    let key = openid.state().key;
    HttpResponse::Ok().json(json!({ "keys": [keys::public(key)] }))
}
