//! The log of a room: the way of a message, and pages.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use protocol::messages::{Change, Cursor, Entry, MAX_EMOJI, MAX_REACTORS, MAX_SPAN, Page, Reaction};
use protocol::{MessageText, RoomId, Seq, Timestamp, UserId};
use redis::streams::StreamRangeReply;

use super::index::Indexer;
use super::link::Call;
use super::stored::{Stored, What, parse, seq};
use super::{Redis, scripts};
use crate::messages::{Appended, Messages, NewMessage, Reacting};
use crate::rooms::Actor;
use crate::search::blocks::Mark;
use crate::{StoreError, StoreResult, mentions};

#[async_trait]
impl Messages for Redis {
    async fn append(&self, new: NewMessage) -> StoreResult<Appended> {
        let author = std::slice::from_ref(&new.author);
        let (names, called) = futures::join!(self.names(author), self.called(new.content.as_str()));
        let (names, called) = (names?, called?);
        let what = What::NewMessage { client: new.client_id.clone(), text: new.content, reply: new.reply_to, edited: None };
        let stored = Stored { at: new.at, by: new.author, what };
        // Sending twice stores once: it may be asked again.
        let call = self.in_room(&scripts::APPEND, &new.room_id).arg(stored.by.as_str()).arg(new.at.0).arg(new.client_id.as_str());
        let call = call.arg(new.reply_to.map_or_else(String::new, |seq| seq.to_string())).arg(stored.json()).repeatable();
        let call = called.iter().fold(call, |call, called| call.arg(called.as_str()));
        let (place, earlier, answered): (i64, Vec<u8>, Vec<u8>) = self.run(&call).await?;
        let fresh = earlier.is_empty();
        let stored = if fresh { stored } else { Stored::read(&earlier)? };
        let place = seq(place)?;
        if fresh && Mark::is_due(place) {
            self.indexer.wake(&new.room_id);
        }
        let mut names = names;
        let answered = if answered.is_empty() { None } else { Some(Stored::read(&answered)?) };
        if let Some(answered) = &answered {
            names.0.extend(self.names(answered.people()).await?.0);
        }
        Ok(Appended { entry: stored.told(new.room_id, place, &names, answered.as_ref())?, fresh })
    }

    async fn edit(
        &self,
        room_id: &RoomId,
        user_id: &UserId,
        target: Seq,
        content: MessageText,
        at: Timestamp,
    ) -> StoreResult<Option<Entry>> {
        let stored = Stored { at, by: user_id.clone(), what: What::MessageEdited { target } };
        let called = self.called(content.as_str()).await?;
        let shelves = Indexer::shelves_of(target);
        let call = Call::new(&scripts::EDIT, &self.keys.room_and_index(room_id)).arg(user_id.as_str()).arg(at.0).arg(target.0);
        let call = call.arg(stored.json()).arg(content.as_str()).arg(shelves.len());
        let call = shelves.into_iter().fold(call, Call::arg);
        let call = called.iter().fold(call, |call, called| call.arg(called.as_str()));
        let Some(place): Option<i64> = self.run(&call).await? else { return Ok(None) };
        self.indexer.mend(room_id, target);
        let names = self.names([user_id]).await?;
        let by = names.person(user_id.clone())?;
        let change = Change::MessageEdited { target, content };
        Ok(Some(Entry { room_id: room_id.clone(), seq: seq(place)?, at, by, change }))
    }

    async fn delete(&self, room_id: &RoomId, actor: &Actor, target: Seq, at: Timestamp) -> StoreResult<Option<Entry>> {
        let stored = Stored { at, by: actor.id.clone(), what: What::MessageDeleted { target } };
        let call = self.in_room(&scripts::DELETE_MESSAGE, room_id).arg(actor.id.as_str()).arg(i32::from(actor.admin)).arg(at.0);
        let call = call.arg(target.0).arg(stored.json());
        self.changed(room_id, &call, stored).await
    }

    async fn react(&self, reaction: Reacting) -> StoreResult<Option<Entry>> {
        let Reacting { room_id, user_id, target, emoji, on, at } = reaction;
        let call = self.in_room(&scripts::REACT, &room_id).arg(user_id.as_str()).arg(at.0).arg(target.0);
        let call = call.arg(emoji.as_str()).arg(i32::from(on));
        let what = if on { What::ReactionAdded { target, emoji } } else { What::ReactionRemoved { target, emoji } };
        let stored = Stored { at, by: user_id, what };
        let call = call.arg(stored.json()).arg(MAX_EMOJI);
        self.changed(&room_id, &call, stored).await
    }

    async fn history(&self, room_id: &RoomId, user_id: &UserId, cursor: Cursor, limit: usize) -> StoreResult<Page> {
        let (cursor, place) = match cursor {
            Cursor::Latest => ("latest", String::new()),
            Cursor::Before(seq) => ("before", seq.to_string()),
            Cursor::After(seq) => ("after", seq.to_string()),
            Cursor::Around(seq) => ("around", seq.to_string()),
            Cursor::Since(at) => ("since", at.0.to_string()),
        };
        let call = self.in_room(&scripts::HISTORY, room_id).arg(user_id.as_str()).arg(cursor).arg(place).arg(limit);
        let call = call.arg(MAX_SPAN).arg(MAX_REACTORS).repeatable();
        let (head, from, to, entries, changes): (i64, i64, i64, StreamRangeReply, Vec<Changes>) = self.run(&call).await?;
        let (from, to, head) = (seq(from)?, seq(to)?, seq(head)?);
        let mut read = read_all(entries)?;
        // What changed a message of this page is folded into it.
        read.retain(|(_, stored)| stored.what.target().is_none_or(|target| target < from));
        let mut entries = self.told(room_id, read).await?;
        self.fold(&mut entries, changes).await?;
        Ok(Page { entries, from, to, head })
    }

    async fn entries_after(&self, room_id: &RoomId, after: Seq, limit: usize) -> StoreResult<Vec<Entry>> {
        let call = self.in_room(&scripts::ENTRIES, room_id).arg(after.0).arg(limit).repeatable();
        let entries = read_all(self.run(&call).await?)?;
        self.told(room_id, entries).await
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

/// Of a message that was changed: its `seq`, what changed it last; and for each emoji how many reacted so, whether the reader did, and some of
/// them.
type Changes = (i64, i64, Vec<(String, u32, i64, Vec<String>)>);

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

    /// What a script has changed.
    async fn changed(&self, room_id: &RoomId, call: &Call, stored: Stored) -> StoreResult<Option<Entry>> {
        let Some(place): Option<i64> = self.run(call).await? else { return Ok(None) };
        let names = self.names(stored.people()).await?;
        stored.entry(room_id.clone(), seq(place)?, &names).map(Some)
    }

    /// With today's names, and what they answer or change.
    async fn told(&self, room_id: &RoomId, stored: Vec<(Seq, Stored)>) -> StoreResult<Vec<Entry>> {
        let mut about: HashMap<Seq, Stored> = HashMap::new();
        let wanted: BTreeSet<Seq> = stored.iter().filter_map(|(_, stored)| stored.about()).collect();
        if !wanted.is_empty() {
            let call = wanted.iter().fold(self.in_room(&scripts::TOLD, room_id).repeatable(), |call, seq| call.arg(seq.0));
            let told: Vec<Vec<u8>> = self.run(&call).await?;
            for (seq, json) in wanted.into_iter().zip(told).filter(|(_, json)| !json.is_empty()) {
                about.insert(seq, Stored::read(&json)?);
            }
        }
        let everybody = stored.iter().map(|(_, stored)| stored).chain(about.values()).flat_map(Stored::people);
        let names = self.names(everybody).await?;
        let told = |(at, stored): (Seq, Stored)| {
            let about = stored.about().and_then(|seq| about.get(&seq));
            stored.told(room_id.clone(), at, &names, about)
        };
        stored.into_iter().map(told).collect()
    }

    /// Puts what changed messages under them.
    async fn fold(&self, entries: &mut [Entry], changes: Vec<Changes>) -> StoreResult<()> {
        let people = changes.iter().flat_map(|(_, _, emoji)| emoji).flat_map(|(_, _, _, people)| people);
        let people: Vec<UserId> = people.map(|id| parse(id.as_str())).collect::<Result<_, _>>()?;
        let names = self.names(&people).await?;
        for (place, last, emoji) in changes {
            let (place, last) = (seq(place)?, seq(last)?);
            let Ok(at) = entries.binary_search_by_key(&place, |entry| entry.seq) else { continue };
            if let Change::NewMessage { changed, reactions, .. } = &mut entries[at].change {
                *changed = Some(last);
                for (emoji, count, mine, people) in emoji {
                    let people = people.into_iter().map(|id| names.person(parse(id)?)).collect::<Result<_, _>>()?;
                    reactions.push(Reaction { emoji: parse(emoji)?, count, mine: mine == 1, people });
                }
            }
        }
        Ok(())
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
