//! Microsoft's one door for all tenants. Its metadata names no issuer, so a token's own tenant says which issuer to hold it against, and
//! everything is checked with that tenant's metadata and keys: a token of one tenant is never taken for another's.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use openidconnect::{AuthUrl, IssuerUrl, TokenUrl};
use serde::Deserialize;
use uuid::Uuid;

use super::super::refused::Refused;
use crate::{
    app::AppState,
    config,
    outside::openid::{Discovered, Endpoints, IdToken, Unusable},
};

/// The tenant of personal accounts.
pub(super) const PERSONAL: Uuid = Uuid::from_u128(0x9188_040d_6c67_4c5b_b112_36a3_04b6_6dad);

pub(super) fn endpoints(config: &config::Microsoft) -> Result<Endpoints, Unusable> {
    let at = |what: &str| format!("{}/{}/oauth2/v2.0/{what}", config.base_url, config.tenant);
    Ok(Endpoints {
        // No token is held against this one.
        issuer: IssuerUrl::new(format!("{}/{}/v2.0", config.base_url, config.tenant)).map_err(|_| Unusable)?,
        authorize: AuthUrl::new(at("authorize")).map_err(|_| Unusable)?,
        token: TokenUrl::new(at("token")).map_err(|_| Unusable)?,
        // Their userinfo would have no `xms_edov`.
        userinfo: None,
        secret_in_body: true,
        names_itself: false,
    })
}

/// How an issuer of Microsoft's is written.
fn issuer(config: &config::Microsoft, tenant: Uuid) -> String {
    format!("{}/{tenant}/v2.0", config.base_url)
}

/// Whether an issuer is Microsoft's, of whichever version.
pub(super) fn is_below(config: &config::Microsoft, issuer: &str) -> bool {
    let below = |base: &str| issuer.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'));
    below(&config.base_url) || below("https://sts.windows.net")
}

/// Whether this is the name of one of Microsoft's tenants.
pub(super) fn is_issuer(config: &config::Microsoft, text: &str) -> bool {
    let tenant = text
        .strip_prefix(&config.base_url)
        .and_then(|rest| rest.strip_prefix('/'));
    let tenant = tenant.and_then(|rest| rest.strip_suffix("/v2.0"));
    tenant.is_some_and(|tenant| Uuid::try_parse(tenant).is_ok_and(|id| issuer(config, id) == text))
}

/// Of the tenant a token claims to be from: its metadata and keys, by which the claim is then checked.
pub(super) async fn tenant(state: &AppState, token: &IdToken) -> Result<(Arc<Discovered>, Uuid), Refused> {
    let config = &state.config.openid.microsoft;
    let tenant = claimed_tenant(&token.to_string()).ok_or(Refused::Failed("tenant"))?;
    let served = match config.tenant.as_str() {
        "common" => true,
        "organizations" => tenant != PERSONAL,
        only => Uuid::try_parse(only).is_ok_and(|only| only == tenant),
    };
    if !served {
        return Err(Refused::Failed("tenant"));
    }
    let discovered = state.openid.discover_tenant(&issuer(config, tenant)).await;
    Ok((discovered.map_err(|_| Refused::Failed("tenant_unknown"))?, tenant))
}

/// Reads `tid` from a token nobody has checked yet.
fn claimed_tenant(token: &str) -> Option<Uuid> {
    #[derive(Deserialize)]
    struct Claimed {
        tid: String,
    }
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claimed: Claimed = serde_json::from_slice(&payload).ok()?;
    // Exactly as Microsoft writes it: what stands here becomes part of an address.
    Uuid::try_parse(&claimed.tid)
        .ok()
        .filter(|id| id.to_string() == claimed.tid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> config::Microsoft {
        config::Microsoft {
            base_url: "https://login.microsoftonline.com".to_owned(),
            tenant: "common".to_owned(),
            client_id: String::new(),
            client_secret: String::new().into(),
        }
    }

    #[test]
    fn issuers_are_tenants_by_their_id() {
        let is = |text: &str| is_issuer(&config(), text);
        assert!(is(
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"
        ));
        for bad in [
            "https://login.microsoftonline.com/common/v2.0",
            "https://login.microsoftonline.com/9188040d6c674c5bb11236a304b66dad/v2.0",
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0/",
            "https://login.microsoftonline.com.evil.example/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
            "https://accounts.google.com",
        ] {
            assert!(!is(bad), "{bad}");
        }
    }

    #[test]
    fn a_tenant_is_read_from_a_token_as_an_id_only() {
        let of = |payload: &str| claimed_tenant(&format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload)));
        assert_eq!(of(r#"{"tid":"9188040d-6c67-4c5b-b112-36a304b66dad"}"#), Some(PERSONAL));
        for bad in [
            r#"{"tid":"../common"}"#,
            r#"{"tid":"9188040d6c674c5bb11236a304b66dad"}"#,
            r#"{"tid":7}"#,
            "{}",
            "",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
        assert_eq!(claimed_tenant("nothing"), None);
    }
}
