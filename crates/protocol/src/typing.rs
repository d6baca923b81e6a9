//! Typing: a pulse that expires by itself.

use serde::{Deserialize, Serialize};

use crate::ids::RoomId;
use crate::session::Person;

/// A client sends at most one pulse in this time, in milliseconds.
pub const PULSE_EVERY_MS: u32 = 2_500;
/// A pulse is shown for this long, in milliseconds, unless it is renewed or the message comes.
pub const PULSE_LASTS_MS: u32 = 6_000;

/// `typing`: the one command that is not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    /// Where.
    pub room_id: RoomId,
    /// `false`: stopped.
    pub on: bool,
}

/// The event `typing`, to the others in the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypingPulse {
    /// Where.
    pub room_id: RoomId,
    /// Who.
    pub person: Person,
    /// `false`: stopped.
    pub on: bool,
}
