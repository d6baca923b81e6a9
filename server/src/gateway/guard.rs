//! What a request must pass before Socket.IO sees it.
//!
//! - **Its origin.** A page of another site must not connect with our cookies, neither by websocket (which browsers allow to all) nor
//!   by polling.
//! - **Its session.** The id of an Engine.IO session is all that a polling request shows: who learns it could speak and hear as that
//!   client. So each session is bound to the cookie or the access token of its handshake, by a digest, and requests with another are
//!   refused. Nothing here shows or logs such an id.
//! - **Its end.** Socket.IO closes the sockets of its namespaces, and no session that is in none: a poll of such a one would wait on, and
//!   a server that stops would wait for it.
//! - **Its weight.** Engine.IO keeps the request of the handshake for as long as the connection lasts, and with it the buffer that the
//!   request was read into: 16 KB. It gets a copy that holds what is needed and points nowhere.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderName, SET_COOKIE, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::session::Digest;
use tokio::sync::watch;

use super::{Requests, Settings};
use crate::identity::door::{bearer, guest_cookie, guest_tokens, session_tokens};
use crate::identity::{Door, Secret};

/// Engine.IO sessions that are remembered at most.
const MAX_SESSIONS: usize = 100_000;
/// The answer to a handshake is shorter.
const MAX_HANDSHAKE: usize = 1_024;

/// Whose a session is: the digest of its cookie or access token, or nobody's.
type Owner = Option<Digest>;

struct Bound {
    owner: Owner,
    /// Since when, while it has not connected to the namespace: then Engine.IO gives it up by itself, and so do we.
    waiting: Option<Instant>,
}

/// A secret that a browser was given with this handshake.
#[derive(Clone, Debug)]
pub(super) struct Lent(pub(super) Secret);

/// Who sends a request.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// From where, for limits.
    pub address: IpAddr,
    /// Whether over https.
    pub https: bool,
}

/// The guard of the edge.
pub(super) struct Guard {
    requests: Requests,
    /// Where guests are admitted: who proves nothing gets a cookie, which may become a guest's.
    guests: Option<Door>,
    sessions: Mutex<HashMap<Box<str>, Bound>>,
    /// After this time a session that never connected is gone.
    waits: Duration,
    closing: watch::Sender<bool>,
}

impl Guard {
    pub(super) fn new(requests: Requests, guests: Option<Door>, settings: Settings) -> Self {
        let (waits, closing) = (settings.connect_timeout * 3, watch::Sender::new(false));
        Self { requests, guests, sessions: Mutex::default(), waits, closing }
    }

    /// Binds a session to whoever shook hands; `false`: too many are remembered.
    fn bind(&self, sid: &str, owner: Owner, now: Instant) -> bool {
        let mut sessions = lock(&self.sessions);
        if sessions.len() >= MAX_SESSIONS {
            sessions.retain(|_, bound| bound.waiting.is_none_or(|since| now.duration_since(since) < self.waits));
        }
        let has_room = sessions.len() < MAX_SESSIONS;
        if has_room {
            sessions.insert(sid.into(), Bound { owner, waiting: Some(now) });
        }
        has_room
    }

    /// `guest`: the digest of a guest's cookie, which comes with the handshake, and may not come back.
    fn is_owner(&self, sid: &str, owner: Owner, guest: Owner) -> bool {
        let sessions = lock(&self.sessions);
        sessions.get(sid).is_some_and(|bound| bound.owner == owner || (owner.is_none() && bound.owner == guest))
    }

    /// A session has connected: it is remembered until it ends.
    pub(super) fn keep(&self, sid: &str) {
        if let Some(bound) = lock(&self.sessions).get_mut(sid) {
            bound.waiting = None;
        }
    }

    /// Ends what polls still wait for, now and from now on.
    pub(super) fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Resolves when everything is to end.
    pub(super) async fn is_closing(&self) {
        let mut closing = self.closing.subscribe();
        closing.wait_for(|closing| *closing).await.expect("the sender is here");
    }

    /// A session has ended.
    pub(super) fn forget(&self, sid: &str) {
        lock(&self.sessions).remove(sid);
    }
}

/// The layer outside Socket.IO.
pub(super) async fn pass(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if !(guard.requests.may_come)(&parts) {
        metrics::counter!("suda_connections_refused_total", "code" => "origin").increment(1);
        return (StatusCode::FORBIDDEN, "this origin may not connect").into_response();
    }
    let owner = bearer(&parts.headers).or_else(|| session_tokens(&parts.headers).next()).map(|token| token.digest());
    let guest = guest_tokens(&parts.headers).next().map(|token| token.digest());
    let sid = parameter(&parts.uri, "sid").map(str::to_owned);
    let opens_polling = sid.is_none() && parameter(&parts.uri, "transport") == Some("polling");
    let polls = sid.is_some() && parts.method == Method::GET;
    if let Some(sid) = &sid
        && !guard.is_owner(sid, owner, guest)
    {
        // The same answer as for a session that never was: who guesses learns nothing.
        return (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/json")], r#"{"code":"1","message":"Session ID unknown"}"#)
            .into_response();
    }
    let client = (guard.requests.client)(&parts);
    let begins = sid.is_none();
    let Some(mut parts) = lighten(parts) else { return StatusCode::BAD_REQUEST.into_response() };
    let (mut owner, mut cookie) = (owner, None);
    if let Some(door) = guard.guests.as_ref().filter(|_| begins) {
        parts.extensions.insert(client);
        if is_nobody(door, &parts.headers).await {
            let token = Secret::mint();
            cookie = Some(guest_cookie(&token, client.https));
            parts.extensions.insert(Lent(token));
        } else {
            owner = owner.or(guest);
        }
    }
    let response = tokio::select! {
        // A session that is closed says so itself, first.
        biased;
        response = next.run(Request::from_parts(parts, body)) => response,
        () = guard.is_closing(), if polls => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let mut response = if opens_polling { bind_handshake(&guard, owner, response).await } else { response };
    cookie.map(|cookie| response.headers_mut().append(SET_COOKIE, cookie));
    response
}

/// Whether nothing that came along proves anybody: only then the browser gets a guest's cookie, and a name is never leased to a secret that
/// somebody else may have planted. In an outage nobody knows.
async fn is_nobody(door: &Door, headers: &HeaderMap) -> bool {
    bearer(headers).is_none() && matches!(door.by_cookie(headers).await, Ok(None))
}

/// Reads the id out of the answer to a handshake.
async fn bind_handshake(guard: &Guard, owner: Owner, response: Response) -> Response {
    #[derive(Deserialize)]
    struct Open {
        sid: String,
    }
    let (parts, body) = response.into_parts();
    if parts.status != StatusCode::OK {
        return Response::from_parts(parts, body);
    }
    let open = to_bytes(body, MAX_HANDSHAKE).await.ok();
    let sid = open.as_deref().and_then(|open| open.strip_prefix(b"0")).and_then(|json| serde_json::from_slice::<Open>(json).ok());
    match (open, sid) {
        (Some(open), Some(Open { sid })) if guard.bind(&sid, owner, Instant::now()) => Response::from_parts(parts, Body::from(open)),
        // The session that was just opened ends by itself: nobody can connect it.
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// A parameter as Engine.IO reads it: the first of that name, as it is written.
fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// The same request in memory of its own: every view that is left into the buffer that it was read into would keep that alive.
fn lighten(mut parts: Parts) -> Option<Parts> {
    const KEPT: [HeaderName; 6] = [AUTHORIZATION, CONNECTION, UPGRADE, COOKIE, CONTENT_TYPE, CONTENT_LENGTH];
    let is_kept = |name: &HeaderName| KEPT.contains(name) || name.as_str().starts_with("sec-websocket-");
    let mut headers = HeaderMap::new();
    for (name, value) in parts.headers.iter().filter(|(name, _)| is_kept(name)) {
        headers.append(name.clone(), HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    parts.headers = headers;
    parts.uri = parts.uri.to_string().parse().ok()?;
    parts.extensions.remove::<OriginalUri>();
    Some(parts)
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these mutexes guard is changed in steps that leave it whole: a panic of another holder spoils nothing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        let client = |_: &Parts| Client { address: IpAddr::from([127, 0, 0, 1]), https: false };
        let requests = Requests { may_come: Arc::new(|_| true), client: Arc::new(client) };
        Guard::new(requests, None, Settings::default())
    }

    #[test]
    fn a_session_belongs_to_the_cookie_of_its_handshake() {
        let guard = guard();
        let (mine, yours) = (Some(Digest([1; 32])), Some(Digest([2; 32])));
        assert!(guard.bind("sid", mine, Instant::now()));
        assert!(guard.is_owner("sid", mine, None));
        assert!(!guard.is_owner("sid", yours, None));
        assert!(!guard.is_owner("sid", None, None));
        assert!(!guard.is_owner("another", mine, None));
        guard.forget("sid");
        assert!(!guard.is_owner("sid", mine, None));
    }

    #[test]
    fn what_never_connects_does_not_fill_the_memory() {
        let (guard, then) = (guard(), Instant::now());
        for n in 0..MAX_SESSIONS {
            assert!(guard.bind(&format!("sid{n}"), None, then));
        }
        guard.keep("sid7");
        assert!(!guard.bind("one more", None, then));
        assert!(guard.bind("one more", None, then + guard.waits));
        assert!(guard.is_owner("sid7", None, None), "connected: it stays");
        assert!(!guard.is_owner("sid8", None, None));
    }

    #[test]
    fn parameters_are_read_as_engine_io_reads_them() {
        let uri: Uri = "/chat/ws/?EIO=4&transport=polling&sidx=3&sid=abc&sid=def".parse().expect("a URI");
        assert_eq!(parameter(&uri, "sid"), Some("abc"));
        assert_eq!(parameter(&uri, "transport"), Some("polling"));
        assert_eq!(parameter(&uri, "t"), None);
    }

    #[test]
    fn a_lightened_request_keeps_what_is_needed() {
        let request =
            axum::http::Request::builder().uri("/chat/ws/?EIO=4").header("cookie", "suda=x").header("user-agent", "수다".as_bytes());
        let request = request.header("sec-websocket-key", "k").body(()).expect("a request");
        let parts = lighten(request.into_parts().0).expect("a URI stays one");
        assert_eq!(parts.uri.query(), Some("EIO=4"));
        assert_eq!(parts.headers.len(), 2);
    }
}
