//! The log of a room: the way of a message, and pages.

use async_trait::async_trait;
use protocol::messages::{Cursor, Entry, Page};
use protocol::{RoomId, Seq, UserId};
use redis::streams::StreamRangeReply;

use super::stored::{Stored, What, parse, seq};
use super::{Redis, scripts};
use crate::messages::{Appended, Messages, NewMessage};
use crate::search::blocks::Mark;
use crate::{StoreError, StoreResult, mentions};

#[async_trait]
impl Messages for Redis {
    async fn append(&self, new: NewMessage) -> StoreResult<Appended> {
        let author = std::slice::from_ref(&new.author);
        let (names, called) = futures::join!(self.names(author), self.called(new.content.as_str()));
        let (names, called) = (names?, called?);
        let what = What::NewMessage { client: new.client_id.clone(), text: new.content, reply: new.reply_to };
        let stored = Stored { at: new.at, by: new.author, what };
        // Sending twice stores once: it may be asked again.
        let call = self.in_room(&scripts::APPEND, &new.room_id).arg(stored.by.as_str()).arg(new.at.0).arg(new.client_id.as_str());
        let call = call.arg(new.reply_to.map_or_else(String::new, |seq| seq.to_string())).arg(stored.json()).repeatable();
        let call = called.iter().fold(call, |call, called| call.arg(called.as_str()));
        let (place, earlier): (i64, Option<Vec<u8>>) = match self.run::<Vec<redis::Value>>(&call).await?.as_slice() {
            [place] => (from(place)?, None),
            [place, earlier] => (from(place)?, Some(from(earlier)?)),
            _ => return Err(StoreError::Corrupt("an answer of a script is of another length".into())),
        };
        let (fresh, stored) = match earlier {
            None => (true, stored),
            Some(json) => (false, Stored::read(&json)?),
        };
        let place = seq(place)?;
        if fresh && Mark::is_due(place) {
            self.indexer.wake(&new.room_id);
        }
        Ok(Appended { entry: stored.entry(new.room_id, place, &names)?, fresh })
    }

    async fn history(&self, room_id: &RoomId, user_id: &UserId, cursor: Cursor, limit: usize) -> StoreResult<Page> {
        let (cursor, place) = match cursor {
            Cursor::Latest => ("latest", Seq::ZERO),
            Cursor::Before(seq) => ("before", seq),
            Cursor::After(seq) => ("after", seq),
            Cursor::Around(seq) => ("around", seq),
        };
        let call = self.in_room(&scripts::HISTORY, room_id).arg(user_id.as_str()).arg(cursor).arg(place.0).arg(limit).repeatable();
        let (head, from, to, entries): (i64, i64, i64, StreamRangeReply) = self.run(&call).await?;
        Ok(Page { entries: self.entries(room_id, entries).await?, from: seq(from)?, to: seq(to)?, head: seq(head)? })
    }

    async fn entries_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>> {
        let mut command = redis::cmd("XRANGE");
        command.arg(self.keys.log(room_id)).arg(format!("{}-0", after.next())).arg("+").arg("COUNT").arg(limit);
        let entries = self.link.ask(&command).await?;
        self.entries(room_id, entries).await
    }

    async fn heads(&self, rooms: &[RoomId]) -> StoreResult<Vec<(RoomId, Seq)>> {
        let asking = |room_id: &RoomId| {
            let mut command = redis::cmd("HGET");
            command.arg(&self.keys.room(room_id)[0]).arg("head");
            command
        };
        let commands: Vec<redis::Cmd> = rooms.iter().map(asking).collect();
        let heads: Vec<Option<i64>> = self.link.ask_all(&commands).await?;
        let there = rooms.iter().zip(heads).filter_map(|(room_id, head)| Some((room_id.clone(), head?)));
        there.map(|(room_id, head)| Ok((room_id, seq(head)?))).collect()
    }
}

fn from<T: redis::FromRedisValue>(value: &redis::Value) -> StoreResult<T> {
    redis::from_redis_value_ref(value).map_err(|error| StoreError::Corrupt(format!("an answer of Redis: {error}")))
}

impl Redis {
    /// Whom a message calls, members of its room or not: for each `@` the longest name of anybody that follows it.
    async fn called(&self, content: &str) -> StoreResult<Vec<UserId>> {
        let calls: Vec<Vec<String>> =
            mentions::calls(content).map(|names| names.into_iter().map(str::to_ascii_lowercase).collect()).collect();
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = redis::cmd("HMGET");
        command.arg(self.keys.of_people("called")).arg(calls.iter().flatten().collect::<Vec<_>>());
        let found: Vec<Option<String>> = self.link.ask(&command).await?;
        let mut found = found.into_iter();
        let longest = calls.iter().filter_map(|names| found.by_ref().take(names.len()).collect::<Vec<_>>().into_iter().flatten().next());
        longest.map(parse).collect()
    }

    /// From a stream, with today's names.
    pub(super) async fn entries(&self, room_id: &RoomId, reply: StreamRangeReply) -> StoreResult<Vec<Entry>> {
        let stored = read_all(reply)?;
        let names = self.names(stored.iter().flat_map(|(_, stored)| stored.people())).await?;
        stored.into_iter().map(|(at, stored)| stored.entry(room_id.clone(), at, &names)).collect()
    }
}

/// From a stream: places and what stands there.
pub(super) fn read_all(reply: StreamRangeReply) -> StoreResult<Vec<(Seq, Stored)>> {
    let read = |entry: redis::streams::StreamId| {
        let place = entry.id.strip_suffix("-0").and_then(|seq| seq.parse().ok()).map(Seq);
        let json: Option<Vec<u8>> = entry.get("entry");
        match (place, json) {
            (Some(place), Some(json)) => Ok((place, Stored::read(&json)?)),
            _ => Err(StoreError::Corrupt(format!("{} is no entry of a log", entry.id))),
        }
    };
    reply.ids.into_iter().map(read).collect()
}
