//! Everything that lasts, as records: what is carried from one store into another.
//!
//! Sessions, invite codes, invite links and reset links are not carried: they are secrets that end by themselves, and people sign in again with
//! the password that they have.
//!
//! What is read is in a canonical order (people and rooms by id, entries by `seq`, members by their joining, mentions by id), so
//! equal stores give equal records. Records that were read one after the other belong together only where it says so: a store goes
//! on living beside.
//!
//! What is put may be put again: what is there already stays as it is. A room arrives in steps, [`Archive::put_room`], then its
//! entries, then [`Archive::open_room`], and is nobody's before the last one, whatever is interrupted.

use async_trait::async_trait;
use protocol::rooms::{MAX_MEMBERS, Notify, RoomKind};
use protocol::session::{Display, Language, Role, Theme};
use protocol::{ClientId, Emoji, MessageText, Name, RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{Refusal, StoreResult};

/// The version of the records, as [`Begin`] says it.
pub const FORMAT: u32 = 1;

/// A line of an exported file: one JSON object with one field, which says what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// The first line.
    Suda(Begin),
    /// Before everything that names them.
    Person(PersonRecord),
    /// Its entries follow, and then its members.
    Room(RoomRecord),
    /// In the order of `seq`, without a hole.
    Entry(EntryRecord),
    /// In the order of their joining.
    Member(MemberRecord),
    /// The last line.
    End(End),
}

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// [`FORMAT`] of the program that wrote it.
    pub format: u32,
}

/// How many there were: a file without it was cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// People.
    pub people: u64,
    /// Rooms.
    pub rooms: u64,
    /// Entries of all rooms.
    pub entries: u64,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonRecord {
    /// Who.
    pub id: UserId,
    /// What they are called.
    pub name: Name,
    /// What makes the name unique: a [`protocol::text::NameKey`].
    pub key: String,
    /// A PHC string.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// What they chose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What they chose.
    pub theme: Theme,
    /// What they chose.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hide_typing: bool,
    /// What they chose.
    #[serde(default, skip_serializing_if = "is_default")]
    pub display: Display,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

/// A room, without its log and its members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RoomRecord {
    /// Which.
    pub id: RoomId,
    /// Who may come in.
    pub kind: RoomKind,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<RoomName>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<RoomTopic>,
    /// Who made it.
    pub made_by: UserId,
    /// Under which id of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// The other one of a direct room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<UserId>,
    /// Whose it is now.
    pub creator: UserId,
    /// The last entry's place in the log.
    pub head: Seq,
    /// When that was stored.
    pub active_at: Timestamp,
}

/// An entry of a room's log, with people by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRecord {
    /// Where.
    pub room: RoomId,
    /// The place in the log.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
    /// Who did it.
    pub by: UserId,
    /// What it changes.
    #[serde(flatten)]
    pub what: What,
    /// Whom it called by name, by the names of that time. By id, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<UserId>,
}

/// What an entry changes: [`Change`] by ids. The store on Redis keeps it in this form, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum What {
    /// The first entry.
    RoomCreated,
    /// Somebody said something.
    NewMessage {
        /// As the author's client minted it.
        client: ClientId,
        /// What it says.
        text: MessageText,
        /// The message that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<Seq>,
        /// When its author changed it last: `text` is what it says now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        edited: Option<Timestamp>,
    },
    /// Somebody changed what their message says.
    MessageEdited {
        /// Which message.
        target: Seq,
    },
    /// A message was deleted.
    MessageDeleted {
        /// Which message.
        target: Seq,
    },
    /// Somebody reacted.
    ReactionAdded {
        /// To which message.
        target: Seq,
        /// With what.
        emoji: Emoji,
    },
    /// Somebody took a reaction back.
    ReactionRemoved {
        /// From which message.
        target: Seq,
        /// What it was.
        emoji: Emoji,
    },
    /// Here stood a message that was deleted.
    Tombstone {
        /// As the author's client minted it: it stays taken.
        client: ClientId,
    },
    /// Somebody came in, or was invited.
    MemberJoined {
        /// Who is a member now.
        person: UserId,
    },
    /// Somebody left.
    MemberLeft {
        /// Who the room belongs to now, when its creator left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        heir: Option<UserId>,
    },
    /// Somebody was removed.
    MemberRemoved {
        /// Who is no member any more.
        person: UserId,
    },
    /// The room has another name.
    RoomRenamed {
        /// The name from now on.
        name: RoomName,
    },
    /// The room is about something else.
    RoomTopicChanged {
        /// What it is about from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        topic: Option<RoomTopic>,
    },
}

/// A membership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberRecord {
    /// Where.
    pub room: RoomId,
    /// Who.
    pub user: UserId,
    /// The `seq` of the entry that made them a member.
    pub joined: Seq,
    /// Up to where they have read.
    pub read: Seq,
    /// Messages of their own after it, which are not unread: after a mark that went back.
    #[serde(default, skip_serializing_if = "is_default")]
    pub own: u32,
    /// Whether it stands before their other rooms.
    #[serde(default, skip_serializing_if = "is_default")]
    pub starred: bool,
    /// What of it calls them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub notify: Notify,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What a store has of a room that is to be put into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It has begun to arrive: its entries are there up to this place, and go on after it.
    Begun(Seq),
    /// It is there, whatever has happened in it since: there is nothing to put.
    There,
    /// Another room is what this one would be found as: the direct room of the same two people, or the room that was made under
    /// the same id of a client.
    Taken(RoomId),
}

/// Everything that lasts. No membership is asked: this is for the operator.
#[async_trait]
pub trait Archive: Send + Sync {
    /// People by id, closed accounts included, after this one. At most `limit`; when there are fewer, they are the last.
    async fn people_after(&self, after: Option<&UserId>, limit: usize) -> StoreResult<Vec<PersonRecord>>;
    /// The ids of all rooms, after this one. At most `limit`; when there are fewer, they are the last. A room may be gone by now,
    /// or not open yet.
    async fn rooms_after(&self, after: Option<&RoomId>, limit: usize) -> StoreResult<Vec<RoomId>>;
    /// A room and its members, of the same moment; nobody has read further than its head, and nobody joined after it. `None`: there
    /// is no such room, or it is not open yet.
    async fn room_record(&self, room_id: &RoomId) -> StoreResult<Option<(RoomRecord, Vec<MemberRecord>)>>;
    /// Entries of a room's log after this place, at most `limit`; none where there is no such room any more.
    async fn log_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<EntryRecord>>;

    /// Puts people, and returns how many are new. Who is there already, by id, stays as they are. Refuses `NameTaken` when somebody
    /// else has one of these names. All or nobody.
    async fn put_people(&self, people: Vec<PersonRecord>) -> StoreResult<usize>;
    /// Begins to put a room, or says how far it has come. Nobody sees it yet. Refuses `NoSuchPerson`, and `WrongKind` for a direct
    /// room that does not say whose it is.
    async fn put_room(&self, room: &RoomRecord) -> StoreResult<Arrival>;
    /// Puts entries of a room that has begun to arrive, in order, and returns how many are new: those that are there already, and
    /// all of a room that is open, stay as they are. Refuses `NotMember` (no such room), `NoSuchEntry` (a hole before one of them, or one
    /// changes what is no message), `NoSuchPerson`. All or none.
    async fn put_entries(&self, room_id: &RoomId, entries: Vec<EntryRecord>) -> StoreResult<usize>;
    /// Ends the arrival of a room: from now on it is there for these members, which are all. A room that is open stays as it is.
    /// Refuses `NotMember` (no such room), `NoSuchEntry` (its log does not end at the record's head, or a member did not join
    /// within it, after the one before), `NoSuchPerson`, `RoomFull`, `TooManyRooms`. All or nobody.
    async fn open_room(&self, room: &RoomRecord, members: Vec<MemberRecord>) -> StoreResult<()>;
}

impl EntryRecord {
    /// Everybody in it.
    pub fn people(&self) -> impl Iterator<Item = &UserId> {
        std::iter::once(&self.by).chain(self.what.person()).chain(&self.mentions)
    }
}

impl RoomRecord {
    /// Everybody in it.
    pub fn people(&self) -> impl Iterator<Item = &UserId> {
        [&self.made_by, &self.creator].into_iter().chain(&self.with)
    }

    /// Whether these can be its members.
    pub(crate) fn check(&self, members: &[MemberRecord]) -> Result<(), Refusal> {
        if members.len() > MAX_MEMBERS {
            return Err(Refusal::RoomFull);
        }
        let mut last = Seq::ZERO;
        for member in members {
            if member.joined <= last || member.joined > self.head || member.read > self.head {
                return Err(Refusal::NoSuchEntry);
            }
            last = member.joined;
        }
        Ok(())
    }
}

impl What {
    /// Who is in it, besides who did it.
    pub fn person(&self) -> Option<&UserId> {
        match self {
            Self::MemberJoined { person } | Self::MemberRemoved { person } => Some(person),
            Self::MemberLeft { heir } => heir.as_ref(),
            Self::RoomCreated
            | Self::NewMessage { .. }
            | Self::MessageEdited { .. }
            | Self::MessageDeleted { .. }
            | Self::ReactionAdded { .. }
            | Self::ReactionRemoved { .. }
            | Self::Tombstone { .. }
            | Self::RoomRenamed { .. }
            | Self::RoomTopicChanged { .. } => None,
        }
    }

    /// The `clientId` that is taken by it.
    pub(crate) const fn client(&self) -> Option<&ClientId> {
        match self {
            Self::NewMessage { client, .. } | Self::Tombstone { client } => Some(client),
            _ => None,
        }
    }

    /// The earlier message that it changes.
    pub(crate) const fn target(&self) -> Option<Seq> {
        match self {
            Self::MessageEdited { target }
            | Self::MessageDeleted { target }
            | Self::ReactionAdded { target, .. }
            | Self::ReactionRemoved { target, .. } => Some(*target),
            _ => None,
        }
    }
}
