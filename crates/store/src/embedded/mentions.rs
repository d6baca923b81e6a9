//! Who is called by name in a message: `@` and then a member's name as it is at that moment.
//!
//! The longest name of anybody wins, member or not: `@김민수` never calls 김민. Only bounded work is done in the writer:
//! a few dozen look-ups for each `@`.

use protocol::{Name, Seq};
use rusqlite::{Connection, OptionalExtension, params};

use super::log::{Room, is_member};
use super::rows::{PersonRow, Somebody, place};
use crate::StoreResult;

/// Of more `@` in one message only so many are looked at.
const MAX_CALLS: usize = 20;

/// Stores whom this message calls.
pub(super) fn note(connection: &Connection, room: &Room, author: &Somebody, seq: Seq, content: &str) -> StoreResult<()> {
    for (at, _) in content.match_indices('@').take(MAX_CALLS) {
        // In `ann@example.com` nobody is called.
        if content[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let Some(called) = longest_name(connection, &content[at + 1..])? else { continue };
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

/// Whose name this text begins with, whatever the case of its Latin letters.
fn longest_name(connection: &Connection, text: &str) -> StoreResult<Option<PersonRow>> {
    let mut find = connection.prepare_cached("SELECT row FROM people WHERE name = ?1 COLLATE NOCASE AND closed_at IS NULL")?;
    for end in ends(text).into_iter().rev() {
        if let Some(row) = find.query_row([&text[..end]], |row| row.get(0)).optional()? {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// Where a name at the start of this text may end, shortest first.
fn ends(text: &str) -> Vec<usize> {
    let line = text.lines().next().unwrap_or_default();
    let chars: Vec<(usize, char)> = line.char_indices().take(Name::MAX_CHARS + 1).collect();
    let mut ends = Vec::with_capacity(chars.len());
    for (index, &(at, last)) in chars.iter().enumerate().take(Name::MAX_CHARS) {
        let next = chars.get(index + 1).map(|&(_, next)| next);
        if !last.is_whitespace() && !next.is_some_and(|next| goes_on(last, next)) {
            ends.push(at + last.len_utf8());
        }
    }
    ends
}

/// Whether a word cannot end between these two. In Korean it can anywhere, because particles follow without a blank
/// (`@민수야`, `@민수님`), and so it can where Latin letters turn into Korean (`@minsu가`).
const fn goes_on(last: char, next: char) -> bool {
    last.is_ascii_alphanumeric() && next.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        ends(text).into_iter().map(|end| &text[..end]).collect()
    }

    #[test]
    fn a_name_may_be_followed_by_a_particle_but_not_cut_a_latin_word() {
        assert_eq!(names("민수야 밥"), ["민", "민수", "민수야", "민수야 밥"]);
        assert_eq!(names("ann가"), ["ann", "ann가"]);
        assert_eq!(names("anna!"), ["anna", "anna!"]);
        assert_eq!(names("민수\n안녕"), ["민", "민수"]);
        assert!(names("").is_empty());
    }

    #[test]
    fn a_long_text_is_looked_at_no_further_than_a_name_is_long() {
        assert_eq!(ends(&"가".repeat(4_000)).len(), Name::MAX_CHARS);
    }
}
