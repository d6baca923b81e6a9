//! The one writer: a thread that takes whatever commands are waiting, runs them in one transaction, commits once, and
//! then answers all of them. The disk is waited for once per group, not once per command.
//!
//! Each command runs in a savepoint, so that one that says no (or panics) leaves its neighbours alone. A savepoint costs
//! a copy of every page that is changed in it: so a command, as an append, that says no only before it
//! changes anything may go without ([`Writer::run_careful`]), and is held to that.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, params};
use tokio::sync::{mpsc, oneshot};

use crate::{StoreError, StoreResult};

/// Commands that may wait.
const QUEUE: usize = 4_096;
/// Commands in one transaction: a group should not take longer than the disk does.
const GROUP: usize = 512;
/// How long a command waits for its place in the queue, and again for its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Entries of deleted rooms that go in one transaction: a few milliseconds.
const PURGE: usize = 500;

/// The handle of the thread.
pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Command>>>,
    thread: Option<JoinHandle<()>>,
}

/// A way to the writer for another thread of the store. The writer lives until the last one is gone.
pub(super) struct Hand(mpsc::Sender<Box<dyn Command>>);

impl Writer {
    /// Starts the thread.
    pub(super) fn start(connection: Connection) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new().name("store-write".into()).spawn(move || work_off(&connection, waiting))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// See [`Hand`].
    pub(super) fn hand(&self) -> Hand {
        Hand(self.queue.clone().expect("the queue is closed by drop only"))
    }

    /// Runs `work` in the next group, and answers once that is committed. Goes on when the caller does not wait.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        self.queue(work, false).await
    }

    /// The same for `work` that changes nothing before it knows that it will not say no. If it fails after a change all
    /// the same, the whole group is undone.
    pub(super) async fn run_careful<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        self.queue(work, true).await
    }

    async fn queue<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static,
        careful: bool,
    ) -> StoreResult<T> {
        let (reply, answer) = oneshot::channel();
        let command = Box::new(Pending { work: Some(work), careful, result: None, reply });
        let queue = self.queue.as_ref().expect("the queue is closed by drop only");
        queue.send_timeout(command, PATIENCE).await.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => unavailable("too many changes are waiting"),
            mpsc::error::SendTimeoutError::Closed(_) => unavailable("the writer has stopped"),
        })?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(unavailable("the writer has stopped")),
            Err(_) => Err(unavailable("the disk takes too long")),
        }
    }
}

impl Hand {
    /// The same as [`Writer::run`] for a thread that may wait.
    pub(super) fn run<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        let (reply, answer) = oneshot::channel();
        let command = Box::new(Pending { work: Some(work), careful: false, result: None, reply });
        self.0.blocking_send(command).map_err(|_| unavailable("the writer has stopped"))?;
        answer.blocking_recv().map_err(|_| unavailable("the writer has stopped"))?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the store's writer had panicked");
        }
    }
}

fn unavailable(why: &str) -> StoreError {
    StoreError::Unavailable(why.into())
}

/// A command on its way, whatever it returns.
trait Command: Send {
    /// Whether it goes without a savepoint.
    fn careful(&self) -> bool;
    /// Runs it and keeps the result; whether what it did is to be kept.
    fn run(&mut self, connection: &Connection) -> bool;
    /// Answers: with the result, or with the fault that befell the whole group.
    fn answer(self: Box<Self>, fault: Option<&str>);
}

struct Pending<W, T> {
    work: Option<W>,
    careful: bool,
    result: Option<StoreResult<T>>,
    reply: oneshot::Sender<StoreResult<T>>,
}

impl<T: Send, W: FnOnce(&Connection) -> StoreResult<T> + Send> Command for Pending<W, T> {
    fn careful(&self) -> bool {
        self.careful
    }

    fn run(&mut self, connection: &Connection) -> bool {
        let work = self.work.take().expect("a command runs once");
        // Unwind safe: a savepoint is rolled back around it, and the closure is gone.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection))).unwrap_or_else(|_| {
            tracing::error!("a change panicked in the store's writer; it was undone");
            Err(unavailable("a fault of the store's own"))
        });
        self.result.insert(result).is_ok()
    }

    fn answer(self: Box<Self>, fault: Option<&str>) {
        let result = match (fault, self.result) {
            (None, Some(result)) => result,
            (Some(fault), _) => Err(unavailable(fault)),
            (None, None) => Err(unavailable("the change was not tried")),
        };
        // Who asked may have gone: what is stored stays stored.
        drop(self.reply.send(result));
    }
}

fn work_off(connection: &Connection, mut waiting: mpsc::Receiver<Box<dyn Command>>) {
    let mut group = Vec::with_capacity(GROUP);
    let mut leftovers = true;
    loop {
        // With something left to purge it only looks whether somebody waits, else it sleeps until somebody comes.
        if leftovers {
            match waiting.try_recv() {
                Ok(command) => group.push(command),
                Err(mpsc::error::TryRecvError::Empty) => {}
                Err(mpsc::error::TryRecvError::Disconnected) => return,
            }
            while group.len() < GROUP
                && let Ok(command) = waiting.try_recv()
            {
                group.push(command);
            }
        } else if waiting.blocking_recv_many(&mut group, GROUP) == 0 {
            return;
        }
        if !group.is_empty() {
            let fault = commit(connection, &mut group).err();
            if let Some(fault) = &fault {
                tracing::error!(commands = group.len(), fault, "the store could not commit");
            }
            for command in group.drain(..) {
                command.answer(fault.as_deref());
            }
        }
        leftovers = purge(connection).unwrap_or_else(|error| {
            tracing::error!(%error, "what is left of deleted rooms could not be removed; it is tried again later");
            false
        });
    }
}

/// Runs all commands and commits them. After an error none of them took effect, as far as SQLite can tell.
fn commit(connection: &Connection, group: &mut [Box<dyn Command>]) -> Result<(), String> {
    let committed = run_all(connection, group);
    if committed.is_err()
        && !connection.is_autocommit()
        && let Err(error) = run(connection, "ROLLBACK")
    {
        tracing::error!(%error, "the store could not roll back");
    }
    committed.map_err(|error| error.to_string())
}

fn run_all(connection: &Connection, group: &mut [Box<dyn Command>]) -> Result<(), GroupFault> {
    run(connection, "BEGIN IMMEDIATE")?;
    for command in group {
        if command.careful() {
            let before = connection.total_changes();
            if !command.run(connection) && connection.total_changes() != before {
                return Err(GroupFault::HalfDone);
            }
        } else {
            run(connection, "SAVEPOINT command")?;
            if !command.run(connection) {
                // A full disk rolls the whole transaction back, and then there is no savepoint: the error ends the group.
                run(connection, "ROLLBACK TO command")?;
            }
            run(connection, "RELEASE command")?;
        }
    }
    Ok(run(connection, "COMMIT")?)
}

/// Why a group took no effect.
#[derive(Debug, thiserror::Error)]
enum GroupFault {
    #[error(transparent)]
    Storage(#[from] rusqlite::Error),
    #[error("a change failed when it was half done")]
    HalfDone,
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

/// Removes some entries of deleted rooms; whether there may be more.
fn purge(connection: &Connection) -> rusqlite::Result<bool> {
    let mut next = connection.prepare_cached("SELECT room FROM purges LIMIT 1")?;
    let mut rows = next.query([])?;
    let Some(room) = rows.next()?.map(|row| row.get::<_, i64>(0)).transpose()? else { return Ok(false) };
    drop(rows);
    let transaction = connection.unchecked_transaction()?;
    let gone = transaction
        .prepare_cached(
            "DELETE FROM entries WHERE row IN (SELECT row FROM entries WHERE row BETWEEN ?1 << 32 AND (?1 + 1 << 32) - 1 LIMIT ?2)",
        )?
        .execute(params![room, i64::try_from(PURGE).expect("a small constant")])?;
    let shelves = transaction
        .prepare_cached("DELETE FROM shelves WHERE row IN (SELECT row FROM shelves WHERE room = ?1 LIMIT ?2)")?
        .execute(params![room, i64::try_from(PURGE).expect("a small constant")])?;
    if gone < PURGE && shelves < PURGE {
        transaction.prepare_cached("DELETE FROM mentions WHERE room = ?1")?.execute([room])?;
        transaction.prepare_cached("DELETE FROM reactions WHERE room = ?1")?.execute([room])?;
        transaction.prepare_cached("DELETE FROM indexed WHERE room = ?1")?.execute([room])?;
        transaction.prepare_cached("DELETE FROM purges WHERE room = ?1")?.execute([room])?;
    }
    transaction.commit()?;
    Ok(true)
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
