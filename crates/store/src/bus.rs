//! The bus: how what one replica has to say reaches the sockets of all of them. Owns topics and delivery; knows neither rooms'
//! rules nor sockets, and never looks into a payload.
//!
//! A bus is thin and only a hint: what it loses is found again in the store. It must say so when it may have lost something
//! ([`Signal::Lost`]), because a replica that has lost the bus says nothing more until it has compared heads.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use protocol::{RoomId, UserId};
use tokio::sync::mpsc;

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

/// A bus. One for each replica; messages of one publisher on one topic arrive in the order in which they were published.
#[async_trait]
pub trait Bus: Send + Sync + 'static {
    /// Hands a message over to all replicas that have subscribed, this one included. Never waits and cannot be cancelled halfway;
    /// a message that could not be delivered is followed by [`Signal::Lost`] wherever it is missing.
    fn publish(&self, message: Message);
    /// Starts to hear a topic. When it returns, every message that is published from now on is heard; twice changes nothing.
    async fn subscribe(&self, topic: Topic) -> StoreResult<()>;
    /// Stops hearing a topic; a few messages that were under way may still come.
    async fn unsubscribe(&self, topic: &Topic);
}

/// What a replica hears, in order.
#[derive(Debug)]
pub struct Signals {
    messages: mpsc::Receiver<Message>,
    lost: Arc<AtomicBool>,
}

impl Signals {
    /// The next signal; `None` when the bus is gone. Can be cancelled.
    pub async fn recv(&mut self) -> Option<Signal> {
        let message = self.messages.recv().await?;
        if self.lost.swap(false, Ordering::AcqRel) {
            // This message is one of those that the reader finds again in the store, so it may go with the lost ones.
            return Some(Signal::Lost);
        }
        Some(Signal::Message(message))
    }
}

/// The bus of a single replica: everything stays in this process.
#[derive(Debug)]
pub struct LocalBus {
    topics: Mutex<HashSet<Topic>>,
    messages: mpsc::Sender<Message>,
    lost: Arc<AtomicBool>,
}

impl LocalBus {
    /// Messages that may wait to be heard before some are lost.
    pub const CAPACITY: usize = 16_384;

    /// A bus and what its only replica hears, with room for `capacity` messages (usually [`LocalBus::CAPACITY`]).
    pub fn new(capacity: usize) -> (Arc<Self>, Signals) {
        let (messages, heard) = mpsc::channel(capacity);
        let lost = Arc::new(AtomicBool::new(false));
        (Arc::new(Self { topics: Mutex::default(), messages, lost: lost.clone() }), Signals { messages: heard, lost })
    }

    fn topics(&self) -> std::sync::MutexGuard<'_, HashSet<Topic>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bus for LocalBus {
    fn publish(&self, message: Message) {
        if self.topics().contains(&message.topic) && self.messages.try_send(message).is_err() {
            self.lost.store(true, Ordering::Release);
        }
    }

    async fn subscribe(&self, topic: Topic) -> StoreResult<()> {
        self.topics().insert(topic);
        Ok(())
    }

    async fn unsubscribe(&self, topic: &Topic) {
        self.topics().remove(topic);
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
        bus.subscribe(room("a")).await.expect("a local bus is there");
        bus.publish(said(room("b"), "남의 방"));
        bus.publish(said(room("a"), "안녕"));
        bus.publish(said(room("a"), "반가워"));
        assert_eq!(next(&mut signals).await, "안녕");
        assert_eq!(next(&mut signals).await, "반가워");
        bus.unsubscribe(&room("a")).await;
        bus.publish(said(room("a"), "아무도 없나요"));
        drop(bus);
        assert!(signals.recv().await.is_none());
    }

    #[tokio::test]
    async fn what_does_not_fit_is_said_to_be_lost() {
        let (bus, mut signals) = LocalBus::new(2);
        bus.subscribe(room("a")).await.expect("a local bus is there");
        for frame in ["하나", "둘", "셋"] {
            bus.publish(said(room("a"), frame));
        }
        assert_eq!(next(&mut signals).await, "lost");
        assert_eq!(next(&mut signals).await, "둘");
    }
}
