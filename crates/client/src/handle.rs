//! The handle: one [`Client`] for a page or a process, and the stream of what it hears.
//!
//! A handle only posts to the driver; it decides nothing.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures::channel::{mpsc, oneshot};
use futures::{Stream, StreamExt as _};
use protocol::{Command, Reply};

use crate::connection::{MAX_IN_FLIGHT, Pace, Transports};
use crate::driver::{self, Ask, Asks, Outcome};
use crate::json;
use crate::signal::{CallError, Signal};

/// The path on which a server of Suda speaks Socket.IO.
pub const DEFAULT_PATH: &str = "/chat/ws/";

/// Where to connect, as whom and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The server: `http://host:port`, without a path. In the browser also `https://…`; the native transport speaks
    /// plain HTTP only (tests and load).
    pub server: String,
    /// Where Engine.IO listens; begins and ends with `/`.
    pub path: String,
    /// The payload of the namespace's CONNECT, as JSON text (`{"token": …}`); `None` where the cookie is enough.
    pub auth: Option<String>,
    /// Native only: the request header `cookie`. A browser sends its own.
    pub cookie: Option<String>,
    /// Native only: the request header `origin`. A browser sends its own.
    pub origin: Option<String>,
    /// Which transports may be used.
    pub transports: Transports,
    /// How fast to try again, and how long to wait for what.
    pub pace: Pace,
}

impl Options {
    /// The usual way to a server: [`DEFAULT_PATH`], a websocket with long polling behind it.
    pub fn new(server: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            path: DEFAULT_PATH.into(),
            auth: None,
            cookie: None,
            origin: None,
            transports: Transports::default(),
            pace: Pace::default(),
        }
    }

    /// The server that this page came from; `None` outside a window.
    #[cfg(target_arch = "wasm32")]
    pub fn here() -> Option<Self> {
        crate::transport::origin().map(Self::new)
    }

    /// The same with the request header `cookie` (native only).
    #[must_use]
    pub fn with_cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookie = Some(cookie.into());
        self
    }

    /// The same with a payload for CONNECT, as JSON text.
    #[must_use]
    pub fn with_auth(mut self, json: impl Into<String>) -> Self {
        self.auth = Some(json.into());
        self
    }
}

/// One connection to a server, kept up. Cheap to clone; when the last clone is dropped the connection ends.
#[derive(Clone)]
pub struct Client {
    asks: Asks,
    waiting: Arc<AtomicUsize>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// Starts to connect and returns at once. Natively it must be called within a tokio runtime.
    pub fn start(options: Options) -> (Self, Incoming) {
        let (asks, incoming) = driver::start(options);
        (Self { asks, waiting: Arc::default() }, incoming)
    }

    /// Sends a command and waits for its reply, at most `deadline`. It is sent when this is called, not when the future
    /// is polled: the order of calls is the order on the wire. While there is no connection it fails at once with
    /// [`CallError::Disconnected`]: the queue for what may wait is the outbox.
    #[expect(clippy::needless_pass_by_value, reason = "a command is given away: sending it again is another decision")]
    pub fn call<C: Command>(
        &self,
        command: C,
        deadline: Duration,
    ) -> impl Future<Output = Result<C::Reply, CallError>> + Send + 'static + use<C> {
        let text = self.post(C::NAME, write(&command), deadline);
        async move {
            let text = text.await?;
            match json::read(&text) {
                Ok(Reply::Ok(reply)) => Ok(reply),
                Ok(Reply::Error(error)) => Err(CallError::Refused(error)),
                Err(fault) => Err(CallError::Malformed(fault.to_string())),
            }
        }
    }

    /// Sends a command that has no reply (`typing`). It is dropped while there is no connection, or when the
    /// connection cannot keep up.
    #[expect(clippy::needless_pass_by_value, reason = "a command is given away: sending it again is another decision")]
    pub fn say<C: Command>(&self, command: C) {
        let Ok(payload) = write(&command) else { return };
        drop(self.asks.unbounded_send(Ask::Say { name: C::NAME.into(), payload }));
    }

    /// For tests: sends any event with any JSON text as its payload (which is not checked) and returns the first
    /// argument of the acknowledgement as JSON text, unread; an error reply is a text like any other.
    pub fn call_raw(
        &self,
        name: &str,
        payload: &str,
        deadline: Duration,
    ) -> impl Future<Output = Result<String, CallError>> + Send + 'static + use<> {
        self.post(name, Ok(payload.to_owned()), deadline)
    }

    fn post(
        &self,
        name: &str,
        payload: Result<String, CallError>,
        deadline: Duration,
    ) -> impl Future<Output = Result<String, CallError>> + Send + 'static + use<> {
        let place = Place::take(&self.waiting);
        let posted = payload.and_then(|payload| {
            let place = place.ok_or(CallError::Busy)?;
            let deadline_ms = u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX);
            let (done, outcome) = oneshot::channel::<Outcome>();
            let ask = Ask::Call { name: name.to_owned(), payload, deadline_ms, done };
            self.asks.unbounded_send(ask).map_err(|_| CallError::Disconnected)?;
            Ok((place, outcome))
        });
        async move {
            let (_place, outcome) = posted?;
            outcome.await.unwrap_or(Err(CallError::Disconnected))
        }
    }

    /// Tries to connect now: the network is back, the tab is visible again, the person asks for it. Also the way back
    /// after [`Signal::Refused`]. Does nothing while connected, unless the server has been silent for too long.
    pub fn retry_now(&self) {
        drop(self.asks.unbounded_send(Ask::RetryNow));
    }

    /// Says goodbye to the server and ends the stream of signals. There is no way back: start another client.
    pub fn stop(&self) {
        drop(self.asks.unbounded_send(Ask::Stop));
    }
}

fn write<C: Command>(command: &C) -> Result<String, CallError> {
    serde_json::to_string(command).map_err(|fault| CallError::Malformed(fault.to_string()))
}

/// A place among the calls that wait: the bound on what one client holds in memory.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(waiting.clone());
        (waiting.fetch_add(1, Ordering::Relaxed) < MAX_IN_FLIGHT).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the connection tells, in order. Ends after [`Client::stop`], or when the last [`Client`] was dropped. When it
/// is not read, typing and presence are dropped first; then the connection is ended ([`crate::Reason::Behind`]), since
/// `sync` on the next one brings back everything durable.
#[derive(Debug)]
pub struct Incoming {
    signals: mpsc::UnboundedReceiver<Signal>,
    waiting: Arc<AtomicUsize>,
}

impl Incoming {
    pub(crate) fn new(signals: mpsc::UnboundedReceiver<Signal>, waiting: Arc<AtomicUsize>) -> Self {
        Self { signals, waiting }
    }
}

impl Stream for Incoming {
    type Item = Signal;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Signal>> {
        let next = self.signals.poll_next_unpin(context);
        if let Poll::Ready(Some(_)) = next {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        next
    }
}
