//! The log of a room: appending, and reading pages of it.
//!
//! **Order.** Every entry of a room has the `seq` after the one before: 1, 2, 3, without holes, whoever appends and
//! however many at once. What one caller appends after an answer stands after what was answered. **Idempotency.** The same
//! (room, author, `clientId`) is one message for ever. **Durability.** What was answered with `Ok` is there after a
//! `kill -9` of the process; who reads after the answer reads it. Names are those of today, in old entries too.

use async_trait::async_trait;
use protocol::messages::{Cursor, Entry, Page};
use protocol::{ClientId, MessageText, RoomId, Seq, Timestamp, UserId};

use crate::StoreResult;

/// A message to store.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// Where to.
    pub room_id: RoomId,
    /// Who, as the handshake proved it.
    pub author: UserId,
    /// As the author's client minted it.
    pub client_id: ClientId,
    /// Normalised.
    pub content: MessageText,
    /// An entry of the same room.
    pub reply_to: Option<Seq>,
    /// Now.
    pub at: Timestamp,
}

/// A message that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// As it is stored: for a repetition, as the first try stored it.
    pub entry: Entry,
    /// `false`: this (room, author, `clientId`) was there already, and nothing was changed.
    pub fresh: bool,
}

/// The log of a room.
#[async_trait]
pub trait Messages: Send + Sync {
    /// Appends a message under the room's next `seq`. Durable when it returns. The same (room, author, `clientId`) gives
    /// the same entry for ever, whatever else the retry says. The author's own read mark moves to it; a member whose name
    /// follows an `@` in it is mentioned. Refuses `NotMember`, `NoSuchEntry` (`reply_to` is no message of this room).
    async fn append(&self, new: NewMessage) -> StoreResult<Appended>;
    /// A page of at most `limit` entries, oldest first, that covers `from..=to` without a hole. A place outside the log
    /// counts as its nearest end; around a place near an end the page is filled from the other side. Refuses `NotMember`.
    async fn history(&self, room_id: &RoomId, user_id: &UserId, cursor: Cursor, limit: usize) -> StoreResult<Page>;
    /// Entries after a place, for a replica that missed them: no membership is asked. At most `limit`.
    async fn entries_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>>;
    /// The last `seq` of each room that exists.
    async fn heads(&self, rooms: &[RoomId]) -> StoreResult<Vec<(RoomId, Seq)>>;
}
