//! Rooms, members and read marks.
//!
//! Who may do a thing is checked inside the transaction that does it: the actor is an argument of every method. An
//! administrator is an actor whose `admin` is set; it counts as the creator in rooms that it is a member of. Whoever has
//! closed their account is no member to any of these methods.
//!
//! A room that everybody has left stays stored, with its whole log; a public one is still listed, and who comes in first
//! owns it. Only [`Rooms::delete_room`] removes anything.

use async_trait::async_trait;
use protocol::messages::{Entry, Unread};
use protocol::rooms::{Notify, PublicRoom, RoomKind, RoomLink, RoomSummary};
use protocol::session::Person;
use protocol::{ClientId, RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};

use crate::StoreResult;
use crate::session::Digest;

/// Who acts, as the handshake proved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub id: UserId,
    /// Whether they administer this server.
    pub admin: bool,
}

/// A room to make.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// Minted by the server.
    pub id: RoomId,
    /// Makes a retry find the first try's room: unique for each creator.
    pub client_id: Option<ClientId>,
    /// Who may come in.
    pub kind: RoomKind,
    /// Normalised. The caller has checked that it is there where the kind needs it.
    pub name: Option<RoomName>,
    /// The creator is the first member.
    pub creator: UserId,
    /// Further members, in this order; the creator and repetitions in it are skipped.
    pub participants: Vec<UserId>,
    /// Now.
    pub at: Timestamp,
}

/// A room that was made or found.
#[derive(Clone, Debug, PartialEq)]
pub struct Created {
    /// Which.
    pub room_id: RoomId,
    /// What was appended: `room_created`, then one `member_joined` for each further member; empty when it was found.
    pub entries: Vec<Entry>,
}

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Who.
    pub person: Person,
    /// Whether the room is theirs.
    pub creator: bool,
}

/// What a member has chosen for themselves in a room. It ends with the membership.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether it stands before their other rooms.
    pub starred: bool,
    /// What of it calls them.
    pub notify: Notify,
}

/// An invite link to make.
#[derive(Clone, Copy, Debug)]
pub struct NewLink {
    /// Of its code.
    pub code: Digest,
    /// How many people it lets in.
    pub uses: u32,
    /// Now.
    pub at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Where an invite link leads, for who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// What the room is called.
    pub name: Option<RoomName>,
    /// How many people are in it.
    pub members: u32,
}

/// Rooms, members, read marks. Entries that a method returns were appended by it, in this order, with contiguous `seq`.
#[async_trait]
pub trait Rooms: Send + Sync {
    /// Makes a room, or finds it: the pair's direct room, the room of this creator's `client_id`, or this very call's when
    /// it is repeated. Nothing here is unread by its creator. Refuses `NoSuchPerson` (anyone named), `WrongKind` (direct, with
    /// other than one other person), `TooManyRooms` (for anyone named). All or nobody.
    async fn create_room(&self, new: NewRoom) -> StoreResult<Created>;
    /// Makes people members, whose read marks stand at their own joining; members already are skipped. Refuses `NotMember` (the actor), `WrongKind` (direct),
    /// `NoSuchPerson`, `RoomFull`, `TooManyRooms`. All or nobody.
    async fn invite(&self, room_id: &RoomId, actor: &Actor, participants: &[UserId], at: Timestamp) -> StoreResult<Vec<Entry>>;
    /// Joins a public room; `None` for a member already. Refuses `NotMember` (no such public room), `RoomFull`, `TooManyRooms`.
    async fn join(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Option<Entry>>;
    /// Joins by an invite link, of which this takes one use; `None` for a member already, who takes none. Refuses `CodeInvalid` (no such
    /// room either), `RoomFull`, `TooManyRooms`.
    async fn join_by_link(&self, room_id: &RoomId, actor: &Actor, code: &Digest, at: Timestamp) -> StoreResult<Option<Entry>>;
    /// Makes an invite link, which goes with whoever made it; the same code again gives the link that is there. Refuses `NotMember`,
    /// `WrongKind` (direct), `TooManyLinks`.
    async fn create_link(&self, room_id: &RoomId, actor: &Actor, new: NewLink) -> StoreResult<RoomLink>;
    /// Invite links that can still be used, the newest first. Refuses `NotMember`.
    async fn links(&self, room_id: &RoomId, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<RoomLink>>;
    /// Revokes an invite link; one that is not there stays so. Refuses `NotMember`, `NotCreator` (nor who made it).
    async fn revoke_link(&self, room_id: &RoomId, actor: &Actor, id: i64) -> StoreResult<()>;
    /// Where an invite link leads, while it can be used. No membership is asked.
    async fn invitation(&self, room_id: &RoomId, code: &Digest, now: Timestamp) -> StoreResult<Option<Invitation>>;
    /// Leaves. When the creator leaves, the longest-standing member inherits and the entry says who.
    /// Refuses `NotMember`, `WrongKind` (direct).
    async fn leave(&self, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Entry>;
    /// Removes a member; `None` when they are none. Refuses `NotMember` (the actor), `NotCreator`, `WrongKind` (direct, or
    /// oneself: that is `leave`). When an administrator removes the creator, the longest-standing member inherits.
    async fn remove_member(&self, room_id: &RoomId, actor: &Actor, user_id: &UserId, at: Timestamp) -> StoreResult<Option<Entry>>;
    /// Renames; `None` when it is called so already. Refuses `NotMember`, `WrongKind` (direct).
    async fn rename(&self, room_id: &RoomId, actor: &Actor, name: RoomName, at: Timestamp) -> StoreResult<Option<Entry>>;
    /// Says what a room is about; `None` when that is so already. Refuses `NotMember`, `WrongKind` (direct).
    async fn set_topic(&self, room_id: &RoomId, actor: &Actor, topic: Option<RoomTopic>, at: Timestamp) -> StoreResult<Option<Entry>>;
    /// Deletes a room with everything in it, and returns who was a member. Refuses `NotMember`, `NotCreator`.
    async fn delete_room(&self, room_id: &RoomId, actor: &Actor) -> StoreResult<Vec<UserId>>;

    /// One room as this member sees it. Refuses `NotMember`.
    async fn room(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<RoomSummary>;
    /// All rooms of a person, by last activity, newest first. At most [`protocol::rooms::MAX_ROOMS_OF_PERSON`].
    async fn rooms_of(&self, user_id: &UserId) -> StoreResult<Vec<RoomSummary>>;
    /// The ids of all rooms of a person.
    async fn room_ids_of(&self, user_id: &UserId) -> StoreResult<Vec<RoomId>>;
    /// Members, those who came first first; who came back counts from then. A cursor that no page gave ends the list.
    /// Refuses `NotMember` (the actor).
    async fn members(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        cursor: Option<String>,
        limit: usize,
    ) -> StoreResult<(Vec<Membership>, Option<String>)>;
    /// Whether somebody is a member.
    async fn is_member(&self, room_id: &RoomId, user_id: &UserId) -> StoreResult<bool>;
    /// Public rooms whose name contains the query as search compares it (all for an empty one), by name. A cursor that
    /// no page gave ends the list.
    async fn public_rooms(
        &self,
        user_id: &UserId,
        query: &str,
        cursor: Option<String>,
        limit: usize,
    ) -> StoreResult<(Vec<PublicRoom>, Option<String>)>;

    /// Moves a read mark forward, at most to the head; `None` when it stood there or further. Refuses `NotMember`.
    async fn mark_read(&self, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<Option<Seq>>;
    /// Moves a read mark back to before an entry, at most [`protocol::messages::MAX_SPAN`] places before the head; it never goes
    /// forward. Returns how it stands now. Refuses `NotMember`.
    async fn mark_unread(&self, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<Unread>;
    /// What a member chooses for themselves; `None` leaves as it is. Returns what is chosen now. Refuses `NotMember`.
    async fn choose(&self, room_id: &RoomId, user_id: &UserId, starred: Option<bool>, notify: Option<Notify>) -> StoreResult<Choice>;
}
