//! Who is calling. Two kinds of caller, two extractors: [`Contact`] on the portal's surface, [`Staff`] on the agents'. A handler that
//! names one is only reached by such a caller, and is refused before the body is read. API keys come in where a handler names their scope
//! ([`May`]) and nowhere else; [`Fresh`] asks for somebody who has signed in just now.
//!
//! A short-lived access token (JWT, in memory of the browser) says which session calls; what the session may do is asked of the database
//! and trusted for `sign_in.cache_seconds` only, so taking a right away bites within seconds on every process.

mod account;
mod again;
pub(crate) mod api_key;
mod contact;
mod keys;
mod live_session;
mod place;
mod refusal;
pub(crate) mod scope;
mod sealed;
mod staff;

pub(crate) use account::{
    AccountCache, HostAccount, PortalAccount, account_cache, permitted, requested_host, within_account,
};
pub(crate) use again::again;
pub(crate) use contact::{Admission, Contact, Manager, admission};
pub use keys::Keys;
pub(crate) use keys::{Key, hash, secret};
pub(crate) use place::{address, place};
pub(crate) use staff::{Admin, By, Fresh, May, Staff};

use std::time::Duration;

use actix_web::{HttpRequest, http::header, web::Data};
use moka::future::Cache;
use portico_types::ids::{AccountId, ApiKeyId, SessionId};
use uuid::Uuid;

use crate::{
    app::AppState,
    error::{Error, Result},
};

/// What callers were last found to be allowed, by session, or by the hash of an API key.
pub(crate) struct Callers {
    contacts: Cache<(AccountId, SessionId), Contact>,
    staff: Cache<(AccountId, SessionId), Staff>,
    keys: Cache<(AccountId, Vec<u8>), Staff>,
    /// People and keys whose refusal stands in the audit log since a moment ago.
    refused: Cache<(AccountId, Uuid), ()>,
    /// Keys that are good no longer, whose use stands there.
    dead_keys: Cache<(AccountId, ApiKeyId), ()>,
}

impl Callers {
    pub(crate) fn new(cache_seconds: u64) -> Self {
        Self {
            contacts: cache(cache_seconds),
            staff: cache(cache_seconds),
            keys: cache(cache_seconds),
            refused: cache(60),
            dead_keys: cache(3600),
        }
    }

    /// A session ended here: do not wait for the cache.
    pub(crate) async fn forget(&self, key: (AccountId, SessionId)) {
        self.contacts.invalidate(&key).await;
        self.staff.invalidate(&key).await;
    }

    /// A key was revoked here, or has another secret.
    pub(crate) async fn forget_key(&self, account_id: AccountId, hash: Vec<u8>) {
        self.keys.invalidate(&(account_id, hash)).await;
    }

    /// What people may has changed here, seldom and for many at once: everybody is asked for anew.
    pub(crate) fn forget_all(&self) {
        self.contacts.invalidate_all();
        self.staff.invalidate_all();
        self.keys.invalidate_all();
    }
}

fn cache<K, V>(seconds: u64) -> Cache<K, V>
where
    K: Eq + std::hash::Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    let size = if seconds == 0 { 0 } else { 10_000 };
    Cache::builder()
        .max_capacity(size)
        .time_to_live(Duration::from_secs(seconds))
        .build()
}

pub(crate) fn state(req: &HttpRequest) -> Result<Data<AppState>> {
    req.app_data::<Data<AppState>>()
        .cloned()
        .ok_or_else(|| anyhow::anyhow!("no AppState").into())
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(req: &HttpRequest) -> Result<&str> {
    let mut values = req.headers().get_all(header::AUTHORIZATION);
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(Error::Unauthenticated);
    };
    let (scheme, token) = value
        .to_str()
        .ok()
        .and_then(|v| v.split_once(' '))
        .ok_or(Error::Unauthenticated)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(Error::Unauthenticated)
    }
}
