//! Appending to a room's log, and who may: every change to a room begins with [`standing`] and goes through [`Log`].

use protocol::messages::{Change, Entry};
use protocol::rooms::{MAX_MEMBERS, MAX_ROOMS_OF_PERSON, RoomKind};
use protocol::session::Person;
use protocol::{RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{PersonRow, RoomRow, Somebody, count, entry_row, kind, kinds, optional_text, person, place, seq};
use crate::{Refusal, StoreError, StoreResult};

/// A room, before it is changed.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) row: RoomRow,
    pub(super) id: RoomId,
    pub(super) kind: RoomKind,
    pub(super) name: Option<RoomName>,
    pub(super) topic: Option<RoomTopic>,
    pub(super) creator: PersonRow,
    pub(super) head: Seq,
    pub(super) members: usize,
}

/// The room and the member who wants something of it. Refuses `NotMember`, for a room that does not exist and for an
/// account that is closed too.
pub(super) fn standing(connection: &Connection, room_id: &RoomId, user_id: &UserId) -> StoreResult<(Room, Somebody)> {
    let mut find = connection.prepare_cached(
        "SELECT room.row, room.kind, room.name, room.creator, room.head, room.members, room.topic, person.row, person.id, person.name
         FROM rooms room
         JOIN people person ON person.id = ?2 AND person.closed_at IS NULL
         JOIN members member ON member.room = room.row AND member.person = person.row
         WHERE room.id = ?1",
    )?;
    let found = find.query_row([room_id.as_str(), user_id.as_str()], |row| {
        let somebody = Somebody { row: row.get(7)?, person: person(row, 8)? };
        Ok((read_room(row, room_id)?, somebody))
    });
    Ok(found.optional()?.ok_or(Refusal::NotMember)?)
}

/// A public room, for somebody who may be a stranger to it. Refuses `NotMember`.
pub(super) fn public_room(connection: &Connection, room_id: &RoomId) -> StoreResult<Room> {
    let mut find =
        connection.prepare_cached("SELECT row, kind, name, creator, head, members, topic FROM rooms WHERE id = ?1 AND kind = 1")?;
    let found = find.query_row([room_id.as_str()], |row| read_room(row, room_id)).optional()?;
    Ok(found.ok_or(Refusal::NotMember)?)
}

/// A room that an invite link may lead to, for somebody who may be a stranger to it. Refuses `CodeInvalid`.
pub(super) fn linked_room(connection: &Connection, room_id: &RoomId) -> StoreResult<Room> {
    let mut find =
        connection.prepare_cached("SELECT row, kind, name, creator, head, members, topic FROM rooms WHERE id = ?1 AND kind IN (0, 1)")?;
    let found = find.query_row([room_id.as_str()], |row| read_room(row, room_id)).optional()?;
    Ok(found.ok_or(Refusal::CodeInvalid)?)
}

/// From the columns `row, kind, name, creator, head, members, topic`.
fn read_room(row: &rusqlite::Row<'_>, room_id: &RoomId) -> rusqlite::Result<Room> {
    Ok(Room {
        row: row.get(0)?,
        id: room_id.clone(),
        kind: kind(row, 1)?,
        name: optional_text(row, 2)?,
        creator: row.get(3)?,
        head: seq(row, 4)?,
        members: row.get(5)?,
        topic: optional_text(row, 6)?,
    })
}

/// Whether somebody is a member.
pub(super) fn is_member(connection: &Connection, room: RoomRow, person: PersonRow) -> StoreResult<bool> {
    let mut find = connection.prepare_cached("SELECT 1 FROM members WHERE room = ?1 AND person = ?2")?;
    Ok(find.exists(params![room, person])?)
}

/// Refuses `TooManyRooms`.
pub(super) fn may_enter_one_more(connection: &Connection, person: PersonRow) -> StoreResult<()> {
    let mut rooms = connection.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM members WHERE person = ?1 LIMIT ?2)")?;
    let rooms: usize = rooms.query_row(params![person, count(MAX_ROOMS_OF_PERSON)], |row| row.get(0))?;
    if rooms >= MAX_ROOMS_OF_PERSON { Err(Refusal::TooManyRooms.into()) } else { Ok(()) }
}

/// A room's log, open for appending everything but messages (`messages` has a shorter way for those).
pub(super) struct Log<'c> {
    connection: &'c Connection,
    room: Room,
    at: Timestamp,
}

impl<'c> Log<'c> {
    /// Opens it. What is appended stands in `rooms` only after [`Log::close`].
    pub(super) const fn open(connection: &'c Connection, room: Room, at: Timestamp) -> Self {
        Self { connection, room, at }
    }

    /// Appends a change under the next `seq`. `about` is the row of the person inside the change. Of a change of a message what it says
    /// stands in the message.
    pub(super) fn push(&mut self, by: &Somebody, change: Change, about: Option<PersonRow>) -> StoreResult<Entry> {
        let seq = self.room.head.next();
        let (kind, content) = match &change {
            Change::RoomCreated => (kinds::ROOM_CREATED, None),
            Change::MemberJoined { .. } => (kinds::MEMBER_JOINED, None),
            Change::MemberLeft { .. } => (kinds::MEMBER_LEFT, None),
            Change::MemberRemoved { .. } => (kinds::MEMBER_REMOVED, None),
            Change::RoomRenamed { name } => (kinds::ROOM_RENAMED, Some(name.as_str())),
            Change::RoomTopicChanged { topic } => (kinds::ROOM_TOPIC_CHANGED, topic.as_ref().map(RoomTopic::as_str)),
            Change::MessageEdited { .. } => (kinds::MESSAGE_EDITED, None),
            Change::MessageDeleted { .. } => (kinds::MESSAGE_DELETED, None),
            Change::ReactionAdded { emoji, .. } => (kinds::REACTION_ADDED, Some(emoji.as_str())),
            Change::ReactionRemoved { emoji, .. } => (kinds::REACTION_REMOVED, Some(emoji.as_str())),
            Change::NewMessage { .. } | Change::Tombstone | Change::Unknown => {
                return Err(StoreError::Corrupt("this is no change of a room".into()));
            }
        };
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO entries (row, room, seq, at, author, kind, person, content, reply_to) VALUES (?8, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9)",
        )?;
        let (room, row, target) = (self.room.row, entry_row(self.room.row, seq), change.target().map(place));
        insert.execute(params![room, place(seq), self.at.0, by.row, kind, about, content, row, target])?;
        self.room.head = seq;
        Ok(Entry { room_id: self.room.id.clone(), seq, at: self.at, by: by.person.clone(), change })
    }

    /// Makes somebody a member, and says so. Their read mark stands at their own joining: the past is not unread. Who
    /// comes into a room that everybody left owns it. Refuses `RoomFull`, `TooManyRooms`.
    pub(super) fn admit(&mut self, by: &Somebody, whom: &Somebody) -> StoreResult<Entry> {
        let entry = self.push(by, Change::MemberJoined { person: whom.person.clone() }, Some(whom.row))?;
        if self.room.members == 0 {
            self.room.creator = whom.row;
        }
        self.add(whom)?;
        Ok(entry)
    }

    /// Makes somebody a member as of the last entry.
    pub(super) fn add(&mut self, whom: &Somebody) -> StoreResult<()> {
        if self.room.members >= MAX_MEMBERS {
            return Err(Refusal::RoomFull.into());
        }
        may_enter_one_more(self.connection, whom.row)?;
        let mut insert = self.connection.prepare_cached("INSERT INTO members (room, person, joined, read) VALUES (?1, ?2, ?3, ?3)")?;
        insert.execute(params![self.room.row, whom.row, place(self.room.head)])?;
        self.room.members += 1;
        Ok(())
    }

    /// Ends a membership, and what links it has made. Returns who inherits the room, when it was theirs: who has been there longest.
    pub(super) fn take_out(&mut self, whom: PersonRow) -> StoreResult<Option<Somebody>> {
        self.connection.prepare_cached("DELETE FROM members WHERE room = ?1 AND person = ?2")?.execute(params![self.room.row, whom])?;
        self.connection.prepare_cached("DELETE FROM links WHERE room = ?1 AND made_by = ?2")?.execute(params![self.room.row, whom])?;
        self.room.members = self.room.members.saturating_sub(1);
        if self.room.creator != whom {
            return Ok(None);
        }
        let mut eldest = self.connection.prepare_cached(
            "SELECT person.row, person.id, person.name FROM members member JOIN people person ON person.row = member.person
             WHERE member.room = ?1 ORDER BY member.joined LIMIT 1",
        )?;
        let heir = eldest.query_row([self.room.row], |row| Ok(Somebody { row: row.get(0)?, person: person(row, 1)? })).optional()?;
        if let Some(heir) = &heir {
            self.room.creator = heir.row;
        }
        Ok(heir)
    }

    /// Appends that somebody left by themselves, after taking them out.
    pub(super) fn leave(&mut self, who: &Somebody) -> StoreResult<Entry> {
        let heir = self.take_out(who.row)?;
        let about = heir.as_ref().map(|heir| heir.row);
        self.push(who, Change::MemberLeft { heir: heir.map(|heir| heir.person) }, about)
    }

    /// Appends that somebody was taken out, after doing it.
    pub(super) fn remove(&mut self, by: &Somebody, whom: PersonRow, person: Person) -> StoreResult<Entry> {
        self.take_out(whom)?;
        self.push(by, Change::MemberRemoved { person }, Some(whom))
    }

    /// Renames the room, and says so.
    pub(super) fn rename(&mut self, by: &Somebody, name: RoomName) -> StoreResult<Entry> {
        let entry = self.push(by, Change::RoomRenamed { name: name.clone() }, None)?;
        self.room.name = Some(name);
        Ok(entry)
    }

    /// Gives the room another topic, and says so.
    pub(super) fn set_topic(&mut self, by: &Somebody, topic: Option<RoomTopic>) -> StoreResult<Entry> {
        let entry = self.push(by, Change::RoomTopicChanged { topic: topic.clone() }, None)?;
        self.room.topic = topic;
        Ok(entry)
    }

    /// The last entry's place.
    pub(super) const fn head(&self) -> Seq {
        self.room.head
    }

    /// Writes that the log has grown, and nothing else: a message that changes is no activity of the room.
    pub(super) fn close_quietly(self) -> StoreResult<()> {
        let mut update = self.connection.prepare_cached("UPDATE rooms SET head = ?2 WHERE row = ?1")?;
        update.execute(params![self.room.row, place(self.room.head)])?;
        Ok(())
    }

    /// Writes the room as it is now.
    pub(super) fn close(self) -> StoreResult<()> {
        let Room { row, name, topic, creator, head, members, .. } = &self.room;
        let mut update = self.connection.prepare_cached(
            "UPDATE rooms SET name = ?2, creator = ?3, head = ?4, members = ?5, active_at = ?6, topic = ?7 WHERE row = ?1",
        )?;
        let name = name.as_ref().map(RoomName::as_str);
        let topic = topic.as_ref().map(RoomTopic::as_str);
        update.execute(params![row, name, creator, place(*head), count(*members), self.at.0, topic])?;
        Ok(())
    }
}
