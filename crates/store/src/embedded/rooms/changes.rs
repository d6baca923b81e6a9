//! What changes a room. Who may is asked inside the transaction that does it.

use protocol::messages::{Change, Entry, MAX_SPAN};
use protocol::rooms::{Notify, RoomKind};
use protocol::{RoomId, RoomName, RoomTopic, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::embedded::log::{Log, Room, is_member, public_room, standing};
use crate::embedded::rows::{
    PersonRow, RoomRow, Somebody, entry_row, kind_number, notify, notify_number, open_person, person, place, text,
};
use crate::rooms::{Actor, Choice, Created, NewRoom};
use crate::{Refusal, StoreResult};

pub(super) fn create(connection: &Connection, new: &NewRoom) -> StoreResult<Created> {
    let creator = open_person(connection, &new.creator)?.ok_or(Refusal::NoSuchPerson)?;
    let pair = if new.kind == RoomKind::Direct { Some(pair(connection, &creator, new)?) } else { None };
    if let Some(room_id) = find(connection, new, &creator, pair)? {
        return Ok(Created { room_id, entries: Vec::new() });
    }
    let guests = people(connection, &new.participants)?;
    let name = if pair.is_some() { None } else { new.name.clone() };
    // A direct room is found by its pair alone: its clientId would only be in the way of another room's.
    let client_id = if pair.is_some() { None } else { new.client_id.as_ref() };
    connection
        .prepare_cached(
            "INSERT INTO rooms (id, kind, name, made_by, client_id, creator, pair_low, pair_high, head, last_message, active_at, members)
             VALUES (?1, ?2, ?3, ?4, ?5, ?4, ?6, ?7, 0, 0, ?8, 0)",
        )?
        .execute(params![
            new.id.as_str(),
            kind_number(new.kind),
            name.as_ref().map(RoomName::as_str),
            creator.row,
            client_id.map(protocol::ClientId::as_str),
            pair.map(|pair| pair.0),
            pair.map(|pair| pair.1),
            new.at.0
        ])?;
    let row = RoomRow(connection.last_insert_rowid());
    let room = Room { row, id: new.id.clone(), kind: new.kind, name, topic: None, creator: creator.row, head: Seq::ZERO, members: 0 };
    let mut log = Log::open(connection, room, new.at);
    let mut entries = vec![log.push(&creator, Change::RoomCreated, None)?];
    log.add(&creator)?;
    for guest in guests {
        if !is_member(connection, row, guest.row)? {
            entries.push(log.admit(&creator, &guest)?);
        }
    }
    log.close()?;
    // What the creator did is nothing that they have not read.
    let head = Seq(entries.len() as u64);
    connection.prepare_cached("UPDATE members SET read = ?3 WHERE room = ?1 AND person = ?2")?.execute(params![
        row,
        creator.row,
        place(head)
    ])?;
    Ok(Created { room_id: new.id.clone(), entries })
}

/// The two people of a direct room, the smaller row first. Refuses `WrongKind` unless exactly one other person is named.
fn pair(connection: &Connection, creator: &Somebody, new: &NewRoom) -> StoreResult<(PersonRow, PersonRow)> {
    let mut others: Vec<_> = new.participants.iter().filter(|id| **id != new.creator).collect();
    others.dedup();
    let [other] = others[..] else { return Err(Refusal::WrongKind.into()) };
    // Somebody whose account is closed: a new room is refused later on, the old one is found.
    let mut find = connection.prepare_cached("SELECT row FROM people WHERE id = ?1")?;
    let other: PersonRow = find.query_row([other.as_str()], |row| row.get(0)).optional()?.ok_or(Refusal::NoSuchPerson)?;
    Ok((creator.row.min(other), creator.row.max(other)))
}

/// The room that this very call, or one that means the same, made before.
fn find(connection: &Connection, new: &NewRoom, creator: &Somebody, pair: Option<(PersonRow, PersonRow)>) -> StoreResult<Option<RoomId>> {
    let found = if let Some((low, high)) = pair {
        let mut find = connection.prepare_cached("SELECT id FROM rooms WHERE pair_low = ?1 AND pair_high = ?2")?;
        find.query_row(params![low, high], |row| text(row, 0)).optional()?
    } else if let Some(client_id) = &new.client_id {
        let mut find = connection.prepare_cached("SELECT id FROM rooms WHERE made_by = ?1 AND client_id = ?2")?;
        find.query_row(params![creator.row, client_id.as_str()], |row| text(row, 0)).optional()?
    } else {
        let mut find = connection.prepare_cached("SELECT id FROM rooms WHERE made_by = ?1 AND id = ?2")?;
        find.query_row(params![creator.row, new.id.as_str()], |row| text(row, 0)).optional()?
    };
    Ok(found)
}

/// All of them, or `NoSuchPerson`.
fn people(connection: &Connection, ids: &[UserId]) -> StoreResult<Vec<Somebody>> {
    ids.iter().map(|id| Ok(open_person(connection, id)?.ok_or(Refusal::NoSuchPerson)?)).collect()
}

pub(super) fn invite(
    connection: &Connection,
    room_id: &RoomId,
    actor: &Actor,
    participants: &[UserId],
    at: Timestamp,
) -> StoreResult<Vec<Entry>> {
    let (room, host) = standing(connection, room_id, &actor.id)?;
    not_direct(&room)?;
    let row = room.row;
    let mut log = Log::open(connection, room, at);
    let mut entries = Vec::new();
    for guest in people(connection, participants)? {
        if !is_member(connection, row, guest.row)? {
            entries.push(log.admit(&host, &guest)?);
        }
    }
    if !entries.is_empty() {
        log.close()?;
    }
    Ok(entries)
}

pub(super) fn join(connection: &Connection, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Option<Entry>> {
    let room = public_room(connection, room_id)?;
    let newcomer = open_person(connection, &actor.id)?.ok_or(Refusal::NotMember)?;
    if is_member(connection, room.row, newcomer.row)? {
        return Ok(None);
    }
    let mut log = Log::open(connection, room, at);
    let entry = log.admit(&newcomer, &newcomer)?;
    log.close()?;
    Ok(Some(entry))
}

pub(super) fn leave(connection: &Connection, room_id: &RoomId, actor: &Actor, at: Timestamp) -> StoreResult<Entry> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    not_direct(&room)?;
    let mut log = Log::open(connection, room, at);
    let entry = log.leave(&member)?;
    log.close()?;
    Ok(entry)
}

pub(super) fn remove_member(
    connection: &Connection,
    room_id: &RoomId,
    actor: &Actor,
    user_id: &UserId,
    at: Timestamp,
) -> StoreResult<Option<Entry>> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    not_direct(&room)?;
    owns(&room, &member, actor)?;
    if actor.id == *user_id {
        return Err(Refusal::WrongKind.into());
    }
    let mut find = connection.prepare_cached(
        "SELECT person.row, person.id, person.name FROM people person
         JOIN members member ON member.room = ?1 AND member.person = person.row WHERE person.id = ?2",
    )?;
    let found = find.query_row(params![room.row, user_id.as_str()], |row| Ok((row.get(0)?, person(row, 1)?))).optional()?;
    let Some((row, person)) = found else { return Ok(None) };
    let mut log = Log::open(connection, room, at);
    let entry = log.remove(&member, row, person)?;
    log.close()?;
    Ok(Some(entry))
}

pub(super) fn rename(
    connection: &Connection,
    room_id: &RoomId,
    actor: &Actor,
    name: RoomName,
    at: Timestamp,
) -> StoreResult<Option<Entry>> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    not_direct(&room)?;
    if room.name.as_ref() == Some(&name) {
        return Ok(None);
    }
    let mut log = Log::open(connection, room, at);
    let entry = log.rename(&member, name)?;
    log.close()?;
    Ok(Some(entry))
}

pub(super) fn set_topic(
    connection: &Connection,
    room_id: &RoomId,
    actor: &Actor,
    topic: Option<RoomTopic>,
    at: Timestamp,
) -> StoreResult<Option<Entry>> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    not_direct(&room)?;
    if room.topic == topic {
        return Ok(None);
    }
    let mut log = Log::open(connection, room, at);
    let entry = log.set_topic(&member, topic)?;
    log.close()?;
    Ok(Some(entry))
}

/// The room is gone with this transaction; its entries, which nobody can reach any more, go in pieces (see `writer`).
pub(super) fn delete(connection: &Connection, room_id: &RoomId, actor: &Actor) -> StoreResult<Vec<UserId>> {
    let (room, member) = standing(connection, room_id, &actor.id)?;
    owns(&room, &member, actor)?;
    let mut select = connection.prepare_cached(
        "SELECT person.id FROM members member JOIN people person ON person.row = member.person WHERE member.room = ?1 ORDER BY member.joined",
    )?;
    let members = select.query_map([room.row], |row| text(row, 0))?.collect::<Result<_, _>>()?;
    connection.prepare_cached("DELETE FROM members WHERE room = ?1")?.execute([room.row])?;
    connection.prepare_cached("DELETE FROM links WHERE room = ?1")?.execute([room.row])?;
    connection.prepare_cached("DELETE FROM rooms WHERE row = ?1")?.execute([room.row])?;
    connection.prepare_cached("INSERT INTO purges (room) VALUES (?1)")?.execute([room.row])?;
    Ok(members)
}

pub(super) fn mark_read(connection: &Connection, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<Option<Seq>> {
    let (room, member) = standing(connection, room_id, user_id)?;
    let seq = seq.min(room.head);
    // After a mark that went back stand messages of the reader's own, not far away: those that it passes do not count any more.
    let moved = connection
        .prepare_cached(
            "UPDATE members SET read = ?3, own = iif(own = 0, 0, max(own - (
                 SELECT count(*) FROM entries WHERE row BETWEEN (members.room << 32 | members.read + 1)
                 AND (members.room << 32 | min(?3, members.read + ?4)) AND kind = 1 AND author = members.person), 0))
             WHERE room = ?1 AND person = ?2 AND read < ?3",
        )?
        .execute(params![room.row, member.row, place(seq), MAX_SPAN])?;
    Ok((moved > 0).then_some(seq))
}

pub(super) fn choose(
    connection: &Connection,
    room_id: &RoomId,
    user_id: &UserId,
    starred: Option<bool>,
    notify_of: Option<Notify>,
) -> StoreResult<Choice> {
    let (room, member) = standing(connection, room_id, user_id)?;
    let mut update = connection.prepare_cached(
        "UPDATE members SET starred = ifnull(?3, starred), notify = ifnull(?4, notify) WHERE room = ?1 AND person = ?2
         RETURNING starred, notify",
    )?;
    let now = |row: &rusqlite::Row<'_>| Ok(Choice { starred: row.get(0)?, notify: notify(row, 1)? });
    Ok(update.query_row(params![room.row, member.row, starred, notify_of.map(notify_number)], now)?)
}

pub(super) fn mark_unread(connection: &Connection, room_id: &RoomId, user_id: &UserId, seq: Seq) -> StoreResult<()> {
    let (room, member) = standing(connection, room_id, user_id)?;
    let read = seq.0.saturating_sub(1).max(room.head.0.saturating_sub(MAX_SPAN));
    connection
        .prepare_cached(
            "UPDATE members SET read = ?3, own = (SELECT count(*) FROM entries WHERE row BETWEEN ?4 AND ?5 AND kind = 1 AND author = ?2)
             WHERE room = ?1 AND person = ?2 AND read > ?3",
        )?
        .execute(params![room.row, member.row, place(Seq(read)), entry_row(room.row, Seq(read + 1)), entry_row(room.row, room.head)])?;
    Ok(())
}

pub(super) fn not_direct(room: &Room) -> StoreResult<()> {
    if room.kind == RoomKind::Direct { Err(Refusal::WrongKind.into()) } else { Ok(()) }
}

fn owns(room: &Room, member: &Somebody, actor: &Actor) -> StoreResult<()> {
    if room.creator == member.row || actor.admin { Ok(()) } else { Err(Refusal::NotCreator.into()) }
}
