//! Who is signed in.

use std::collections::HashSet;

use protocol::ids::UserKind;
use protocol::session::Role;
use protocol::{Timestamp, UserId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::accounts::{self, ACCOUNT_COLUMNS, select_account};
use crate::embedded::rows::{PersonRow, open_person, unknown};
use crate::session::{
    Account, Digest, MAX_SESSIONS, MAX_TOKENS, NOTE_EVERY_MS, NewAccount, NewGuest, NewSession, Proven, Session, SessionId, SessionKind,
};
use crate::{Refusal, StoreResult};

pub(super) fn start(connection: &Connection, new: &NewSession) -> StoreResult<SessionId> {
    let somebody = open_person(connection, &new.user_id)?.ok_or(Refusal::NoSuchPerson)?;
    let mut same = connection.prepare_cached("SELECT row FROM sessions WHERE token = ?1 AND person = ?2")?;
    if let Some(row) = same.query_row(params![new.token.0, somebody.row], |row| row.get(0)).optional()? {
        return Ok(SessionId(row));
    }
    connection.prepare_cached("DELETE FROM sessions WHERE person = ?1 AND expires_at <= ?2")?.execute(params![somebody.row, new.at.0])?;
    match new.kind {
        // Room for one more: those that were not used for the longest time go.
        SessionKind::Browser => {
            let mut delete = connection.prepare_cached(
                "DELETE FROM sessions WHERE row IN
                 (SELECT row FROM sessions WHERE person = ?1 AND kind = 0 ORDER BY seen_at DESC, row DESC LIMIT -1 OFFSET ?2)",
            )?;
            delete.execute(params![somebody.row, MAX_SESSIONS - 1])?;
        }
        SessionKind::Token => {
            let mut count = connection.prepare_cached("SELECT count(*) FROM sessions WHERE person = ?1 AND kind = 1")?;
            if count.query_row([somebody.row], |row| row.get::<_, u32>(0))? >= MAX_TOKENS {
                return Err(Refusal::TooManyTokens.into());
            }
        }
        SessionKind::Guest => {}
    }
    connection
        .prepare_cached(
            "INSERT INTO sessions (token, person, created_at, seen_at, expires_at, label, kind) VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![new.token.0, somebody.row, new.at.0, new.expires_at.0, new.label, kind_number(new.kind)])?;
    Ok(SessionId(connection.last_insert_rowid()))
}

const fn kind_number(kind: SessionKind) -> i64 {
    match kind {
        SessionKind::Browser => 0,
        SessionKind::Token => 1,
        SessionKind::Guest => 2,
    }
}

fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<SessionKind> {
    Ok(match row.get(column)? {
        0 => SessionKind::Browser,
        1 => SessionKind::Token,
        2 => SessionKind::Guest,
        other => return Err(unknown(column, other)),
    })
}

pub(super) fn admit_guest(connection: &Connection, new: &NewGuest) -> StoreResult<(Account, SessionId)> {
    let account = match accounts::by_key(connection, &new.key)? {
        Some(account) if account.person.id.kind() != UserKind::Guest || account.closed_at.is_some() => {
            return Err(Refusal::NameTaken.into());
        }
        Some(account) => account,
        None => {
            let NewGuest { id, name, key, at, .. } = new.clone();
            accounts::insert(connection, &NewAccount { id, name, key, password_hash: String::new(), at, invite: None }, Role::Member)?
        }
    };
    let mut others = connection.prepare_cached(
        "SELECT 1 FROM sessions WHERE person = (SELECT row FROM people WHERE id = ?1) AND expires_at > ?2 AND token <> ?3",
    )?;
    if others.exists(params![account.person.id.as_str(), new.at.0, new.token.0])? {
        return Err(Refusal::NameTaken.into());
    }
    // One secret leases one name at a time, and what is over is not taken up again.
    let mut other = connection.prepare_cached(
        "SELECT 1 FROM sessions WHERE token = ?1 AND (kind <> 2 OR expires_at > ?2 AND person <> (SELECT row FROM people WHERE id = ?3))",
    )?;
    if other.exists(params![new.token.0, new.at.0, account.person.id.as_str()])? {
        return Err(Refusal::NameTaken.into());
    }
    connection.prepare_cached("DELETE FROM sessions WHERE token = ?1 AND expires_at <= ?2")?.execute(params![new.token.0, new.at.0])?;
    let NewGuest { token, at, expires_at, ref label, .. } = *new;
    let lease = NewSession { kind: SessionKind::Guest, token, user_id: account.person.id.clone(), at, expires_at, label: label.clone() };
    let session = start(connection, &lease)?;
    Ok((account, session))
}

pub(super) fn is_lease(connection: &Connection, token: &Digest) -> StoreResult<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM sessions WHERE token = ?1 AND kind = 2")?.exists([token.0])?)
}

pub(super) fn renew_guest(connection: &Connection, token: &Digest, now: Timestamp, until: Timestamp) -> StoreResult<Option<Proven>> {
    let mut renew = connection.prepare_cached(
        "UPDATE sessions AS mine SET expires_at = max(expires_at, ?3) WHERE token = ?1 AND kind = 2
         AND NOT EXISTS (SELECT 1 FROM sessions other WHERE other.person = mine.person AND other.row <> mine.row AND other.expires_at > ?2)",
    )?;
    renew.execute(params![token.0, now.0, until.0])?;
    Ok(by_token(connection, token, now)?.map(|(proven, _)| proven))
}

pub(super) fn expire_guest(connection: &Connection, id: SessionId, now: Timestamp, unless: Timestamp) -> StoreResult<()> {
    let mut expire = connection
        .prepare_cached("UPDATE sessions SET expires_at = min(expires_at, ?2) WHERE row = ?1 AND kind = 2 AND expires_at <= ?3")?;
    expire.execute(params![id.0, now.0, unless.0])?;
    Ok(())
}

pub(super) fn extend(connection: &Connection, id: SessionId, until: Timestamp) -> StoreResult<()> {
    connection.prepare_cached("UPDATE sessions SET expires_at = max(expires_at, ?2) WHERE row = ?1")?.execute(params![id.0, until.0])?;
    Ok(())
}

/// The open account of a token with its session, and when that was last used.
pub(super) fn by_token(connection: &Connection, token: &Digest, now: Timestamp) -> StoreResult<Option<(Proven, Timestamp)>> {
    let mut find = connection.prepare_cached(select_account!(
        ", session.row, session.seen_at, session.kind, session.expires_at",
        "sessions session JOIN people ON people.row = session.person
         WHERE session.token = ?1 AND session.expires_at > ?2 AND people.closed_at IS NULL"
    ))?;
    let found = find.query_row(params![token.0, now.0], |row| {
        let proven = Proven {
            account: accounts::read(row)?,
            session: SessionId(row.get(ACCOUNT_COLUMNS)?),
            kind: kind(row, ACCOUNT_COLUMNS + 2)?,
            expires_at: Timestamp(row.get(ACCOUNT_COLUMNS + 3)?),
        };
        Ok((proven, Timestamp(row.get(ACCOUNT_COLUMNS + 1)?)))
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
        "SELECT session.row, session.created_at, session.seen_at, session.label, session.kind
         FROM people person JOIN sessions session ON session.person = person.row
         WHERE person.id = ?1 AND session.expires_at > ?2 ORDER BY session.seen_at DESC, session.row DESC",
    )?;
    let sessions = select.query_map(params![user_id.as_str(), now.0], |row| {
        let (created_at, seen_at) = (Timestamp(row.get(1)?), Timestamp(row.get(2)?));
        Ok(Session { kind: kind(row, 4)?, id: SessionId(row.get(0)?), created_at, seen_at, label: row.get(3)? })
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
