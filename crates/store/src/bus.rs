//! The bus: how what one replica has to say reaches the sockets of all of them. Owns topics and delivery; knows neither rooms'
//! rules nor sockets, and never looks into a payload.
//!
//! A bus is thin and only a hint: what it loses is found again in the store. It must say so when it may have lost something
//! ([`Signal::Lost`]), because a replica that has lost the bus says nothing more until it has compared heads.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use protocol::{RoomId, UserId};
use tokio::sync::{mpsc, oneshot};

use crate::StoreResult;

/// What a message is about. A replica subscribes to a room or a person only while it has sockets there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// For the sockets in a room.
    Room(RoomId),
    /// For the sockets of a person.
    Person(UserId),
}

/// Something that was said, as it travels.
#[derive(Clone, Debug)]
pub struct Message {
    /// Who hears it.
    pub topic: Topic,
    /// A short JSON that says how to treat the frame. Read on every replica.
    pub head: Arc<str>,
    /// The event's payload as it goes to the sockets, already JSON; empty when there is none. Serialised once, for all replicas.
    pub frame: Arc<str>,
}

/// What a replica hears.
#[derive(Clone, Debug)]
pub enum Signal {
    /// A message of a topic that this replica has subscribed to.
    Message(Message),
    /// Messages may be missing before the next one: compare heads with the store.
    Lost,
}

/// A message that was handed over. Dropping it changes nothing: the message is on its way.
#[derive(Debug)]
pub struct Handover(Option<oneshot::Receiver<()>>);

impl Handover {
    /// Everybody who has subscribed will hear it.
    pub const fn done() -> Self {
        Self(None)
    }

    /// It is on its way until the sender is used.
    pub const fn until(told: oneshot::Receiver<()>) -> Self {
        Self(Some(told))
    }

    /// Waits until everybody who has subscribed will hear it, also when this process dies now; `false` when that takes longer.
    pub async fn wait(self, patience: Duration) -> bool {
        match self.0 {
            None => true,
            Some(told) => matches!(tokio::time::timeout(patience, told).await, Ok(Ok(()))),
        }
    }
}

/// A bus. One for each replica; messages of one publisher on one topic arrive in the order in which they were published.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Hands a message over to all replicas that have subscribed, this one included. Never waits and cannot be cancelled halfway;
    /// a message that could not be delivered is followed by [`Signal::Lost`] wherever it is missing. It may be delivered twice.
    fn publish(&self, message: Message) -> Handover;
    /// Starts to hear topics. When it returns, every message that is published from now on is heard; twice changes nothing.
    async fn subscribe(&self, topics: &[Topic]) -> StoreResult<()>;
    /// Stops hearing topics; a few messages that were under way may still come.
    async fn unsubscribe(&self, topics: &[Topic]);
}

/// What a replica hears, in order.
#[derive(Debug)]
pub struct Signals {
    waiting: mpsc::Receiver<Signal>,
    lost: Arc<AtomicBool>,
}

/// The other end of [`Signals`]: for a bus.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    waiting: mpsc::Sender<Signal>,
    lost: Arc<AtomicBool>,
}

impl Heard {
    /// Both ends, with room for `capacity` signals.
    pub(crate) fn new(capacity: usize) -> (Self, Signals) {
        let (sender, receiver) = mpsc::channel(capacity);
        let lost = Arc::new(AtomicBool::new(false));
        (Self { waiting: sender, lost: lost.clone() }, Signals { waiting: receiver, lost })
    }

    /// Passes a signal on, or notes that one is lost.
    pub(crate) fn hear(&self, signal: Signal) {
        if self.waiting.try_send(signal).is_err() {
            self.lost.store(true, Ordering::Release);
        }
    }
}

impl Signals {
    /// The next signal; `None` when the bus is gone. Can be cancelled.
    pub async fn recv(&mut self) -> Option<Signal> {
        let signal = self.waiting.recv().await?;
        if self.lost.swap(false, Ordering::AcqRel) {
            // This message is one of those that the reader finds again in the store, so it may go with the lost ones.
            return Some(Signal::Lost);
        }
        Some(signal)
    }
}

/// Signals that may wait to be heard before some are lost.
pub const CAPACITY: usize = 16_384;

/// The bus of a single replica: everything stays in this process.
#[derive(Debug)]
pub struct LocalBus {
    topics: Mutex<HashSet<Topic>>,
    heard: Heard,
}

impl LocalBus {
    /// A bus and what its only replica hears, with room for `capacity` messages (usually [`CAPACITY`]).
    pub fn new(capacity: usize) -> (Arc<Self>, Signals) {
        let (heard, signals) = Heard::new(capacity);
        (Arc::new(Self { topics: Mutex::default(), heard }), signals)
    }

    fn topics(&self) -> std::sync::MutexGuard<'_, HashSet<Topic>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bus for LocalBus {
    fn publish(&self, message: Message) -> Handover {
        if self.topics().contains(&message.topic) {
            self.heard.hear(Signal::Message(message));
        }
        Handover::done()
    }

    async fn subscribe(&self, topics: &[Topic]) -> StoreResult<()> {
        self.topics().extend(topics.iter().cloned());
        Ok(())
    }

    async fn unsubscribe(&self, topics: &[Topic]) {
        let mut heard = self.topics();
        for topic in topics {
            heard.remove(topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(topic: Topic, frame: &str) -> Message {
        Message { topic, head: "{}".into(), frame: frame.into() }
    }

    fn room(id: &str) -> Topic {
        Topic::Room(RoomId::new(id).expect("an id"))
    }

    async fn next(signals: &mut Signals) -> String {
        match signals.recv().await.expect("the bus is there") {
            Signal::Message(message) => message.frame.to_string(),
            Signal::Lost => "lost".to_owned(),
        }
    }

    #[tokio::test]
    async fn only_what_was_subscribed_is_heard_and_in_order() {
        let (bus, mut signals) = LocalBus::new(8);
        bus.publish(said(room("a"), "아직 아무도 듣지 않는다"));
        bus.subscribe(&[room("a")]).await.expect("a local bus is there");
        bus.publish(said(room("b"), "남의 방"));
        bus.publish(said(room("a"), "안녕"));
        bus.publish(said(room("a"), "반가워"));
        assert_eq!(next(&mut signals).await, "안녕");
        assert_eq!(next(&mut signals).await, "반가워");
        bus.unsubscribe(&[room("a")]).await;
        bus.publish(said(room("a"), "아무도 없나요"));
        drop(bus);
        assert!(signals.recv().await.is_none());
    }

    #[tokio::test]
    async fn what_does_not_fit_is_said_to_be_lost() {
        let (bus, mut signals) = LocalBus::new(2);
        bus.subscribe(&[room("a")]).await.expect("a local bus is there");
        for frame in ["하나", "둘", "셋"] {
            bus.publish(said(room("a"), frame));
        }
        assert_eq!(next(&mut signals).await, "lost");
        assert_eq!(next(&mut signals).await, "둘");
    }
}
