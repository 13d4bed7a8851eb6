//! The contacts' door.

use actix_web::{HttpRequest, HttpResponse, post, web::Data};
use portico_types::{
    Problem,
    sign_in::{CompleteMailSignIn, MailSignInStarted, Session, StartMailSignIn},
};

use super::{browser::SameOrigin, session};
use crate::{app::AppState, auth::PortalAccount, body::Body, entity::Surface, error::Result};

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
    session::start(&state, &account.0, Surface::Portal, &req, &body.read().await?.parse()?).await
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
    session::complete(&state, &account.0, Surface::Portal, &req, &body.read().await?.parse()?).await
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

/// Sign out: ends the session of the refresh cookie.
#[utoipa::path(tag = "portal sign-in", responses((status = 204), (status = 403, body = Problem)))]
#[post("/session/sign-out")]
pub(super) async fn end_portal_session(
    account: PortalAccount,
    _page: SameOrigin,
    state: Data<AppState>,
    req: HttpRequest,
) -> Result<HttpResponse> {
    session::sign_out(&state, &account.0, Surface::Portal, &req).await
}
