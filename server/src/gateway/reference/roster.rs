//! Who is there. The replaced service told everybody of everybody with each connection; here it is told when it has changed, and at
//! most once a second.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use socketioxide::SocketIo;
use tokio::sync::Notify;

use super::super::guard::Guard;
use super::NAMESPACE;
use crate::chat::{Chat, ChatError};

/// The room of sockets that have a name, in Socket.IO's own sense.
pub(super) const NAMED: &str = "named";

/// At most so often.
const AT_MOST: Duration = Duration::from_secs(1);
/// Who came to or left another replica is noticed after this time.
const LOOK: Duration = Duration::from_secs(5);

/// Tells who is there.
pub(super) struct Roster {
    chat: Chat,
    touched: Notify,
    stale: AtomicBool,
    /// When it was last looked up, and what came of it.
    known: tokio::sync::Mutex<Option<(Instant, Names)>>,
}

/// Names, sorted.
type Names = Arc<[String]>;

impl Roster {
    pub(super) fn start(io: SocketIo, chat: Chat, guard: Arc<Guard>) -> Arc<Self> {
        let roster = Arc::new(Self { chat, touched: Notify::new(), stale: AtomicBool::new(false), known: tokio::sync::Mutex::default() });
        tokio::spawn(keep(roster.clone(), io, guard));
        roster
    }

    /// Who is there. Looked up at most once in [`AT_MOST`], whoever asks.
    pub(super) async fn names(&self) -> Result<Names, ChatError> {
        let mut known = self.known.lock().await;
        let stale = self.stale.swap(false, Ordering::Relaxed);
        if let Some((_, names)) = known.as_ref().filter(|(at, _)| !stale && at.elapsed() < AT_MOST) {
            return Ok(names.clone());
        }
        let names: Names = self.chat.everybody_here().await?.into_iter().map(|person| person.name.to_string()).collect();
        *known = Some((Instant::now(), names.clone()));
        Ok(names)
    }

    /// Somebody came, and is to be told whatever the others know already, with themselves among them.
    pub(super) fn touch(&self) {
        self.stale.store(true, Ordering::Relaxed);
        self.touched.notify_one();
    }
}

async fn keep(roster: Arc<Roster>, io: SocketIo, guard: Arc<Guard>) {
    // Who was to be told in an outage is told after it.
    let (mut told, mut touched) = (Names::default(), false);
    loop {
        tokio::select! {
            () = roster.touched.notified() => touched = true,
            () = tokio::time::sleep(LOOK) => {}
            // With it goes what it holds: the store.
            () = guard.is_closing() => return,
        }
        let listeners = || io.of(NAMESPACE).map(|namespace| namespace.to(NAMED));
        if listeners().is_none_or(|listeners| listeners.sockets().is_empty()) {
            continue;
        }
        match roster.names().await {
            Ok(names) => {
                if let Some(listeners) = listeners().filter(|_| touched || names != told) {
                    // Who takes nothing misses it, and gets the next one.
                    drop(listeners.emit("get_users", &json!({ "users": *names })).await);
                    told = names;
                }
                touched = false;
            }
            Err(error) => tracing::warn!(%error, "who is there cannot be told"),
        }
        tokio::select! {
            () = tokio::time::sleep(AT_MOST) => {}
            () = guard.is_closing() => return,
        }
    }
}
