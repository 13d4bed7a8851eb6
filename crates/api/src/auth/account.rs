//! Which account a request is for, by its host, and whether that account has a portal.

use std::{future::Future, pin::Pin};

use actix_web::{
    Error as ActixError, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    middleware::Next,
};
use moka::future::Cache;
use portico_types::{ids::AccountId, staff};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    app::AppState,
    auth::{self, refusal},
    edge,
    entity::account,
    error::{Error, Result},
    scope,
};

/// Accounts by the host they were asked for, for as long as rights may be trusted.
pub(crate) type AccountCache = Cache<String, account::Model>;

pub(crate) fn account_cache(seconds: u64) -> AccountCache {
    auth::cache(seconds)
}

/// The account a request is for: own domain, else first label under the base host; a single account also by the bare host.
#[derive(Clone)]
pub(crate) struct HostAccount(pub account::Model);

/// The account whose portal a request is for, and its portal is open.
pub(crate) struct PortalAccount(pub account::Model);

/// Whether an account has a portal that is switched on.
pub(crate) fn permitted(account: &account::Model) -> Result<()> {
    if account.portal_enabled && staff::includes_portal(account.edition, account.plan) {
        Ok(())
    } else {
        Err(Error::PortalNotAvailable)
    }
}

/// No name in the DNS is longer. What strangers send as `Host` is kept for a moment: it must not be much.
const LONGEST_HOST: usize = 253;

impl AppState {
    async fn account_of_host(&self, host: String) -> Result<account::Model> {
        if host.len() > LONGEST_HOST {
            return Err(Error::NotFound("portal"));
        }
        if let Some(account) = self.accounts.get(&host).await {
            return Ok(account);
        }
        let account = scope::everything(self.find_account(&host)).await?;
        self.accounts.insert(host, account.clone()).await;
        Ok(account)
    }

    async fn find_account(&self, host: &str) -> Result<account::Model> {
        let base = self.config.base_host();
        let label = host.strip_suffix(base).and_then(|rest| rest.strip_suffix('.'));
        let all = account::Entity::find();
        let found = if let Some(slug) = label {
            all.filter(account::Column::Slug.eq(slug)).one(&self.db).await?
        } else if let Some(account) = account::Entity::find()
            .filter(account::Column::CustomDomain.eq(host))
            .one(&self.db)
            .await?
        {
            Some(account)
        } else {
            // The bare host, an address, whatever leads here: it can only mean the one account there is.
            let mut some = all.limit(2).all(&self.db).await?;
            if some.len() == 1 { some.pop() } else { None }
        };
        found.ok_or(Error::NotFound("portal"))
    }

    pub(crate) async fn account(&self, id: AccountId) -> Result<account::Model> {
        find(&self.db, id).await
    }
}

pub(super) async fn find(db: &impl ConnectionTrait, id: AccountId) -> Result<account::Model> {
    let found = account::Entity::find_by_id(id).one(db).await?;
    found.ok_or(Error::NotFound("account"))
}

/// What [`within_account`] found.
#[derive(Clone)]
struct Asked(Option<account::Model>);

/// Answers a request for the API within the account it is for: the database shows nothing else while it is handled. Where no account is
/// found it shows nothing at all.
pub(crate) async fn within_account(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    if !edge::path(&req).starts_with("/api/") {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let state = auth::state(req.request())?;
    let account = match state.account_of_host(requested_host(req.request())).await {
        Ok(account) => Some(account),
        Err(Error::NotFound(_)) => None,
        Err(err) => return Ok(req.error_response(err).map_into_right_body()),
    };
    let id = account.as_ref().map(|account| account.id);
    req.extensions_mut().insert(Asked(account));
    let answer = match id {
        Some(id) => {
            let answer = scope::of_account(id, next.call(req)).await?;
            scope::of_account(id, refusal::note(&state, id, &answer)).await;
            answer
        }
        None => next.call(req).await?,
    };
    Ok(answer.map_into_left_body())
}

impl FromRequest for HostAccount {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let found = req.extensions().get::<Asked>().cloned();
            let Asked(account) = found.ok_or_else(|| anyhow::anyhow!("outside of within_account"))?;
            account.map(Self).ok_or(Error::NotFound("portal"))
        })
    }
}

impl FromRequest for PortalAccount {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let account = HostAccount::from_request(req, payload);
        Box::pin(async move {
            let HostAccount(account) = account.await?;
            permitted(&account)?;
            Ok(Self(account))
        })
    }
}

/// The host as the browser asked for it, without port, lower-case. `Forwarded` headers are not read: the proxy passes `Host` on.
pub(crate) fn requested_host(req: &HttpRequest) -> String {
    let header = req
        .headers()
        .get(actix_web::http::header::HOST)
        .and_then(|h| h.to_str().ok());
    let host = header.or_else(|| req.uri().host()).unwrap_or_default();
    host.split(':')
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_ascii_lowercase()
}
