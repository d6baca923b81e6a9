//! A room's log: one contiguous `seq` over everything durable that happens in the room.
//!
//! | module | holds |
//! |---|---|
//! | [`entry`] | what stands in a log |
//! | [`changes`] | changing what was said: editing, deleting, reacting; and what is left of it to be seen |
//!
//! Here: sending, reading pages, read marks.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, Limit, RoomId, Seq, Timestamp};
use crate::text::MessageText;

mod changes;
mod entry;

pub use changes::{DeleteMessage, EditMessage, MAX_EMOJI, MAX_QUOTE_CHARS, MAX_REACTORS, MarkUnread, Quote, React, Reaction, Unread};
#[cfg(feature = "openapi")]
pub(crate) use entry::WireEntry;
pub use entry::{Change, ENTRY_TYPES, Entry};

/// `send_message`. The same (room, author, `clientId`) gives the same `seq`, for at least a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// Where to.
    pub room_id: RoomId,
    /// Minted by the client, once per message.
    pub client_id: ClientId,
    /// What it says.
    pub content: MessageText,
    /// The message that it answers: an entry of this room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<Seq>,
}

/// The reply to [`SendMessage`]: it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    /// Its place in the log.
    pub seq: Seq,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// `history`: a page of a room's log. At most one of `before`, `after`, `around` and `since`; none: the latest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Which room.
    pub room_id: RoomId,
    /// The entries directly before this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// The entries directly after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Seq>,
    /// This entry, and as many on either side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<Seq>,
    /// The first entry that was stored at this time or later, and as many on either side; the last entry when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// At most so many entries.
    #[serde(default)]
    pub limit: Limit,
}

/// Which page of a log: [`History`]'s four fields, parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// The end of the log.
    Latest,
    /// Directly before an entry.
    Before(Seq),
    /// Directly after an entry.
    After(Seq),
    /// On both sides of an entry.
    Around(Seq),
    /// On both sides of the first entry of a time.
    Since(Timestamp),
}

impl History {
    /// Asks for a page.
    pub fn new(room_id: RoomId, cursor: Cursor, limit: Limit) -> Self {
        let (mut before, mut after, mut around, mut since) = (None, None, None, None);
        match cursor {
            Cursor::Latest => {}
            Cursor::Before(seq) => before = Some(seq),
            Cursor::After(seq) => after = Some(seq),
            Cursor::Around(seq) => around = Some(seq),
            Cursor::Since(at) => since = Some(at),
        }
        Self { room_id, before, after, around, since, limit }
    }

    /// The place that was asked for; `None` when more than one was given.
    pub const fn cursor(&self) -> Option<Cursor> {
        match (self.before, self.after, self.around, self.since) {
            (None, None, None, None) => Some(Cursor::Latest),
            (Some(seq), None, None, None) => Some(Cursor::Before(seq)),
            (None, Some(seq), None, None) => Some(Cursor::After(seq)),
            (None, None, Some(seq), None) => Some(Cursor::Around(seq)),
            (None, None, None, Some(at)) => Some(Cursor::Since(at)),
            _ => None,
        }
    }
}

/// Most places of a log that a page covers.
pub const MAX_SPAN: u64 = 1_000;

/// A page of a room's log, oldest first: all that there is between `from` and `to`, folded to what it is now.
///
/// What changed a message that stands in the page is folded into it, and is no entry of its own: its place is no hole. What changed an earlier
/// message is an entry of the page. At most [`Limit`] messages and notices, over at most [`MAX_SPAN`] places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// The first place that the page covers: 1 means that the log begins here.
    pub from: Seq,
    /// The last place that the page covers; `from - 1` when the page is empty.
    pub to: Seq,
    /// The log's last place when the page was read: `to == head` means that the log ends here.
    pub head: Seq,
}

/// `read`: I have read up to here. Also the event that tells my other screens. Never goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Read {
    /// Where.
    pub room_id: RoomId,
    /// Up to where.
    pub seq: Seq,
}
