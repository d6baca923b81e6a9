//! Into a server by its forms, as a browser without scripts: an account and its cookie. Knows nothing of sockets.

use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE};
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::{Instant, sleep};

/// Everybody's.
const PASSWORD: &str = "맞는 말 배터리 호치키스";
/// The wait when a server that is busy does not say how long.
const BUSY: Duration = Duration::from_secs(2);
/// Sign-ups at a time: a server hashes two passwords at once, and turns away whom its short line has no place for.
pub(crate) const AT_ONCE: usize = 4;

/// Why somebody cannot come in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// The server cannot be reached, or speaks no HTTP.
    #[error("{server} cannot be reached: {what}")]
    Unreachable {
        /// Which.
        server: String,
        /// The fault.
        what: String,
    },
    /// The form was refused. A seed that this server has seen before gives names that are taken.
    #[error("{server} does not let {name} sign up: {status}")]
    Refused {
        /// Which.
        server: String,
        /// Who.
        name: String,
        /// What it answered.
        status: u16,
    },
}

/// The forms of servers.
#[derive(Clone)]
pub(crate) struct Door {
    http: Client<HttpConnector, Full<Bytes>>,
    /// Who is told to wait beyond this time gives up.
    until: Instant,
}

impl Door {
    pub(crate) fn new(until: Instant) -> Self {
        Self { http: Client::builder(TokioExecutor::new()).build_http(), until }
    }

    /// Makes an account, and gives the header `cookie` of its session. `number` gives each person an address of their own, for servers
    /// that trust us as a proxy: there is a bound on the accounts that one address may make.
    pub(crate) async fn sign_up(&self, server: &str, name: &str, number: usize) -> Result<String, DoorError> {
        let unreachable = |what: String| DoorError::Unreachable { server: server.to_owned(), what };
        loop {
            let request = form(server, "/sign-up", &[("name", name), ("password", PASSWORD)], number)
                .map_err(|what| unreachable(what.to_string()))?;
            let answer = self.http.request(request).await.map_err(|what| unreachable(what.to_string()))?;
            let headers = answer.headers();
            let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
            let cookie = text(SET_COOKIE).and_then(|cookie| cookie.split(';').next());
            match (answer.status(), cookie) {
                (StatusCode::SEE_OTHER, Some(cookie)) if text(LOCATION) == Some("/") => return Ok(cookie.to_owned()),
                (StatusCode::TOO_MANY_REQUESTS, _) if Instant::now() < self.until => {
                    let wait = text(RETRY_AFTER).and_then(|seconds| seconds.parse().ok()).map_or(BUSY, Duration::from_secs);
                    sleep(wait).await;
                }
                (status, _) => {
                    return Err(DoorError::Refused { server: server.to_owned(), name: name.to_owned(), status: status.as_u16() });
                }
            }
        }
    }
}

fn form(server: &str, path: &str, fields: &[(&str, &str)], number: usize) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let body = fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&");
    let [.., high, middle, low] = number.to_be_bytes();
    Request::post(format!("{server}{path}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(ORIGIN, server)
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", format!("10.{high}.{middle}.{low}"))
        .body(Full::from(body))
}

/// Percent-encoded.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
