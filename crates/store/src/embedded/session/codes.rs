//! Invite codes and reset links: each is taken in the transaction of what it is good for.

use protocol::session::Person;
use protocol::{Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use super::{accounts, sessions};
use crate::embedded::rows::{PersonRow, Somebody, open_person, person};
use crate::session::{Digest, InviteCode, SessionId};
use crate::{Refusal, StoreResult};

pub(super) fn create_invite(
    connection: &Connection,
    code: &Digest,
    by: Option<&UserId>,
    uses: u32,
    at: Timestamp,
    expires_at: Timestamp,
) -> StoreResult<()> {
    let by = by.map(|by| open_person(connection, by)?.ok_or_else(|| Refusal::NoSuchPerson.into())).transpose();
    let by = by.map_err(|error: crate::StoreError| error)?.map(|by: Somebody| by.row);
    // The same code again is a retry.
    connection
        .prepare_cached(
            "INSERT INTO invites (code, made_by, created_at, expires_at, uses_left) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (code) DO NOTHING",
        )?
        .execute(params![code.0, by, at.0, expires_at.0, uses])?;
    Ok(())
}

/// Takes one use of a code.
pub(super) fn take_invite(connection: &Connection, code: &Digest, at: Timestamp) -> StoreResult<()> {
    let taken = connection
        .prepare_cached("UPDATE invites SET uses_left = uses_left - 1 WHERE code = ?1 AND uses_left > 0 AND expires_at > ?2")?
        .execute(params![code.0, at.0])?;
    if taken == 0 { Err(Refusal::CodeInvalid.into()) } else { Ok(()) }
}

pub(super) fn invites(connection: &Connection, now: Timestamp) -> StoreResult<Vec<InviteCode>> {
    let mut select = connection.prepare_cached(
        "SELECT invite.row, invite.created_at, invite.expires_at, invite.uses_left, invite.made_by, person.id, person.name
         FROM invites invite LEFT JOIN people person ON person.row = invite.made_by
         WHERE invite.uses_left > 0 AND invite.expires_at > ?1 ORDER BY invite.row DESC",
    )?;
    let codes = select.query_map([now.0], |row| {
        Ok(InviteCode {
            id: row.get(0)?,
            by: row.get::<_, Option<PersonRow>>(4)?.map(|_| person(row, 5)).transpose()?,
            created_at: Timestamp(row.get(1)?),
            expires_at: Timestamp(row.get(2)?),
            uses_left: row.get(3)?,
        })
    })?;
    Ok(codes.collect::<Result<_, _>>()?)
}

pub(super) fn revoke_invite(connection: &Connection, id: i64) -> StoreResult<()> {
    connection.prepare_cached("DELETE FROM invites WHERE row = ?1")?.execute([id])?;
    Ok(())
}

pub(super) fn create_reset(connection: &Connection, link: &Digest, user_id: &UserId, expires_at: Timestamp) -> StoreResult<()> {
    let somebody = open_person(connection, user_id)?.ok_or(Refusal::NoSuchPerson)?;
    drop_resets(connection, somebody.row)?;
    connection.prepare_cached("INSERT INTO resets (person, link, expires_at) VALUES (?1, ?2, ?3)")?.execute(params![
        somebody.row,
        link.0,
        expires_at.0
    ])?;
    Ok(())
}

/// Whose link this is, while it and the account are valid.
pub(super) fn reset(connection: &Connection, link: &Digest, now: Timestamp) -> StoreResult<Option<Somebody>> {
    let mut find = connection.prepare_cached(
        "SELECT person.row, person.id, person.name FROM resets reset JOIN people person ON person.row = reset.person
         WHERE reset.link = ?1 AND reset.expires_at > ?2 AND person.closed_at IS NULL",
    )?;
    let found = find.query_row(params![link.0, now.0], |row| Ok(Somebody { row: row.get(0)?, person: person(row, 1)? }));
    Ok(found.optional()?)
}

pub(super) fn take_reset(
    connection: &Connection,
    link: &Digest,
    password_hash: &str,
    now: Timestamp,
) -> StoreResult<(Person, Vec<SessionId>)> {
    let owner = reset(connection, link, now)?.ok_or(Refusal::CodeInvalid)?;
    drop_resets(connection, owner.row)?;
    accounts::write_password(connection, owner.row, password_hash)?;
    let ended = sessions::end_all(connection, owner.row, None)?;
    Ok((owner.person, ended))
}

/// No link of this person works any more.
pub(super) fn drop_resets(connection: &Connection, whose: PersonRow) -> StoreResult<()> {
    connection.prepare_cached("DELETE FROM resets WHERE person = ?1")?.execute([whose])?;
    Ok(())
}
