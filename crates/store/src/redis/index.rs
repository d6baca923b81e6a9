//! The index of searches: a task of each replica that makes blocks of what was appended. Whoever is first stores them.
//!
//! A hash of each room holds its shelves, by version, kind and first entry, and its mark.

use std::time::Duration;

use protocol::{RoomId, Seq};
use tokio::sync::mpsc;

use super::keys::Keys;
use super::link::{Call, Link};
use super::messages::read_all;
use super::scripts;
use super::stored::{Stored, What, parse, seq};
use crate::search::blocks::{self, BLOCK, GROUP, Mark, Shelf, Step, VERSION};
use crate::{StoreError, StoreResult};

/// Rooms that may wait. For one that finds no place the next block, or the next search, asks again.
const QUEUE: usize = 1_024;
/// Groups or blocks that are stored at once.
const STEPS: usize = 8;
/// Rooms that are looked at together.
const ROOMS: usize = 500;
/// Tries to make a block anew while its room is changed by others. One that is not there only costs a look.
const TRIES: usize = 5;
/// Until Redis is asked again for what is behind.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// The way to the task. Cheap to clone; the task ends with the last one.
#[derive(Clone)]
pub(super) struct Indexer {
    queue: mpsc::Sender<Wanted>,
    work: Work,
}

/// What is to be done.
enum Wanted {
    /// A room's log has grown.
    Grown(RoomId),
    /// A message says something else.
    Edited(RoomId, Seq),
}

impl Indexer {
    /// Must be called inside a runtime.
    pub(super) fn start(link: Link, keys: Keys) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let work = Work { link, keys };
        tokio::spawn(work.clone().run(waiting));
        Self { queue, work }
    }

    /// Sees to all rooms that are behind, as soon as Redis is there.
    pub(super) async fn sweep(&self) {
        while let Err(fault) = self.work.sweep().await {
            tracing::debug!(%fault, "the index of searches waits for Redis");
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }

    /// The log of a room has grown by a block or more.
    pub(super) fn wake(&self, room: &RoomId) {
        // A full queue is no fault, see QUEUE.
        drop(self.queue.try_send(Wanted::Grown(room.clone())));
    }

    /// A message says something else: what is known of its block was taken away, and is made anew. Until then it is looked at.
    pub(super) fn mend(&self, room: &RoomId, seq: Seq) {
        drop(self.queue.try_send(Wanted::Edited(room.clone(), seq)));
    }

    /// What may be known of the block of an entry, whether it is in a group or by itself.
    pub(super) fn shelves_of(seq: Seq) -> Vec<String> {
        let first = |length: u64| Seq(seq.0.saturating_sub(1) / length * length + 1);
        let group = blocks::group_kinds().map(|kind| field(kind, first(GROUP)));
        group.chain(blocks::single_kinds().map(|kind| field(kind, first(BLOCK)))).collect()
    }

    /// Makes the index of a room anew.
    pub(super) async fn anew(&self, room: &RoomId) -> StoreResult<u64> {
        let mut unlink = redis::cmd("UNLINK");
        unlink.arg(self.work.keys.index(room));
        self.work.link.ask::<i64>(&unlink).await?;
        self.work.catch_up(room).await
    }

    /// How far these rooms are; nothing for one that is not there. Those that are far behind are seen to.
    pub(super) async fn standings(&self, rooms: &[RoomId]) -> StoreResult<Vec<Option<Standing>>> {
        let standings = self.work.standings(rooms).await?;
        for (room, standing) in rooms.iter().zip(&standings) {
            if standing.as_ref().is_some_and(|standing| standing.mark.is_behind(standing.head)) {
                self.wake(room);
            }
        }
        Ok(standings)
    }

    /// Asks for shelves of a room.
    pub(super) fn asking(&self, room: &RoomId, shelves: &[(u8, Seq)]) -> redis::Cmd {
        let mut command = redis::cmd("HMGET");
        command.arg(self.work.keys.index(room));
        for &(kind, first) in shelves {
            command.arg(field(kind, first));
        }
        command
    }
}

/// How far the index of a room is, and how long its log.
pub(super) struct Standing {
    pub(super) mark: Mark,
    pub(super) head: Seq,
    /// The mark as it is stored; empty: none.
    stored: String,
    /// Whether it is one of this version.
    counts: bool,
}

#[derive(Clone)]
struct Work {
    link: Link,
    keys: Keys,
}

impl Work {
    async fn run(self, mut waiting: mpsc::Receiver<Wanted>) {
        while let Some(wanted) = waiting.recv().await {
            let (done, room) = match wanted {
                Wanted::Grown(room) => (self.catch_up(&room).await.map(drop), room),
                Wanted::Edited(room, seq) => (self.mend(&room, seq).await, room),
            };
            if let Err(fault) = done {
                tracing::warn!(%fault, %room, "the index of searches could not be made; searches take longer");
            }
        }
    }

    /// All rooms that are behind, each by itself. Fails where they cannot be listed.
    async fn sweep(&self) -> StoreResult<()> {
        let (mut after, mut made) = ("-".to_owned(), 0_u64);
        loop {
            let mut list = redis::cmd("ZRANGEBYLEX");
            list.arg(self.keys.rooms()).arg(&after).arg("+").arg("LIMIT").arg(0).arg(ROOMS);
            let rooms: Vec<String> = self.link.ask(&list).await?;
            let Some(end) = rooms.last() else { break };
            after = format!("({end}");
            let rooms: Vec<RoomId> = rooms.into_iter().map(parse).collect::<Result<_, _>>()?;
            for (room, standing) in rooms.iter().zip(self.standings(&rooms).await?) {
                if standing.is_none_or(|standing| standing.mark.next(standing.head).is_none()) {
                    continue;
                }
                match self.catch_up(room).await {
                    Ok(_) => made += 1,
                    // If Redis is away the next page says so; else it is this room alone.
                    Err(fault) => tracing::warn!(%fault, %room, "the index of searches could not be made; searches take longer"),
                }
                if made.is_power_of_two() && made >= 64 {
                    tracing::info!(rooms = made, "rooms were taken into the index of searches");
                }
            }
        }
        Ok(())
    }

    async fn standings(&self, rooms: &[RoomId]) -> StoreResult<Vec<Option<Standing>>> {
        let get = |key: String, field: &str| {
            let mut command = redis::cmd("HGET");
            command.arg(key).arg(field);
            command
        };
        let marks: Vec<redis::Cmd> = rooms.iter().map(|room| get(self.keys.index(room), "mark")).collect();
        let heads: Vec<redis::Cmd> = rooms.iter().map(|room| get(self.keys.room(room)[0].clone(), "head")).collect();
        // The marks first: an entry that is appended in between is looked at.
        let marks: Vec<Option<String>> = self.link.ask_all(&marks).await?;
        let heads: Vec<Option<i64>> = self.link.ask_all(&heads).await?;
        let standing = |(stored, head): (Option<String>, Option<i64>)| {
            let Some(head) = head.map(seq).transpose()? else { return Ok(None) };
            let stored = stored.unwrap_or_default();
            let mark = read_mark(&stored, head);
            Ok(Some(Standing { counts: mark.is_some(), mark: mark.unwrap_or_default(), head, stored }))
        };
        marks.into_iter().zip(heads).map(standing).collect()
    }

    /// Makes all blocks that can be made of a room. Returns how many of its entries are in blocks.
    async fn catch_up(&self, room: &RoomId) -> StoreResult<u64> {
        loop {
            let standing = self.standings(std::slice::from_ref(room)).await?.pop().flatten();
            let Some(standing) = standing else { return Ok(0) };
            let steps = standing.mark.steps(standing.head, STEPS);
            let Some(last) = steps.last() else { return Ok(standing.mark.sealed) };
            self.make(room, &standing, &steps, last.then).await?;
        }
    }

    /// Makes the block of an entry anew.
    async fn mend(&self, room: &RoomId, seq: Seq) -> StoreResult<()> {
        for _ in 0..TRIES {
            let Some(standing) = self.standings(std::slice::from_ref(room)).await?.pop().flatten() else { return Ok(()) };
            let Some(step) = standing.mark.step_of(seq) else { return Ok(()) };
            if self.make(room, &standing, &[step], standing.mark).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether it was stored: another replica may have been faster, or a message was edited meanwhile.
    async fn make(&self, room: &RoomId, was: &Standing, steps: &[Step], then: Mark) -> StoreResult<bool> {
        let (mut going, mut coming) = (Vec::new(), Vec::new());
        for &step in steps {
            let read = Call::new(&scripts::ENTRIES, &self.keys.room(room)).arg(step.from.0 - 1).arg(step.to.0 - step.from.0 + 1);
            let entries = read_all(self.link.run(&read.repeatable()).await?)?;
            // A few milliseconds of counting.
            let made = tokio::task::spawn_blocking(move || build(step, &entries)).await;
            let made = made.map_err(|fault| StoreError::Unavailable(fault.to_string()))?;
            going.extend(step.replaced().flat_map(|first| blocks::single_kinds().map(move |kind| field(kind, first))));
            coming.extend(made.into_iter().map(|Shelf { kind, bytes }| (field(kind, step.from), bytes)));
        }
        let call = Call::new(&scripts::SEAL, &self.keys.room_and_index(room)).repeatable();
        let call = call
            .arg(&was.stored)
            .arg(i32::from(was.counts))
            .arg(format!("{VERSION}:{}:{}", then.grouped, then.sealed))
            .arg(was.head.0)
            .arg(going.len());
        let call = going.into_iter().fold(call, Call::arg);
        let call = coming.into_iter().fold(call, |call, (field, bytes)| call.arg(field).arg(bytes));
        Ok(self.link.run::<i64>(&call).await? == 1)
    }
}

fn build(step: Step, entries: &[(Seq, Stored)]) -> Vec<Shelf> {
    let message = |(seq, stored): &'_ (Seq, Stored)| match &stored.what {
        What::NewMessage { text, .. } => Some((*seq, stored.at, text.clone())),
        _ => None,
    };
    let messages: Vec<_> = entries.iter().filter_map(message).collect();
    blocks::build(step, messages.iter().map(|(seq, at, text)| (*seq, *at, text.as_str())))
}

/// `None`: one of another version.
fn read_mark(stored: &str, head: Seq) -> Option<Mark> {
    let (grouped, sealed) = stored.strip_prefix(&format!("{VERSION}:"))?.split_once(':')?;
    Mark::read(grouped.parse().ok()?, sealed.parse().ok()?, head)
}

/// Where a shelf stands. Not where one of another version does: whoever looks for that finds nothing, and looks at the entries.
fn field(kind: u8, first: Seq) -> String {
    format!("{VERSION}:{kind}:{first}")
}
