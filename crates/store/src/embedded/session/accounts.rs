//! Accounts and their names.

use protocol::messages::Entry;
use protocol::session::{Display, Language, Person, Preferences, Role, Theme};
use protocol::text::NameKey;
use protocol::{Name, RoomId, Timestamp, UserId};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::codes;
use super::sessions;
use crate::embedded::log::{Log, standing};
use crate::embedded::names::page;
use crate::embedded::rows::{PersonRow, Somebody, open_person, person, text, unknown};
use crate::names::After;
use crate::session::{Account, NewAccount, SessionId};
use crate::{Refusal, StoreResult};

/// Selects what [`read`] reads, from `people`, and whatever stands after it.
macro_rules! select_account {
    ($from:literal) => {
        select_account!("", $from)
    };
    ($extra:literal, $from:literal) => {
        concat!(
            "SELECT people.id, people.name, role, language, theme, password_hash, people.created_at, closed_at, hide_typing, display",
            $extra,
            " FROM ",
            $from
        )
    };
}
pub(in crate::embedded) use select_account;

/// How many columns [`select_account`] has.
pub(in crate::embedded) const ACCOUNT_COLUMNS: usize = 10;

/// An account, from [`select_account`].
pub(in crate::embedded) fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    let role = match row.get(2)? {
        0 => Role::Member,
        1 => Role::Administrator,
        other => return Err(unknown(2, other)),
    };
    let language = match row.get(3)? {
        None => None,
        Some(0) => Some(Language::Ko),
        Some(1) => Some(Language::En),
        Some(other) => return Err(unknown(3, other)),
    };
    let theme = match row.get(4)? {
        0 => Theme::System,
        1 => Theme::Light,
        2 => Theme::Dark,
        other => return Err(unknown(4, other)),
    };
    Ok(Account {
        person: person(row, 0)?,
        role,
        preferences: Preferences { language, theme, hide_typing: row.get(8)?, display: display(row, 9)? },
        password_hash: row.get(5)?,
        created_at: Timestamp(row.get(6)?),
        closed_at: row.get::<_, Option<i64>>(7)?.map(Timestamp),
    })
}

fn display(row: &Row<'_>, column: usize) -> rusqlite::Result<Display> {
    let unreadable = |error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error));
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(unreadable)
}

/// As it is stored.
pub(in crate::embedded) fn display_text(display: Display) -> String {
    serde_json::to_string(&display).expect("words and flags are JSON")
}

pub(in crate::embedded) const fn role_number(role: Role) -> i64 {
    match role {
        Role::Member => 0,
        Role::Administrator => 1,
    }
}

pub(in crate::embedded) const fn language_number(language: Language) -> i64 {
    match language {
        Language::Ko => 0,
        Language::En => 1,
    }
}

pub(in crate::embedded) const fn theme_number(theme: Theme) -> i64 {
    match theme {
        Theme::System => 0,
        Theme::Light => 1,
        Theme::Dark => 2,
    }
}

pub(super) fn create(connection: &Connection, new: &NewAccount) -> StoreResult<Account> {
    // A retry whose first try was stored.
    let mut same = connection.prepare_cached(select_account!("people WHERE id = ?1 AND name_key = ?2"))?;
    if let Some(account) = same.query_row([new.id.as_str(), new.key.as_str()], read).optional()? {
        return Ok(account);
    }
    // The code first: who has none learns nothing about names.
    if let Some(code) = &new.invite {
        codes::take_invite(connection, code, new.at)?;
    }
    if key_is_taken(connection, new.key.as_str(), &new.id)? {
        return Err(Refusal::NameTaken.into());
    }
    let role = if any(connection)? { Role::Member } else { Role::Administrator };
    insert(connection, new, role)
}

pub(super) fn insert(connection: &Connection, new: &NewAccount, role: Role) -> StoreResult<Account> {
    let preferences = Preferences::default();
    connection
        .prepare_cached(
            "INSERT INTO people (id, name, name_key, password_hash, role, language, theme, created_at) VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, ?7)",
        )?
        .execute(params![
            new.id.as_str(),
            new.name.as_str(),
            new.key.as_str(),
            new.password_hash,
            role_number(role),
            theme_number(preferences.theme),
            new.at.0
        ])?;
    Ok(Account {
        person: Person { id: new.id.clone(), name: new.name.clone() },
        role,
        preferences,
        password_hash: new.password_hash.clone(),
        created_at: new.at,
        closed_at: None,
    })
}

/// Whether somebody else has this key.
pub(in crate::embedded) fn key_is_taken(connection: &Connection, key: &str, user_id: &UserId) -> StoreResult<bool> {
    let mut find = connection.prepare_cached("SELECT 1 FROM people WHERE name_key = ?1 AND id <> ?2")?;
    Ok(find.exists([key, user_id.as_str()])?)
}

pub(super) fn any(connection: &Connection) -> StoreResult<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM people LIMIT 1")?.exists([])?)
}

pub(super) fn by_key(connection: &Connection, key: &NameKey) -> StoreResult<Option<Account>> {
    let mut find = connection.prepare_cached(select_account!("people WHERE name_key = ?1"))?;
    Ok(find.query_row([key.as_str()], read).optional()?)
}

pub(super) fn by_id(connection: &Connection, user_id: &UserId) -> StoreResult<Option<Account>> {
    let mut find = connection.prepare_cached(select_account!("people WHERE id = ?1"))?;
    Ok(find.query_row([user_id.as_str()], read).optional()?)
}

pub(super) fn list(connection: &Connection, cursor: Option<&str>, limit: usize) -> StoreResult<(Vec<Account>, Option<String>)> {
    let Some(after) = After::read(cursor) else { return Ok((Vec::new(), None)) };
    let sql =
        select_account!("people WHERE name >= ?1 COLLATE NOCASE AND (name COLLATE NOCASE, id) > (?1, ?2) ORDER BY name COLLATE NOCASE, id");
    let mut select = connection.prepare_cached(sql)?;
    page(select.query([after.name, after.id])?, "", limit, read)
}

pub(super) fn find(connection: &Connection, query: &str, cursor: Option<&str>, limit: usize) -> StoreResult<(Vec<Person>, Option<String>)> {
    let Some(after) = After::read(cursor) else { return Ok((Vec::new(), None)) };
    let mut select = connection.prepare_cached(
        "SELECT id, name FROM people WHERE name >= ?1 COLLATE NOCASE AND (name COLLATE NOCASE, id) > (?1, ?2) AND closed_at IS NULL ORDER BY name COLLATE NOCASE, id",
    )?;
    page(select.query([after.name, after.id])?, query, limit, |row| person(row, 0))
}

pub(super) fn set_name(connection: &Connection, user_id: &UserId, name: &Name, key: &NameKey) -> StoreResult<()> {
    let somebody = open_person(connection, user_id)?.ok_or(Refusal::NoSuchPerson)?;
    if key_is_taken(connection, key.as_str(), user_id)? {
        return Err(Refusal::NameTaken.into());
    }
    connection.prepare_cached("UPDATE people SET name = ?2, name_key = ?3 WHERE row = ?1")?.execute(params![
        somebody.row,
        name.as_str(),
        key.as_str()
    ])?;
    Ok(())
}

pub(super) fn set_password(
    connection: &Connection,
    user_id: &UserId,
    password_hash: &str,
    keep: Option<SessionId>,
) -> StoreResult<Vec<SessionId>> {
    let somebody = open_person(connection, user_id)?.ok_or(Refusal::NoSuchPerson)?;
    write_password(connection, somebody.row, password_hash)?;
    sessions::end_all(connection, somebody.row, keep)
}

pub(super) fn write_password(connection: &Connection, whose: PersonRow, password_hash: &str) -> StoreResult<()> {
    connection.prepare_cached("UPDATE people SET password_hash = ?2 WHERE row = ?1")?.execute(params![whose, password_hash])?;
    Ok(())
}

pub(super) fn set_preferences(connection: &Connection, user_id: &UserId, preferences: Preferences) -> StoreResult<()> {
    let changed = connection
        .prepare_cached("UPDATE people SET language = ?2, theme = ?3, hide_typing = ?4, display = ?5 WHERE id = ?1 AND closed_at IS NULL")?
        .execute(params![
            user_id.as_str(),
            preferences.language.map(language_number),
            theme_number(preferences.theme),
            preferences.hide_typing,
            display_text(preferences.display)
        ])?;
    if changed == 0 { Err(Refusal::NoSuchPerson.into()) } else { Ok(()) }
}

pub(super) fn close(connection: &Connection, user_id: &UserId, at: Timestamp) -> StoreResult<Vec<Entry>> {
    let account = by_id(connection, user_id)?.ok_or(Refusal::NoSuchPerson)?;
    if account.closed_at.is_some() {
        return Ok(Vec::new());
    }
    let somebody = open_person(connection, user_id)?.ok_or(Refusal::NoSuchPerson)?;
    let mut entries = Vec::new();
    for room_id in rooms_to_leave(connection, &somebody)? {
        let (room, member) = standing(connection, &room_id, user_id)?;
        let mut log = Log::open(connection, room, at);
        entries.push(log.leave(&member)?);
        log.close()?;
    }
    sessions::end_all(connection, somebody.row, None)?;
    codes::drop_resets(connection, somebody.row)?;
    connection.prepare_cached("UPDATE people SET closed_at = ?2 WHERE row = ?1")?.execute(params![somebody.row, at.0])?;
    Ok(entries)
}

/// All but the direct ones (kind 2): what was said between two people stays with the other one.
fn rooms_to_leave(connection: &Connection, who: &Somebody) -> StoreResult<Vec<RoomId>> {
    let mut find = connection.prepare_cached(
        "SELECT room.id FROM members member JOIN rooms room ON room.row = member.room WHERE member.person = ?1 AND room.kind <> 2 ORDER BY room.row",
    )?;
    let rooms = find.query_map([who.row], |row| text(row, 0))?;
    Ok(rooms.collect::<Result<_, _>>()?)
}
