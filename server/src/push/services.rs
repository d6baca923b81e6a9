//! Which push services may be asked. A browser says where it is reached, so that is a stranger's word: only the hosts of the operator's
//! list are believed, only over https, and only at public addresses. The address that was checked is the one that is connected to, so a
//! name that says something else the next time changes nothing. An origin that the list names in full may be anywhere: the operator
//! has named it.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::Uri;
use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;

use crate::config::Origin;

/// Longer ones are no endpoints.
pub const LONGEST_ENDPOINT: usize = 1_024;

/// The services of the browsers of today.
pub const KNOWN: &str = "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com";

/// One service of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PushService {
    /// This host, over https.
    Host(String),
    /// Every host below this one, over https: `.push.apple.com`.
    Below(String),
    /// This origin, wherever it is.
    Origin(Origin),
}

impl PushService {
    /// `fcm.googleapis.com`, `*.push.apple.com` or `http://127.0.0.1:8443`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.contains("://") {
            return Origin::parse(text).map(Self::Origin);
        }
        let (below, host) = text.strip_prefix("*.").map_or((false, text), |host| (true, host));
        let host = host.to_ascii_lowercase();
        let labels = || host.split('.');
        let is_label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        // A name with a dot whose last part is no number: no address, and not the whole of a top-level domain.
        let is_host =
            labels().count() > 1 && labels().all(is_label) && labels().next_back().is_some_and(|last| last.parse::<u64>().is_err());
        is_host.then(|| if below { Self::Below(format!(".{host}")) } else { Self::Host(host) })
    }

    fn is_at(&self, origin: &Origin) -> bool {
        match self {
            Self::Host(host) => origin.is_https() && origin.authority() == host,
            Self::Below(end) => origin.is_https() && origin.authority().ends_with(end.as_str()),
            Self::Origin(named) => named == origin,
        }
    }
}

/// The list. Empty: nobody is pushed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services(pub Vec<PushService>);

/// Where a browser is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The endpoint.
    pub uri: Uri,
    /// Its origin, as a signature names it.
    pub origin: String,
    /// Whether the list names that origin in full: then its address need not be a public one.
    pub named: bool,
}

impl Services {
    /// Whether none may be asked.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where an endpoint is, when its service is on the list.
    pub fn place(&self, endpoint: &str) -> Option<Place> {
        if endpoint.len() > LONGEST_ENDPOINT || endpoint.contains(['@', '#']) {
            return None;
        }
        let uri: Uri = endpoint.parse().ok()?;
        let origin = Origin::parse(&format!("{}://{}", uri.scheme_str()?, uri.authority()?))?;
        let service = self.0.iter().find(|service| service.is_at(&origin))?;
        Some(Place { uri, origin: origin.to_string(), named: matches!(service, PushService::Origin(_)) })
    }
}

/// Whether everybody on the internet means the same by an address. Nothing of one's own network or machine.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match (a, b) {
        // This network; carrier-grade NAT; benchmarks; reserved, and broadcast.
        (0 | 240..=255, _) | (100, 64..=127) | (198, 18 | 19) => true,
        // Protocol assignments; the way to 6to4, which is no more.
        (192, 0) => c == 0,
        (192, 88) => c == 99,
        _ => false,
    };
    let ours = address.is_private() || address.is_loopback() || address.is_link_local();
    !(special || ours || address.is_documentation() || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    match (segments[0], segments[1]) {
        // Only what is given out to the internet at large: 2000::/3. NAT64 carries an address of version 4.
        (0x0064, 0xff9b) => {
            let [.., y, z] = segments;
            segments[2..6] == [0; 4] && is_public_v4(Ipv4Addr::from(u32::from(y) << 16 | u32::from(z)))
        }
        // Teredo, benchmarks, ORCHID and their like; documentation; 6to4.
        (0x2001, 0..=0x01ff | 0x0db8) | (0x2002, _) | (0x3fff, 0..=0x0fff) => false,
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

/// Looks names up, and knows none that leads to an address which is not public. The connector asks it for every connection, and connects
/// to nothing but what it answers.
#[derive(Clone, Copy, Debug, Default)]
pub struct PublicNames;

/// Why a name leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum NoAddress {
    /// It has none, or nobody can be asked.
    #[error("the name cannot be looked up: {0}")]
    Lookup(#[from] std::io::Error),
    /// Somebody has pointed it at a network of ours.
    #[error("the name leads to an address that is not public")]
    NotPublic,
}

impl Service<Name> for PublicNames {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = NoAddress;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NoAddress>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NoAddress>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One that is not is enough to believe none of them.
            if found.is_empty() || found.iter().any(|address| !is_public(address.ip())) {
                return Err(NoAddress::NotPublic);
            }
            Ok(found.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services(list: &str) -> Services {
        Services(list.split(',').map(|text| PushService::parse(text).unwrap_or_else(|| panic!("{text}"))).collect())
    }

    #[test]
    fn only_the_list_is_believed() {
        let known = services(KNOWN);
        for endpoint in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://FCM.googleapis.com:443/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QGuQ",
            "https://wns2-bl2p.notify.windows.com/w/?token=BQY",
        ] {
            assert!(known.place(endpoint).is_some_and(|place| !place.named), "{endpoint}");
        }
        for endpoint in [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com:8443/fcm/send/abc",
            "https://fcm.googleapis.com@evil.example/",
            "https://fcm.googleapis.com.evil.example/",
            "https://evilpush.apple.com/",
            "https://push.apple.com/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https:///x",
            "/fcm/send",
            "",
        ] {
            assert!(known.place(endpoint).is_none(), "{endpoint}");
        }
        assert!(known.place(&format!("https://fcm.googleapis.com/{}", "x".repeat(LONGEST_ENDPOINT))).is_none());
    }

    #[test]
    fn an_origin_that_is_named_may_be_anywhere() {
        let mine = services("http://127.0.0.1:8080,push.example");
        assert!(mine.place("http://127.0.0.1:8080/push/1").expect("it is named").named);
        assert!(mine.place("http://127.0.0.1:8081/push/1").is_none());
        assert!(mine.place("https://127.0.0.1:8080/push/1").is_none());
        for text in ["127.0.0.1", "*.com", "*", "localhost", "fcm.googleapis.com/x", "ftp://push.example", "a..b", "0x7f.1"] {
            assert_eq!(PushService::parse(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_of_ones_own_is_public() {
        for address in ["1.1.1.1", "142.250.4.95", "2606:4700::1111", "64:ff9b::1.1.1.1", "2a00:1450:4001::5f"] {
            assert!(is_public(address.parse().expect("an address")), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "64:ff9b:1::1",
        ] {
            assert!(!is_public(address.parse().expect("an address")), "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_home_leads_nowhere() {
        let name: Name = "localhost".parse().expect("a name");
        assert!(matches!(PublicNames.call(name).await, Err(NoAddress::NotPublic)));
    }
}
