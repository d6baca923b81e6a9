//! A secret that was just made is shown once, on the page that its form leads to. Until then the browser holds it, in a cookie that only
//! this page sees and takes away: in the address it would stay in histories and logs.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The cookie that carries it over the redirect.
const FRESH: &str = "suda-fresh";
/// A browser that does not come back forgets it after so many seconds.
const SECONDS: u32 = 60;

/// What was made, and for whom; `what` is a word of ours. For the page at `path`.
pub fn hand_over(path: &str, what: &str, secret: &str, name: &str, secure: bool) -> HeaderValue {
    set(path, &format!("{what}.{secret}.{}", URL_SAFE_NO_PAD.encode(name)), SECONDS, secure)
}

/// What was made, as [`hand_over`] was told: the word, the secret, the name.
pub fn handed_over(headers: &HeaderMap) -> Option<(String, String, String)> {
    let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let value = pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(name, _)| *name == FRESH).map(|(_, value)| value)?;
    let mut parts = value.split('.');
    let (what, secret, name) = (parts.next()?, parts.next()?, parts.next()?);
    let name = String::from_utf8(URL_SAFE_NO_PAD.decode(name).ok()?).ok()?;
    Some((what.to_owned(), secret.to_owned(), name))
}

/// It was shown: the browser forgets it.
pub fn forget(response: &mut Response, path: &str, secure: bool) {
    response.headers_mut().append(SET_COOKIE, set(path, "", 0, secure));
}

fn set(path: &str, value: &str, seconds: u32, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{FRESH}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"))
        .expect("secrets and names are base64url")
}
