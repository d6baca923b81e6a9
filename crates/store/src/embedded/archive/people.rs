//! Accounts as records.

use protocol::UserId;
use rusqlite::{Connection, Row, params};

use crate::archive::PersonRecord;
use crate::embedded::rows::count;
use crate::embedded::session::accounts::{self, ACCOUNT_COLUMNS, key_is_taken, select_account};
use crate::{Refusal, StoreResult};

pub(super) fn after(connection: &Connection, after: Option<&UserId>, limit: usize) -> StoreResult<Vec<PersonRecord>> {
    let mut select = connection.prepare_cached(select_account!(", name_key", "people WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
    let people = select.query_map(params![after.map_or("", UserId::as_str), count(limit)], read)?;
    Ok(people.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<PersonRecord> {
    let account = accounts::read(row)?;
    Ok(PersonRecord {
        id: account.person.id,
        name: account.person.name,
        key: row.get(ACCOUNT_COLUMNS)?,
        password_hash: account.password_hash,
        role: account.role,
        language: account.preferences.language,
        theme: account.preferences.theme,
        hide_typing: account.preferences.hide_typing,
        display: account.preferences.display,
        created_at: account.created_at,
        closed_at: account.closed_at,
    })
}

pub(super) fn put(connection: &Connection, people: &[PersonRecord]) -> StoreResult<usize> {
    let mut known = connection.prepare_cached("SELECT 1 FROM people WHERE id = ?1")?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO people (id, name, name_key, password_hash, role, language, theme, created_at, closed_at, hide_typing, display)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let mut new = 0;
    for person in people {
        if known.exists([person.id.as_str()])? {
            continue;
        }
        if key_is_taken(connection, &person.key, &person.id)? {
            return Err(Refusal::NameTaken.into());
        }
        insert.execute(params![
            person.id.as_str(),
            person.name.as_str(),
            person.key,
            person.password_hash,
            accounts::role_number(person.role),
            person.language.map(accounts::language_number),
            accounts::theme_number(person.theme),
            person.created_at.0,
            person.closed_at.map(|at| at.0),
            person.hide_typing,
            accounts::display_text(person.display)
        ])?;
        new += 1;
    }
    Ok(new)
}
