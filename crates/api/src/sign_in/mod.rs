//! Signing in by mail, staying signed in, signing out; the same for contacts and for agents.
//!
//! Whoever asks gets the same answer at the same price: the request only stores what was asked, and a job decides whether a mail leaves.
//! The mail carries a link and a six-digit code; both work in the asking browser only. The link opens a page that asks to confirm, so
//! fetching it does nothing. A session is a family of refresh tokens in an `HttpOnly` cookie; using one that was replaced ends the family.

mod browser;
mod console;
mod job;
mod portal;
mod proof;
mod session;

pub(crate) use job::send_sign_in_mail;

use utoipa_actix_web::service_config::ServiceConfig;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut ServiceConfig) {
    routes
        .service(portal::start_portal_sign_in)
        .service(portal::complete_portal_sign_in)
        .service(portal::refresh_portal_session)
        .service(portal::end_portal_session);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut ServiceConfig) {
    routes
        .service(console::start_sign_in)
        .service(console::complete_sign_in)
        .service(console::refresh_session)
        .service(console::end_session);
}
