//! Changing what was said. Each change is an entry; the message is kept as it is now.

use protocol::messages::{Change, Entry, MAX_EMOJI};
use protocol::{Emoji, MessageText, RoomId, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::embedded::log::{Log, Room, standing};
use crate::embedded::rows::{PersonRow, RoomRow, count, entry_row, kinds, place};
use crate::embedded::{index, mentions};
use crate::messages::Reacting;
use crate::rooms::Actor;
use crate::{Refusal, StoreResult};

/// A message, or what is left of it.
struct Target {
    row: i64,
    author: PersonRow,
    /// `None`: it was deleted.
    content: Option<String>,
}

/// Refuses `NoSuchEntry`.
fn target(connection: &Connection, room: &Room, seq: Seq) -> StoreResult<Target> {
    let row = entry_row(room.row, seq);
    let mut find = connection.prepare_cached("SELECT author, content FROM entries WHERE row = ?1 AND kind IN (?2, ?3)")?;
    let found = find
        .query_row([row, kinds::NEW_MESSAGE, kinds::TOMBSTONE], |found| Ok(Target { row, author: found.get(0)?, content: found.get(1)? }));
    Ok(found.optional()?.ok_or(Refusal::NoSuchEntry)?)
}

pub(super) fn edit(
    connection: &Connection,
    room_id: &RoomId,
    user_id: &UserId,
    seq: Seq,
    content: &MessageText,
    at: Timestamp,
) -> StoreResult<Option<Entry>> {
    let (room, editor) = standing(connection, room_id, user_id)?;
    let Target { row, author, content: before } = target(connection, &room, seq)?;
    let before = before.ok_or(Refusal::NoSuchEntry)?;
    if author != editor.row {
        return Err(Refusal::NotAuthor.into());
    }
    if before == content.as_str() {
        return Ok(None);
    }
    mentions::forget(connection, &room, seq)?;
    mentions::note(connection, &room, &editor, seq, content.as_str())?;
    let place = room.row;
    let mut log = Log::open(connection, room, at);
    let entry = log.push(&editor, Change::MessageEdited { target: seq, content: content.clone() }, None)?;
    let mut update = connection.prepare_cached("UPDATE entries SET content = ?2, edited_at = ?3, changed = ?4 WHERE row = ?1")?;
    update.execute(params![row, content.as_str(), at.0, log.head().0])?;
    log.close_quietly()?;
    index::mend(connection, place, seq)?;
    Ok(Some(entry))
}

pub(super) fn delete(connection: &Connection, room_id: &RoomId, actor: &Actor, seq: Seq, at: Timestamp) -> StoreResult<Option<Entry>> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    let Target { row, author, content } = target(connection, &room, seq)?;
    if author != member.row && room.creator != member.row && !actor.admin {
        return Err(Refusal::NotAuthor.into());
    }
    if content.is_none() {
        return Ok(None);
    }
    mentions::forget(connection, &room, seq)?;
    connection.prepare_cached("DELETE FROM reactions WHERE room = ?1 AND seq = ?2")?.execute(params![room.row, place(seq)])?;
    let mut log = Log::open(connection, room, at);
    let entry = log.push(&member, Change::MessageDeleted { target: seq }, None)?;
    let mut update = connection
        .prepare_cached("UPDATE entries SET kind = ?2, content = NULL, reply_to = NULL, edited_at = NULL, changed = ?3 WHERE row = ?1")?;
    update.execute(params![row, kinds::TOMBSTONE, log.head().0])?;
    log.close_quietly()?;
    Ok(Some(entry))
}

pub(super) fn react(connection: &Connection, reacting: Reacting) -> StoreResult<Option<Entry>> {
    let Reacting { room_id, user_id, target: seq, emoji, on, at } = reacting;
    let (room, member) = standing(connection, &room_id, &user_id)?;
    let Target { row, content, .. } = target(connection, &room, seq)?;
    content.ok_or(Refusal::NoSuchEntry)?;
    let changed =
        if on { add(connection, &room, member.row, seq, &emoji)? } else { take_reaction(connection, room.row, member.row, seq, &emoji)? };
    if !changed {
        return Ok(None);
    }
    let mut log = Log::open(connection, room, at);
    let change = if on { Change::ReactionAdded { target: seq, emoji } } else { Change::ReactionRemoved { target: seq, emoji } };
    let entry = log.push(&member, change, None)?;
    connection.prepare_cached("UPDATE entries SET changed = ?2 WHERE row = ?1")?.execute(params![row, log.head().0])?;
    log.close_quietly()?;
    Ok(Some(entry))
}

/// Adds a reaction as of the next entry. Whether it was not there. Refuses `TooManyEmoji`.
fn add(connection: &Connection, room: &Room, person: PersonRow, seq: Seq, emoji: &Emoji) -> StoreResult<bool> {
    let mut others =
        connection.prepare_cached("SELECT count(DISTINCT emoji) FROM reactions WHERE room = ?1 AND seq = ?2 AND emoji <> ?3")?;
    let others: i64 = others.query_row(params![room.row, place(seq), emoji.as_str()], |row| row.get(0))?;
    if others >= count(MAX_EMOJI) {
        return Err(Refusal::TooManyEmoji.into());
    }
    put_reaction(connection, room.row, person, seq, emoji, room.head.next())
}

/// Adds a reaction that stands in the log at `at`. Whether it was not there.
pub(in crate::embedded) fn put_reaction(
    connection: &Connection,
    room: RoomRow,
    person: PersonRow,
    target: Seq,
    emoji: &Emoji,
    at: Seq,
) -> StoreResult<bool> {
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO reactions (room, seq, emoji, person, since)
         VALUES (?1, ?2, ?3, ?4, coalesce((SELECT since FROM reactions WHERE room = ?1 AND seq = ?2 AND emoji = ?3 LIMIT 1), ?5))",
    )?;
    Ok(insert.execute(params![room, place(target), emoji.as_str(), person, place(at)])? > 0)
}

/// Takes a reaction back. Whether it was there.
pub(in crate::embedded) fn take_reaction(
    connection: &Connection,
    room: RoomRow,
    person: PersonRow,
    target: Seq,
    emoji: &Emoji,
) -> StoreResult<bool> {
    let mut delete = connection.prepare_cached("DELETE FROM reactions WHERE room = ?1 AND seq = ?2 AND emoji = ?3 AND person = ?4")?;
    Ok(delete.execute(params![room, place(target), emoji.as_str(), person])? > 0)
}
