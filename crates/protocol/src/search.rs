//! Keyword search over the rooms of the reader.

use serde::{Deserialize, Serialize};

use crate::ids::{Limit, RoomId, Timestamp, UserId};
use crate::messages::Entry;
use crate::text::RoomName;

/// The longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 100;

/// `search`: messages that contain the query as keystrokes, initials or text (`docs/PROTOCOL.md`, "Search").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// 1 to [`MAX_QUERY_CHARS`] characters, not blank.
    pub query: String,
    /// One room; `None`: all rooms of the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
    /// Only what this person said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<UserId>,
    /// Only what was said before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Timestamp>,
    /// Only what was said at or after this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Timestamp>,
    /// At most so many hits.
    #[serde(default)]
    pub limit: Limit,
}

/// The reply to [`Search`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hits {
    /// Hits on whole syllables first, then those that only the keystrokes give; newest first within each.
    pub hits: Vec<Hit>,
    /// `false`: the time budget ran out, or there are more hits than `limit`.
    pub complete: bool,
}

/// A message that matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The message.
    pub entry: Entry,
    /// Its room's name, where it has one.
    pub room_name: Option<RoomName>,
    /// The matched parts of its content, as `[start, end)` in characters (Unicode scalar values), in order.
    pub ranges: Vec<(u32, u32)>,
}
