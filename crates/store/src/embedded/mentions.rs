//! Stores who is called by name in a message, by that name as it is at that moment.
//!
//! Only bounded work is done in the writer: a few dozen look-ups for each `@`.

use protocol::Seq;
use rusqlite::{Connection, OptionalExtension, params};

use super::log::{Room, is_member};
use super::rows::{PersonRow, Somebody, place};
use crate::{StoreResult, mentions};

/// Stores whom this message calls.
pub(super) fn note(connection: &Connection, room: &Room, author: &Somebody, seq: Seq, content: &str) -> StoreResult<()> {
    for names in mentions::calls(content) {
        let Some(called) = whose(connection, &names)? else { continue };
        if called != author.row && is_member(connection, room.row, called)? {
            connection.prepare_cached("INSERT OR IGNORE INTO mentions (room, person, seq) VALUES (?1, ?2, ?3)")?.execute(params![
                room.row,
                called,
                place(seq)
            ])?;
        }
    }
    Ok(())
}

/// A message calls nobody any more.
pub(super) fn forget(connection: &Connection, room: &Room, seq: Seq) -> StoreResult<()> {
    connection.prepare_cached("DELETE FROM mentions WHERE room = ?1 AND seq = ?2")?.execute(params![room.row, place(seq)])?;
    Ok(())
}

/// Whose the first of these names is that is anybody's, whatever the case of its Latin letters.
fn whose(connection: &Connection, names: &[&str]) -> StoreResult<Option<PersonRow>> {
    let mut find = connection.prepare_cached("SELECT row FROM people WHERE name = ?1 COLLATE NOCASE AND closed_at IS NULL")?;
    for name in names {
        if let Some(row) = find.query_row([name], |row| row.get(0)).optional()? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}
