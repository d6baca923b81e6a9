//! The way to the push services: a bounded number of requests at a time, a few tries, and what an answer means.

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring::default_provider;
use store::Store;
use store::push::Subscribed;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Settings;
use super::key::{self, KeyError};
use super::message::Message;
use super::services::{Place, PublicNames, Services};
use crate::clock::Clock;

/// Requests at the same time.
const AT_ONCE: usize = 32;
/// Deliveries that wait for another try; more are given up.
const MOST_WAITING: usize = 2_048;
/// Tries in all.
const TRIES: u32 = 4;
/// Most that a service can make us wait.
const LONGEST_WAIT: Duration = Duration::from_mins(2);
/// How long a service keeps what it cannot deliver, in seconds: a day. After that nobody wants to be called for it.
const TTL: &str = "86400";

/// Two clients: for services on the internet, at public addresses only, and for origins that the operator has named.
struct Ways {
    public: Client<HttpsConnector<HttpConnector<PublicNames>>, Body>,
    named: Client<HttpsConnector<HttpConnector>, Body>,
}

/// The way to the services.
pub struct Road(Arc<Inner>);

struct Inner {
    services: Arc<Services>,
    store: Weak<dyn Store>,
    key: Arc<key::Kept>,
    clock: Clock,
    settings: Settings,
    ways: Option<Ways>,
    under_way: Arc<Semaphore>,
    waiting: Semaphore,
}

/// What came of a try.
enum Came {
    Delivered,
    /// The browser has no such subscription any more.
    Gone,
    /// It will not be taken, however often it is sent.
    Refused(StatusCode),
    /// Another time it may.
    Later(Option<Duration>),
}

impl Road {
    pub(super) fn new(services: Arc<Services>, store: Weak<dyn Store>, key: Arc<key::Kept>, clock: Clock, settings: Settings) -> Self {
        let ways =
            Ways::new().inspect_err(|error| tracing::error!(%error, "nothing can be pushed: there are no certificates to trust")).ok();
        let (under_way, waiting) = (Arc::new(Semaphore::new(AT_ONCE)), Semaphore::new(MOST_WAITING));
        Self(Arc::new(Inner { services, store, key, clock, settings, ways, under_way, waiting }))
    }

    /// Sends a message to all of these browsers. Returns when the last of them is under way.
    pub(super) async fn spread(&self, message: Arc<Message>, browsers: Vec<Subscribed>) {
        for browser in browsers {
            let permit = self.0.permit().await;
            let (road, message) = (self.0.clone(), message.clone());
            tokio::spawn(async move { road.deliver(&message, &browser, permit).await });
        }
    }
}

impl Ways {
    fn new() -> std::io::Result<Self> {
        let tls = || HttpsConnectorBuilder::new().with_provider_and_native_roots(default_provider());
        let connector = |mut http: HttpConnector| {
            http.enforce_http(false);
            http
        };
        let mut public = HttpConnector::new_with_resolver(PublicNames);
        public.enforce_http(false);
        public.set_connect_timeout(Some(Duration::from_secs(5)));
        let client = || {
            let mut builder = Client::builder(TokioExecutor::new());
            builder.pool_idle_timeout(Duration::from_secs(30)).pool_max_idle_per_host(4).pool_timer(TokioTimer::new());
            builder
        };
        Ok(Self {
            public: client().build(tls()?.https_only().enable_http1().enable_http2().wrap_connector(public)),
            named: client().build(tls()?.https_or_http().enable_http1().enable_http2().wrap_connector(connector(HttpConnector::new()))),
        })
    }
}

impl Inner {
    async fn permit(&self) -> OwnedSemaphorePermit {
        self.under_way.clone().acquire_owned().await.expect("nobody closes it")
    }

    /// To one browser, with all tries. What waits for its next try holds nobody up.
    async fn deliver(&self, message: &Message, to: &Subscribed, permit: OwnedSemaphorePermit) {
        let mut first = Some(permit);
        let mut wait = self.settings.again;
        for tried in 1..=TRIES {
            let permit = match first.take() {
                Some(permit) => permit,
                None => self.permit().await,
            };
            let came = self.once(message, to).await;
            drop(permit);
            let outcome = match came {
                Came::Delivered => "delivered",
                Came::Gone => {
                    self.forget(to).await;
                    "gone"
                }
                Came::Refused(status) => {
                    tracing::warn!(%status, "a push service refuses a message");
                    "refused"
                }
                Came::Later(asked) if tried < TRIES => {
                    let Ok(_waiting) = self.waiting.try_acquire() else { return count("failed") };
                    tokio::time::sleep(asked.unwrap_or(wait).min(LONGEST_WAIT)).await;
                    wait *= 4;
                    continue;
                }
                Came::Later(_) => "failed",
            };
            return count(outcome);
        }
    }

    async fn once(&self, message: &Message, to: &Subscribed) -> Came {
        let endpoint = &to.subscription.endpoint;
        // The list may be another one than when the browser subscribed.
        let Some(place) = self.services.place(endpoint) else { return Came::Gone };
        let Some(body) = message.encrypted(&to.subscription) else { return Came::Gone };
        let authorization = match self.key.authorization(&place.origin, self.clock.now()).await {
            Ok(authorization) => authorization,
            Err(KeyError::Corrupt) => return Came::Refused(StatusCode::UNAUTHORIZED),
            Err(KeyError::Store(_) | KeyError::Ending) => return Came::Later(None),
        };
        let urgency = if to.mentioned || message.is_direct() { "high" } else { "normal" };
        let request = Request::builder()
            .method(Method::POST)
            .uri(place.uri.clone())
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header("ttl", TTL)
            .header("topic", message.topic())
            .header("urgency", urgency)
            .body(Body::from(Bytes::from(body)));
        let Ok(request) = request else { return Came::Gone };
        let Some(answer) = self.ask(&place, request).await else { return Came::Later(None) };
        meaning(answer.0, &answer.1)
    }

    /// The status and the headers of an answer; what else it says is not read. `None`: there was none in time.
    async fn ask(&self, place: &Place, request: Request<Body>) -> Option<(StatusCode, HeaderMap)> {
        let ways = self.ways.as_ref()?;
        let asked = if place.named { ways.named.request(request) } else { ways.public.request(request) };
        match tokio::time::timeout(self.settings.patience, asked).await {
            Ok(Ok(answer)) => Some((answer.status(), answer.headers().clone())),
            Ok(Err(error)) => {
                // Not the endpoint: who knows that can address the browser.
                tracing::debug!(service = place.origin, %error, "a push service cannot be reached");
                None
            }
            Err(_) => None,
        }
    }

    async fn forget(&self, whose: &Subscribed) {
        let Some(store) = self.store.upgrade() else { return };
        if let Err(error) = store.unsubscribe(&whose.user_id, whose.session, Some(&whose.subscription.endpoint)).await {
            tracing::warn!(%error, "a subscription that is gone cannot be forgotten now: the next message tries again");
        }
    }
}

fn meaning(status: StatusCode, headers: &HeaderMap) -> Came {
    match status {
        status if status.is_success() => Came::Delivered,
        StatusCode::NOT_FOUND | StatusCode::GONE => Came::Gone,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Came::Later(asked_to_wait(headers)),
        status if status.is_server_error() => Came::Later(asked_to_wait(headers)),
        status => Came::Refused(status),
    }
}

fn asked_to_wait(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

fn count(outcome: &'static str) {
    metrics::counter!("suda_push_total", "outcome" => outcome).increment(1);
}
