//! Search as a scan of the reader's messages, newest first. The text decides; there is no index yet.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use async_trait::async_trait;
use fold::Rank;
use protocol::search::{Hit, Hits};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Rows, params};

use super::Embedded;
use super::log::standing;
use super::rows::{AFTER_ENTRY, RoomRow, entry, open_person, optional_text, select_entries, text};
use crate::StoreResult;
use crate::names::nfc;
use crate::search::{Query, SearchMessages};

/// Rows between two looks at the clock: well under a millisecond.
const LOOK_EVERY: usize = 64;

/// What both scans select and filter by; `?2` to `?4` are NULL where the query does not say.
macro_rules! scan {
    ($where:literal, $order:literal) => {
        concat!(
            "SELECT row, room, content FROM entries WHERE kind = 1 AND ",
            $where,
            " AND (?2 IS NULL OR author = ?2) AND (?3 IS NULL OR at < ?3) AND (?4 IS NULL OR at >= ?4) ORDER BY ",
            $order
        )
    };
}

#[async_trait]
impl SearchMessages for Embedded {
    async fn search(&self, query: Query) -> StoreResult<Hits> {
        // From here on: time in the queue is time that the reader waits.
        let started = Instant::now();
        self.searchers.run(move |connection| search(connection, &query, started)).await
    }
}

fn search(connection: &Connection, query: &Query, started: Instant) -> StoreResult<Hits> {
    let nothing = || Ok(Hits { hits: Vec::new(), complete: true });
    let rooms = rooms(connection, query)?;
    let Some(wanted) = fold::Query::new(&query.text, nfc) else { return nothing() };
    let author = match &query.from {
        None => Value::Null,
        Some(from) => match person_row(connection, from)? {
            Some(row) => Value::Integer(row),
            None => return nothing(),
        },
    };
    let (before, after) = (query.before.map(|at| at.0), query.after.map(|at| at.0));
    let found = match rooms {
        Scope::One(room) => {
            let mut select = connection.prepare_cached(scan!("room = ?1", "seq DESC"))?;
            scan(select.query(params![room, author, before, after])?, query, &wanted, started, |_| true)?
        }
        Scope::All(rooms) => {
            // One walk over all logs, newest first, and not a walk per room: the newest are found without sorting.
            let mut select = connection.prepare_cached(scan!("?1", "row DESC"))?;
            scan(select.query(params![true, author, before, after])?, query, &wanted, started, |room| rooms.contains(&room))?
        }
    };
    found.into_hits(connection, query.limit)
}

/// Where to look.
enum Scope {
    One(RoomRow),
    All(HashSet<RoomRow>),
}

fn rooms(connection: &Connection, query: &Query) -> StoreResult<Scope> {
    if let Some(room_id) = &query.room_id {
        return Ok(Scope::One(standing(connection, room_id, &query.reader)?.0.row));
    }
    let Some(reader) = open_person(connection, &query.reader)? else { return Ok(Scope::All(HashSet::new())) };
    let mut select = connection.prepare_cached("SELECT room FROM members WHERE person = ?1")?;
    let rooms = select.query_map([reader.row], |row| row.get(0))?;
    Ok(Scope::All(rooms.collect::<Result<_, _>>()?))
}

/// Closed accounts too: what they said is still there.
fn person_row(connection: &Connection, id: &protocol::UserId) -> StoreResult<Option<i64>> {
    let mut find = connection.prepare_cached("SELECT row FROM people WHERE id = ?1")?;
    Ok(find.query_row([id.as_str()], |row| row.get(0)).optional()?)
}

type Ranges = Vec<(u32, u32)>;

/// Hits by rank, newest first within each; at most `limit` of each are kept, whatever the room holds.
#[derive(Default)]
struct Found {
    by_rank: BTreeMap<Rank, Vec<(i64, Ranges)>>,
    complete: bool,
}

fn scan(
    mut rows: Rows<'_>,
    query: &Query,
    wanted: &fold::Query,
    started: Instant,
    in_scope: impl Fn(RoomRow) -> bool,
) -> StoreResult<Found> {
    let mut found = Found { complete: true, ..Found::default() };
    let mut looked = 0_usize;
    while let Some(row) = rows.next()? {
        looked += 1;
        if looked.is_multiple_of(LOOK_EVERY) && started.elapsed() >= query.budget {
            found.complete = false;
            break;
        }
        if !in_scope(row.get(1)?) {
            continue;
        }
        let content = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let Some(hit) = wanted.find(content, nfc) else { continue };
        let of_rank = found.by_rank.entry(hit.rank).or_default();
        if of_rank.len() < query.limit {
            of_rank.push((row.get(0)?, hit.ranges.into_iter().map(|range| (range.start, range.end)).collect()));
        } else {
            found.complete = false;
            // Nothing that comes later is better or newer.
            if hit.rank == Rank::Whole {
                break;
            }
        }
    }
    Ok(found)
}

impl Found {
    fn into_hits(self, connection: &Connection, limit: usize) -> StoreResult<Hits> {
        let sql = select_entries!(", room.id, room.name", "entries e JOIN rooms room ON room.row = e.room", "WHERE e.row = ?1");
        let mut select = connection.prepare_cached(sql)?;
        let all: usize = self.by_rank.values().map(Vec::len).sum();
        let mut hits = Vec::with_capacity(all.min(limit));
        for (row, ranges) in self.by_rank.into_values().flatten().take(limit) {
            let (entry, room_name) =
                select.query_row([row], |row| Ok((entry(row, text(row, AFTER_ENTRY)?)?, optional_text(row, AFTER_ENTRY + 1)?)))?;
            hits.push(Hit { entry, room_name, ranges });
        }
        Ok(Hits { hits, complete: self.complete && all <= limit })
    }
}
