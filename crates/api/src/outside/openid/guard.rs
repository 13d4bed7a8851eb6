//! Where a provider that an account's admin entered may be: on the public network, behind TLS. Names are judged by what they resolve to at
//! the moment of connecting, so one that first leads to a public address and then to ours gains nothing.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Whether a request may go there at all, as far as the address itself tells. `allowed` holds exact `host:port` pairs.
pub(crate) fn may_be_asked(url: &Url, allowed: &[String]) -> bool {
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return false;
    }
    if is_allowed(url, allowed) {
        return matches!(url.scheme(), "http" | "https");
    }
    let public = match url.host() {
        Some(Host::Ipv4(ip)) => is_public(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_public(IpAddr::V6(ip)),
        Some(Host::Domain(name)) => name.contains('.') && !name.ends_with('.'),
        None => false,
    };
    url.scheme() == "https" && url.port_or_known_default() == Some(443) && public
}

/// Whether the operator named this very host and port.
pub(crate) fn is_allowed(url: &Url, allowed: &[String]) -> bool {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return false;
    };
    allowed
        .iter()
        .any(|it| it.eq_ignore_ascii_case(&format!("{host}:{port}")))
}

/// Resolves names, and refuses those of which any address is not public.
pub(crate) struct PublicOnly;

#[derive(Debug, thiserror::Error)]
#[error("the name does not lead to a public address")]
struct NotPublic;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.is_empty() || !found.iter().all(|address| is_public(address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// For `ClientBuilder::dns_resolver`.
pub(crate) fn resolver() -> Arc<PublicOnly> {
    Arc::new(PublicOnly)
}

/// Whether anybody on the Internet may have this address (IANA's special-purpose registries).
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = match a {
        0 | 10 | 127 | 224.. => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        198 => b == 18 || b == 19 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !special
}

/// Global unicast, less what carries an IPv4 address inside (Teredo, 6to4), and less documentation and benchmarks.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let special = (a == 0x2001 && (b < 0x0200 || b == 0x0db8)) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(url: &str) -> bool {
        url.parse().is_ok_and(|url: Url| may_be_asked(&url, &[]))
    }

    #[test]
    fn only_public_places_behind_tls_may_be_asked() {
        for good in [
            "https://idp.example.com",
            "https://login.example.com:443/tenant",
            "https://8.8.8.8/",
            "https://[2606:4700:4700::1111]/",
        ] {
            assert!(may(good), "{good}");
        }
        for bad in [
            "https://127.0.0.1",
            "https://127.1",
            "https://2130706433",
            "https://0x7f.1",
            "https://0",
            "https://0177.0.0.1",
            "https://[::]",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://[::ffff:7f00:1]",
            "https://[64:ff9b::7f00:1]",
            "https://[64:ff9b:1::1]",
            "https://[2002:7f00:1::]",
            "https://[2001::7f00:1]",
            "https://[2001:db8::1]",
            "https://[fd00::1]",
            "https://[fe80::1]",
            "https://[ff02::1]",
            "https://169.254.169.254",
            "https://100.64.0.1",
            "https://10.0.0.1",
            "https://172.16.0.1",
            "https://172.31.255.255",
            "https://192.168.1.1",
            "https://198.18.0.1",
            "https://203.0.113.9",
            "https://224.0.0.1",
            "https://255.255.255.255",
            "https://localhost",
            "https://localhost.",
            "https://idp.example.com.",
            "https://127。0。0。1",
            "https://user@idp.example.com",
            "https://user:secret@idp.example.com",
            "https://idp.example.com:22",
            "https://idp.example.com:8443",
            "https://idp.example.com/#fragment",
            "http://idp.example.com",
            "gopher://idp.example.com",
            "file:///etc/passwd",
            "ftp://idp.example.com",
        ] {
            assert!(!may(bad), "{bad}");
        }
    }

    #[test]
    fn what_the_operator_allows_is_an_exact_host_and_port() {
        let allowed = ["127.0.0.1:8090".to_owned()];
        let may = |url: &str| may_be_asked(&url.parse().unwrap(), &allowed);
        assert!(may("http://127.0.0.1:8090/openid"));
        assert!(!may("http://127.0.0.1:8091/openid"));
        assert!(!may("http://127.0.0.2:8090/openid"));
        assert!(!may("http://user@127.0.0.1:8090/openid"));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_when_it_resolves() {
        for name in ["localhost", "localhost."] {
            assert!(PublicOnly.resolve(name.parse().unwrap()).await.is_err(), "{name}");
        }
    }
}
