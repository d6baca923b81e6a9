//! Pages of a log, folded to what it is now.

use std::collections::HashMap;

use protocol::messages::{Change, Cursor, Entry, MAX_REACTORS, MAX_SPAN, Page, Reaction};
use protocol::{RoomId, Seq, Timestamp};
use rusqlite::{Connection, params};

use crate::StoreResult;
use crate::embedded::log::Room;
use crate::embedded::rows::{PersonRow, RoomRow, count, entry, entry_row, person, place, select_entries, seq, text};

/// A page of a room's log for this reader.
pub(super) fn page(connection: &Connection, room: &Room, reader: PersonRow, cursor: Cursor, limit: usize) -> StoreResult<Page> {
    let head = room.head.0;
    let log = Walk { connection, room, head };
    let stretch = match cursor {
        Cursor::Latest => log.down(head, limit, lowest(head, MAX_SPAN))?,
        Cursor::Before(seq) => {
            let last = head.min(seq.0.saturating_sub(1));
            log.down(last, limit, lowest(last, MAX_SPAN))?
        }
        Cursor::After(seq) => {
            let after = head.min(seq.0);
            log.up(after + 1, limit, head.min(after.saturating_add(MAX_SPAN)))?
        }
        Cursor::Around(seq) => log.around(seq.0.clamp(1, head.max(1)), limit)?,
        Cursor::Since(at) => log.around(log.first_since(at)?, limit)?,
    };
    let Stretch { from, to, mut entries, .. } = stretch;
    // What changed a message of this page is folded into it.
    entries.retain(|entry| entry.change.target().is_none_or(|target| target.0 < from));
    react(connection, room.row, reader, &mut entries, Seq(from), Seq(to))?;
    Ok(Page { entries, from: Seq(from), to: Seq(to), head: room.head })
}

/// The entries of a stretch of a log, oldest first; how many of them are more than a change of another one.
struct Stretch {
    from: u64,
    to: u64,
    entries: Vec<Entry>,
    count: usize,
}

/// The first place of so many that end at one.
const fn lowest(last: u64, span: u64) -> u64 {
    let first = last.saturating_sub(span) + 1;
    if first == 0 { 1 } else { first }
}

struct Walk<'c> {
    connection: &'c Connection,
    room: &'c Room,
    head: u64,
}

impl Walk<'_> {
    /// The first place of a time, or the last one of the log. Times go with places, as far as the clocks that wrote them do.
    fn first_since(&self, at: Timestamp) -> StoreResult<u64> {
        let mut find = self.connection.prepare_cached("SELECT at FROM entries WHERE row = ?1")?;
        let (mut first, mut last) = (1, self.head.max(1));
        while first < last {
            let middle = u64::midpoint(first, last);
            let then: i64 = find.query_row([entry_row(self.room.row, Seq(middle))], |row| row.get(0))?;
            if then < at.0 {
                first = middle + 1;
            } else {
                last = middle;
            }
        }
        Ok(first)
    }

    /// At either end of the log the page is filled from the other side.
    fn around(&self, middle: u64, limit: usize) -> StoreResult<Stretch> {
        let (lowest, highest) = (lowest(middle, MAX_SPAN / 2), self.head.min(middle + MAX_SPAN / 2 - 1));
        let mut below = self.down(middle - 1, limit / 2, lowest)?;
        let above = self.up(middle, limit - below.count, highest)?;
        let missing = limit - below.count - above.count;
        let more = self.down(below.from - 1, missing, lowest)?;
        let mut entries = more.entries;
        entries.append(&mut below.entries);
        entries.extend(above.entries);
        Ok(Stretch { from: more.from, to: above.to, entries, count: limit - missing + more.count })
    }

    /// What stands up to a place, and not below another.
    fn down(&self, last: u64, limit: usize, lowest: u64) -> StoreResult<Stretch> {
        const SQL: &str = select_entries!("", "entries e", "WHERE e.row BETWEEN ?1 AND ?2 ORDER BY e.row DESC");
        let mut stretch = self.walk(SQL, lowest, last, limit)?;
        stretch.entries.reverse();
        stretch.from = stretch.entries.first().map_or(last + 1, |first| first.seq.0);
        stretch.to = last;
        Ok(stretch)
    }

    /// What stands from a place on, and not above another.
    fn up(&self, first: u64, limit: usize, highest: u64) -> StoreResult<Stretch> {
        const SQL: &str = select_entries!("", "entries e", "WHERE e.row BETWEEN ?1 AND ?2 ORDER BY e.row");
        let mut stretch = self.walk(SQL, first, highest, limit)?;
        stretch.from = first;
        stretch.to = stretch.entries.last().map_or(first - 1, |last| last.seq.0);
        Ok(stretch)
    }

    fn walk(&self, sql: &str, lowest: u64, highest: u64, limit: usize) -> StoreResult<Stretch> {
        let mut stretch = Stretch { from: lowest, to: highest, entries: Vec::new(), count: 0 };
        if lowest > highest || limit == 0 {
            return Ok(stretch);
        }
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([entry_row(self.room.row, Seq(lowest)), entry_row(self.room.row, Seq(highest))])?;
        while let Some(row) = rows.next()? {
            let entry = entry(row, self.room.id.clone())?;
            stretch.count += usize::from(entry.change.target().is_none());
            stretch.entries.push(entry);
            if stretch.count == limit {
                break;
            }
        }
        Ok(stretch)
    }
}

/// Puts reactions under the messages of a page.
fn react(connection: &Connection, room: RoomRow, reader: PersonRow, entries: &mut [Entry], from: Seq, to: Seq) -> StoreResult<()> {
    let changed = |entry: &Entry| matches!(entry.change, Change::NewMessage { changed: Some(_), .. });
    if !entries.iter().any(changed) {
        return Ok(());
    }
    let mut select = connection.prepare_cached(
        "SELECT seq, emoji, count(*), max(person = ?4) FROM reactions WHERE room = ?1 AND seq BETWEEN ?2 AND ?3
         GROUP BY seq, emoji ORDER BY seq, min(since)",
    )?;
    let mut people = connection.prepare_cached(
        "SELECT person.id, person.name FROM reactions reaction JOIN people person ON person.row = reaction.person
         WHERE reaction.room = ?1 AND reaction.seq = ?2 AND reaction.emoji = ?3 ORDER BY person.id LIMIT ?4",
    )?;
    let mut found: HashMap<Seq, Vec<Reaction>> = HashMap::new();
    let mut rows = select.query(params![room, place(from), place(to), reader])?;
    while let Some(row) = rows.next()? {
        let (seq, emoji) = (seq(row, 0)?, text::<protocol::Emoji>(row, 1)?);
        let some = people.query_map(params![room, place(seq), emoji.as_str(), count(MAX_REACTORS)], |row| person(row, 0))?;
        let people = some.collect::<Result<_, _>>()?;
        found.entry(seq).or_default().push(Reaction { emoji, count: row.get(2)?, mine: row.get(3)?, people });
    }
    for entry in entries {
        if let Change::NewMessage { reactions, .. } = &mut entry.change {
            *reactions = found.remove(&entry.seq).unwrap_or_default();
        }
    }
    Ok(())
}

/// Entries of a log, one for each `seq`: without what is an entry of its own.
pub(super) fn entries_after(connection: &Connection, room: RoomRow, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>> {
    let to = Seq(after.0.saturating_add(limit as u64));
    let mut read = connection.prepare_cached(select_entries!("", "entries e", "WHERE e.row BETWEEN ?1 AND ?2 ORDER BY e.row"))?;
    let rows = read.query_map([entry_row(room, after.next()), entry_row(room, to)], |row| entry(row, room_id.clone()))?;
    Ok(rows.map(|entry| entry.map(Entry::unfolded)).collect::<Result<_, _>>()?)
}
