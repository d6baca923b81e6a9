//! A person, their preferences, and the command that opens or resumes a connection.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{Limit, RoomId, Seq, Timestamp, UserId};
use crate::messages::Page;
use crate::presence::PresenceState;
use crate::rooms::RoomSummary;
use crate::text::Name;

/// Somebody: who they are, and what they are called now.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Stays.
    pub id: UserId,
    /// May change.
    pub name: Name,
}

/// What an account may do beyond its own rooms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everybody else.
    #[default]
    Member,
    /// The first account. Administers people, and any room it is a member of.
    Administrator,
}

/// The language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// 한국어
    #[default]
    Ko,
    /// English
    En,
}

/// The colours of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// What a person has chosen for themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// `None`: as the browser asks.
    pub language: Option<Language>,
    /// Light, dark or the system's.
    pub theme: Theme,
    /// Whether others are not to be told while they type: their screens send no pulses.
    #[serde(default)]
    pub hide_typing: bool,
    /// How the screen of the conversations looks and answers the keys.
    #[serde(default)]
    pub display: Display,
}

/// How the screen of the conversations looks and answers the keys: nobody else notices. What is missing is as everybody begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, rename_all = "camelCase")]
pub struct Display {
    /// Where one's own messages stand.
    pub own: OwnMessages,
    /// How large messages are, and what one writes.
    pub text: TextSize,
    /// How a room stands in the list.
    pub rooms: RoomRows,
    /// Whether nothing moves. Otherwise it is as the operating system says.
    pub still: bool,
    /// Whether Enter begins a new line, and Ctrl+Enter sends. Otherwise Enter sends.
    pub enter_breaks: bool,
}

/// Where one's own messages stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OwnMessages {
    /// In bubbles on the right.
    #[default]
    Right,
    /// On the left, as all others do.
    Left,
}

/// How large messages are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 14 pixels.
    Small,
    /// 15 pixels.
    #[default]
    Usual,
    /// 16 pixels.
    Large,
    /// 18 pixels.
    Largest,
}

/// How a room stands in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoomRows {
    /// Its name, and the last message under it.
    #[default]
    TwoLines,
    /// Its name.
    OneLine,
}

/// The person at this end of the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Me {
    /// Who that is.
    pub person: Person,
    /// What they may do.
    pub role: Role,
    /// What they chose.
    pub preferences: Preferences,
}

/// `sync`: first after every connect. Says which rooms the client already has, and up to which entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sync {
    /// For each room that the client holds: the last `seq` that it has without a hole before it. At most
    /// [`crate::rooms::MAX_ROOMS_OF_PERSON`].
    #[serde(default)]
    pub rooms: BTreeMap<RoomId, Seq>,
}

/// The reply to [`Sync`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Synced {
    /// Who the handshake proved me to be.
    pub me: Me,
    /// Every room that I am a member of, by last activity, newest first. A room that the client holds and that is
    /// missing here is gone for me.
    pub rooms: Vec<RoomSummary>,
    /// What I missed, for the rooms that [`Sync::rooms`] named and that have more.
    pub missed: Vec<Missed>,
    /// Who of those that my rooms show is not offline; and of my direct rooms, who is and was there before.
    pub present: Vec<crate::presence::Presence>,
}

/// What happened in one room after the client's last `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Missed {
    /// Where.
    pub room_id: RoomId,
    /// The entries directly after the client's last; `None` when they are too many to send unasked (more than
    /// [`Limit::MAX`]): fetch what is on the screen.
    pub page: Option<Page>,
}

/// `find_people`: people whose name contains a text, or everybody, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(rename_all = "camelCase")]
pub struct FindPeople {
    /// Compared as search compares: keystrokes, initials, case, width. At most
    /// [`crate::search::MAX_QUERY_CHARS`] characters. Empty: everybody.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(schema_with = crate::openapi::query))]
    pub query: String,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(schema_with = crate::openapi::cursor))]
    pub cursor: Option<String>,
    /// At most so many.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub limit: Limit,
}

/// The reply to [`FindPeople`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PeoplePage {
    /// By name.
    pub people: Vec<FoundPerson>,
    /// For the next page; `None` when this was the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct FoundPerson {
    /// Who.
    pub person: Person,
    /// Whether they are there.
    pub state: PresenceState,
    /// When they were there last, as [`Presence::seen_at`](crate::presence::Presence::seen_at).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
}

/// `resync`: this socket has missed something. Send [`Sync`] again (or ask for the room's history).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resync {
    /// One room, or all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<RoomId>,
}
