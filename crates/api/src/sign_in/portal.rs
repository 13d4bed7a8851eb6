//! The contacts' door.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use portico_types::{
    Problem,
    sign_in::{
        CompleteMailSignIn, CompleteOpenIdSignIn, MailSignInStarted, MailboxToProve, OpenIdSignInStarted, Session,
        SignInMethod, SignInOptions, StartMailSignIn, StartOpenIdSignIn,
    },
};

use super::{browser::SameOrigin, mail_link, openid, person, session};
use crate::{
    app::AppState,
    auth::{HostAccount, PortalAccount},
    body::Body,
    entity::Surface,
    error::Result,
};

/// List the ways in that this door offers.
#[utoipa::path(tag = "portal sign-in", responses((status = 200, body = SignInOptions), (status = 403, body = Problem)))]
#[get("/sign-in/options")]
pub(super) async fn get_portal_sign_in_options(
    account: PortalAccount,
    state: Data<AppState>,
) -> Result<Json<SignInOptions>> {
    Ok(Json(SignInOptions {
        mail: person::methods(&account.0, Surface::Portal).has(SignInMethod::Mail),
        providers: openid::provider::offered(&state, &account.0, Surface::Portal).await?,
    }))
}

/// Ask for a sign-in mail. The answer is the same for every address.
#[utoipa::path(tag = "portal sign-in", request_body = StartMailSignIn, responses((status = 202, body = MailSignInStarted), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[post("/sign-in/mail")]
pub(super) async fn start_portal_sign_in(
    account: PortalAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
    body: Body<StartMailSignIn>,
) -> Result<HttpResponse> {
    mail_link::start(&state, &account.0, Surface::Portal, &req, &body.read().await?.parse()?).await
}

/// Sign in with the mail's link or code. Works in the browser that asked; sets the refresh cookie.
#[utoipa::path(tag = "portal sign-in", request_body = CompleteMailSignIn, responses((status = 200, body = Session), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem)))]
#[post("/sign-in/mail/complete")]
pub(super) async fn complete_portal_sign_in(
    account: PortalAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
    body: Body<CompleteMailSignIn>,
) -> Result<HttpResponse> {
    mail_link::complete(&state, &account.0, Surface::Portal, &req, &body.read().await?.parse()?).await
}

/// Go to a provider. Sets the browser's cookie, by which it is known again when it comes back.
#[utoipa::path(tag = "portal sign-in", request_body = StartOpenIdSignIn, responses((status = 200, body = OpenIdSignInStarted), (status = 403, body = Problem), (status = 404, body = Problem)))]
#[post("/sign-in/openid")]
pub(super) async fn start_portal_openid_sign_in(
    account: PortalAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
    body: Body<StartOpenIdSignIn>,
) -> Result<HttpResponse> {
    openid::start(&state, &account.0, Surface::Portal, &req, &body.read().await?).await
}

/// Come back from a provider. Works once, in the browser that left; sets the refresh cookie. 202: a mail with link and code is on its way,
/// because the provider did not prove whose address it is.
#[utoipa::path(tag = "portal sign-in", request_body = CompleteOpenIdSignIn, responses((status = 200, body = Session), (status = 202, body = MailboxToProve), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[post("/sign-in/openid/complete")]
pub(super) async fn complete_portal_openid_sign_in(
    account: PortalAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
    body: Body<CompleteOpenIdSignIn>,
) -> Result<HttpResponse> {
    openid::complete(&state, &account.0, Surface::Portal, &req, &body.read().await?).await
}

/// Trade the refresh cookie for an access token and the next cookie.
#[utoipa::path(tag = "portal sign-in", responses((status = 200, body = Session), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[post("/session/refresh")]
pub(super) async fn refresh_portal_session(
    account: PortalAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    session::refresh(&state, &account.0, Surface::Portal, &req).await
}

/// Sign out: ends the session of the refresh cookie. Also while the portal is closed: a session must not outlive the wish to end it.
#[utoipa::path(tag = "portal sign-in", responses((status = 204), (status = 403, body = Problem)))]
#[post("/session/sign-out")]
pub(super) async fn end_portal_session(
    account: HostAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    session::sign_out(&state, &account.0, Surface::Portal, &req).await
}
