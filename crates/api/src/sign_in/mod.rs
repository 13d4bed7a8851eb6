//! Signing in by mail or at a provider, staying signed in, signing out; the same for contacts and for agents.
//!
//! Whoever asks for a mail gets the same answer at the same price: the request only stores what was asked, and a job decides whether a mail
//! leaves. The mail carries a link and a six-digit code; both work in the asking browser only. The link opens a page that asks to confirm,
//! so fetching it does nothing. A session is a family of refresh tokens in an `HttpOnly` cookie; using one that was replaced ends the family.

#[cfg(test)]
mod alike;
mod browser;
mod budget;
mod console;
mod job;
mod mail_link;
mod openid;
mod person;
mod portal;
mod proof;
mod refused;
mod session;
mod setup;
mod slack_user;
mod user_agent;
mod wrong_codes;

pub(crate) use budget::may_invite;
pub(crate) use job::{deliver_sign_in_mail, send_sign_in_mail};
pub(crate) use mail_link::base_url;

use actix_web::{
    guard::{Any, Get, Head},
    web,
};

use crate::routes::Routes;

/// Routes of `/api/v1/portal`.
pub(crate) fn configure_portal(routes: &mut impl Routes) {
    routes
        .service(portal::get_portal_sign_in_options)
        .service(portal::start_portal_sign_in)
        .service(portal::complete_portal_sign_in)
        .service(portal::start_portal_openid_sign_in)
        .service(portal::complete_portal_openid_sign_in)
        .service(portal::refresh_portal_session)
        .service(portal::end_portal_session);
}

/// Routes of `/api/v1`.
pub(crate) fn configure(routes: &mut impl Routes) {
    routes
        .service(console::get_sign_in_options)
        .service(console::start_sign_in)
        .service(console::complete_sign_in)
        .service(console::start_openid_sign_in)
        .service(console::complete_openid_sign_in)
        .service(console::refresh_session)
        .service(console::end_session);
    setup::configure(routes);
}

/// Where providers send people back to: an address for browsers, which is no part of the API.
pub(crate) fn configure_pages(routes: &mut web::ServiceConfig) {
    let reads = web::route().guard(Any(Get()).or(Head())).to(openid::forward);
    routes.service(web::resource("/sign-in/callback/{provider}").route(reads));
}
