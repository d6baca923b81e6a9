//! Search over the index, see [`crate::search`].

use std::collections::BTreeMap;
use std::time::Instant;

use async_trait::async_trait;
use protocol::messages::Entry;
use protocol::search::{Hit, Hits};
use protocol::{RoomId, Seq, Timestamp, UserId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};

use super::Embedded;
use super::index;
use super::log;
use super::rows::{AFTER_ENTRY, RoomRow, entry, entry_row, open_person, optional_text, select_entries, seq, text};
use crate::StoreResult;
use crate::names::nfc;
use crate::search::blocks::{Mark, VERSION};
use crate::search::known::{Asked, Known};
use crate::search::walk::{Block, Found, Walk};
use crate::search::{Query, SearchMessages};

#[async_trait]
impl SearchMessages for Embedded {
    async fn search(&self, query: Query) -> StoreResult<Hits> {
        // From here on: time in the queue is time that the reader waits.
        let started = Instant::now();
        let (hits, behind) = self.searchers.run(move |connection| search(connection, &query, started)).await?;
        for room in behind {
            self.indexer.wake(&room);
        }
        Ok(hits)
    }

    async fn reindex(&self, room_id: &RoomId) -> StoreResult<u64> {
        self.indexer.anew(room_id).await
    }
}

/// Where to look.
struct Scope {
    row: RoomRow,
    id: RoomId,
    mark: Mark,
    head: Seq,
}

/// The hits, and rooms whose index is behind.
fn search(connection: &Connection, query: &Query, started: Instant) -> StoreResult<(Hits, Vec<RoomId>)> {
    let scopes = scopes(connection, query)?;
    let wanted = fold::Query::new(&query.text, nfc);
    let author = match query.from.as_ref().map(|from| person_row(connection, from)).transpose()? {
        None => Value::Null,
        Some(Some(row)) => Value::Integer(row),
        Some(None) => return Ok((Hits::nothing(), Vec::new())),
    };
    let asked = Asked::new(wanted.as_ref());
    let mut walk = Walk::new(query, wanted.as_ref(), &asked, started);
    for scope in &scopes {
        if walk.is_late() {
            break;
        }
        let room = walk.enter(scope.id.clone(), scope.mark, scope.head);
        walk.consider_all(room, known(connection, &asked, scope)?);
    }
    let mut select = connection.prepare_cached(
        "SELECT seq, at, content FROM entries
         WHERE row BETWEEN ?1 AND ?2 AND kind = 1 AND (?3 IS NULL OR author = ?3)",
    )?;
    while let Some(Block { room, from, to, .. }) = walk.next() {
        let mut rows = select.query(params![entry_row(scopes[room].row, from), entry_row(scopes[room].row, to), author])?;
        while let Some(row) = rows.next()? {
            let content = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            walk.look(room, seq(row, 0)?, Timestamp(row.get(1)?), content);
        }
    }
    let outcome = walk.end();
    let rows: BTreeMap<&RoomId, RoomRow> = scopes.iter().map(|scope| (&scope.id, scope.row)).collect();
    let hits = outcome.found.into_iter().map(|found| hit(connection, rows[&found.place.room], found)).collect::<StoreResult<_>>()?;
    let hits = Hits { hits, complete: outcome.complete, cursor: outcome.cursor.map(|cursor| cursor.to_string()) };
    let behind = scopes.into_iter().filter(|scope| scope.mark.is_behind(scope.head)).map(|scope| scope.id);
    Ok((hits, behind.collect()))
}

fn scopes(connection: &Connection, query: &Query) -> StoreResult<Vec<Scope>> {
    if let Some(room_id) = &query.room_id {
        let row = log::standing(connection, room_id, &query.reader)?.0.row;
        let standing = index::standing(connection, row)?;
        return Ok(standing.into_iter().map(|(mark, head)| Scope { row, id: room_id.clone(), mark, head }).collect());
    }
    let Some(reader) = open_person(connection, &query.reader)? else { return Ok(Vec::new()) };
    let mut select = connection.prepare_cached(
        "SELECT room.row, room.id, room.head, coalesce(indexed.grouped, 0), coalesce(indexed.sealed, 0)
         FROM members member JOIN rooms room ON room.row = member.room
         LEFT JOIN indexed ON indexed.room = room.row AND indexed.version = ?2 WHERE member.person = ?1
         ORDER BY room.active_at DESC",
    )?;
    let scopes = select.query_map(params![reader.row, VERSION], |row| {
        let (mark, head) = index::mark_and_head(row, 2)?;
        Ok(Scope { row: row.get(0)?, id: text(row, 1)?, mark, head })
    })?;
    Ok(scopes.collect::<Result<_, _>>()?)
}

/// Closed accounts too: what they said is still there.
fn person_row(connection: &Connection, id: &UserId) -> StoreResult<Option<i64>> {
    let mut find = connection.prepare_cached("SELECT row FROM people WHERE id = ?1")?;
    Ok(find.query_row([id.as_str()], |row| row.get(0)).optional()?)
}

/// What the index says of a room.
fn known<'q>(connection: &Connection, asked: &'q Asked, scope: &Scope) -> StoreResult<Known<'q>> {
    let mut known = Known::new(asked, scope.mark);
    let mut select = connection.prepare_cached("SELECT first, bytes FROM shelves WHERE room = ?1 AND kind = ?2")?;
    for kind in Known::kinds(asked, scope.mark) {
        let mut rows = select.query(params![scope.row, kind])?;
        while let Some(row) = rows.next()? {
            known.read(kind, seq(row, 0)?, row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
        }
    }
    Ok(known)
}

fn hit(connection: &Connection, room: RoomRow, Found { place: at, ranges }: Found) -> StoreResult<Hit> {
    let sql = select_entries!(", room.id, room.name", "entries e JOIN rooms room ON room.row = e.room", "WHERE e.row = ?1");
    let mut select = connection.prepare_cached(sql)?;
    let (entry, room_name) = select
        .query_row([entry_row(room, at.seq)], |row| Ok((entry(row, text(row, AFTER_ENTRY)?)?, optional_text(row, AFTER_ENTRY + 1)?)))?;
    Ok(Hit { entry: Entry::alone(entry), room_name, ranges })
}
