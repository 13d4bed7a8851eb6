//! Signing in by mail and at providers, on both surfaces.

use portico_types::sign_in::{
    CompleteMailSignIn, CompleteOpenIdSignIn, MailSignInStarted, MailboxToProve, OpenIdSignInStarted, Session,
    SignInOptions, StartMailSignIn, StartOpenIdSignIn,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, Result, anonymous, invalid, read, session};

/// Which ways in there are.
pub async fn options() -> Result<SignInOptions> {
    read(anonymous(&Call::new("GET", "/sign-in/options")).await?.text)
}

/// Asks for a mail with a link and a code. The answer is the same for every address.
pub async fn start_mail(request: &StartMailSignIn) -> Result<MailSignInStarted> {
    request.parse().map_err(invalid)?;
    post("/sign-in/mail", request).await
}

/// Signs in with what the mail said.
pub async fn complete_mail(request: &CompleteMailSignIn) -> Result<()> {
    request.clone().parse().map_err(invalid)?;
    let session: Session = post("/sign-in/mail/complete", request).await?;
    session::set(session);
    Ok(())
}

/// Where to go to sign in at a provider.
pub async fn start_openid(request: &StartOpenIdSignIn) -> Result<OpenIdSignInStarted> {
    post("/sign-in/openid", request).await
}

/// Signs in with what the provider sent along; or its address has to be proven first, by the mail that is on its way.
pub async fn complete_openid(request: &CompleteOpenIdSignIn) -> Result<Option<MailboxToProve>> {
    let answer = anonymous(&Call::new("POST", "/sign-in/openid/complete").json(request)?).await?;
    if answer.status == 202 {
        return read(answer.text).map(Some);
    }
    session::set(read(answer.text)?);
    Ok(None)
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T> {
    read(anonymous(&Call::new("POST", path).json(body)?).await?.text)
}
