//! Changing what was said: each change is an entry of the log under its own `seq`.

use serde::{Deserialize, Serialize};

use crate::ids::{RoomId, Seq};
use crate::session::Person;
use crate::text::{Emoji, MessageText};

/// Most different emoji under one message.
pub const MAX_EMOJI: usize = 20;
/// How many of those who reacted alike are named.
pub const MAX_REACTORS: usize = 5;
/// How much of a message that is answered is told with the answer, in characters.
pub const MAX_QUOTE_CHARS: usize = 140;

/// `edit_message`: by its author. When it says so already, nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// Where.
    pub room_id: RoomId,
    /// Which message.
    pub seq: Seq,
    /// What it says from now on.
    pub content: MessageText,
}

/// `delete_message`: by its author, the room's creator or an administrator. A tombstone is left; when there is one already, nothing
/// is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteMessage {
    /// Where.
    pub room_id: RoomId,
    /// Which message.
    pub seq: Seq,
}

/// `react`: adds or takes back one's own reaction; when it is so already, nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct React {
    /// Where.
    pub room_id: RoomId,
    /// To which message.
    pub seq: Seq,
    /// With what.
    pub emoji: Emoji,
    /// `false` takes it back.
    pub on: bool,
}

/// `mark_unread`: as if I had not read this entry and what follows it. The read mark goes back, but never forward.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MarkUnread {
    /// Where.
    pub room_id: RoomId,
    /// The first entry that is unread.
    pub seq: Seq,
}

/// The reply to [`MarkUnread`], and the event `unread` that tells my other screens: the one thing that moves a read mark back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unread {
    /// Where.
    pub room_id: RoomId,
    /// Up to where I have read.
    pub read: Seq,
    /// Messages of others after it, counted up to [`crate::rooms::MAX_UNREAD`].
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::counted))]
    pub unread: u32,
    /// Those of them that mention me, counted likewise.
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::counted))]
    pub mentions: u32,
}

/// Those who reacted to a message with one emoji.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// With what.
    pub emoji: Emoji,
    /// How many they are.
    pub count: u32,
    /// Whether the reader is one of them.
    #[serde(default)]
    pub mine: bool,
    /// Some of them, by id; at most [`MAX_REACTORS`].
    pub people: Vec<Person>,
}

/// What a message answers: its beginning, as it was when this was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Who said it.
    pub by: Person,
    /// The first [`MAX_QUOTE_CHARS`] characters of it, in one line; `None`: it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
}

impl Quote {
    /// Of a message; `None`: of one that was deleted.
    pub fn new(by: Person, content: Option<&str>) -> Self {
        let line = |text: &str| {
            let mut line = String::new();
            for word in text.split_whitespace() {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
                if line.chars().count() > MAX_QUOTE_CHARS {
                    return line.chars().take(MAX_QUOTE_CHARS - 1).chain(['…']).collect();
                }
            }
            line
        };
        Self { by, content: content.map(line) }
    }
}
