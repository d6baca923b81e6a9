//! Rooms and logs as records.

use std::collections::HashMap;

use protocol::{RoomId, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::StoreResult;
use crate::archive::{EntryRecord, MemberRecord, RoomRecord, What};
use crate::embedded::rows::{ARRIVING, RoomRow, count, entry_row, kind, kinds, notify, optional_text, place, room_row, seq, text, unknown};

pub(super) fn ids_after(connection: &Connection, after: Option<&RoomId>, limit: usize) -> StoreResult<Vec<RoomId>> {
    let mut select = connection.prepare_cached("SELECT id FROM rooms WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let ids = select.query_map(params![after.map_or("", RoomId::as_str), count(limit)], |row| text(row, 0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

pub(super) fn record(connection: &Connection, room_id: &RoomId) -> StoreResult<Option<(RoomRecord, Vec<MemberRecord>)>> {
    // Of the pair of a direct room, the one who did not make it.
    let mut find = connection.prepare_cached(
        "SELECT room.row, room.kind, room.name, maker.id, room.client_id, other.id, creator.id, room.head, room.active_at, room.topic
         FROM rooms room
         JOIN people maker ON maker.row = room.made_by
         JOIN people creator ON creator.row = room.creator
         LEFT JOIN people other ON other.row = iif(room.pair_low = room.made_by, room.pair_high, room.pair_low)
         WHERE room.id = ?1 AND room.kind <> ?2",
    )?;
    let found = find.query_row(params![room_id.as_str(), ARRIVING], |row| {
        let record = RoomRecord {
            id: room_id.clone(),
            kind: kind(row, 1)?,
            name: optional_text(row, 2)?,
            topic: optional_text(row, 9)?,
            made_by: text(row, 3)?,
            client_id: optional_text(row, 4)?,
            with: optional_text(row, 5)?,
            creator: text(row, 6)?,
            head: seq(row, 7)?,
            active_at: Timestamp(row.get(8)?),
        };
        Ok((row.get(0)?, record))
    });
    let Some((row, record)) = found.optional()? else { return Ok(None) };
    let members = members(connection, row, room_id)?;
    Ok(Some((record, members)))
}

fn members(connection: &Connection, room: RoomRow, room_id: &RoomId) -> StoreResult<Vec<MemberRecord>> {
    let mut select = connection.prepare_cached(
        "SELECT person.id, member.joined, member.read, member.own, member.starred, member.notify
         FROM members member JOIN people person ON person.row = member.person WHERE member.room = ?1 ORDER BY member.joined",
    )?;
    let members = select.query_map([room], |row| {
        Ok(MemberRecord {
            room: room_id.clone(),
            user: text(row, 0)?,
            joined: seq(row, 1)?,
            read: seq(row, 2)?,
            own: row.get(3)?,
            starred: row.get(4)?,
            notify: notify(row, 5)?,
        })
    })?;
    Ok(members.collect::<Result<_, _>>()?)
}

pub(super) fn log(connection: &Connection, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<EntryRecord>> {
    let Some(room) = room_row(connection, room_id)? else { return Ok(Vec::new()) };
    let to = Seq(after.0.saturating_add(limit as u64));
    let mut select = connection.prepare_cached(
        "SELECT e.seq, e.at, author.id, e.kind, e.client_id, e.content, e.reply_to, person.id, e.edited_at FROM entries e
         JOIN people author ON author.row = e.author LEFT JOIN people person ON person.row = e.person
         WHERE e.row BETWEEN ?1 AND ?2 ORDER BY e.row",
    )?;
    let records = select.query_map([entry_row(room, after.next()), entry_row(room, to)], |row| entry_record(row, room_id))?;
    let mut records: Vec<EntryRecord> = records.collect::<Result<_, _>>()?;
    let calls = |record: &EntryRecord| matches!(&record.what, What::NewMessage { text, .. } if text.as_str().contains('@'));
    if let (Some(first), Some(last), true) = (records.first(), records.last(), records.iter().any(calls)) {
        let mut called = mentions(connection, room, first.seq, last.seq)?;
        for record in &mut records {
            record.mentions = called.remove(&record.seq).unwrap_or_default();
        }
    }
    Ok(records)
}

fn entry_record(row: &Row<'_>, room_id: &RoomId) -> rusqlite::Result<EntryRecord> {
    let target = || row.get(6).map(Seq);
    let what = match row.get(3)? {
        kinds::ROOM_CREATED => What::RoomCreated,
        kinds::NEW_MESSAGE => What::NewMessage {
            client: text(row, 4)?,
            text: text(row, 5)?,
            reply: row.get::<_, Option<u64>>(6)?.map(Seq),
            edited: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        },
        kinds::MEMBER_JOINED => What::MemberJoined { person: text(row, 7)? },
        kinds::MEMBER_LEFT => What::MemberLeft { heir: optional_text(row, 7)? },
        kinds::MEMBER_REMOVED => What::MemberRemoved { person: text(row, 7)? },
        kinds::ROOM_RENAMED => What::RoomRenamed { name: text(row, 5)? },
        kinds::ROOM_TOPIC_CHANGED => What::RoomTopicChanged { topic: optional_text(row, 5)? },
        kinds::MESSAGE_EDITED => What::MessageEdited { target: target()? },
        kinds::MESSAGE_DELETED => What::MessageDeleted { target: target()? },
        kinds::REACTION_ADDED => What::ReactionAdded { target: target()?, emoji: text(row, 5)? },
        kinds::REACTION_REMOVED => What::ReactionRemoved { target: target()?, emoji: text(row, 5)? },
        kinds::TOMBSTONE => What::Tombstone { client: text(row, 4)? },
        other => return Err(unknown(3, other)),
    };
    Ok(EntryRecord { room: room_id.clone(), seq: seq(row, 0)?, at: Timestamp(row.get(1)?), by: text(row, 2)?, what, mentions: Vec::new() })
}

/// Whom the entries `from..=to` call, each list by id.
fn mentions(connection: &Connection, room: RoomRow, from: Seq, to: Seq) -> StoreResult<HashMap<Seq, Vec<UserId>>> {
    // From person to person, of those who were ever called here: the index has them by person first, and a room may have many more
    // mentions than a page.
    let mut select = connection.prepare_cached(
        "WITH RECURSIVE called (person) AS (
             SELECT min(person) FROM mentions WHERE room = ?1
             UNION ALL
             SELECT (SELECT min(person) FROM mentions WHERE room = ?1 AND person > called.person) FROM called WHERE called.person IS NOT NULL
         )
         SELECT mention.seq, people.id FROM called
         JOIN mentions mention ON mention.room = ?1 AND mention.person = called.person AND mention.seq BETWEEN ?2 AND ?3
         JOIN people ON people.row = called.person ORDER BY people.id",
    )?;
    let mut called: HashMap<Seq, Vec<UserId>> = HashMap::new();
    let mut rows = select.query(params![room, place(from), place(to)])?;
    while let Some(row) = rows.next()? {
        called.entry(seq(row, 0)?).or_default().push(text(row, 1)?);
    }
    Ok(called)
}
