//! What a browser shows us: that it asks for itself, and its cookies.

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::header,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::{Ready, ready};
use portico_types::{email::EmailAddress, ids::AccountId};
use subtle::ConstantTimeEq;

use crate::{
    app::AppState,
    auth::{self, Keys},
    entity::Surface,
    error::{Error, Result},
};

/// Proof that a page of this very origin makes the request: endpoints that act on a cookie refuse all else (CSRF, sign-in CSRF).
pub(super) struct SameOrigin;

impl FromRequest for SameOrigin {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let value = |name| req.headers().get(name).and_then(|v| v.to_str().ok());
        // The scheme is the public one: what arrives here may have come through a proxy that ended TLS.
        let scheme = auth::state(req).map(|state| state.config.server.public_url.scheme().to_owned());
        let origin = value(header::ORIGIN).and_then(|it| it.split_once("://"));
        let same = origin.is_some_and(|(by, host)| {
            scheme.as_deref().is_ok_and(|scheme| scheme == by) && value(header::HOST) == Some(host)
        });
        let site = req.headers().get("sec-fetch-site").is_none_or(|s| s == "same-origin");
        ready(if !(same && site) {
            Err(Error::Forbidden("This request must come from Portico's own pages."))
        } else if is_simple(req) {
            Err(Error::UnsupportedMediaType(
                "Send JSON with Content-Type: application/json, or nothing.",
            ))
        } else {
            Ok(Self)
        })
    }
}

/// Whether a form, or a page's script that asks nobody first, could have made the request: its body is no JSON.
fn is_simple(req: &HttpRequest) -> bool {
    let headers = req.headers();
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        let kind = kind.to_str().unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        !kind.eq_ignore_ascii_case("application/json")
    } else {
        let empty = headers.get(header::CONTENT_LENGTH).is_none_or(|length| length == "0");
        !empty || headers.contains_key(header::TRANSFER_ENCODING)
    }
}

/// `__Host-` pins a cookie to this very host over TLS (or localhost, which browsers treat alike).
fn cookie_name(what: &str, surface: Surface) -> String {
    format!("__Host-portico-{what}-{}", surface.as_str())
}

pub(super) fn read(req: &HttpRequest, what: &str, surface: Surface) -> Option<String> {
    req.cookie(&cookie_name(what, surface)).map(|c| c.value().to_owned())
}

/// A cookie no script can read and no other site can send. Without a value it deletes.
pub(super) fn write(what: &str, surface: Surface, value: Option<(String, i64)>) -> Cookie<'static> {
    let (value, seconds) = value.unwrap_or_default();
    Cookie::build(cookie_name(what, surface), value)
        .path("/")
        .http_only(true)
        .secure(true)
        .same_site(SameSite::Strict)
        .max_age(Duration::seconds(seconds))
        .finish()
}

/// Browsers keep no cookie longer.
const REMEMBERED: i64 = 400 * 24 * 3600;

/// What a browser is remembered by that has signed in with an address: a MAC of it and nothing else.
fn mark(keys: &Keys, account_id: AccountId, surface: Surface, email: &EmailAddress) -> String {
    let parts = [
        account_id.0.as_bytes(),
        surface.as_str().as_bytes(),
        email.as_str().as_bytes(),
    ];
    URL_SAFE_NO_PAD.encode(keys.mac("known browser", &parts))
}

/// Tells the browser that it has signed in with this address (OWASP calls it a device cookie). It lets nobody in: what its owner asks for
/// is told apart from what strangers do.
pub(super) fn remember(
    state: &AppState,
    account_id: AccountId,
    surface: Surface,
    email: &EmailAddress,
) -> Cookie<'static> {
    let mark = mark(&state.keys, account_id, surface, email);
    write("known", surface, Some((mark, REMEMBERED)))
}

/// Whether the browser has signed in with this address before.
pub(super) fn knows(
    state: &AppState,
    req: &HttpRequest,
    account_id: AccountId,
    surface: Surface,
    email: &EmailAddress,
) -> bool {
    let expected = mark(&state.keys, account_id, surface, email);
    let shown = read(req, "known", surface).unwrap_or_default();
    bool::from(shown.as_bytes().ct_eq(expected.as_bytes()))
}

/// The browser's own secret, by which link and code know it again; made at the first request, and kept for a day after the last.
pub(super) fn identity(req: &HttpRequest, surface: Surface) -> (String, Cookie<'static>) {
    let known = read(req, "browser", surface).filter(|v| v.len() == 43);
    let secret = known.unwrap_or_else(auth::secret);
    let cookie = write("browser", surface, Some((secret.clone(), 24 * 3600)));
    (secret, cookie)
}
