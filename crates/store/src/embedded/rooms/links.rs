//! Invite links: made, listed, revoked, and taken in the transaction that lets somebody in.

use protocol::messages::Entry;
use protocol::rooms::{MAX_LINKS, RoomLink};
use protocol::{RoomId, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::changes::not_direct;
use crate::embedded::log::{Log, is_member, linked_room, standing};
use crate::embedded::rows::{PersonRow, RoomRow, count, open_person, optional_text, person};
use crate::rooms::{Actor, Invitation, NewLink};
use crate::session::Digest;
use crate::{Refusal, StoreResult};

/// `select_links!("…")`: a statement that selects what [`read`] reads.
macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "SELECT link.row, person.id, person.name, link.created_at, link.expires_at, link.uses_left
             FROM links link JOIN people person ON person.row = link.made_by ",
            $rest
        )
    };
}

fn read(row: &Row<'_>) -> rusqlite::Result<RoomLink> {
    Ok(RoomLink {
        id: row.get(0)?,
        by: person(row, 1)?,
        created_at: Timestamp(row.get(3)?),
        expires_at: Timestamp(row.get(4)?),
        uses_left: row.get(5)?,
    })
}

pub(super) fn create(connection: &Connection, room_id: &RoomId, actor: &Actor, new: NewLink) -> StoreResult<RoomLink> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    not_direct(&room)?;
    connection
        .prepare_cached("DELETE FROM links WHERE room = ?1 AND (uses_left = 0 OR expires_at <= ?2)")?
        .execute(params![room.row, new.at.0])?;
    let mut find = connection.prepare_cached(select_links!("WHERE link.code = ?1"))?;
    if let Some(there) = find.query_row([new.code.0], read).optional()? {
        return Ok(there);
    }
    let mut there = connection.prepare_cached("SELECT count(*) FROM links WHERE room = ?1")?;
    if there.query_row([room.row], |row| row.get::<_, i64>(0))? >= count(MAX_LINKS) {
        return Err(Refusal::TooManyLinks.into());
    }
    connection
        .prepare_cached("INSERT INTO links (room, code, made_by, created_at, expires_at, uses_left) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![room.row, new.code.0, member.row, new.at.0, new.expires_at.0, new.uses])?;
    Ok(find.query_row([new.code.0], read)?)
}

pub(super) fn list(connection: &Connection, room_id: &RoomId, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<RoomLink>> {
    let (room, _) = standing(connection, room_id, user_id)?;
    let mut select = connection
        .prepare_cached(select_links!("WHERE link.room = ?1 AND link.uses_left > 0 AND link.expires_at > ?2 ORDER BY link.row DESC"))?;
    let links = select.query_map(params![room.row, now.0], read)?;
    Ok(links.collect::<Result<_, _>>()?)
}

pub(super) fn revoke(connection: &Connection, room_id: &RoomId, actor: &Actor, id: i64) -> StoreResult<()> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    let mut find = connection.prepare_cached("SELECT made_by FROM links WHERE row = ?1 AND room = ?2")?;
    let Some(by): Option<PersonRow> = find.query_row(params![id, room.row], |row| row.get(0)).optional()? else { return Ok(()) };
    if by != member.row && room.creator != member.row && !actor.admin {
        return Err(Refusal::NotCreator.into());
    }
    connection.prepare_cached("DELETE FROM links WHERE row = ?1")?.execute([id])?;
    Ok(())
}

pub(super) fn invitation(connection: &Connection, room_id: &RoomId, code: &Digest, now: Timestamp) -> StoreResult<Option<Invitation>> {
    let mut find = connection.prepare_cached(
        "SELECT room.name, room.members FROM links link JOIN rooms room ON room.row = link.room
         WHERE link.code = ?1 AND room.id = ?2 AND link.uses_left > 0 AND link.expires_at > ?3",
    )?;
    let found = find
        .query_row(params![code.0, room_id.as_str(), now.0], |row| Ok(Invitation { name: optional_text(row, 0)?, members: row.get(1)? }));
    Ok(found.optional()?)
}

pub(super) fn join(connection: &Connection, room_id: &RoomId, actor: &Actor, code: &Digest, at: Timestamp) -> StoreResult<Option<Entry>> {
    let room = linked_room(connection, room_id)?;
    let newcomer = open_person(connection, &actor.id)?.ok_or(Refusal::CodeInvalid)?;
    if is_member(connection, room.row, newcomer.row)? {
        return Ok(None);
    }
    take(connection, room.row, code, at)?;
    let mut log = Log::open(connection, room, at);
    let entry = log.admit(&newcomer, &newcomer)?;
    log.close()?;
    Ok(Some(entry))
}

/// Takes one use.
fn take(connection: &Connection, room: RoomRow, code: &Digest, at: Timestamp) -> StoreResult<()> {
    let taken = connection
        .prepare_cached("UPDATE links SET uses_left = uses_left - 1 WHERE room = ?1 AND code = ?2 AND uses_left > 0 AND expires_at > ?3")?
        .execute(params![room, code.0, at.0])?;
    if taken == 0 { Err(Refusal::CodeInvalid.into()) } else { Ok(()) }
}
