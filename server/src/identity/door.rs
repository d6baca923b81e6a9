//! From a request's headers to an identity. The session cookie carries 256 random bits; the store holds their digest.

use std::sync::Arc;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use store::{Store, StoreResult};

use super::{Identity, Secret};
use crate::clock::Clock;

/// How long a session lasts, in seconds: 90 days.
pub const SESSION_SECONDS: i64 = 90 * 24 * 60 * 60;

/// The cookie over https. The prefix makes browsers refuse one that another host or a plain connection has set.
const SECURE_COOKIE: &str = "__Host-suda";
/// The cookie over plain http, where browsers refuse the prefix.
const PLAIN_COOKIE: &str = "suda";
/// Nothing that we minted is longer.
const LONGEST_TOKEN: usize = 64;

/// Proves who acts. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    store: Arc<dyn Store>,
    clock: Clock,
}

impl Door {
    /// A door to the accounts of this store.
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self { store, clock }
    }

    /// Who sent a request with these headers; `None`: nobody that is signed in. An outage of the store is an error, never "nobody".
    pub async fn identify(&self, headers: &HeaderMap) -> StoreResult<Option<Identity>> {
        let Some(token) = session_token(headers) else { return Ok(None) };
        let found = self.store.session(&token.digest(), self.clock.now()).await?;
        Ok(found.map(|(account, session)| Identity::new(account, session)))
    }
}

/// The session cookie of a request. The prefixed one wins: only this server can have set it.
pub fn session_token(headers: &HeaderMap) -> Option<Secret> {
    let find = |name| {
        let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let value = find(SECURE_COOKIE).or_else(|| find(PLAIN_COOKIE))?;
    (!value.is_empty() && value.len() <= LONGEST_TOKEN).then(|| Secret::from_text(value))
}

/// The `Set-Cookie` that opens a session.
pub fn session_cookie(token: &Secret, secure: bool) -> HeaderValue {
    cookie(token.as_str(), SESSION_SECONDS, secure)
}

/// The `Set-Cookie` that takes the session's cookie away.
pub fn no_session_cookie(secure: bool) -> HeaderValue {
    cookie("", 0, secure)
}

fn cookie(value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let (name, secure) = if secure { (SECURE_COOKIE, "; Secure") } else { (PLAIN_COOKIE, "") };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).expect("a token is base64url")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, HeaderValue::try_from(*cookie).expect("a header value"));
        }
        headers
    }

    #[test]
    fn the_prefixed_cookie_wins() {
        let token = session_token(&headers(&["a=b; suda=planted", "__Host-suda=mine; c=d"])).expect("a cookie");
        assert_eq!(token.as_str(), "mine");
    }

    #[test]
    fn nothing_and_nonsense_are_nobody() {
        assert!(session_token(&headers(&[])).is_none());
        assert!(session_token(&headers(&["suda="])).is_none());
        assert!(session_token(&headers(&[&format!("suda={}", "x".repeat(65))])).is_none());
        assert!(session_token(&headers(&["notsuda=x; suda"])).is_none());
    }

    #[test]
    fn a_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let secret = Secret::mint();
        let plain = session_cookie(&secret, false);
        assert_eq!(plain, format!("suda={}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax", secret.as_str()));
        let secure = session_cookie(&secret, true);
        assert!(secure.to_str().expect("ASCII").starts_with("__Host-suda="));
        assert!(secure.to_str().expect("ASCII").ends_with("; Secure"));
    }
}
