//! Subscriptions to push.

use async_trait::async_trait;
use protocol::session::Language;
use protocol::{RoomId, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::Embedded;
use super::rows::{PersonRow, count, notify, place, room_row, text, unknown};
use crate::push::{MAX_SUBSCRIPTIONS, Subscribed, Subscription, Subscriptions};
use crate::session::SessionId;
use crate::{Refusal, StoreResult};

/// The name of the server's key among its secrets.
const KEY: &str = "push";

#[async_trait]
impl Subscriptions for Embedded {
    async fn push_key(&self, fresh: Vec<u8>) -> StoreResult<Vec<u8>> {
        self.write(move |connection| {
            connection.execute("INSERT OR IGNORE INTO secrets (name, value) VALUES (?1, ?2)", params![KEY, fresh])?;
            Ok(connection.query_row("SELECT value FROM secrets WHERE name = ?1", [KEY], |row| row.get(0))?)
        })
        .await
    }

    async fn subscribe(&self, user_id: &UserId, session: SessionId, subscription: Subscription, at: Timestamp) -> StoreResult<()> {
        let user_id = user_id.clone();
        self.write(move |connection| subscribe(connection, &user_id, session, &subscription, at)).await
    }

    async fn unsubscribe(&self, user_id: &UserId, session: SessionId, endpoint: Option<&str>) -> StoreResult<()> {
        let (user_id, endpoint) = (user_id.clone(), endpoint.map(str::to_owned));
        self.write(move |connection| {
            let mut delete = connection.prepare_cached(
                "DELETE FROM subscriptions WHERE session = ?1 AND person = (SELECT row FROM people WHERE id = ?2)
                 AND (?3 IS NULL OR endpoint = ?3)",
            )?;
            delete.execute(params![session.0, user_id.as_str(), endpoint])?;
            Ok(())
        })
        .await
    }

    async fn subscription(&self, user_id: &UserId, session: SessionId) -> StoreResult<Option<Subscription>> {
        let user_id = user_id.clone();
        self.read(move |connection| {
            let mut find = connection.prepare_cached(
                "SELECT endpoint, key, auth, hides_text, language FROM subscriptions
                 WHERE session = ?1 AND person = (SELECT row FROM people WHERE id = ?2)",
            )?;
            Ok(find.query_row(params![session.0, user_id.as_str()], |row| subscription(row, 0)).optional()?)
        })
        .await
    }

    async fn subscribed(&self, room_id: &RoomId, author: &UserId, seq: Seq, now: Timestamp) -> StoreResult<Vec<Subscribed>> {
        let (room_id, author) = (room_id.clone(), author.clone());
        self.read(move |connection| subscribed(connection, &room_id, &author, seq, now)).await
    }
}

fn subscribe(connection: &Connection, user_id: &UserId, session: SessionId, new: &Subscription, at: Timestamp) -> StoreResult<()> {
    let mut whose = connection.prepare_cached(
        "SELECT person.row FROM sessions session JOIN people person ON person.row = session.person WHERE session.row = ?1 AND person.id = ?2",
    )?;
    let person = whose.query_row(params![session.0, user_id.as_str()], |row| row.get::<_, PersonRow>(0)).optional()?;
    let person = person.ok_or(Refusal::NoSuchPerson)?;
    let mut replaced = connection.prepare_cached("DELETE FROM subscriptions WHERE session = ?1 OR endpoint = ?2")?;
    replaced.execute(params![session.0, new.endpoint])?;
    let mut over = connection.prepare_cached(
        "DELETE FROM subscriptions WHERE session IN
         (SELECT session FROM subscriptions WHERE person = ?1 ORDER BY at DESC, session DESC LIMIT -1 OFFSET ?2)",
    )?;
    over.execute(params![person, count(MAX_SUBSCRIPTIONS) - 1])?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO subscriptions (session, person, endpoint, key, auth, at, hides_text, language) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let language = match new.language {
        Language::Ko => 0,
        Language::En => 1,
    };
    insert.execute(params![session.0, person, new.endpoint, new.key, new.auth, at.0, new.hides_text, language])?;
    Ok(())
}

fn subscription(row: &Row<'_>, column: usize) -> rusqlite::Result<Subscription> {
    let language = match row.get(column + 4)? {
        0 => Language::Ko,
        1 => Language::En,
        other => return Err(unknown(column + 4, other)),
    };
    let (endpoint, key, auth) = (row.get(column)?, row.get(column + 1)?, row.get(column + 2)?);
    Ok(Subscription { endpoint, key, auth, hides_text: row.get(column + 3)?, language })
}

fn subscribed(connection: &Connection, room_id: &RoomId, author: &UserId, seq: Seq, now: Timestamp) -> StoreResult<Vec<Subscribed>> {
    // Where nobody is pushed to, a message costs no more than this.
    if !connection.prepare_cached("SELECT 1 FROM subscriptions")?.exists([])? {
        return Ok(Vec::new());
    }
    let Some(room) = room_row(connection, room_id)? else { return Ok(Vec::new()) };
    // CROSS: from the members to their browsers, never from all browsers of the server.
    let mut select = connection.prepare_cached(
        "SELECT person.id, s.session, EXISTS (SELECT 1 FROM mentions m WHERE m.room = ?1 AND m.person = s.person AND m.seq = ?2),
         s.endpoint, s.key, s.auth, s.hides_text, s.language, member.notify
         FROM members member CROSS JOIN subscriptions s ON s.person = member.person
         JOIN sessions session ON session.row = s.session JOIN people person ON person.row = s.person
         WHERE member.room = ?1 AND session.expires_at > ?3 AND person.closed_at IS NULL AND person.id <> ?4",
    )?;
    let found = select.query_map(params![room, place(seq), now.0, author.as_str()], |row| {
        Ok(Subscribed {
            user_id: text(row, 0)?,
            session: SessionId(row.get(1)?),
            mentioned: row.get(2)?,
            notify: notify(row, 8)?,
            subscription: subscription(row, 3)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
