//! Who asks, in which language, from where: read from a request before its handler runs.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use app::page::{FailurePage, Reader};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::{ACCEPT_LANGUAGE, HOST, USER_AGENT, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::session::{Display, Language, Theme};

use super::draw::{self, Refusal as _};
use super::state::AppState;
use crate::chat::ChatError;
use crate::config::{Config, Origin};
use crate::gateway::Client;
use crate::identity::door::bearer;
use crate::identity::{Identity, address};

/// Who asks.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who that is; `None`: nobody that is signed in.
    pub identity: Option<Identity>,
    /// How pages look to them.
    pub reader: Reader,
    /// Where they come from, for limits.
    pub address: IpAddr,
    /// How they reach this server: for links that are shown to them, never for redirects.
    pub site: Origin,
    /// Their browser, for the list of sessions: `Firefox · Linux`. Empty when it does not say.
    pub browser: String,
}

impl Visitor {
    /// Whether cookies may be told to need https.
    pub const fn is_https(&self) -> bool {
        self.site.is_https()
    }

    /// The visitor of a request whose cookie was not looked at.
    pub fn unknown(state: &AppState, parts: &mut Parts) -> Self {
        let (headers, config) = (&parts.headers, &state.config);
        let Client { address, https } = client(config, parts);
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).and_then(|host| Origin::parse(&format!("http://{host}")));
        let host = host.as_ref().map_or("localhost", Origin::authority);
        Self {
            identity: None,
            reader: Reader { language: asked_language(headers), theme: Theme::System, display: Display::default() },
            address,
            site: config.public_url.clone().unwrap_or_else(|| Origin::new(https, host)),
            browser: browser(headers),
        }
    }
}

/// From where a request comes, and whether over https, as far as who sent it may say so.
pub fn client(config: &Config, parts: &Parts) -> Client {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let (headers, trusted) = (&parts.headers, &config.trusted_proxies);
    let https = config.public_url.as_ref().is_some_and(Origin::is_https) || address::forwarded_https(peer, headers, trusted);
    Client { address: address::client_address(peer, headers, trusted), https }
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = Response;

    /// An outage of the store is the page that says so, never "nobody".
    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let mut visitor = Self::unknown(state, parts);
        match state.door.by_cookie(&parts.headers).await {
            Ok(identity) => {
                if let Some(me) = &identity {
                    visitor.reader.theme = me.preferences.theme;
                    visitor.reader.display = me.preferences.display;
                    visitor.reader.language = me.preferences.language.unwrap_or(visitor.reader.language);
                }
                Ok(Self { identity, ..visitor })
            }
            Err(error) => {
                tracing::warn!(%error, "cannot tell who asks");
                Err(draw::failure(state, &visitor, FailurePage::Unavailable))
            }
        }
    }
}

/// Somebody who is signed in. Everybody else is sent to `/sign-in`, and back again afterwards.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub me: Identity,
    /// The rest that is known of them.
    pub visitor: Visitor,
}

impl FromRequestParts<AppState> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let Some(me) = visitor.identity.clone() else {
            let asked = parts.uri.path_and_query().map_or("/", |path| path.as_str());
            let next = if parts.method == Method::GET { asked } else { "/" };
            return Err(Redirect::to(&then("/sign-in", next)).into_response());
        };
        Ok(Self { me, visitor })
    }
}

/// Somebody with their browser, as [`Member`] knows them, or a program of theirs with an access token.
#[derive(Clone, Debug)]
pub struct MemberOrProgram(pub Member);

impl FromRequestParts<AppState> for MemberOrProgram {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let Some(token) = bearer(&parts.headers) else { return Member::from_request_parts(parts, state).await.map(Self) };
        let visitor = Visitor::unknown(state, parts);
        match state.door.by_token(&token).await.map_err(ChatError::from) {
            Ok(Some(me)) => Ok(Self(Member { visitor: Visitor { identity: Some(me.clone()), ..visitor }, me })),
            Ok(None) => Err((StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, "Bearer")]).into_response()),
            Err(error) => Err(error.refused(visitor.reader.language).draw_whole(state, &visitor)),
        }
    }
}

/// A door, and where to go from there.
pub fn then(door: &str, next: &str) -> String {
    if next == "/" {
        return door.to_owned();
    }
    let next = percent_encoded(next);
    format!("{door}?next={next}")
}

/// Percent-encodes all but what is plain in a query and in a parameter of a header.
pub fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a String takes everything");
        }
    }
    encoded
}

/// A path of ours, or `/`: no other site, however it is written (`//evil.example`, `/\evil.example`).
pub fn own_path(next: &str) -> &str {
    let second = next.as_bytes().get(1);
    let ours = next.starts_with('/') && !matches!(second, Some(b'/' | b'\\')) && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if ours && next.len() <= 512 { next } else { "/" }
}

/// The first language of `Accept-Language` that we have, by weight; Korean when there is none.
fn asked_language(headers: &HeaderMap) -> Language {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (0.0, Language::Ko);
    for part in asked.split(',') {
        let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        let language = match tag.trim().split('-').next() {
            Some(tag) if tag.eq_ignore_ascii_case("ko") => Language::Ko,
            Some(tag) if tag.eq_ignore_ascii_case("en") => Language::En,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

/// What a person calls their browser, out of what it calls itself. In this order: each pretends to be those after it.
fn browser(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let program = first(&[
        ("SamsungBrowser", "Samsung Internet"),
        ("Whale/", "Whale"),
        ("KAKAOTALK", "KakaoTalk"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    program.into_iter().chain(system).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(asked: &'static str) -> Language {
        asked_language(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, asked.parse().expect("a value"))]))
    }

    #[test]
    fn the_browser_asks_and_korean_is_the_default() {
        assert_eq!(language("en-US,en;q=0.9,ko;q=0.8"), Language::En);
        assert_eq!(language("ko-KR,ko;q=0.9,en-US;q=0.8"), Language::Ko);
        assert_eq!(language("de,en;q=0.3,ko;q=0.5"), Language::Ko);
        assert_eq!(language("fr-FR"), Language::Ko);
        assert_eq!(language("en;q=nonsense"), Language::Ko);
        assert_eq!(asked_language(&HeaderMap::new()), Language::Ko);
    }

    #[test]
    fn only_a_path_of_ours_is_gone_to() {
        assert_eq!(own_path("/rooms/abc?at=7"), "/rooms/abc?at=7");
        for other in ["", "//evil.example", "/\\evil.example", "https://evil.example", "rooms", "/a\r\nSet-Cookie: x", "/\t/evil.example"] {
            assert_eq!(own_path(other), "/", "{other:?}");
        }
    }

    #[test]
    fn a_path_comes_back_from_the_query_as_it_was() {
        assert_eq!(then("/sign-in", "/rooms/a?at=7&x=가"), "/sign-in?next=/rooms/a%3Fat%3D7%26x%3D%EA%B0%80");
        assert_eq!(then("/sign-in", "/"), "/sign-in");
    }

    #[test]
    fn a_browser_is_named_as_people_do() {
        let named = |agent: &'static str| browser(&HeaderMap::from_iter([(USER_AGENT, agent.parse().expect("a value"))]));
        assert_eq!(named("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox · Linux");
        let whale =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Whale/4.29 Safari/537.36";
        assert_eq!(named(whale), "Whale · Windows");
        assert_eq!(named("curl/8"), "");
    }
}
