//! The index of searches: a thread that makes blocks of what was appended, beside the writer, which only puts them into their tables.

use std::collections::VecDeque;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use protocol::{RoomId, Seq, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use tokio::sync::{mpsc, oneshot};

use super::OpenError;
use super::rows::{ARRIVING, RoomRow, entry_row, kinds, place, seq};
use super::writer::Hand;
use crate::search::blocks::{self, BLOCK, Mark, Shelf, Step, VERSION};
use crate::{StoreError, StoreResult};

/// Rooms that may wait. For one that finds no place the next block, or the next search, asks again.
const QUEUE: usize = 1_024;
/// Blocks that are stored at once: a millisecond or two of the writer's time.
const STEPS: usize = 8;
/// Shelves that go in one transaction: a few milliseconds.
const SHELVES: usize = 500;
/// Between two lines of the log about a long work.
const TELL: Duration = Duration::from_secs(10);

/// The handle of the thread.
pub(super) struct Indexer {
    queue: Option<mpsc::Sender<Wanted>>,
    thread: Option<JoinHandle<()>>,
}

/// A room whose log has grown; or whose index is to be made anew, with who waits for that.
struct Wanted {
    room: RoomId,
    anew: Option<oneshot::Sender<StoreResult<u64>>>,
}

impl Indexer {
    /// Starts the thread. With `sweep` it begins with all rooms that are behind.
    pub(super) fn start(connection: Connection, writer: Hand, sweep: bool) -> Result<Self, OpenError> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let work = move || Work { connection, writer }.run(waiting, sweep);
        let thread = thread::Builder::new().name("store-index".into()).spawn(work).map_err(OpenError::Thread)?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// The log of a room has grown by a block or more.
    pub(super) fn wake(&self, room: &RoomId) {
        let queue = self.queue.as_ref().expect("the queue is closed by drop only");
        // A full queue is no fault, see QUEUE.
        drop(queue.try_send(Wanted { room: room.clone(), anew: None }));
    }

    /// Makes the index of a room anew.
    pub(super) async fn anew(&self, room: &RoomId) -> StoreResult<u64> {
        let queue = self.queue.as_ref().expect("the queue is closed by drop only");
        let (reply, answer) = oneshot::channel();
        let stopped = || StoreError::Unavailable("the index has stopped".into());
        queue.send(Wanted { room: room.clone(), anew: Some(reply) }).await.map_err(|_| stopped())?;
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Indexer {
    fn drop(&mut self) {
        self.queue = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the store's index had panicked");
        }
    }
}

/// How far a room is, and how long its log is; `None`: there is no such room.
pub(super) fn standing(connection: &Connection, room: RoomRow) -> StoreResult<Option<(Mark, Seq)>> {
    let mut find = connection.prepare_cached(
        "SELECT room.head, coalesce(indexed.grouped, 0), coalesce(indexed.sealed, 0)
         FROM rooms room LEFT JOIN indexed ON indexed.room = room.row AND indexed.version = ?2 WHERE room.row = ?1",
    )?;
    Ok(find.query_row(params![room, VERSION], |row| mark_and_head(row, 0)).optional()?)
}

/// From the columns `head, grouped, sealed`.
pub(super) fn mark_and_head(row: &Row<'_>, column: usize) -> rusqlite::Result<(Mark, Seq)> {
    let head = seq(row, column)?;
    Ok((Mark::read(row.get(column + 1)?, row.get(column + 2)?, head).unwrap_or_default(), head))
}

struct Work {
    connection: Connection,
    writer: Hand,
}

impl Work {
    fn run(&self, mut waiting: mpsc::Receiver<Wanted>, sweep: bool) {
        let mut behind = if sweep { self.behind().unwrap_or_else(|fault| failed(&fault)) } else { VecDeque::new() };
        let (all, mut told) = (behind.len(), Instant::now());
        if all > 0 {
            tracing::info!(rooms = all, "making the index of searches; until it is there they take longer");
        }
        loop {
            let wanted = match waiting.try_recv() {
                // What is asked for anew is waited for; the rest is seen to after the next start.
                Ok(wanted) if wanted.anew.is_none() && waiting.is_closed() => continue,
                Ok(wanted) => wanted,
                Err(mpsc::error::TryRecvError::Disconnected) => return,
                Err(mpsc::error::TryRecvError::Empty) => {
                    if let Some(room) = behind.pop_front() {
                        self.catch_up(room, || waiting.is_closed()).map_or_else(|fault| failed(&fault), drop);
                        if behind.is_empty() || told.elapsed() >= TELL {
                            tracing::info!(done = all - behind.len(), of = all, "rooms are in the index of searches");
                            told = Instant::now();
                        }
                        continue;
                    }
                    match waiting.blocking_recv() {
                        Some(wanted) => wanted,
                        None => return,
                    }
                }
            };
            let done = self.work_off(&wanted.room, wanted.anew.is_some(), || waiting.is_closed());
            match (wanted.anew, done) {
                // Who asked may have gone.
                (Some(reply), done) => drop(reply.send(done)),
                (None, Err(fault)) => failed(&fault),
                (None, Ok(_)) => {}
            }
        }
    }

    /// Rooms with something to be made a block of, those with the newest messages first.
    fn behind(&self) -> StoreResult<VecDeque<RoomRow>> {
        let mut select = self.connection.prepare_cached(
            "SELECT room.row FROM rooms room LEFT JOIN indexed ON indexed.room = room.row AND indexed.version = ?1
             WHERE room.head - coalesce(indexed.sealed, 0) >= ?2 AND room.kind <> ?3 ORDER BY room.active_at DESC",
        )?;
        let rooms = select.query_map(params![VERSION, BLOCK, ARRIVING], |row| row.get(0))?;
        Ok(rooms.collect::<Result<_, _>>()?)
    }

    fn work_off(&self, room: &RoomId, anew: bool, stop: impl Fn() -> bool) -> StoreResult<u64> {
        let Some(row) = super::rows::room_row(&self.connection, room)? else { return Ok(0) };
        if anew {
            self.writer.run(move |connection| {
                connection.prepare_cached("DELETE FROM indexed WHERE room = ?1")?.execute([row])?;
                Ok(())
            })?;
        }
        self.catch_up(row, stop)
    }

    /// Makes all blocks that can be made of a room. Returns how many of its entries are in blocks.
    fn catch_up(&self, room: RoomRow, stop: impl Fn() -> bool) -> StoreResult<u64> {
        if let Some((mark, _)) = standing(&self.connection, room)?
            && mark == Mark::default()
        {
            // What another version has made, or what counts no more, is in the way.
            while !stop() && self.writer.run(move |connection| clear(connection, room))? == SHELVES {}
        }
        loop {
            let Some((mark, head)) = standing(&self.connection, room)? else { return Ok(0) };
            let steps = mark.steps(head, STEPS);
            if steps.is_empty() || stop() {
                return Ok(mark.sealed);
            }
            let build = |step| Ok((step, build(&self.connection, room, step)?));
            let made = steps.into_iter().map(build).collect::<StoreResult<Vec<_>>>()?;
            self.writer.run(move |connection| put(connection, room, (mark, head), &made))?;
        }
    }
}

/// What a message says has changed: what is known of its block is made anew. A block that is being made at this moment is not stored, see
/// [`put`].
pub(super) fn mend(connection: &Connection, room: RoomRow, seq: Seq) -> StoreResult<()> {
    let Some((mark, _)) = standing(connection, room)? else { return Ok(()) };
    let Some(step) = mark.step_of(seq) else { return Ok(()) };
    let mut replace = connection.prepare_cached("REPLACE INTO shelves (room, kind, first, bytes) VALUES (?1, ?2, ?3, ?4)")?;
    for Shelf { kind, bytes } in build(connection, room, step)? {
        replace.execute(params![room, kind, place(step.from), bytes])?;
    }
    Ok(())
}

fn build(connection: &Connection, room: RoomRow, step: Step) -> StoreResult<Vec<Shelf>> {
    let mut select =
        connection.prepare_cached("SELECT seq, at, content FROM entries WHERE row BETWEEN ?1 AND ?2 AND kind = 1 ORDER BY row")?;
    let rows = select.query_map([entry_row(room, step.from), entry_row(room, step.to)], |row| {
        Ok((seq(row, 0)?, Timestamp(row.get(1)?), row.get::<_, String>(2)?))
    })?;
    let messages: Vec<_> = rows.collect::<Result<_, _>>()?;
    Ok(blocks::build(step, messages.iter().map(|(seq, at, text)| (*seq, *at, text.as_str()))))
}

/// Removes some shelves of a room that has no mark. Returns how many.
fn clear(connection: &Connection, room: RoomRow) -> StoreResult<usize> {
    if standing(connection, room)?.is_none_or(|(mark, _)| mark != Mark::default()) {
        return Ok(0);
    }
    let mut delete = connection.prepare_cached("DELETE FROM shelves WHERE row IN (SELECT row FROM shelves WHERE room = ?1 LIMIT ?2)")?;
    Ok(delete.execute(params![room, i64::try_from(SHELVES).expect("a small constant")])?)
}

/// Stores shelves, if the room is as far as it was when they were made: another process may have been faster. And if no message was
/// edited since: they may hold what it said before.
fn put(connection: &Connection, room: RoomRow, (mark, head): (Mark, Seq), made: &[(Step, Vec<Shelf>)]) -> StoreResult<()> {
    let Some((now, end)) = standing(connection, room)? else { return Ok(()) };
    let mut edited = connection.prepare_cached("SELECT 1 FROM entries WHERE row BETWEEN ?1 AND ?2 AND kind = ?3")?;
    if now != mark || edited.exists(params![entry_row(room, head.next()), entry_row(room, end), kinds::MESSAGE_EDITED])? {
        return Ok(());
    }
    let mut insert = connection.prepare_cached("INSERT INTO shelves (room, kind, first, bytes) VALUES (?1, ?2, ?3, ?4)")?;
    let mut delete = connection.prepare_cached("DELETE FROM shelves WHERE room = ?1 AND kind = ?2 AND first = ?3")?;
    let mut then = mark;
    for (step, shelves) in made {
        for (first, kind) in step.replaced().flat_map(|first| blocks::single_kinds().map(move |kind| (first, kind))) {
            delete.execute(params![room, kind, place(first)])?;
        }
        for Shelf { kind, bytes } in shelves {
            insert.execute(params![room, kind, place(step.from), bytes])?;
        }
        then = step.then;
    }
    let mut set = connection.prepare_cached("REPLACE INTO indexed (room, version, grouped, sealed) VALUES (?1, ?2, ?3, ?4)")?;
    set.execute(params![room, VERSION, then.grouped, then.sealed])?;
    Ok(())
}

fn failed<T: Default>(fault: &StoreError) -> T {
    tracing::error!(%fault, "the index of searches could not be made; searches take longer");
    T::default()
}
