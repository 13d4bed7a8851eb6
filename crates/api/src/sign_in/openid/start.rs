//! Off to a provider.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse};
use openidconnect::{
    AuthenticationFlow, CsrfToken, Nonce, PkceCodeChallenge, PkceCodeVerifier, Scope,
    core::{CoreAuthPrompt, CoreResponseType},
};
use portico_types::sign_in::{OpenIdSignInStarted, StartOpenIdSignIn};

use super::{
    super::{browser, mail_link},
    flow,
    provider::{self, Kind, Provider},
};
use crate::{
    app::AppState,
    entity::{Surface, account},
    error::{Error, Result},
    outside::openid::{self, Endpoints},
};

/// Notes that this browser leaves, and tells where to.
pub(in crate::sign_in) async fn start(
    state: &AppState,
    account: &account::Model,
    surface: Surface,
    req: &HttpRequest,
    asked: &StartOpenIdSignIn,
) -> Result<HttpResponse> {
    let provider = provider::find(state, &state.db, account, surface, &asked.provider)
        .await?
        .ok_or(Error::NotFound("provider"))?;
    let endpoints = provider.endpoints(state).await.map_err(|_| Error::ProviderAway)?;
    let (browser, cookie) = browser::identity(req, surface);
    let base_url = mail_link::base_url(state, account, req);
    let sent = flow::begin(state, (account.id, surface), &provider.id, &browser, base_url).await?;
    let authorize_url = authorize_url(state, surface, (&provider, &endpoints), sent)?;
    Ok(HttpResponse::Ok()
        .cookie(cookie)
        .json(OpenIdSignInStarted { authorize_url }))
}

fn authorize_url(
    state: &AppState,
    surface: Surface,
    (provider, endpoints): (&Provider, &Endpoints),
    sent: String,
) -> Result<String> {
    let secrets = flow::secrets(&state.keys, &sent);
    let verifier = PkceCodeVerifier::new(secrets.verifier);
    let client = openid::client(endpoints, &provider.registration).map_err(|_| Error::ProviderAway)?;
    let mut request = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            || CsrfToken::new(sent),
            || Nonce::new(secrets.nonce),
        )
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    // People have several accounts there, and the one last used may not be the one for this portal.
    let prompt = match provider.kind {
        // That one does as it is told by `prompt` alone.
        Kind::Microsoft if surface == Surface::Console => Some(CoreAuthPrompt::Login),
        Kind::Google { .. } | Kind::Microsoft => Some(CoreAuthPrompt::SelectAccount),
        Kind::Slack { .. } | Kind::Own { .. } => None,
    };
    if let Some(prompt) = prompt {
        request = request.add_prompt(prompt);
    }
    // A session that opens now passes for somebody who proved themselves now (`Fresh`): a sign-in of this morning at the provider is none.
    if surface == Surface::Console {
        request = request.set_max_age(Duration::from_secs(u64::from(state.config.sign_in.fresh_minutes) * 60));
    }
    let (url, ..) = request.url();
    Ok(url.into())
}
