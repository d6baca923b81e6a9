//! What every answer tells the browser to refuse: scripts that are not ours, frames of strangers, guessed types.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::state::AppState;
use crate::config::{Config, Origin};

/// The nonce of a page's scripts: an extension of its answer, so that the policy is written in one place.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

/// Writes the headers of every answer.
pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).cloned();
    let mut response = next.run(request).await;
    let nonce = response.extensions().get::<Nonce>().cloned();
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if state.config.allowed_origins.is_empty() {
        headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    }
    private_unless_said(headers);
    if !is_part_of_a_page(headers) {
        secure_document(&state.config, host.as_ref(), nonce.as_ref(), headers);
    }
    response
}

/// Scripts, styles and WASM are no documents: browsers look at the policies of the page that loads them, and these would be a third of
/// a kilobyte with each of them.
fn is_part_of_a_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    ["text/css", "text/javascript", "application/wasm"].iter().any(|part| kind.starts_with(part))
}

/// What a document, or what may be opened as one, must not do.
fn secure_document(config: &Config, host: Option<&HeaderValue>, nonce: Option<&Nonce>, headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, policy(config, host, nonce));
    // Forms of ours must say where they come from, which "no-referrer" would forbid them; others are told nothing.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if config.allowed_origins.is_empty() {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}

/// What no page of ours uses.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), \
                           magnetometer=(), gyroscope=(), accelerometer=(), display-capture=(), browsing-topics=()";

/// An answer is for one reader unless it says otherwise.
fn private_unless_said(headers: &mut HeaderMap) {
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

fn policy(config: &Config, host: Option<&HeaderValue>, nonce: Option<&Nonce>) -> HeaderValue {
    // Not 'self': a script runs because a page of ours wrote it, not because it lies on this server. What it imports has its nonce.
    let script = nonce.map_or_else(|| "'none'".to_owned(), |Nonce(nonce)| format!("'nonce-{nonce}' 'wasm-unsafe-eval'"));
    let frames = if config.allowed_origins.is_empty() { "'none'".to_owned() } else { join(&config.allowed_origins) };
    let text = format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src {}; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {frames}; object-src 'none'",
        connect(config, host)
    );
    HeaderValue::try_from(text).expect("origins, nonces and checked hosts are visible ASCII")
}

/// `'self'` covers websockets in the browsers of today; older ones want them by name.
fn connect(config: &Config, host: Option<&HeaderValue>) -> String {
    let of = |origin: &Origin| format!("'self' {}://{}", if origin.is_https() { "wss" } else { "ws" }, origin.authority());
    let asked = || {
        let host = host.and_then(|host| host.to_str().ok())?;
        // The header is a stranger's: only what can be nothing but a host goes into the policy.
        let plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b));
        plain.then(|| format!("'self' ws://{host} wss://{host}"))
    };
    config.public_url.as_ref().map(of).or_else(asked).unwrap_or_else(|| "'self'".to_owned())
}

fn join(origins: &[Origin]) -> String {
    origins.iter().map(Origin::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    fn policy_of(options: &Options, host: &'static str) -> String {
        let config = Config::new(options).expect("a configuration");
        let policy = policy(&config, Some(&HeaderValue::from_static(host)), Some(&Nonce("n0".into())));
        policy.to_str().expect("ASCII").to_owned()
    }

    #[test]
    fn only_scripts_with_the_nonce_run() {
        let policy = policy_of(&Options::default(), "localhost:3000");
        assert!(policy.contains("script-src 'nonce-n0' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("connect-src 'self' ws://localhost:3000 wss://localhost:3000;"));
        assert!(policy.contains("frame-ancestors 'none';"));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_host_cannot_write_the_policy() {
        let policy = policy_of(&Options::default(), "x; script-src *");
        assert!(policy.contains("connect-src 'self';"), "{policy}");
    }

    #[test]
    fn allowed_origins_may_embed() {
        let allowed = Some(crate::config::values::List::Text("https://a.example,https://b.example:8443".into()));
        let policy = policy_of(&Options { allowed_origins: allowed, ..Options::default() }, "x");
        assert!(policy.contains("frame-ancestors https://a.example https://b.example:8443;"), "{policy}");
    }
}
