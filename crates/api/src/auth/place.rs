//! Where a request comes from, as far as proxies that we trust tell.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use ipnet::IpNet;

use crate::auth;

/// The IP address a request came from, for the audit log and the list of sessions.
pub(crate) fn place(req: &HttpRequest) -> String {
    address(req).map(|ip| ip.to_string()).unwrap_or_default()
}

/// The IP address a request came from: the peer's, or what `server.trusted_proxies` say of it in `X-Forwarded-For`.
pub(crate) fn address(req: &HttpRequest) -> Option<IpAddr> {
    let peer = req.peer_addr()?.ip().to_canonical();
    let Ok(state) = auth::state(req) else {
        return Some(peer);
    };
    let told = req.headers().get_all("x-forwarded-for").filter_map(|v| v.to_str().ok());
    let hops: Vec<&str> = told.flat_map(|value| value.split(',')).collect();
    Some(behind(peer, &hops, &state.config.server.trusted_proxies))
}

/// Each proxy writes at the end whom it was called by, so the list is read from there, for as long as trusted proxies wrote it: what
/// stands further in front may be anybody's invention.
fn behind(peer: IpAddr, hops: &[&str], trusted: &[IpNet]) -> IpAddr {
    let mut known = peer;
    for hop in hops.iter().rev() {
        if !trusted.iter().any(|net| net.contains(&known)) {
            break;
        }
        let Some(ip) = parse(hop.trim()) else { break };
        known = ip;
    }
    known
}

/// An address as proxies write it, some with a port.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let ip = bare
        .parse()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    ip.ok().map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_addresses_are_believed_as_far_as_trusted_proxies_wrote_them() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let from = |peer: &str, hops: &[&str]| behind(peer.parse().unwrap(), hops, &trusted).to_string();

        assert_eq!(
            from("203.0.113.9", &["1.2.3.4"]),
            "203.0.113.9",
            "a stranger says what it likes"
        );
        assert_eq!(from("10.0.0.1", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(
            from("10.0.0.1", &["9.9.9.9", " 1.2.3.4"]),
            "1.2.3.4",
            "the client wrote the first itself"
        );
        assert_eq!(from("10.0.0.1", &["9.9.9.9", "1.2.3.4", "10.0.0.2"]), "1.2.3.4");
        assert_eq!(from("fd00::1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(from("10.0.0.1", &["::ffff:1.2.3.4"]), "1.2.3.4");
        assert_eq!(from("10.0.0.1", &["1.2.3.4", "rubbish"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }
}
