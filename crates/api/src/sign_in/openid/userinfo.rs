//! Some providers keep addresses out of ID tokens, and tell them when asked.

use openidconnect::AccessToken;

use super::{super::refused::Refused, judge::Claims, provider::Provider};
use crate::{app::AppState, outside::openid::Endpoints};

/// With what, and where, a provider can be asked about the person of an ID token.
pub(super) struct Asking {
    pub endpoints: Endpoints,
    pub access_token: AccessToken,
}

/// Asks for the address that `claims` lack, and whether it is verified; the answer must be about their very subject. Returns whether there
/// was anything to ask for.
pub(super) async fn add(
    state: &AppState,
    provider: &Provider,
    from: &Asking,
    claims: &mut Claims,
) -> Result<bool, Refused> {
    let Some(userinfo) = from.endpoints.userinfo.as_ref().filter(|_| claims.email.is_none()) else {
        return Ok(false);
    };
    let us = (&from.endpoints, &provider.registration);
    let about = (from.access_token.clone(), claims.subject.clone());
    let said = state.openid.userinfo(userinfo, us, provider.by, about).await;
    let said = said.map_err(|_| Refused::Failed("userinfo"))?;
    claims.email = said.email().map(|it| it.to_string());
    claims.email_verified = said.email_verified();
    if claims.name.is_none() {
        claims.name = said.name().and_then(|it| it.get(None)).map(|it| it.to_string());
    }
    Ok(true)
}
