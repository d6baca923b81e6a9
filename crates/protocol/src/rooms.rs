//! Rooms and who is in them.

use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, Limit, RoomId, Seq, Timestamp, UserId};
use crate::messages::Entry;
pub use crate::notify::Notify;
use crate::presence::PresenceState;
use crate::session::Person;
use crate::text::{RoomName, RoomTopic};

/// Most members of a room.
pub const MAX_MEMBERS: usize = 10_000;
/// Most people that one command names.
pub const MAX_PARTICIPANTS: usize = 100;
/// Most rooms that a person is a member of.
pub const MAX_ROOMS_OF_PERSON: usize = 1_000;
/// Unread entries are counted up to here: a client shows `99+`.
pub const MAX_UNREAD: u32 = 100;
/// Most invite links of one room that can be used at the same time.
pub const MAX_LINKS: usize = 20;
/// Most people that one invite link lets in.
pub const MAX_LINK_USES: u32 = 100;
/// Most days that an invite link is valid.
pub const MAX_LINK_DAYS: u32 = 90;
/// How many people an invite link lets in when nobody says.
pub const LINK_USES: u32 = 25;
/// For how many days an invite link is valid when nobody says.
pub const LINK_DAYS: u32 = 7;
/// How many other members a summary names.
pub const MAX_FACES: usize = 3;

/// Who may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RoomKind {
    /// Whom a member invites.
    Private,
    /// Listed; anyone may join.
    Public,
    /// Exactly two people, one room for each pair; neither renamed nor invited to nor left.
    Direct,
}

/// A room as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomSummary {
    /// Which.
    pub id: RoomId,
    /// Who may come in.
    pub kind: RoomKind,
    /// `None`: shown by its people (always so for direct rooms).
    pub name: Option<RoomName>,
    /// What it is about, if anybody has said.
    #[serde(default)]
    pub topic: Option<RoomTopic>,
    /// Who may remove members and delete it.
    pub creator: UserId,
    /// The last entry's place in the log.
    pub head: Seq,
    /// Up to where I have read.
    pub read: Seq,
    /// Messages of others after `read`, counted up to [`MAX_UNREAD`].
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::counted))]
    pub unread: u32,
    /// Those of them that mention me, counted up to [`MAX_UNREAD`].
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::counted))]
    pub mentions: u32,
    /// Whether I want it before the others.
    #[serde(default)]
    pub starred: bool,
    /// What of it calls me.
    #[serde(default)]
    pub notify: Notify,
    /// The last message, for the preview; `None` before the first.
    pub last: Option<Entry>,
    /// When the last message or notice was stored: the order of the list. What changes a message does not count.
    pub active_at: Timestamp,
    /// How many people are in it.
    pub members: u32,
    /// Other members, those who came first, at most [`MAX_FACES`].
    pub faces: Vec<Person>,
}

/// `create_room`. The creator is a member without being named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateRoom {
    /// A retry with the same id finds the room that the first try made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Required for public rooms, refused for direct ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<RoomName>,
    /// Who may come in.
    pub kind: RoomKind,
    /// At most [`MAX_PARTICIPANTS`]; exactly one for a direct room, and that room is found if it exists.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::openapi::participants))]
    pub participants: Vec<UserId>,
}

/// `invite`: makes people members at once. Who is one already stays one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// Where to.
    pub room_id: RoomId,
    /// Whom: 1 to [`MAX_PARTICIPANTS`].
    pub participants: Vec<UserId>,
}

macro_rules! about_a_room {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// Which room.
            pub room_id: RoomId,
        })*
    };
}

about_a_room! {
    /// `leave_room`: one's own membership only. When the creator leaves, the longest-standing member inherits.
    LeaveRoom;
    /// `room_links`: the invite links of a room.
    RoomLinks;
    /// `delete_room`: by its creator or an administrator; gone for everybody.
    DeleteRoom;
    /// The event `room_deleted`: the room is gone.
    RoomDeleted;
}

/// `join_room`: a public room, or any by an invite link. A member who joins again is told the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinRoom {
    /// Which room.
    pub room_id: RoomId,
    /// The code of an invite link; a public room needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// `create_link`: an invite link into a room, by any member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateLink {
    /// Which room.
    pub room_id: RoomId,
    /// How many people may come in by it: 1 to [`MAX_LINK_USES`]; [`LINK_USES`] when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// For how many days: 1 to [`MAX_LINK_DAYS`]; [`LINK_DAYS`] when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// The reply to [`CreateLink`]: the one time that the code is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NewLink {
    /// What leads in, as `/join/{roomId}.{code}`.
    pub code: String,
    /// What is known of it from now on.
    pub link: RoomLink,
}

/// An invite link that can still be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomLink {
    /// A handle, to revoke it by.
    pub id: i64,
    /// Who made it.
    pub by: Person,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// How many people may still come in by it.
    pub uses_left: u32,
}

/// The reply to [`RoomLinks`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct LinksOfRoom {
    /// Those that can still be used, the newest first; at most [`MAX_LINKS`].
    pub links: Vec<RoomLink>,
}

/// `revoke_link`: by who made it, the room's creator or an administrator. Twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevokeLink {
    /// Which room.
    pub room_id: RoomId,
    /// Which link.
    pub link_id: i64,
}

/// `remove_member`: by the room's creator or an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveMember {
    /// From where.
    pub room_id: RoomId,
    /// Whom.
    pub user_id: UserId,
}

/// `rename_room`: by any member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenameRoom {
    /// Which room.
    pub room_id: RoomId,
    /// What it is called from now on.
    pub name: RoomName,
}

/// `set_room`: what a member chooses for themselves. What is left out stays; one of them is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetRoom {
    /// Which room.
    pub room_id: RoomId,
    /// Whether I want it before the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starred: Option<bool>,
    /// What of it calls me.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notify: Option<Notify>,
}

/// The event `room_set`: what I have chosen for a room, on another of my screens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomSet {
    /// Which room.
    pub room_id: RoomId,
    /// Whether I want it before the others.
    pub starred: bool,
    /// What of it calls me.
    pub notify: Notify,
}

/// `set_topic`: by any member, but of a direct room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SetTopic {
    /// Which room.
    pub room_id: RoomId,
    /// What it is about from now on; `None`: nothing in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<RoomTopic>,
}

/// The reply to commands that changed a room: its new head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct RoomHead {
    /// The last entry's place in the log.
    pub head: Seq,
}

/// The event `room_invite`: somebody made me a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomInvite {
    /// The room as I see it.
    pub room: RoomSummary,
    /// Who it was.
    pub by: Person,
}

/// The event `joined_room`: I joined (or created) a room on another of my screens, or on this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinedRoom {
    /// The room as I see it.
    pub room: RoomSummary,
}

/// `members`: who is in a room, those who came first first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Members {
    /// Which room.
    pub room_id: RoomId,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// At most so many.
    #[serde(default)]
    pub limit: Limit,
}

/// The reply to [`Members`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct MembersPage {
    /// Those who came first first.
    pub members: Vec<Member>,
    /// For the next page; `None` when this was the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    pub person: Person,
    /// Whether they made the room, or inherited it.
    pub creator: bool,
    /// Whether they are there.
    pub state: PresenceState,
    /// When they were there last, as [`Presence::seen_at`](crate::presence::Presence::seen_at).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
}

/// `public_rooms`: rooms that anyone may join, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(rename_all = "camelCase")]
pub struct PublicRooms {
    /// Compared as search compares. At most [`crate::search::MAX_QUERY_CHARS`] characters. Empty: all.
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

/// The reply to [`PublicRooms`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublicRoomsPage {
    /// By name.
    pub rooms: Vec<PublicRoom>,
    /// For the next page; `None` when this was the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// What a stranger sees of a public room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublicRoom {
    /// Which.
    pub id: RoomId,
    /// What it is called.
    pub name: RoomName,
    /// What it is about, if anybody has said.
    #[serde(default)]
    pub topic: Option<RoomTopic>,
    /// How many people are in it.
    pub members: u32,
    /// Whether I am one of them.
    pub joined: bool,
}
