//! From an option's text to its value. Every error says what to write instead.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use axum::http::Uri;
use axum::http::uri::Scheme;
use ipnet::IpNet;
use serde::Deserialize;
use store::redis::Address;

use super::ConfigError;
use crate::chat::session::keys::Guests;
use crate::push::services::{self, PushService, Services};

/// Who may make an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registration {
    /// Anybody.
    #[default]
    Open,
    /// Who has an invite code.
    Invite,
    /// Nobody, but the first.
    Closed,
}

impl Registration {
    /// As the option is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
            Self::Closed => "closed",
        }
    }
}

/// What guests may do here: a list, `on` for all of it, `off` for no guests. `unless_said`: whether there are any when nothing is.
pub(super) fn guests(list: Option<&List>, unless_said: bool) -> Result<Option<Guests>, ConfigError> {
    const ALL: Guests = Guests { create_rooms: true, invited: true, public_rooms: true };
    const NOTHING: Guests = Guests { create_rooms: false, invited: false, public_rooms: false };
    let one = |text: &str| match text.trim() {
        "off" => Ok(None),
        "on" => Ok(Some(ALL)),
        "create-rooms" => Ok(Some(Guests { create_rooms: true, ..NOTHING })),
        "invited" => Ok(Some(Guests { invited: true, ..NOTHING })),
        "public-rooms" => Ok(Some(Guests { public_rooms: true, ..NOTHING })),
        _ => Err("off, on, or some of create-rooms, invited, public-rooms"),
    };
    if list.is_none() {
        return Ok(unless_said.then_some(ALL));
    }
    let both = |one: Guests, other: Guests| Guests {
        create_rooms: one.create_rooms || other.create_rooms,
        invited: one.invited || other.invited,
        public_rooms: one.public_rooms || other.public_rooms,
    };
    Ok(many("guests", list, one)?.into_iter().flatten().reduce(both))
}

pub(super) fn switch(text: &str) -> Result<bool, &'static str> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off"),
    }
}

/// Scheme, host and port of a site, as a browser writes it in the header `Origin`: lower case, no default port, no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    https: bool,
    authority: Box<str>,
}

impl Origin {
    /// Reads `https://host:port`; a lone `/` at the end is forgiven.
    pub fn parse(text: &str) -> Option<Self> {
        let uri = Uri::from_str(text).ok()?;
        let https = match uri.scheme()? {
            scheme if *scheme == Scheme::HTTPS => true,
            scheme if *scheme == Scheme::HTTP => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        let bare = uri.path() == "/" && uri.query().is_none() && !text.contains(['#', '?', '@']) && !authority.host().is_empty();
        if !bare || (authority.as_str().contains("]:") && authority.port().is_none()) {
            return None;
        }
        Some(Self::new(https, authority.as_str()))
    }

    /// From a scheme and a `Host` header.
    pub fn new(https: bool, authority: &str) -> Self {
        let default_port = if https { ":443" } else { ":80" };
        let authority = authority.to_ascii_lowercase();
        let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
        Self { https, authority: authority.into() }
    }

    /// Whether the scheme is https.
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Host, and port when it is not the default one.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.https { "https" } else { "http" }, self.authority)
    }
}

/// Several values: in the file an array or one text, elsewhere a text with commas.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected a text or an array of texts")]
pub enum List {
    /// Separated by commas.
    Text(String),
    /// One by one.
    Items(Vec<String>),
}

impl FromStr for List {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::Text(text.to_owned()))
    }
}

type Parse<T> = fn(&str) -> Result<T, &'static str>;

pub(super) fn one<T>(option: &str, text: &str, parse: Parse<T>) -> Result<T, ConfigError> {
    // What was written is shown on one line, whatever it holds.
    parse(text.trim()).map_err(|instead| ConfigError(format!("{option}: {text:?} is not {instead}")))
}

pub(super) fn many<T>(option: &str, list: Option<&List>, parse: Parse<T>) -> Result<Vec<T>, ConfigError> {
    let items: Vec<&str> = match list {
        None => Vec::new(),
        Some(List::Text(text)) => text.split(',').collect(),
        Some(List::Items(items)) => items.iter().map(String::as_str).collect(),
    };
    items.into_iter().filter(|item| !item.trim().is_empty()).map(|item| one(option, item, parse)).collect()
}

/// One URL, or several: nodes of a Cluster.
pub(super) fn redis(list: Option<&List>) -> Result<Option<Address>, ConfigError> {
    let nodes = many("redis", list, node)?;
    if nodes.is_empty() { Ok(None) } else { Ok(Address::new(nodes)) }
}

fn node(text: &str) -> Result<String, &'static str> {
    let one = Address::new(vec![text.to_owned()]);
    one.map(|_| text.to_owned()).ok_or("a URL of Redis: write for example redis://127.0.0.1:6379, or rediss://:password@redis.example.org")
}

/// Which services may be asked: a list, `off` for none, or those that are known.
pub(super) fn push_services(list: Option<&List>) -> Result<Services, ConfigError> {
    let known = List::Text(services::KNOWN.to_owned());
    let one = |text: &str| match text.trim() {
        "off" => Ok(None),
        text => PushService::parse(text)
            .map(Some)
            .ok_or("off, a host, or an origin: write for example fcm.googleapis.com, *.push.apple.com or https://push.example.org:8443"),
    };
    Ok(Services(many("push-services", list.or(Some(&known)), one)?.into_iter().flatten().collect()))
}

pub(super) fn listen(text: &str) -> Result<SocketAddr, &'static str> {
    let text = text.strip_prefix("localhost:").map_or_else(|| text.to_owned(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(|_| "an IP address and a port from 0 to 65535: write for example 127.0.0.1:3000, 0.0.0.0:3000 or [::]:3000")
}

pub(super) fn origin(text: &str) -> Result<Origin, &'static str> {
    Origin::parse(text).ok_or("an origin: write for example https://chat.example.org, without a path")
}

pub(super) fn registration(text: &str) -> Result<Registration, &'static str> {
    match text {
        "open" => Ok(Registration::Open),
        "invite" => Ok(Registration::Invite),
        "closed" => Ok(Registration::Closed),
        _ => Err("one of open, invite, closed"),
    }
}

pub(super) fn network(text: &str) -> Result<IpNet, &'static str> {
    let address = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| "an IP address or network: write for example 10.0.0.7 or 10.0.0.0/8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_do() {
        for (text, origin) in [
            ("https://Chat.Example.org", "https://chat.example.org"),
            ("https://chat.example.org:443/", "https://chat.example.org"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(Origin::parse(text).expect("an origin").to_string(), origin);
        }
        for text in ["chat.example.org", "https://x/path", "https://x/?q", "ftp://x", "https://", "https://a@b", "null", "https://*"] {
            assert!(Origin::parse(text).is_none() || text == "https://*", "{text}");
        }
    }

    #[test]
    fn an_error_says_what_to_write() {
        let error = one("listen", "127.0.0.1:99999", listen).expect_err("no such port").to_string();
        assert!(error.starts_with(r#"listen: "127.0.0.1:99999" is not an IP address and a port"#), "{error}");
        assert!(one("registration", "Open", registration).is_err());
        assert_eq!(one("listen", "localhost:0", listen).expect("an address").to_string(), "127.0.0.1:0");
    }

    #[test]
    fn guests_may_what_is_listed() {
        let read = |text: &str| guests(Some(&List::Text(text.into())), false);
        assert_eq!(guests(None, false).expect("off"), None);
        assert!(guests(None, true).expect("on").is_some());
        assert_eq!(read("off").expect("off"), None);
        let all = Guests { create_rooms: true, invited: true, public_rooms: true };
        assert_eq!(read("on").expect("on"), Some(all));
        assert_eq!(read("invited, public-rooms").expect("some"), Some(Guests { create_rooms: false, ..all }));
        let error = read("yes").expect_err("no such thing").to_string();
        assert_eq!(error, r#"guests: "yes" is not off, on, or some of create-rooms, invited, public-rooms"#);
    }

    #[test]
    fn push_services_are_hosts_or_origins() {
        let read = |text: &str| push_services(Some(&List::Text(text.into())));
        assert_eq!(push_services(None).expect("those that are known").0.len(), 4);
        assert!(read("off").expect("off").is_empty());
        assert_eq!(read("fcm.googleapis.com, http://127.0.0.1:8080").expect("two").0.len(), 2);
        let error = read("10.0.0.7").expect_err("an address alone").to_string();
        assert!(error.starts_with(r#"push-services: "10.0.0.7" is not off, a host, or an origin"#), "{error}");
    }

    #[test]
    fn redis_is_one_node_or_several() {
        let read = |text: &str| redis(Some(&List::Text(text.into())));
        assert_eq!(redis(None).expect("none"), None);
        assert!(!read("redis://127.0.0.1:6379").expect("an address").expect("a node").is_cluster());
        let cluster = read("redis://a:7000, rediss://user:secret@b").expect("addresses").expect("nodes");
        assert!(cluster.is_cluster());
        assert_eq!(cluster.to_string(), "a:7000,b:6379", "no passwords in the log");
        for text in ["127.0.0.1:6379", "http://x", "redis://a,b", "unix:///tmp/redis"] {
            let error = read(text).expect_err("no address").to_string();
            assert!(error.contains("write for example redis://127.0.0.1:6379"), "{error}");
        }
    }

    #[test]
    fn a_list_has_commas_or_items() {
        let text = List::Text("10.0.0.7, 192.168.0.0/16,".into());
        let items = List::Items(vec!["10.0.0.7".into(), "192.168.0.0/16".into()]);
        assert_eq!(many("x", Some(&text), network), many("x", Some(&items), network));
        assert_eq!(many("x", Some(&text), network).expect("networks").len(), 2);
        assert!(many("x", Some(&List::Text("10.0.0.0/33".into())), network).is_err());
    }
}
