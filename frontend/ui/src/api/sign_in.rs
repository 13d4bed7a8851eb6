//! Signing in by mail, on both surfaces.

use portico_types::sign_in::{CompleteMailSignIn, MailSignInStarted, Session, StartMailSignIn};

use super::{Result, anonymous, invalid, session};

/// Asks for a mail with a link and a code. The answer is the same for every address.
pub async fn start_mail(request: &StartMailSignIn) -> Result<MailSignInStarted> {
    request.parse().map_err(invalid)?;
    anonymous("/sign-in/mail", request).await
}

/// Signs in with what the mail said.
pub async fn complete_mail(request: &CompleteMailSignIn) -> Result<()> {
    request.clone().parse().map_err(invalid)?;
    let session: Session = anonymous("/sign-in/mail/complete", request).await?;
    session::set(session);
    Ok(())
}
