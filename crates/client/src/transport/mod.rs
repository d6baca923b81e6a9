//! Links: one way to the server each, made by what the platform has. This module knows frames, not what they say.
//!
//! `native` and `browser` offer the same few names: `spawn`, `sleep`, `random`, `Clock`, `websocket` and `Http`.
//! [`polling`] is written once over them. Binary messages are skipped here: Suda has none.

mod polling;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
use browser as platform;
#[cfg(not(target_arch = "wasm32"))]
use native as platform;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::channel::{mpsc, oneshot};
use futures::future::{self, Either};
use futures::{SinkExt as _, StreamExt as _};

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::origin;
pub(crate) use platform::{Clock, Sleep, random, sleep, spawn};

use crate::connection::{LinkId, Transport};
use crate::handle::Options;

/// How long a link that nobody holds any more may take to say what is queued.
const GRACE_MS: u64 = 2_000;

pub(crate) enum LinkEvent {
    Frame(String),
    /// It could not be opened, or it ended. Nothing comes after this.
    Lost,
}

/// Opens a link. What it brings goes to `came`; dropping the link ends it, after what is queued was sent.
pub(crate) fn open(transport: Transport, id: LinkId, options: &Arc<Options>, came: mpsc::Sender<(LinkId, LinkEvent)>) -> Link {
    let (frames, queue) = mpsc::unbounded();
    let (held, dropped) = oneshot::channel();
    let backlog = Arc::new(AtomicUsize::new(0));
    let outgoing = Outgoing { queue, backlog: backlog.clone() };
    let options = options.clone();
    let mut end = Events { id, came };
    let events = end.clone();
    spawn(async move {
        let work = async {
            match transport {
                Transport::Websocket => platform::websocket(&options, outgoing, events).await,
                Transport::Polling => polling::run(&options, outgoing, events).await,
            }
        };
        let abandoned = async {
            let _ = dropped.await;
            sleep(GRACE_MS).await;
        };
        if let Either::Left(_) = future::select(pin!(work), pin!(abandoned)).await {
            end.send(LinkEvent::Lost).await;
        }
    });
    Link { frames, backlog, _held: held }
}

/// The near end of a link.
pub(crate) struct Link {
    frames: mpsc::UnboundedSender<String>,
    backlog: Arc<AtomicUsize>,
    _held: oneshot::Sender<()>,
}

impl Link {
    /// Queues a frame. The queue is bounded by the calls that may be in flight; what has no reply looks at
    /// [`Link::backlog`] first.
    pub(crate) fn send(&self, frame: String) {
        self.backlog.fetch_add(1, Ordering::Relaxed);
        // A link that has ended says so by itself.
        let _ = self.frames.unbounded_send(frame);
    }

    /// How many frames are queued.
    pub(crate) fn backlog(&self) -> usize {
        self.backlog.load(Ordering::Relaxed)
    }
}

/// What a link is to send.
struct Outgoing {
    queue: mpsc::UnboundedReceiver<String>,
    backlog: Arc<AtomicUsize>,
}

impl Outgoing {
    /// The next frame; `None` when the link was dropped and all is said.
    async fn next(&mut self) -> Option<String> {
        let frame = self.queue.next().await?;
        self.backlog.fetch_sub(1, Ordering::Relaxed);
        Some(frame)
    }

    /// The next frame, if one is queued already.
    fn next_now(&mut self) -> Option<String> {
        let frame = self.queue.try_recv().ok()?;
        self.backlog.fetch_sub(1, Ordering::Relaxed);
        Some(frame)
    }
}

/// Where a link tells what came.
#[derive(Clone)]
struct Events {
    id: LinkId,
    came: mpsc::Sender<(LinkId, LinkEvent)>,
}

impl Events {
    /// Waits while the driver is behind; that it is gone is found out by the link's own end.
    async fn send(&mut self, event: LinkEvent) {
        let _ = self.came.send((self.id, event)).await;
    }

    async fn frame(&mut self, frame: impl Into<String>) {
        self.send(LinkEvent::Frame(frame.into())).await;
    }
}

/// The address of a request to Engine.IO.
fn address(server: &str, options: &Options, query: &str) -> String {
    format!("{server}{}?EIO=4&{query}", options.path)
}

/// The server's address for a websocket.
fn websocket_address(options: &Options) -> String {
    let server = options.server.strip_prefix("http").map_or_else(|| options.server.clone(), |rest| format!("ws{rest}"));
    address(&server, options, "transport=websocket")
}
