//! The log of a room: the way of a message, and pages.

use async_trait::async_trait;
use protocol::messages::{Change, Cursor, Entry, Page};
use protocol::{ClientId, RoomId, Seq, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use super::log::{Room, standing};
use super::rows::{RoomRow, Somebody, entries, entry, entry_row, place, room_row, select_entries, seq};
use super::{Embedded, mentions};
use crate::messages::{Appended, Messages, NewMessage};
use crate::search::blocks::Mark;
use crate::{Refusal, StoreResult};

#[async_trait]
impl Messages for Embedded {
    async fn append(&self, new: NewMessage) -> StoreResult<Appended> {
        let appended = self.write_careful(move |connection| append(connection, new)).await?;
        if appended.fresh && Mark::is_due(appended.entry.seq) {
            self.indexer.wake(&appended.entry.room_id);
        }
        Ok(appended)
    }

    async fn history(&self, room_id: &RoomId, user_id: &UserId, cursor: Cursor, limit: usize) -> StoreResult<Page> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.read(move |connection| {
            let (room, _) = standing(connection, &room_id, &user_id)?;
            let (from, to) = span(cursor, limit, room.head);
            let entries = entries(connection, room.row, &room_id, from, to)?;
            Ok(Page { entries, from, to, head: room.head })
        })
        .await
    }

    async fn entries_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>> {
        let room_id = room_id.clone();
        self.read(move |connection| {
            let Some(room) = room_row(connection, &room_id)? else { return Ok(Vec::new()) };
            let to = Seq(after.0.saturating_add(limit as u64));
            entries(connection, room, &room_id, after.next(), to)
        })
        .await
    }

    async fn heads(&self, rooms: &[RoomId]) -> StoreResult<Vec<(RoomId, Seq)>> {
        let rooms = rooms.to_vec();
        self.read(move |connection| {
            let mut find = connection.prepare_cached("SELECT head FROM rooms WHERE id = ?1")?;
            let mut heads = Vec::with_capacity(rooms.len());
            for room in rooms {
                if let Some(head) = find.query_row([room.as_str()], |row| seq(row, 0)).optional()? {
                    heads.push((room, head));
                }
            }
            Ok(heads)
        })
        .await
    }
}

/// Which entries a page covers: `from..=to`, with `to == from - 1` where there is none.
fn span(cursor: Cursor, limit: usize, head: Seq) -> (Seq, Seq) {
    let (limit, head) = (limit as u64, head.0);
    let (from, to) = match cursor {
        Cursor::Latest => before(head, limit),
        Cursor::Before(seq) => before(head.min(seq.0.saturating_sub(1)), limit),
        Cursor::After(seq) => {
            let after = head.min(seq.0);
            (after + 1, head.min(after.saturating_add(limit)))
        }
        // At either end of the log the page is filled from the other side.
        Cursor::Around(seq) => {
            let middle = seq.0.clamp(1, head.max(1));
            let to = head.min(middle.saturating_sub(limit / 2).max(1).saturating_add(limit) - 1);
            before(to, limit)
        }
    };
    (Seq(from), Seq(to))
}

/// The last `limit` places up to `to`.
const fn before(to: u64, limit: u64) -> (u64, u64) {
    (to.saturating_sub(limit) + 1, to)
}

/// Says no before the first change, and not after it.
fn append(connection: &Connection, new: NewMessage) -> StoreResult<Appended> {
    let (room, author) = standing(connection, &new.room_id, &new.author)?;
    if let Some(target) = new.reply_to
        && !is_message(connection, room.row, target)?
    {
        // The first try is answered even when what it answered is gone by now.
        return match find(connection, &room, &author, &new.client_id)? {
            Some(entry) => Ok(Appended { entry, fresh: false }),
            None => Err(Refusal::NoSuchEntry.into()),
        };
    }
    let seq = room.head.next();
    // The unique index says whether it is there already: cheaper than looking first.
    let mut insert = connection.prepare_cached(
        "INSERT INTO entries (row, room, seq, at, author, kind, reply_to, client_id, content) VALUES (?8, ?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)
         ON CONFLICT (room, author, client_id) WHERE client_id IS NOT NULL DO NOTHING",
    )?;
    let inserted = insert.execute(params![
        room.row,
        place(seq),
        new.at.0,
        author.row,
        new.reply_to.map(place),
        new.client_id.as_str(),
        new.content.as_str(),
        entry_row(room.row, seq)
    ])?;
    if inserted == 0 {
        let entry = find(connection, &room, &author, &new.client_id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        return Ok(Appended { entry, fresh: false });
    }
    connection.prepare_cached("UPDATE rooms SET head = ?2, last_message = ?2, active_at = ?3 WHERE row = ?1")?.execute(params![
        room.row,
        place(seq),
        new.at.0
    ])?;
    connection.prepare_cached("UPDATE members SET read = ?3 WHERE room = ?1 AND person = ?2")?.execute(params![
        room.row,
        author.row,
        place(seq)
    ])?;
    mentions::note(connection, &room, &author, seq, new.content.as_str())?;
    let change = Change::NewMessage { client_id: new.client_id, content: new.content, reply_to: new.reply_to };
    Ok(Appended { entry: Entry { room_id: new.room_id, seq, at: new.at, by: author.person, change }, fresh: true })
}

fn is_message(connection: &Connection, room: RoomRow, at: Seq) -> StoreResult<bool> {
    let mut find = connection.prepare_cached("SELECT 1 FROM entries WHERE row = ?1 AND kind = 1")?;
    Ok(find.exists([entry_row(room, at)])?)
}

/// What an earlier try stored.
fn find(connection: &Connection, room: &Room, author: &Somebody, client_id: &ClientId) -> StoreResult<Option<Entry>> {
    let sql = select_entries!("", "entries e", "WHERE e.room = ?1 AND e.author = ?2 AND e.client_id = ?3");
    let mut find = connection.prepare_cached(sql)?;
    let found = find.query_row(params![room.row, author.row, client_id.as_str()], |row| entry(row, room.id.clone()));
    Ok(found.optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(cursor: Cursor, limit: usize, head: u64) -> (u64, u64) {
        let (from, to) = span(cursor, limit, Seq(head));
        (from.0, to.0)
    }

    #[test]
    fn a_page_is_never_larger_than_asked_and_never_outside_the_log() {
        for head in 0..12 {
            for limit in 1..6 {
                for at in 0..15 {
                    for cursor in [Cursor::Latest, Cursor::Before(Seq(at)), Cursor::After(Seq(at)), Cursor::Around(Seq(at))] {
                        let (from, to) = places(cursor, limit, head);
                        assert!(from >= 1 && to <= head && to + 1 >= from, "{cursor:?} {limit} {head}: {from}..={to}");
                        assert!(to + 1 - from <= limit as u64, "{cursor:?} {limit} {head}: {from}..={to}");
                    }
                }
            }
        }
    }

    #[test]
    fn around_holds_the_place_and_fills_the_page_at_both_ends() {
        assert_eq!(places(Cursor::Around(Seq(10)), 5, 20), (8, 12));
        assert_eq!(places(Cursor::Around(Seq(1)), 5, 20), (1, 5));
        assert_eq!(places(Cursor::Around(Seq(20)), 5, 20), (16, 20));
        assert_eq!(places(Cursor::Around(Seq(99)), 5, 20), (16, 20));
        assert_eq!(places(Cursor::Around(Seq(3)), 1, 20), (3, 3));
    }

    #[test]
    fn nothing_is_before_the_first_and_after_the_last() {
        assert_eq!(places(Cursor::Before(Seq(1)), 5, 20), (1, 0));
        assert_eq!(places(Cursor::After(Seq(20)), 5, 20), (21, 20));
        assert_eq!(places(Cursor::After(Seq(u64::MAX)), 5, 20), (21, 20));
    }
}
