//! Rooms and members as somebody sees them.

use protocol::messages::{Entry, Unread};
use protocol::rooms::{MAX_FACES, MAX_ROOMS_OF_PERSON, MAX_UNREAD, PublicRoom, RoomSummary};
use protocol::session::Person;
use protocol::{RoomId, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, Row, Statement, params};

use crate::embedded::log::standing;
use crate::embedded::names::page;
use crate::embedded::rows::{
    PersonRow, RoomRow, count, entry, entry_row, kind, notify, open_person, optional_text, person, place, select_entries, seq, text,
};
use crate::names::After;
use crate::rooms::Membership;
use crate::{Refusal, StoreResult};

/// What a summary is made of before its parts are looked up: one row for each membership.
macro_rules! select_memberships {
    ($rest:literal) => {
        concat!(
            "SELECT room.row, room.id, room.kind, room.name, creator.id, room.head, member.read, room.last_message, room.active_at, room.members,
                    member.own, member.starred, member.notify, room.topic
             FROM members member JOIN rooms room ON room.row = member.room JOIN people creator ON creator.row = room.creator
             WHERE member.person = ?1 ",
            $rest
        )
    };
}

pub(super) fn room(connection: &Connection, room_id: &RoomId, user_id: &UserId) -> StoreResult<RoomSummary> {
    let (room, member) = standing(connection, room_id, user_id)?;
    let mut parts = Parts::prepare(connection, member.row)?;
    let mut select = connection.prepare_cached(select_memberships!("AND member.room = ?2"))?;
    let mut rows = select.query(params![member.row, room.row])?;
    let row = rows.next()?.ok_or(Refusal::NotMember)?;
    parts.summary(row)
}

pub(super) fn rooms_of(connection: &Connection, user_id: &UserId) -> StoreResult<Vec<RoomSummary>> {
    let Some(reader) = open_person(connection, user_id)? else { return Ok(Vec::new()) };
    let mut parts = Parts::prepare(connection, reader.row)?;
    let mut select = connection.prepare_cached(select_memberships!("ORDER BY room.active_at DESC, room.row DESC LIMIT ?2"))?;
    let mut rows = select.query(params![reader.row, count(MAX_ROOMS_OF_PERSON)])?;
    let mut summaries = Vec::new();
    while let Some(row) = rows.next()? {
        summaries.push(parts.summary(row)?);
    }
    Ok(summaries)
}

/// Statements for the parts of a summary, each a few steps in one index.
struct Parts<'c> {
    reader: PersonRow,
    unread: rusqlite::CachedStatement<'c>,
    mentions: rusqlite::CachedStatement<'c>,
    last: rusqlite::CachedStatement<'c>,
    faces: rusqlite::CachedStatement<'c>,
}

impl<'c> Parts<'c> {
    fn prepare(connection: &'c Connection, reader: PersonRow) -> StoreResult<Self> {
        Ok(Self {
            reader,
            // With each of the reader's own messages their read mark moved; how many there are after one that went back was counted then.
            unread: connection
                .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM entries WHERE room = ?1 AND seq > ?2 AND kind = 1 LIMIT ?3)")?,
            mentions: connection
                .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM mentions WHERE room = ?1 AND seq > ?2 AND person = ?4 LIMIT ?3)")?,
            last: connection.prepare_cached(select_entries!("", "entries e", "WHERE e.row = ?1"))?,
            faces: connection.prepare_cached(
                "SELECT person.id, person.name FROM members member JOIN people person ON person.row = member.person
                 WHERE member.room = ?1 AND member.person <> ?2 ORDER BY member.joined LIMIT ?3",
            )?,
        })
    }

    fn summary(&mut self, row: &Row<'_>) -> StoreResult<RoomSummary> {
        let (room, head, read): (RoomRow, _, _) = (row.get(0)?, seq(row, 5)?, seq(row, 6)?);
        let id: RoomId = text(row, 1)?;
        let (unread, mentions) = if read < head { self.unread(room, read, row.get(10)?)? } else { (0, 0) };
        let last = match seq(row, 7)? {
            Seq::ZERO => None,
            at => self.last(room, at, &id)?,
        };
        Ok(RoomSummary {
            kind: kind(row, 2)?,
            name: optional_text(row, 3)?,
            topic: optional_text(row, 13)?,
            creator: text(row, 4)?,
            head,
            read,
            unread,
            mentions,
            starred: row.get(11)?,
            notify: notify(row, 12)?,
            last,
            active_at: Timestamp(row.get(8)?),
            members: row.get(9)?,
            faces: self.faces(room)?,
            id,
        })
    }

    fn unread(&mut self, room: RoomRow, read: Seq, own: u32) -> StoreResult<(u32, u32)> {
        let number = |statement: &mut Statement<'_>, rest: &[&dyn rusqlite::ToSql]| statement.query_row(rest, |row| row.get::<_, u32>(0));
        let read = place(read);
        let unread = number(&mut self.unread, &[&room, &read, &MAX_UNREAD.saturating_add(own)])?.saturating_sub(own);
        let mentions = if unread == 0 { 0 } else { number(&mut self.mentions, &[&room, &read, &MAX_UNREAD, &self.reader])? };
        Ok((unread, mentions))
    }

    fn last(&mut self, room: RoomRow, at: Seq, id: &RoomId) -> StoreResult<Option<Entry>> {
        Ok(self.last.query_row([entry_row(room, at)], |row| entry(row, id.clone())).optional()?.map(Entry::alone))
    }

    fn faces(&mut self, room: RoomRow) -> StoreResult<Vec<Person>> {
        let faces = self.faces.query_map(params![room, self.reader, count(MAX_FACES)], |row| person(row, 0))?;
        Ok(faces.collect::<Result<_, _>>()?)
    }
}

/// Where the read mark of a member stands, and what is unread after it.
pub(super) fn unread(connection: &Connection, room_id: &RoomId, user_id: &UserId) -> StoreResult<Unread> {
    let RoomSummary { id, read, unread, mentions, .. } = room(connection, room_id, user_id)?;
    Ok(Unread { room_id: id, read, unread, mentions })
}

pub(super) fn room_ids_of(connection: &Connection, user_id: &UserId) -> StoreResult<Vec<RoomId>> {
    let mut select = connection.prepare_cached(
        "SELECT room.id FROM people person JOIN members member ON member.person = person.row JOIN rooms room ON room.row = member.room
         WHERE person.id = ?1 AND person.closed_at IS NULL ORDER BY room.row",
    )?;
    let ids = select.query_map([user_id.as_str()], |row| text(row, 0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The cursor is the `seq` of the last one's joining.
pub(super) fn members(
    connection: &Connection,
    room_id: &RoomId,
    user_id: &UserId,
    cursor: Option<&str>,
    limit: usize,
) -> StoreResult<(Vec<Membership>, Option<String>)> {
    let (room, _) = standing(connection, room_id, user_id)?;
    let Some(after) = cursor.map_or(Some(0), |cursor| cursor.parse::<i64>().ok()) else { return Ok((Vec::new(), None)) };
    let mut select = connection.prepare_cached(
        "SELECT person.id, person.name, person.row, member.joined FROM members member JOIN people person ON person.row = member.person
         WHERE member.room = ?1 AND member.joined > ?2 ORDER BY member.joined LIMIT ?3",
    )?;
    let mut rows = select.query(params![room.row, after, count(limit.saturating_add(1))])?;
    let (mut members, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        if members.len() == limit {
            return Ok((members, last));
        }
        last = Some(row.get::<_, i64>(3)?.to_string());
        members.push(Membership { person: person(row, 0)?, creator: row.get::<_, PersonRow>(2)? == room.creator });
    }
    Ok((members, None))
}

pub(super) fn public_rooms(
    connection: &Connection,
    user_id: &UserId,
    query: &str,
    cursor: Option<&str>,
    limit: usize,
) -> StoreResult<(Vec<PublicRoom>, Option<String>)> {
    let Some(after) = After::read(cursor) else { return Ok((Vec::new(), None)) };
    let reader = open_person(connection, user_id)?.map(|reader| reader.row);
    let mut select = connection.prepare_cached(
        "SELECT id, name, members, EXISTS (SELECT 1 FROM members member WHERE member.room = room.row AND member.person = ?3), topic
         FROM rooms room WHERE kind = 1 AND name >= ?1 COLLATE NOCASE AND (name COLLATE NOCASE, id) > (?1, ?2) ORDER BY name COLLATE NOCASE, id",
    )?;
    page(select.query(params![after.name, after.id, reader])?, query, limit, |row| {
        Ok(PublicRoom { id: text(row, 0)?, name: text(row, 1)?, topic: optional_text(row, 4)?, members: row.get(2)?, joined: row.get(3)? })
    })
}
