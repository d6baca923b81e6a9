//! Who is signed in.

use std::collections::HashSet;

use protocol::{Timestamp, UserId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};

use super::accounts::{self, ACCOUNT_COLUMNS, select_account};
use crate::embedded::rows::{PersonRow, open_person};
use crate::session::{Account, Digest, MAX_SESSIONS, NOTE_EVERY_MS, NewSession, Session, SessionId};
use crate::{Refusal, StoreResult};

pub(super) fn start(connection: &Connection, new: &NewSession) -> StoreResult<SessionId> {
    let somebody = open_person(connection, &new.user_id)?.ok_or(Refusal::NoSuchPerson)?;
    let mut same = connection.prepare_cached("SELECT row FROM sessions WHERE token = ?1 AND person = ?2")?;
    if let Some(row) = same.query_row(params![new.token.0, somebody.row], |row| row.get(0)).optional()? {
        return Ok(SessionId(row));
    }
    connection.prepare_cached("DELETE FROM sessions WHERE person = ?1 AND expires_at <= ?2")?.execute(params![somebody.row, new.at.0])?;
    // Room for one more: those that were not used for the longest time go.
    connection
        .prepare_cached(
            "DELETE FROM sessions WHERE row IN (SELECT row FROM sessions WHERE person = ?1 ORDER BY seen_at DESC, row DESC LIMIT -1 OFFSET ?2)",
        )?
        .execute(params![somebody.row, MAX_SESSIONS - 1])?;
    connection
        .prepare_cached("INSERT INTO sessions (token, person, created_at, seen_at, expires_at, label) VALUES (?1, ?2, ?3, ?3, ?4, ?5)")?
        .execute(params![new.token.0, somebody.row, new.at.0, new.expires_at.0, new.label])?;
    Ok(SessionId(connection.last_insert_rowid()))
}

/// The open account of a token, its session, and when that was last used.
pub(super) fn by_token(connection: &Connection, token: &Digest, now: Timestamp) -> StoreResult<Option<(Account, SessionId, Timestamp)>> {
    let mut find = connection.prepare_cached(select_account!(
        ", session.row, session.seen_at",
        "sessions session JOIN people ON people.row = session.person
         WHERE session.token = ?1 AND session.expires_at > ?2 AND people.closed_at IS NULL"
    ))?;
    let found = find.query_row(params![token.0, now.0], |row| {
        let account = accounts::read(row)?;
        Ok((account, SessionId(row.get(ACCOUNT_COLUMNS)?), Timestamp(row.get(ACCOUNT_COLUMNS + 1)?)))
    });
    Ok(found.optional()?)
}

/// Whether the last use was noted so long ago that it is noted again.
pub(super) const fn is_old(seen_at: Timestamp, now: Timestamp) -> bool {
    now.0.saturating_sub(seen_at.0) >= NOTE_EVERY_MS
}

pub(super) fn note_use(connection: &Connection, id: SessionId, now: Timestamp) -> StoreResult<()> {
    connection.prepare_cached("UPDATE sessions SET seen_at = max(seen_at, ?2) WHERE row = ?1")?.execute(params![id.0, now.0])?;
    Ok(())
}

pub(super) fn of(connection: &Connection, user_id: &UserId, now: Timestamp) -> StoreResult<Vec<Session>> {
    let mut select = connection.prepare_cached(
        "SELECT session.row, session.created_at, session.seen_at, session.label
         FROM people person JOIN sessions session ON session.person = person.row
         WHERE person.id = ?1 AND session.expires_at > ?2 ORDER BY session.seen_at DESC, session.row DESC",
    )?;
    let sessions = select.query_map(params![user_id.as_str(), now.0], |row| {
        Ok(Session { id: SessionId(row.get(0)?), created_at: Timestamp(row.get(1)?), seen_at: Timestamp(row.get(2)?), label: row.get(3)? })
    })?;
    Ok(sessions.collect::<Result<_, _>>()?)
}

pub(super) fn live(connection: &Connection, sessions: &[SessionId], now: Timestamp) -> StoreResult<HashSet<SessionId>> {
    let mut find = connection.prepare_cached("SELECT 1 FROM sessions WHERE row = ?1 AND expires_at > ?2")?;
    let mut live = HashSet::with_capacity(sessions.len());
    for session in sessions {
        if find.exists(params![session.0, now.0])? {
            live.insert(*session);
        }
    }
    Ok(live)
}

pub(super) fn end(connection: &Connection, user_id: &UserId, id: SessionId) -> StoreResult<()> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE row = ?1 AND person = (SELECT row FROM people WHERE id = ?2)")?
        .execute(params![id.0, user_id.as_str()])?;
    Ok(())
}

/// Ends all sessions of a person but one, and says which.
pub(super) fn end_all(connection: &Connection, whose: PersonRow, keep: Option<SessionId>) -> StoreResult<Vec<SessionId>> {
    let keep = keep.map_or(Value::Null, |id| Value::Integer(id.0));
    let mut delete = connection.prepare_cached("DELETE FROM sessions WHERE person = ?1 AND row IS NOT ?2 RETURNING row")?;
    let ended = delete.query_map(params![whose, keep], |row| row.get(0).map(SessionId))?;
    Ok(ended.collect::<Result<_, _>>()?)
}
