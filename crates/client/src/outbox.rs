//! Messages that are not yet acknowledged.

use protocol::messages::{Entry, SendMessage, Sent};
use protocol::session::Person;
use protocol::{ClientId, ErrorBody, RoomId, Timestamp};

use crate::signal::CallError;

/// Most messages that an outbox holds.
pub const MAX_UNSENT: usize = 500;

/// Where an unsent message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It goes out as soon as it may.
    Waiting,
    /// It was sent and is not yet acknowledged.
    InFlight,
    /// The server refused it for good; the person decides: [`Outbox::retry`] or [`Outbox::delete`].
    Failed(ErrorBody),
}

/// A message that is not yet acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsent {
    /// The command, with the same `clientId` at every try.
    pub message: SendMessage,
    /// When the person sent it, by this machine's clock. For display only.
    pub at: Timestamp,
    /// Where it stands.
    pub state: State,
}

impl Unsent {
    /// The entry that it became, for the timeline: the message is confirmed in place, also before its event comes.
    pub fn into_entry(self, _by: Person, _sent: Sent) -> Entry {
        unimplemented!()
    }
}

/// The outbox holds [`MAX_UNSENT`] messages already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full;

/// The messages of one person that are not yet acknowledged, in order per room.
#[derive(Clone, Debug, Default)]
pub struct Outbox {}

impl Outbox {
    /// Nothing waits.
    pub fn new() -> Self {
        Self::default()
    }
    /// Puts a message behind those of its room. The same `clientId` again changes nothing.
    pub fn push(&mut self, _message: SendMessage, _now: Timestamp) -> Result<(), Full> {
        unimplemented!()
    }
    /// The next message to send, which counts as in flight from now on; call until `None` whenever connected.
    pub fn next(&mut self, _now: Timestamp) -> Option<SendMessage> {
        unimplemented!()
    }
    /// When [`Outbox::next`] may have something that it has not now.
    pub fn wake_at(&self) -> Option<Timestamp> {
        unimplemented!()
    }
    /// What became of a message that [`Outbox::next`] gave out. Gives it back when it is done.
    pub fn answered(&mut self, _id: &ClientId, _answer: &Result<Sent, CallError>, _now: Timestamp, _random: u32) -> Option<Unsent> {
        unimplemented!()
    }
    /// It is stored: forgets it.
    pub fn confirmed(&mut self, _id: &ClientId) -> Option<Unsent> {
        unimplemented!()
    }
    /// The server refused it.
    pub fn failed(&mut self, _id: &ClientId, _error: &ErrorBody, _now: Timestamp, _random: u32) {
        unimplemented!()
    }
    /// The connection ended: all that was in flight waits again, under the same `clientId`.
    pub fn disconnected(&mut self) {
        unimplemented!()
    }
    /// An entry of a log: when it is one of these messages, it is confirmed. Call with every entry of mine.
    pub fn seen(&mut self, _entry: &Entry) -> Option<Unsent> {
        unimplemented!()
    }
    /// A failed message goes to the end of its room, to be sent again.
    pub fn retry(&mut self, _id: &ClientId) -> bool {
        unimplemented!()
    }
    /// The person gives it up.
    pub fn delete(&mut self, _id: &ClientId) -> Option<Unsent> {
        unimplemented!()
    }
    /// The messages of one room, in the order in which they were sent.
    pub fn of_room<'a>(&'a self, _room: &RoomId) -> impl Iterator<Item = &'a Unsent> {
        std::iter::empty()
    }
    /// How many messages wait, in all rooms.
    pub fn len(&self) -> usize {
        0
    }
    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The room is gone, and its messages with it.
    pub fn forget_room(&mut self, _room: &RoomId) {
        unimplemented!()
    }
    /// For keeping over a reload.
    pub fn to_json(&self) -> String {
        unimplemented!()
    }
    /// What was kept; what cannot be read is left out.
    pub fn from_json(_json: &str) -> Self {
        unimplemented!()
    }
}
