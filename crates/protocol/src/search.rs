//! Keyword search over the rooms of the reader.

use serde::{Deserialize, Serialize};

use crate::ids::{Limit, RoomId, Timestamp, UserId};
use crate::messages::Entry;
use crate::text::RoomName;

/// The words that a query may narrow itself with, as people type them in either language (`docs/PROTOCOL.md`, "Searching").
pub mod words {
    /// Only of somebody: `from:민준`.
    pub const FROM: &[&str] = &["from", "보낸이", "보낸사람"];
    /// Only in a room: `in:점심`.
    pub const IN: &[&str] = &["in", "방", "대화방"];
    /// Only before a day: `before:2026-11`.
    pub const BEFORE: &[&str] = &["before", "이전"];
    /// Only from a day on: `after:2026-11`.
    pub const AFTER: &[&str] = &["after", "이후"];
    /// The reader, as somebody.
    pub const ME: &[&str] = &["me", "나"];
    /// A day.
    pub const TODAY: &[&str] = &["today", "오늘"];
    /// A day.
    pub const YESTERDAY: &[&str] = &["yesterday", "어제"];
}

/// The longest query, in characters.
pub const MAX_QUERY_CHARS: usize = 100;
/// Furthest that [`Search::zone`] is from UTC, in minutes.
pub const MAX_ZONE_MINUTES: i32 = 18 * 60;

/// `search`: messages that contain the query as keystrokes, initials or text (`docs/PROTOCOL.md`, "Search").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// Up to [`MAX_QUERY_CHARS`] characters; with words such as `from:민준` in it (`docs/PROTOCOL.md`, "Searching"). Blank only where
    /// something else narrows the search.
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::query))]
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
    /// Where the reader's days begin: minutes to the east of UTC, for `before:` and `after:` in the query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::zone))]
    pub zone: Option<i32>,
    /// Where an earlier page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::cursor))]
    pub cursor: Option<String>,
    /// At most so many hits.
    #[serde(default)]
    pub limit: Limit,
}

impl Search {
    /// A query over all rooms.
    pub fn of(query: impl Into<String>) -> Self {
        let query = query.into();
        Self { query, room_id: None, from: None, before: None, after: None, zone: None, cursor: None, limit: Limit::default() }
    }
}

/// The reply to [`Search`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hits {
    /// Hits on whole syllables first, then those that only the keystrokes give; newest first within each.
    pub hits: Vec<Hit>,
    /// `false`: the time budget ran out, or there are more hits than `limit`.
    pub complete: bool,
    /// Where the next page begins; `None`: this is the last one, or time ran out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Hits {
    /// There is nothing to be found.
    pub const fn nothing() -> Self {
        Self { hits: Vec::new(), complete: true, cursor: None }
    }
}

/// A message that matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Hit {
    /// The message.
    pub entry: Entry,
    /// Its room's name, where it has one.
    pub room_name: Option<RoomName>,
    /// The matched parts of its content, as `[start, end)` in characters (Unicode scalar values), in order.
    pub ranges: Vec<(u32, u32)>,
}
