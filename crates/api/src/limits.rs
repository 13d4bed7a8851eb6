//! How much anybody may ask of the API in a minute: each address, person and account, and each address that tries to sign in. Counted in
//! memory, by every process for itself; what must hold across processes (mails to an address) is counted in the database.
//!
//! Answers tell where their caller stands (`RateLimit-Policy`, `RateLimit`; draft-ietf-httpapi-ratelimit-headers), but of the account, whose
//! use is nobody's business, only when it is the reason to refuse.

use std::{hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use actix_web::{
    Error as ActixError, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use governor::{Quota, RateLimiter, clock, middleware::StateInformationMiddleware, state::keyed::HashMapStateStore};
use ipnet::IpNet;
use portico_types::ids::AccountId;
use uuid::Uuid;

use crate::{
    app::AppState,
    auth, config, edge,
    error::{Error, Result},
    outside::clock::SharedClock,
};

pub(crate) struct Limits {
    address: Limit<IpNet>,
    sign_in: Limit<IpNet>,
    /// The same two for a whole site, so that nobody who was given a /48 is 65,536 callers.
    site: Limit<IpNet>,
    sign_in_site: Limit<IpNet>,
    account: Limit<AccountId>,
    person: Limit<(AccountId, Uuid)>,
}

impl Limits {
    pub(crate) fn new(config: &config::Limits, clock: &SharedClock) -> Self {
        Self {
            address: Limit::new("address", config.per_address, clock),
            sign_in: Limit::new("sign-in", config.sign_in_per_address, clock),
            site: Limit::new("site", config.per_address.saturating_mul(SITE), clock),
            sign_in_site: Limit::new("sign-in-site", config.sign_in_per_address.saturating_mul(SITE), clock),
            account: Limit::new("account", config.per_account, clock),
            person: Limit::new("person", config.per_person, clock),
        }
    }

    /// Counts a request for the person or API key that asks, and for their account. One who moves from address to address stays the same.
    /// Strangers take nothing from an account: a few addresses could shut everybody out of it.
    pub(crate) fn person(&self, req: &HttpRequest, account_id: AccountId, who: Uuid) -> Result<()> {
        self.person.take(req, &(account_id, who))?;
        self.account.take(req, &account_id)
    }

    /// Forgets everybody who has not asked for anything lately.
    pub(crate) fn forget_idle(&self) {
        self.address.forget_idle();
        self.sign_in.forget_idle();
        self.site.forget_idle();
        self.sign_in_site.forget_idle();
        self.account.forget_idle();
        self.person.forget_idle();
    }
}

type Limiter<K> = RateLimiter<K, HashMapStateStore<K>, Ours, StateInformationMiddleware>;

struct Limit<K: Hash + Eq + Clone> {
    name: &'static str,
    quota: u32,
    clock: Ours,
    /// None: as many as they like.
    limiter: Option<Limiter<K>>,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(name: &'static str, quota: u32, clock: &SharedClock) -> Self {
        let clock = Ours(clock.clone());
        let limiter = NonZeroU32::new(quota)
            .map(|quota| RateLimiter::hashmap_with_clock(Quota::per_minute(quota), clock.clone()).with_middleware());
        Self {
            name,
            quota,
            clock,
            limiter,
        }
    }

    /// Counts one request, and notes for the answer how many are left.
    fn take(&self, req: &HttpRequest, key: &K) -> Result<()> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        let (left, seconds, refused) = match limiter.check_key(key) {
            Ok(state) => {
                let left = state.remaining_burst_capacity();
                // Until all are back.
                let full = (u64::from(self.quota - left.min(self.quota)) * 60).div_ceil(u64::from(self.quota));
                (left, full, false)
            }
            Err(until) => {
                let wait = until.wait_time_from(clock::Clock::now(&self.clock));
                (0, wait.as_secs() + u64::from(wait.subsec_nanos() > 0), true)
            }
        };
        let reading = Reading {
            name: self.name,
            quota: self.quota,
            left,
            seconds: seconds.max(1),
            refused,
        };
        let mut noted = req.extensions_mut();
        match noted.get_mut::<Readings>() {
            Some(Readings(all)) => all.push(reading),
            None => drop(noted.insert(Readings(vec![reading]))),
        }
        if refused {
            metrics::counter!("requests_limited", "limit" => self.name).increment(1);
            return Err(Error::TooMany("Wait as long as `Retry-After` says, then go on."));
        }
        Ok(())
    }

    fn forget_idle(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Our clock, as the limiter asks for it.
#[derive(Clone)]
struct Ours(SharedClock);

impl clock::Clock for Ours {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Where the caller of a request stands with one limit.
struct Reading {
    name: &'static str,
    quota: u32,
    left: u32,
    /// Until the quota is whole again; of a refused one, until it may ask again.
    seconds: u64,
    refused: bool,
}

struct Readings(Vec<Reading>);

/// Counts requests for the API, and for a callback of a provider, by address, and tells every caller where they stand.
pub(crate) async fn enforce(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, ActixError> {
    let path = edge::path(&req);
    let returning = path.starts_with("/sign-in/callback/");
    if !returning && !path.starts_with("/api/") {
        return Ok(next.call(req).await?.map_into_left_body());
    }
    let signing_in = returning || (path.contains("/sign-in/") && req.method() == Method::POST);
    let state = auth::state(req.request())?;
    let mut res = match by_address(&state, req.request(), signing_in) {
        Ok(()) => next.call(req).await?.map_into_left_body(),
        Err(refused) => req.error_response(refused).map_into_right_body(),
    };
    let noted = res.request().extensions_mut().remove::<Readings>();
    if let Some(Readings(readings)) = noted {
        tell(res.headers_mut(), &readings);
    }
    Ok(res)
}

fn by_address(state: &Data<AppState>, req: &HttpRequest, signing_in: bool) -> Result<()> {
    let Some(ip) = auth::address(req) else {
        return Ok(()); // Not by the network.
    };
    let limits = &state.limits;
    let (network, site) = (network(ip), site(ip));
    limits.address.take(req, &network)?;
    if let Some(site) = &site {
        limits.site.take(req, site)?;
    }
    if signing_in {
        limits.sign_in.take(req, &network)?;
        if let Some(site) = &site {
            limits.sign_in_site.take(req, site)?;
        }
    }
    Ok(())
}

/// Who is one caller: an IPv4 address, or the /64 of an IPv6 one, of which everybody has more addresses than can be counted.
pub(crate) fn network(ip: IpAddr) -> IpNet {
    let length = if ip.is_ipv4() { 32 } else { 64 };
    IpNet::new_assert(ip, length).trunc()
}

/// How many callers a /48 is taken for at the most.
const SITE: u32 = 16;

/// The /48 of an IPv6 address: what a provider gives a customer at the most.
pub(crate) fn site(ip: IpAddr) -> Option<IpNet> {
    ip.is_ipv6().then(|| IpNet::new_assert(ip, 48).trunc())
}

fn tell(headers: &mut HeaderMap, readings: &[Reading]) {
    let shown = || readings.iter().filter(|it| it.name != "account" || it.refused);
    let policies: Vec<String> = shown()
        .map(|it| format!("\"{}\";q={};w=60", it.name, it.quota))
        .collect();
    let states: Vec<String> = shown()
        .map(|it| format!("\"{}\";r={};t={}", it.name, it.left, it.seconds))
        .collect();
    for (name, texts) in [("ratelimit-policy", policies), ("ratelimit", states)] {
        if !texts.is_empty()
            && let Ok(value) = HeaderValue::from_str(&texts.join(", "))
        {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    if let Some(refused) = readings.iter().find(|it| it.refused) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(refused.seconds));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    };

    use actix_web::test::TestRequest;
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::outside::clock::Clock;

    struct Seconds(AtomicI64);

    impl Clock for Seconds {
        fn now(&self) -> DateTime<Utc> {
            DateTime::from_timestamp(self.0.load(Ordering::Relaxed), 0).unwrap()
        }
    }

    #[test]
    fn who_asks_no_more_is_forgotten() {
        let time = Arc::new(Seconds(AtomicI64::new(1_000)));
        let config = config::Config::defaults().unwrap().limits;
        let limits = Limits::new(&config, &(time.clone() as SharedClock));
        let req = TestRequest::default().to_http_request();
        for n in 0..100 {
            limits
                .address
                .take(&req, &network(IpAddr::from([192, 0, 2, n])))
                .unwrap();
        }
        let kept = || limits.address.limiter.as_ref().unwrap().len();

        limits.forget_idle();
        assert_eq!(kept(), 100);
        time.0.fetch_add(2, Ordering::Relaxed);
        limits.forget_idle();
        assert_eq!(kept(), 0);
    }
}
