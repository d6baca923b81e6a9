//! Presence: who is there. A lease, never stored with messages. What is stored is when somebody was there last.

use serde::{Deserialize, Serialize};

use crate::ids::{Timestamp, UserId};

/// Whether somebody is there. Several devices count as one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PresenceState {
    /// At least one connection.
    Online,
    /// At least one, and each of them has said that nobody looks at its screen.
    Away,
    /// No connection.
    #[default]
    Offline,
}

/// `look`: whether somebody looks at this connection's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Look {
    /// `false`: nobody does any more.
    pub on: bool,
}

/// The event `presence`, to those who share a room with that person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// Who.
    pub user_id: UserId,
    /// Whether they are there.
    pub state: PresenceState,
    /// When they were there last, to the minute: of who is `offline` and was there before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
}
