//! From a request's headers to an identity. A cookie or an access token carries 256 random bits; the store holds their digest.

use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use protocol::Timestamp;
use store::session::{Proven, SessionKind};
use store::{Store, StoreResult};

use super::{Identity, Secret};
use crate::clock::{Clock, seconds_after};

/// How long a session lasts, in seconds: 90 days.
pub const SESSION_SECONDS: i64 = 90 * 24 * 60 * 60;

const A_DAY: i64 = 24 * 60 * 60;

/// The cookie over https. The prefix makes browsers refuse one that another host or a plain connection has set.
const SECURE_COOKIE: &str = "__Host-suda";
/// The cookie over plain http, where browsers refuse the prefix.
const PLAIN_COOKIE: &str = "suda";
/// The same for guests in a page of another site, whose browser sends no other cookie there.
const SECURE_GUEST_COOKIE: &str = "__Host-suda-guest";
const PLAIN_GUEST_COOKIE: &str = "suda-guest";
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

    /// Who sent a request with these headers, be it a person's browser or a program with an access token; `None`: nobody. An outage of
    /// the store is an error, never "nobody".
    pub async fn identify(&self, headers: &HeaderMap) -> StoreResult<Option<Identity>> {
        match bearer(headers) {
            Some(token) => self.by_token(&token).await,
            None => self.by_cookie(headers).await,
        }
    }

    /// Whose browser sent a request with these headers: pages and their forms are for people.
    pub async fn by_cookie(&self, headers: &HeaderMap) -> StoreResult<Option<Identity>> {
        let Some(token) = session_token(headers) else { return Ok(None) };
        let now = self.clock.now();
        let found = self.store.session(&token.digest(), now).await?.filter(|proven| proven.kind != SessionKind::Token);
        if let Some(proven) = &found {
            self.keep_lease(proven, now).await?;
        }
        Ok(found.map(Identity::from))
    }

    /// Whose access token this is.
    pub async fn by_token(&self, token: &Secret) -> StoreResult<Option<Identity>> {
        let found = self.store.session(&token.digest(), self.clock.now()).await?;
        Ok(found.filter(|proven| proven.kind == SessionKind::Token).map(Identity::from))
    }

    /// A guest who comes back with their cookie has shown that their browser keeps it: from now on the name is theirs for as long as a
    /// session lasts, counted from the last day on which they came.
    async fn keep_lease(&self, proven: &Proven, now: Timestamp) -> StoreResult<()> {
        let kept = seconds_after(now, SESSION_SECONDS);
        if proven.kind == SessionKind::Guest && proven.expires_at < seconds_after(now, SESSION_SECONDS - A_DAY) {
            self.store.extend_session(proven.session, kept).await?;
        }
        Ok(())
    }
}

/// The access token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::from_text(token.trim()))
}

/// The session cookie of a request, else a guest's. The prefixed one wins: only this server can have set it.
pub fn session_token(headers: &HeaderMap) -> Option<Secret> {
    cookie_of(headers, [SECURE_COOKIE, PLAIN_COOKIE, SECURE_GUEST_COOKIE, PLAIN_GUEST_COOKIE])
}

/// The session cookie of a request, which is no guest's of another site.
pub fn account_token(headers: &HeaderMap) -> Option<Secret> {
    cookie_of(headers, [SECURE_COOKIE, PLAIN_COOKIE])
}

fn cookie_of<const N: usize>(headers: &HeaderMap, names: [&str; N]) -> Option<Secret> {
    let find = |name| {
        let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let value = names.into_iter().find_map(find)?;
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

/// The `Set-Cookie` that a guest's lease is kept in where a page of another site has us in it: without partitions browsers would drop
/// it there. Plain http is for one's own machine, which browsers trust as if it were https.
pub fn guest_cookie(token: &Secret, secure: bool) -> HeaderValue {
    let name = if secure { SECURE_GUEST_COOKIE } else { PLAIN_GUEST_COOKIE };
    let text = format!("{name}={}; Path=/; Max-Age={SESSION_SECONDS}; HttpOnly; SameSite=None; Secure; Partitioned", token.as_str());
    HeaderValue::try_from(text).expect("a token is base64url")
}

/// The same as a browser sends it back.
pub fn guest_cookie_pair(token: &Secret) -> HeaderValue {
    HeaderValue::try_from(format!("{PLAIN_GUEST_COOKIE}={}", token.as_str())).expect("a token is base64url")
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
