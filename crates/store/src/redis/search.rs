//! Search over the index, see [`crate::search`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::iter;
use std::time::Instant;

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use protocol::search::{Hit, Hits};
use protocol::{RoomId, RoomName, Seq, Timestamp, UserId};
use redis::Value;
use serde::Deserialize;

use super::Redis;
use super::index::Standing;
use super::stored::{Stored, parse_optional};
use crate::names::nfc;
use crate::search::known::{Asked, Known};
use crate::search::walk::{Block, Found, Outcome, Walk};
use crate::search::{Query, SearchMessages};
use crate::{Refusal, StoreError, StoreResult};

/// Shelves that are asked for with one command: about 100 kB.
const SHELVES: usize = 200;
/// Such commands that are under way: a few megabytes at most.
const ASKED_AT_ONCE: usize = 32;
/// Blocks that are read in one piece.
const TOGETHER: usize = 8;
/// Such pieces that are under way at most.
const AHEAD: usize = 16;

/// Entries of hits by room and place, as they are stored.
type Read = HashMap<(RoomId, Seq), Vec<u8>>;

/// Of an entry what a search looks at: most of them are no hits.
#[derive(Deserialize)]
struct Said<'j> {
    at: i64,
    #[serde(borrow)]
    by: Cow<'j, str>,
    /// `None`: nothing was said, it is a notice.
    #[serde(borrow)]
    text: Option<Cow<'j, str>>,
}

/// From a stream: a place and what stands there. Nothing is copied.
fn entry_of(entry: &Value) -> Option<(Seq, &[u8])> {
    let Value::Array(parts) = entry else { return None };
    let [Value::BulkString(id), Value::Array(fields)] = parts.as_slice() else { return None };
    let [Value::BulkString(name), Value::BulkString(json), ..] = fields.as_slice() else { return None };
    let seq = std::str::from_utf8(id).ok()?.strip_suffix("-0")?.parse().ok().map(Seq)?;
    (name == b"entry").then_some((seq, json.as_slice()))
}

/// The same, of an entry that was changed (see `moved` in `room.lua`).
fn changed_of((seq, changed): &(Seq, Vec<u8>)) -> Option<(Seq, &[u8])> {
    changed.splitn(3, |&byte| byte == b':').nth(2).map(|json| (*seq, json))
}

/// The entries of a block.
struct Looked {
    block: Block,
    log: Vec<Value>,
    changed: Vec<(Seq, Vec<u8>)>,
}

impl Looked {
    /// Whether some of its entries are not in the log.
    fn is_short(&self) -> bool {
        self.log.len() as u64 <= self.block.to.0 - self.block.from.0
    }

    fn missing(&self) -> Vec<Seq> {
        let there: HashSet<Seq> = self.log.iter().filter_map(entry_of).map(|(seq, _)| seq).collect();
        (self.block.from.0..=self.block.to.0).map(Seq).filter(|seq| !there.contains(seq)).collect()
    }
}

#[async_trait]
impl SearchMessages for Redis {
    async fn search(&self, query: Query) -> StoreResult<Hits> {
        let started = Instant::now();
        let rooms = match &query.room_id {
            Some(room_id) if !self.standing(room_id, &query.reader, &[]).await?.member => return Err(Refusal::NotMember.into()),
            Some(room_id) => vec![room_id.clone()],
            None => self.rooms_of_person(&query.reader).await?,
        };
        let wanted = fold::Query::new(&query.text, nfc);
        let asked = Asked::new(wanted.as_ref());
        let mut walk = Walk::new(&query, wanted.as_ref(), &asked, started);
        let standings = self.indexer.standings(&rooms).await?;
        let there: Vec<(RoomId, Standing)> =
            rooms.into_iter().zip(standings).filter_map(|(room, standing)| Some((room, standing?))).collect();
        self.consider(&mut walk, &asked, &there).await?;
        let read = self.look(&mut walk, &query, &there).await?;
        let Outcome { found, complete, cursor } = walk.end();
        Ok(Hits { hits: self.hits(found, read).await?, complete, cursor: cursor.map(|cursor| cursor.to_string()) })
    }

    async fn reindex(&self, room_id: &RoomId) -> StoreResult<u64> {
        self.indexer.anew(room_id).await
    }
}

impl Redis {
    /// Takes up all blocks of these rooms.
    async fn consider(&self, walk: &mut Walk<'_>, asked: &Asked, rooms: &[(RoomId, Standing)]) -> StoreResult<()> {
        let mut known: Vec<Known<'_>> = rooms.iter().map(|(_, standing)| Known::new(asked, standing.mark)).collect();
        let shelves = |(number, (_, standing)): (usize, &(RoomId, Standing))| {
            let shelves = Known::shelves(asked, standing.mark);
            shelves.chunks(SHELVES).map(|some| (number, some.to_vec())).collect::<Vec<_>>()
        };
        let wanted: Vec<(usize, Vec<(u8, Seq)>)> = rooms.iter().enumerate().flat_map(shelves).collect();
        for some in wanted.chunks(ASKED_AT_ONCE) {
            if walk.is_late() {
                break;
            }
            let commands: Vec<redis::Cmd> = some.iter().map(|(room, shelves)| self.indexer.asking(&rooms[*room].0, shelves)).collect();
            let answers: Vec<Vec<Option<Vec<u8>>>> = self.link.ask_all(&commands).await?;
            for ((room, shelves), answer) in some.iter().zip(answers) {
                for (&(kind, first), bytes) in shelves.iter().zip(answer) {
                    // One that is missing was taken away meanwhile: nothing is known of what was on it.
                    if let Some(bytes) = bytes {
                        known[*room].read(kind, first, &bytes);
                    }
                }
            }
        }
        for ((room, standing), known) in rooms.iter().zip(known) {
            let number = walk.enter(room.clone(), standing.mark, standing.head);
            walk.consider_all(number, known);
        }
        Ok(())
    }

    /// Looks through blocks until it is enough; returns what was read, as far as it may be a hit. The following ones are on their way
    /// meanwhile: few at first, as many searches need no more, and more with each that came.
    async fn look(&self, walk: &mut Walk<'_>, query: &Query, rooms: &[(RoomId, Standing)]) -> StoreResult<Read> {
        let (mut ahead, mut read, mut coming) = (1, Read::new(), FuturesOrdered::new());
        loop {
            while coming.len() < ahead {
                let some: Vec<Block> = iter::from_fn(|| walk.next()).take(TOGETHER).collect();
                if some.is_empty() {
                    break;
                }
                coming.push_back(self.read_blocks(some, rooms));
            }
            let Some(answer) = coming.next().await else { return Ok(read) };
            for Looked { block, log, changed } in answer? {
                if walk.is_over(&block) {
                    return Ok(read);
                }
                for entry in log.iter().map(entry_of).chain(changed.iter().map(changed_of)) {
                    let (seq, json) = entry.ok_or_else(|| StoreError::Corrupt("an entry of another form".into()))?;
                    let Said { at, by, text } =
                        serde_json::from_slice(json).map_err(|error| StoreError::Corrupt(format!("an entry: {error}")))?;
                    let Some(text) = text else { continue };
                    let room = block.room;
                    if query.from.as_ref().is_none_or(|from| from.as_str() == by) && walk.look(room, seq, Timestamp(at), &text) {
                        read.insert((rooms[room].0.clone(), seq), json.to_vec());
                    }
                }
            }
            ahead = (ahead + 1).min(AHEAD);
            // Others have something to do on this thread, too.
            tokio::task::yield_now().await;
        }
    }

    async fn read_blocks(&self, blocks: Vec<Block>, rooms: &[(RoomId, Standing)]) -> StoreResult<Vec<Looked>> {
        let asking = |Block { room, from, to, .. }: &Block| {
            let mut command = redis::cmd("XRANGE");
            command.arg(self.keys.log(&rooms[*room].0)).arg(format!("{from}-0")).arg(format!("{to}-0"));
            command
        };
        let commands: Vec<redis::Cmd> = blocks.iter().map(asking).collect();
        let logs: Vec<Vec<Value>> = self.link.ask_all(&commands).await?;
        let mut looked: Vec<Looked> = blocks.into_iter().zip(logs).map(|(block, log)| Looked { block, log, changed: Vec::new() }).collect();
        // What is not in the log any more was changed, and stands elsewhere: few blocks have any.
        for looked in looked.iter_mut().filter(|looked| looked.is_short()) {
            let missing = looked.missing();
            let mut command = redis::cmd("HMGET");
            command.arg(self.keys.changed(&rooms[looked.block.room].0)).arg(missing.iter().map(|seq| seq.0).collect::<Vec<_>>());
            let found: Vec<Option<Vec<u8>>> = self.link.ask(&command).await?;
            looked.changed = missing.into_iter().zip(found).filter_map(|(seq, found)| Some((seq, found?))).collect();
        }
        Ok(looked)
    }

    async fn hits(&self, found: Vec<Found>, mut read: Read) -> StoreResult<Vec<Hit>> {
        let found: Vec<(Found, Stored)> = found
            .into_iter()
            .map(|found| {
                let json = read.remove(&(found.place.room.clone(), found.place.seq));
                let json = json.ok_or_else(|| StoreError::Corrupt("a hit was not read".into()))?;
                Ok((found, Stored::read(&json)?))
            })
            .collect::<StoreResult<_>>()?;
        let people: Vec<UserId> = found.iter().flat_map(|(_, stored)| stored.people().cloned()).collect();
        let names = self.names(&people).await?;
        let called = |(found, _): &(Found, Stored)| {
            let mut command = redis::cmd("HGET");
            command.arg(&self.keys.room(&found.place.room)[0]).arg("name");
            command
        };
        let called: Vec<redis::Cmd> = found.iter().map(called).collect();
        let called: Vec<Option<String>> = self.link.ask_all(&called).await?;
        let hit = |((Found { place, ranges }, stored), name): ((Found, Stored), Option<String>)| {
            let room_name: Option<RoomName> = parse_optional(name.unwrap_or_default())?;
            Ok(Hit { entry: stored.entry(place.room, place.seq, &names)?, room_name, ranges })
        };
        found.into_iter().zip(called).map(hit).collect()
    }
}
