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

    /// Whose browser sent a request with these headers: pages and their forms are for people. Of several cookies the first that proves
    /// somebody counts: what is left of an old session must not hide who came since.
    pub async fn by_cookie(&self, headers: &HeaderMap) -> StoreResult<Option<Identity>> {
        for token in session_tokens(headers) {
            if let Some(proven) = self.proven(&token).await? {
                return Ok(Some(proven.into()));
            }
        }
        for token in guest_tokens(headers) {
            let found = match self.proven(&token).await? {
                // A lease that is over is the guest's again who comes back before anybody else has the name.
                None => self.store.renew_guest(&token.digest(), self.clock.now(), seconds_after(self.clock.now(), SESSION_SECONDS)).await?,
                found => found,
            };
            if let Some(proven) = found {
                return Ok(Some(proven.into()));
            }
        }
        Ok(None)
    }

    async fn proven(&self, token: &Secret) -> StoreResult<Option<Proven>> {
        let now = self.clock.now();
        let found = self.store.session(&token.digest(), now).await?.filter(|proven| proven.kind != SessionKind::Token);
        if let Some(proven) = &found {
            self.keep_lease(proven, now).await;
        }
        Ok(found)
    }

    /// Whose access token this is.
    pub async fn by_token(&self, token: &Secret) -> StoreResult<Option<Identity>> {
        let found = self.store.session(&token.digest(), self.clock.now()).await?;
        Ok(found.filter(|proven| proven.kind == SessionKind::Token).map(Identity::from))
    }

    /// A guest who comes back with their cookie has shown that their browser keeps it: from now on the name is theirs for as long as a
    /// session lasts, counted from the last day on which they came.
    async fn keep_lease(&self, proven: &Proven, now: Timestamp) {
        let kept = seconds_after(now, SESSION_SECONDS);
        if proven.kind == SessionKind::Guest
            && proven.expires_at < seconds_after(now, SESSION_SECONDS - A_DAY)
            && let Err(error) = self.store.extend_session(proven.session, kept).await
        {
            // They are who they are all the same: the next time will do.
            tracing::warn!(%error, "a guest's lease cannot be made longer");
        }
    }
}

/// The access token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::from_text(token.trim()))
}

/// The session cookies of a request, of which one is usual. The prefixed one is first: only this server can have set it.
pub fn session_tokens(headers: &HeaderMap) -> impl Iterator<Item = Secret> {
    cookies(headers, [SECURE_COOKIE, PLAIN_COOKIE])
}

/// The same of a guest in a page of another site.
pub fn guest_tokens(headers: &HeaderMap) -> impl Iterator<Item = Secret> {
    cookies(headers, [SECURE_GUEST_COOKIE, PLAIN_GUEST_COOKIE])
}

fn cookies(headers: &HeaderMap, names: [&str; 2]) -> impl Iterator<Item = Secret> {
    let find = |name| {
        let pairs = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        let mut values = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(key, _)| *key == name).map(|(_, value)| value);
        values.find(|value| !value.is_empty() && value.len() <= LONGEST_TOKEN)
    };
    names.map(find).into_iter().flatten().map(Secret::from_text)
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
    for_frames(token.as_str(), SESSION_SECONDS, secure)
}

/// The `Set-Cookie` that takes a guest's cookie away.
pub fn no_guest_cookie(secure: bool) -> HeaderValue {
    for_frames("", 0, secure)
}

fn for_frames(value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let name = if secure { SECURE_GUEST_COOKIE } else { PLAIN_GUEST_COOKIE };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=None; Secure; Partitioned");
    HeaderValue::try_from(text).expect("a token is base64url")
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
        let tokens: Vec<Secret> = session_tokens(&headers(&["a=b; suda=planted", "__Host-suda=mine; c=d"])).collect();
        assert_eq!(tokens.iter().map(Secret::as_str).collect::<Vec<_>>(), ["mine", "planted"]);
    }

    #[test]
    fn nothing_and_nonsense_are_nobody() {
        assert!(session_tokens(&headers(&[])).next().is_none());
        assert!(session_tokens(&headers(&["suda="])).next().is_none());
        assert!(session_tokens(&headers(&[&format!("suda={}", "x".repeat(65))])).next().is_none());
        assert!(session_tokens(&headers(&["notsuda=x; suda"])).next().is_none());
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
