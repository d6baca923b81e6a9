//! The log of a room.
//!
//! | module | holds |
//! |---|---|
//! | [`changes`] | changing what was said |
//! | [`pages`] | pages, folded to what the log is now |
//!
//! Here: the way of a message.

pub(super) mod changes;
mod pages;

use async_trait::async_trait;
use protocol::messages::{Change, Cursor, Entry, Page, Quote};
use protocol::{ClientId, MessageText, RoomId, Seq, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension, params};

use super::log::{Room, standing};
use super::rows::{RoomRow, Somebody, entry, entry_row, kinds, person, place, room_row, select_entries, seq};
use super::{Embedded, mentions};
use crate::messages::{Appended, Messages, NewMessage, Reacting};
use crate::rooms::Actor;
use crate::search::blocks::Mark;
use crate::{Refusal, StoreResult};

#[async_trait]
impl Messages for Embedded {
    async fn append(&self, new: NewMessage) -> StoreResult<Appended> {
        let appended = self.write_careful(move |connection| append(connection, new)).await?;
        if appended.fresh && Mark::is_due(appended.entry.seq) {
            self.indexer.wake(&appended.entry.room_id);
        }
        Ok(appended)
    }

    async fn edit(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        target: Seq,
        content: MessageText,
        at: Timestamp,
    ) -> StoreResult<Option<Entry>> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.write(move |connection| changes::edit(connection, &room_id, &user_id, target, &content, at)).await
    }

    async fn delete(&self, room_id: &RoomId, actor: &Actor, target: Seq, at: Timestamp) -> StoreResult<Option<Entry>> {
        let (room_id, actor) = (room_id.clone(), actor.clone());
        self.write(move |connection| changes::delete(connection, &room_id, &actor, target, at)).await
    }

    async fn react(&self, reaction: Reacting) -> StoreResult<Option<Entry>> {
        self.write(move |connection| changes::react(connection, reaction)).await
    }

    async fn history(&self, room_id: &RoomId, user_id: &UserId, cursor: Cursor, limit: usize) -> StoreResult<Page> {
        let (room_id, user_id) = (room_id.clone(), user_id.clone());
        self.read(move |connection| {
            let (room, reader) = standing(connection, &room_id, &user_id)?;
            pages::page(connection, &room, reader.row, cursor, limit)
        })
        .await
    }

    async fn entries_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>> {
        let room_id = room_id.clone();
        self.read(move |connection| {
            let Some(room) = room_row(connection, &room_id)? else { return Ok(Vec::new()) };
            pages::entries_after(connection, room, &room_id, after, limit)
        })
        .await
    }

    async fn heads(&self, rooms: &[RoomId]) -> StoreResult<Vec<(RoomId, Seq)>> {
        let rooms = rooms.to_vec();
        self.read(move |connection| {
            let mut find = connection.prepare_cached("SELECT head FROM rooms WHERE id = ?1")?;
            let mut heads = Vec::with_capacity(rooms.len());
            for room in rooms {
                if let Some(head) = find.query_row([room.as_str()], |row| seq(row, 0)).optional()? {
                    heads.push((room, head));
                }
            }
            Ok(heads)
        })
        .await
    }
}

/// Says no before the first change, and not after it.
fn append(connection: &Connection, new: NewMessage) -> StoreResult<Appended> {
    let (room, author) = standing(connection, &new.room_id, &new.author)?;
    let answered = new.reply_to.map(|target| answered(connection, room.row, target)).transpose()?;
    if answered.as_ref().is_some_and(Option::is_none) {
        // The first try is answered even when what it answered is gone by now.
        return match find(connection, &room, &author, &new.client_id)? {
            Some(entry) => Ok(Appended { entry, fresh: false }),
            None => Err(Refusal::NoSuchEntry.into()),
        };
    }
    let seq = room.head.next();
    // The unique index says whether it is there already: cheaper than looking first.
    let mut insert = connection.prepare_cached(
        "INSERT INTO entries (row, room, seq, at, author, kind, reply_to, client_id, content) VALUES (?8, ?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)
         ON CONFLICT (room, author, client_id) WHERE client_id IS NOT NULL DO NOTHING",
    )?;
    let inserted = insert.execute(params![
        room.row,
        place(seq),
        new.at.0,
        author.row,
        new.reply_to.map(place),
        new.client_id.as_str(),
        new.content.as_str(),
        entry_row(room.row, seq)
    ])?;
    if inserted == 0 {
        let entry = find(connection, &room, &author, &new.client_id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        return Ok(Appended { entry, fresh: false });
    }
    connection.prepare_cached("UPDATE rooms SET head = ?2, last_message = ?2, active_at = ?3 WHERE row = ?1")?.execute(params![
        room.row,
        place(seq),
        new.at.0
    ])?;
    connection.prepare_cached("UPDATE members SET read = ?3, own = 0 WHERE room = ?1 AND person = ?2")?.execute(params![
        room.row,
        author.row,
        place(seq)
    ])?;
    mentions::note(connection, &room, &author, seq, new.content.as_str())?;
    let mut change = Change::said(new.client_id, new.content, new.reply_to);
    if let Change::NewMessage { quote, .. } = &mut change {
        *quote = answered.flatten();
    }
    Ok(Appended { entry: Entry { room_id: new.room_id, seq, at: new.at, by: author.person, change }, fresh: true })
}

/// The beginning of the message that is answered, which may have been deleted meanwhile; `None`: it is none.
fn answered(connection: &Connection, room: RoomRow, at: Seq) -> StoreResult<Option<Quote>> {
    let mut find = connection.prepare_cached(
        "SELECT author.id, author.name, e.content FROM entries e JOIN people author ON author.row = e.author WHERE e.row = ?1 AND e.kind IN (?2, ?3)",
    )?;
    let row = params![entry_row(room, at), kinds::NEW_MESSAGE, kinds::TOMBSTONE];
    let found = find.query_row(row, |row| Ok(Quote::new(person(row, 0)?, row.get_ref(2)?.as_str_or_null()?)));
    Ok(found.optional()?)
}

/// What an earlier try stored.
fn find(connection: &Connection, room: &Room, author: &Somebody, client_id: &ClientId) -> StoreResult<Option<Entry>> {
    let sql = select_entries!("", "entries e", "WHERE e.room = ?1 AND e.author = ?2 AND e.client_id = ?3");
    let mut find = connection.prepare_cached(sql)?;
    let found = find.query_row(params![room.row, author.row, client_id.as_str()], |row| entry(row, room.id.clone()));
    Ok(found.optional()?.map(Entry::unfolded))
}
