//! Which site a request comes from: the one check against forged requests.
//!
//! Every request that may change something passes here, and every one to the gateway, whose guard asks [`may_connect`]. In this order:
//! 1. `Origin` is ours (`--public-url`) or one of `--allowed-origins`: it may pass.
//! 2. `Sec-Fetch-Site` is there: only `same-origin` and `none` (typed by a person) may pass. Browsers send it over https and on localhost.
//! 3. `Origin` is there: it must name the host that was asked (`Host`), which no other site's page can bring about.
//! 4. Neither is there: no browser of today sends a form or opens a websocket so. A program may pass, with its cookie too
//!    where only the gateway or `/api/` is concerned, which take no forms; a form that brings a cookie but does not say where it comes from is refused.
//!
//! The cookie is `SameSite=Lax` besides.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use protocol::error::ErrorCode;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::api::answer::Refused;
use super::state::AppState;
use super::visitor::Visitor;
use super::{api, draw};
use crate::config::{Config, Origin};
use crate::gateway;

/// Refuses what another site's page has sent.
pub async fn refuse_forged(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let harmless = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let path = request.uri().path();
    let gateways = path.starts_with(gateway::PATH);
    let api = path.starts_with(api::PATH);
    if harmless || gateways || may_pass(&state.config, request.headers(), api) {
        return next.run(request).await;
    }
    tracing::info!(path = request.uri().path(), origin = ?request.headers().get(ORIGIN), "refused a request from another site");
    metrics::counter!("suda_forged_requests_total").increment(1);
    if api {
        return Refused::of(ErrorCode::Forbidden, "a page of another site may not do this").into_response();
    }
    let (mut parts, _body) = request.into_parts();
    draw::forbidden(&state, &Visitor::unknown(&state, &mut parts))
}

/// Lets scripts of pages of `--allowed-origins` read what the gateway answers, with their cookies: never those of all others.
pub fn shared(config: &Config) -> CorsLayer {
    let origins = config.allowed_origins.iter().filter_map(|origin| origin.to_string().parse().ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
}

/// Whether a connection to the gateway may come from there: a websocket is opened with GET and changes things all the same.
pub fn may_connect(config: &Config, headers: &HeaderMap) -> bool {
    may_pass(config, headers, true)
}

/// `program`: whether a program may bring a cookie here, where no form of a browser is taken.
fn may_pass(config: &Config, headers: &HeaderMap, program: bool) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(ORIGIN);
    if let Some(origin) = origin.and_then(Origin::parse)
        && config.public_url.iter().chain(&config.allowed_origins).any(|known| *known == origin)
    {
        return true;
    }
    match (headers.get("sec-fetch-site"), headers.get(ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(_)) => origin.and_then(Origin::parse).is_some_and(|origin| names_host(&origin, text(HOST))),
        (None, None) => program || !headers.contains_key(COOKIE),
    }
}

/// Behind a proxy that ends TLS the scheme is not known here, so only the host is compared.
fn names_host(origin: &Origin, host: Option<&str>) -> bool {
    host.is_some_and(|host| *origin == Origin::new(origin.is_https(), host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    fn pass(pairs: &[(&'static str, &str)], gateway: bool) -> bool {
        let options = Options {
            public_url: Some("https://chat.example.org".into()),
            allowed_origins: Some(crate::config::values::List::Text("https://shop.example.org".into())),
            ..Options::default()
        };
        let config = Config::new(&options).expect("a configuration");
        let headers = pairs.iter().map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value"))).collect();
        may_pass(&config, &headers, gateway)
    }

    #[test]
    fn our_pages_and_allowed_ones_may_pass() {
        assert!(pass(&[("origin", "https://chat.example.org"), ("cookie", "suda=x")], false));
        assert!(pass(&[("origin", "https://shop.example.org"), ("sec-fetch-site", "same-site")], true));
        assert!(pass(&[("sec-fetch-site", "same-origin"), ("cookie", "suda=x")], false));
        assert!(pass(&[("origin", "http://192.168.0.7:3000"), ("host", "192.168.0.7:3000")], false), "plain http in a house");
        assert!(pass(&[("origin", "https://suda.local"), ("host", "suda.local")], false), "TLS ends at a proxy");
    }

    #[test]
    fn other_pages_may_not() {
        for origin in ["https://evil.example", "null", "https://chat.example.org.evil.example", "http://chat.example.org"] {
            assert!(!pass(&[("origin", origin), ("host", "chat.example.org:3000")], false), "{origin}");
            assert!(!pass(&[("origin", origin), ("host", "chat.example.org:3000")], true), "{origin}");
        }
        assert!(!pass(&[("sec-fetch-site", "cross-site")], false));
        assert!(!pass(&[("sec-fetch-site", "same-site"), ("origin", "https://other.example.org")], false));
    }

    #[test]
    fn a_program_passes_but_a_silent_form_with_a_cookie_does_not() {
        assert!(pass(&[], false));
        assert!(pass(&[("cookie", "suda=x")], true));
        assert!(!pass(&[("cookie", "suda=x")], false));
    }
}
