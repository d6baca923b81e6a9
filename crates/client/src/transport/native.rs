//! Links over tokio: tests, load and other programs. Plain HTTP only; a proxy in front of them speaks TLS.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::pin::pin;
use std::time::Duration;

use futures::future::{self, Either};
use futures::{SinkExt as _, StreamExt as _};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, ORIGIN};
use hyper::{Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::time::Instant;
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::{Events, Outgoing, websocket_address};
use crate::handle::Options;

/// The longest message that is taken from a server, in bytes: far more than any reply has.
const MOST_RECEIVED: usize = 16 * 1_024 * 1_024;

pub(crate) type Sleep = tokio::time::Sleep;

pub(crate) fn sleep(ms: u64) -> Sleep {
    tokio::time::sleep(Duration::from_millis(ms))
}

pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

/// Good enough to spread clients out; not for secrets.
pub(crate) fn random() -> u32 {
    let bytes = RandomState::new().hash_one(()).to_le_bytes();
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// Milliseconds since it was started.
pub(crate) struct Clock(Instant);

impl Clock {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn now(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).expect("a process does not run for 500 million years")
    }
}

/// Runs a websocket until it ends.
pub(super) async fn websocket(options: &Options, mut outgoing: Outgoing, mut events: Events) -> Option<()> {
    let mut request = websocket_address(options).into_client_request().ok()?;
    headers(options, request.headers_mut())?;
    let config = WebSocketConfig::default().max_message_size(Some(MOST_RECEIVED)).max_frame_size(Some(MOST_RECEIVED));
    let (socket, _) = connect_async_with_config(request, Some(config), true).await.ok()?;
    let (mut sink, mut stream) = socket.split();
    let receive = async {
        while let Some(Ok(message)) = stream.next().await {
            if let Message::Text(text) = message {
                events.frame(text.as_str()).await;
            }
        }
    };
    let say = async {
        while let Some(frame) = outgoing.next().await {
            if sink.send(Message::text(frame)).await.is_err() {
                return;
            }
        }
        // The other end may be gone: then there is nobody to say goodbye to.
        let _ = sink.close().await;
    };
    match future::select(pin!(receive), pin!(say)).await {
        Either::Left(_) | Either::Right(_) => Some(()),
    }
}

/// Plain HTTP, connections kept.
pub(super) struct Http {
    client: Client<HttpConnector, Full<Bytes>>,
    headers: Option<HeaderMap>,
}

impl Http {
    pub(super) fn new(options: &Options) -> Self {
        let mut map = HeaderMap::new();
        let headers = headers(options, &mut map).map(|()| map);
        Self { client: Client::builder(TokioExecutor::new()).build_http(), headers }
    }

    /// POST with a body, GET without one. `None`: anything but a 200 with text in it.
    pub(super) async fn request(&self, url: &str, body: Option<String>) -> Option<String> {
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder().method(method).uri(url).body(Full::from(body.unwrap_or_default())).ok()?;
        request.headers_mut().clone_from(self.headers.as_ref()?);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=UTF-8"));
        let response = self.client.request(request).await.ok()?;
        if !response.status().is_success() {
            return None;
        }
        let bytes = Limited::new(response.into_body(), MOST_RECEIVED).collect().await.ok()?.to_bytes();
        String::from_utf8(bytes.into()).ok()
    }
}

fn headers(options: &Options, headers: &mut HeaderMap) -> Option<()> {
    for (name, value) in [(COOKIE, &options.cookie), (ORIGIN, &options.origin)] {
        if let Some(value) = value {
            headers.insert(name, HeaderValue::from_str(value).ok()?);
        }
    }
    Some(())
}
