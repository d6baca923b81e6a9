//! The log of a room: appending, and reading pages of it.
//!
//! **Order.** Every entry of a room has the `seq` after the one before: 1, 2, 3, without holes, whoever appends and
//! however many at once. What one caller appends after an answer stands after what was answered. **Idempotency.** The same
//! (room, author, `clientId`) is one message for ever. **Durability.** What was answered with `Ok` is there after a
//! `kill -9` of the process; who reads after the answer reads it. Names are those of today, in old entries too.
//!
//! **Changes.** What changes a message is an entry of its own; the message is kept, and read, as it is now. So an old change says what
//! its message says now, or that it was deleted, if it was: what was taken back is told to nobody.

use async_trait::async_trait;
use protocol::messages::{Cursor, Entry, Page};
use protocol::{ClientId, Emoji, MessageText, RoomId, Seq, Timestamp, UserId};

use crate::StoreResult;
use crate::rooms::Actor;

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

/// Somebody reacts.
#[derive(Clone, Debug)]
pub struct Reacting {
    /// Where.
    pub room_id: RoomId,
    /// Who, as the handshake proved it.
    pub user_id: UserId,
    /// To which message.
    pub target: Seq,
    /// With what.
    pub emoji: Emoji,
    /// `false` takes it back.
    pub on: bool,
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
    /// Changes what a message says, and whom it calls; `None` when it says so already. Refuses `NotMember`, `NoSuchEntry` (no
    /// message, or one that was deleted), `NotAuthor`.
    async fn edit(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        target: Seq,
        content: MessageText,
        at: Timestamp,
    ) -> StoreResult<Option<Entry>>;
    /// Deletes a message, its reactions and its mentions: a tombstone stays in its place, and its `clientId` stays taken. `None` when
    /// it was deleted before. Refuses `NotMember`, `NoSuchEntry`, `NotAuthor` (for whoever neither wrote it nor owns the room).
    async fn delete(&self, room_id: &RoomId, actor: &Actor, target: Seq, at: Timestamp) -> StoreResult<Option<Entry>>;
    /// Adds somebody's reaction to a message, or takes it back; `None` when it is so already. Refuses `NotMember`, `NoSuchEntry`,
    /// `TooManyEmoji`.
    async fn react(&self, reaction: Reacting) -> StoreResult<Option<Entry>>;
    /// A page, oldest first, that covers `from..=to` without a hole: at most `limit` messages and notices as they are now, and the
    /// changes of messages before `from`, over at most [`protocol::messages::MAX_SPAN`] places. A place outside the log counts as its
    /// nearest end; around a place near an end the page is filled from the other side. A time is the place of the first entry of then or
    /// later, by halving. Refuses `NotMember`.
    async fn history(&self, room_id: &RoomId, user_id: &UserId, cursor: Cursor, limit: usize) -> StoreResult<Page>;
    /// Entries after a place, one for each `seq`, for a replica that missed them: no membership is asked. At most `limit`. Messages are
    /// without reactions, which are entries of their own.
    async fn entries_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>>;
    /// The last `seq` of each room that exists.
    async fn heads(&self, rooms: &[RoomId]) -> StoreResult<Vec<(RoomId, Seq)>>;
}
