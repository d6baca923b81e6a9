//! Rooms that come from elsewhere. Until it is open, a room is of the kind [`ARRIVING`], which nothing else looks for.

use std::collections::HashMap;

use protocol::rooms::RoomKind;
use protocol::{ClientId, Emoji, MessageText, RoomId, RoomName, RoomTopic, Seq, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::archive::{Arrival, EntryRecord, MemberRecord, RoomRecord, What};
use crate::embedded::log::may_enter_one_more;
use crate::embedded::messages::changes::{put_reaction, take_reaction};
use crate::embedded::rows::{
    ARRIVING, PersonRow, RoomRow, count, entry_row, kind_number, kinds, notify_number, place, seq, text, what_number,
};
use crate::{Refusal, StoreResult};

pub(super) fn begin(connection: &Connection, record: &RoomRecord) -> StoreResult<Arrival> {
    if let Some(room) = find(connection, &record.id)? {
        return Ok(if room.arriving { Arrival::Begun(room.head) } else { Arrival::There });
    }
    let mut people = People::new(connection);
    let (made_by, creator) = (people.row(&record.made_by)?, people.row(&record.creator)?);
    let pair = match (record.kind, &record.with) {
        (RoomKind::Direct, Some(other)) => {
            let other = people.row(other)?;
            Some((made_by.min(other), made_by.max(other)))
        }
        (RoomKind::Direct, None) => return Err(Refusal::WrongKind.into()),
        _ => None,
    };
    if let Some(other) = in_its_place(connection, record, made_by, pair)? {
        return Ok(Arrival::Taken(other));
    }
    connection
        .prepare_cached(
            "INSERT INTO rooms (id, kind, made_by, client_id, creator, pair_low, pair_high, head, last_message, active_at, members)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, ?8, 0)",
        )?
        .execute(params![
            record.id.as_str(),
            ARRIVING,
            made_by,
            record.client_id.as_ref().map(ClientId::as_str),
            creator,
            pair.map(|pair| pair.0),
            pair.map(|pair| pair.1),
            record.active_at.0
        ])?;
    Ok(Arrival::Begun(Seq::ZERO))
}

/// The room that this one would be found as.
fn in_its_place(
    connection: &Connection,
    record: &RoomRecord,
    made_by: PersonRow,
    pair: Option<(PersonRow, PersonRow)>,
) -> StoreResult<Option<RoomId>> {
    let mut find = connection.prepare_cached(
        "SELECT id FROM rooms WHERE made_by = ?1 AND client_id = ?2 UNION ALL SELECT id FROM rooms WHERE pair_low = ?3 AND pair_high = ?4",
    )?;
    let found = find.query_row(
        params![made_by, record.client_id.as_ref().map(ClientId::as_str), pair.map(|pair| pair.0), pair.map(|pair| pair.1)],
        |row| text(row, 0),
    );
    Ok(found.optional()?)
}

pub(super) fn put(connection: &Connection, room_id: &RoomId, records: &[EntryRecord]) -> StoreResult<usize> {
    let mut room = find(connection, room_id)?.ok_or(Refusal::NotMember)?;
    if !room.arriving {
        return Ok(0);
    }
    let mut people = People::new(connection);
    let mut new = 0;
    for record in records {
        if record.seq <= room.head {
            continue;
        }
        if record.seq != room.head.next() {
            return Err(Refusal::NoSuchEntry.into());
        }
        store(connection, &room, record, &mut people)?;
        room.head = record.seq;
        if record.what.client().is_some() {
            room.last_message = record.seq;
        }
        new += 1;
    }
    connection.prepare_cached("UPDATE rooms SET head = ?2, last_message = ?3 WHERE row = ?1")?.execute(params![
        room.row,
        place(room.head),
        place(room.last_message)
    ])?;
    Ok(new)
}

fn store(connection: &Connection, room: &Room, record: &EntryRecord, people: &mut People<'_>) -> StoreResult<()> {
    let (reply_to, content, edited) = match &record.what {
        What::NewMessage { text, reply, edited, .. } => (*reply, Some(MessageText::as_str(text)), *edited),
        What::RoomRenamed { name } => (None, Some(RoomName::as_str(name)), None),
        What::RoomTopicChanged { topic } => (None, topic.as_ref().map(RoomTopic::as_str), None),
        What::ReactionAdded { target, emoji } | What::ReactionRemoved { target, emoji } => {
            (Some(*target), Some(Emoji::as_str(emoji)), None)
        }
        What::MessageEdited { target } | What::MessageDeleted { target } => (Some(*target), None, None),
        _ => (None, None, None),
    };
    let author = people.row(&record.by)?;
    let person = record.what.person().map(|person| people.row(person)).transpose()?;
    fold(connection, room, record, author)?;
    connection
        .prepare_cached(
            "INSERT INTO entries (row, room, seq, at, author, kind, person, reply_to, client_id, content, edited_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            entry_row(room.row, record.seq),
            room.row,
            place(record.seq),
            record.at.0,
            author,
            what_number(&record.what),
            person,
            reply_to.map(place),
            record.what.client().map(ClientId::as_str),
            content,
            edited.map(|edited| edited.0)
        ])?;
    for called in &record.mentions {
        connection.prepare_cached("INSERT OR IGNORE INTO mentions (room, person, seq) VALUES (?1, ?2, ?3)")?.execute(params![
            room.row,
            people.row(called)?,
            place(record.seq)
        ])?;
    }
    Ok(())
}

/// What changes an earlier message is folded into it. Refuses `NoSuchEntry` where there is none.
fn fold(connection: &Connection, room: &Room, record: &EntryRecord, author: PersonRow) -> StoreResult<()> {
    let Some(target) = record.what.target() else { return Ok(()) };
    let mut update = connection.prepare_cached("UPDATE entries SET changed = ?2 WHERE row = ?1 AND kind IN (?3, ?4) RETURNING kind")?;
    let row = entry_row(room.row, target);
    let found: Option<i64> =
        update.query_row(params![row, place(record.seq), kinds::NEW_MESSAGE, kinds::TOMBSTONE], |row| row.get(0)).optional()?;
    let kind = found.ok_or(Refusal::NoSuchEntry)?;
    match &record.what {
        What::ReactionAdded { emoji, .. } if kind == kinds::NEW_MESSAGE => {
            put_reaction(connection, room.row, author, target, emoji, record.seq).map(drop)
        }
        What::ReactionRemoved { emoji, .. } => take_reaction(connection, room.row, author, target, emoji).map(drop),
        _ => Ok(()),
    }
}

pub(super) fn open(connection: &Connection, record: &RoomRecord, members: &[MemberRecord]) -> StoreResult<()> {
    let room = find(connection, &record.id)?.ok_or(Refusal::NotMember)?;
    if !room.arriving {
        return Ok(());
    }
    if room.head != record.head {
        return Err(Refusal::NoSuchEntry.into());
    }
    record.check(members)?;
    let mut people = People::new(connection);
    let mut insert = connection
        .prepare_cached("INSERT INTO members (room, person, joined, read, own, starred, notify) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for member in members {
        let person = people.row(&member.user)?;
        may_enter_one_more(connection, person)?;
        let MemberRecord { joined, read, own, starred, notify, .. } = member;
        insert.execute(params![room.row, person, place(*joined), place(*read), own, starred, notify_number(*notify)])?;
    }
    connection
        .prepare_cached("UPDATE rooms SET kind = ?2, name = ?3, creator = ?4, active_at = ?5, members = ?6, topic = ?7 WHERE row = ?1")?
        .execute(params![
            room.row,
            kind_number(record.kind),
            record.name.as_ref().map(RoomName::as_str),
            people.row(&record.creator)?,
            record.active_at.0,
            count(members.len()),
            record.topic.as_ref().map(RoomTopic::as_str)
        ])?;
    Ok(())
}

/// A room that is there, or has begun to arrive.
struct Room {
    row: RoomRow,
    arriving: bool,
    head: Seq,
    last_message: Seq,
}

fn find(connection: &Connection, room_id: &RoomId) -> StoreResult<Option<Room>> {
    let mut find = connection.prepare_cached("SELECT row, kind, head, last_message FROM rooms WHERE id = ?1")?;
    let found = find.query_row([room_id.as_str()], |row| {
        Ok(Room { row: row.get(0)?, arriving: row.get::<_, i64>(1)? == ARRIVING, head: seq(row, 2)?, last_message: seq(row, 3)? })
    });
    Ok(found.optional()?)
}

/// Where people stand, closed accounts included; each is looked up once.
struct People<'c> {
    connection: &'c Connection,
    rows: HashMap<UserId, PersonRow>,
}

impl<'c> People<'c> {
    fn new(connection: &'c Connection) -> Self {
        Self { connection, rows: HashMap::new() }
    }

    /// Refuses `NoSuchPerson`.
    fn row(&mut self, id: &UserId) -> StoreResult<PersonRow> {
        if let Some(row) = self.rows.get(id) {
            return Ok(*row);
        }
        let mut find = self.connection.prepare_cached("SELECT row FROM people WHERE id = ?1")?;
        let row = find.query_row([id.as_str()], |row| row.get(0)).optional()?.ok_or(Refusal::NoSuchPerson)?;
        self.rows.insert(id.clone(), row);
        Ok(row)
    }
}
