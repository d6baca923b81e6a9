//! Where a request comes from. What a header says about it counts only when a trusted proxy sent it.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client's address: the peer, or, when the peer is a trusted proxy, the last address in `X-Forwarded-For` that is none. What
/// stands before it was written by the client itself.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|net| net.contains(&ip));
    let mut address = peer.to_canonical();
    if !is_trusted(address) {
        return address;
    }
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(hop) = parse_hop(hop.trim()) else { return address };
        address = hop;
        if !is_trusted(hop) {
            return hop;
        }
    }
    address
}

/// Whether the client came over https, as a trusted proxy says: its last `X-Forwarded-Proto`.
pub fn forwarded_https(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    let said = || headers.get_all("x-forwarded-proto").iter().next_back()?.to_str().ok()?.rsplit(',').next();
    trusted.iter().any(|net| net.contains(&peer)) && said().is_some_and(|proto| proto.trim().eq_ignore_ascii_case("https"))
}

/// Some proxies write a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let ip = hop.parse().ok().or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))?;
    Some(IpAddr::to_canonical(&ip))
}

/// What is limited as one: an IPv4 address, or the 64 bits of an IPv6 network, within which a client picks its address freely.
pub fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn client(peer: &str, forwarded: &[&str]) -> IpAddr {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a header value"));
        }
        client_address(ip(peer), &headers, &["10.0.0.0/8".parse().expect("a network")])
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"]), ip("203.0.113.9"));
        assert_eq!(client("10.0.0.1", &["198.51.100.1, 203.0.113.9"]), ip("203.0.113.9"), "the client wrote the first one");
        assert_eq!(client("10.0.0.1", &["198.51.100.1", "203.0.113.9, 10.0.0.2"]), ip("203.0.113.9"));
        assert_eq!(client("::ffff:10.0.0.1", &["203.0.113.9:4711"]), ip("203.0.113.9"));
        assert_eq!(client("10.0.0.1", &["nonsense, 10.0.0.3"]), ip("10.0.0.3"));
        assert_eq!(client("10.0.0.1", &[]), ip("10.0.0.1"));
    }

    #[test]
    fn only_a_trusted_proxy_says_https() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-proto", "https".parse().expect("a header value"));
        let trusted = ["10.0.0.0/8".parse().expect("a network")];
        assert!(forwarded_https(ip("10.1.2.3"), &headers, &trusted));
        assert!(!forwarded_https(ip("203.0.113.9"), &headers, &trusted));
    }

    #[test]
    fn an_ipv6_network_is_one_neighbour() {
        assert_eq!(neighbourhood(ip("2001:db8:1:2:3:4:5:6")), neighbourhood(ip("2001:db8:1:2::1")));
        assert_ne!(neighbourhood(ip("2001:db8:1:3::1")), neighbourhood(ip("2001:db8:1:2::1")));
    }
}
