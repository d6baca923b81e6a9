//! Threads that read beside the writer, each on a connection and a snapshot of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::OpenError;
use crate::{StoreError, StoreResult};

/// Reads that may wait.
const QUEUE: usize = 4_096;
/// How long a read waits for its place in the queue, and again for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// The handle of the threads.
pub(super) struct Readers {
    queue: Option<mpsc::Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts `count` threads with a connection each.
    pub(super) fn start(name: &str, count: usize, connect: impl Fn() -> Result<Connection, OpenError>) -> Result<Self, OpenError> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let waiting = Arc::new(Mutex::new(waiting));
        // Built before the threads, so that an error drops it, which ends those that run already.
        let mut readers = Self { queue: Some(queue), threads: Vec::with_capacity(count) };
        for _ in 0..count {
            let connection = connect()?;
            let waiting = Arc::clone(&waiting);
            let builder = thread::Builder::new().name(format!("store-{name}"));
            readers.threads.push(builder.spawn(move || work_off(&connection, &waiting)).map_err(OpenError::Thread)?);
        }
        Ok(readers)
    }

    /// Runs `work` on a snapshot of what is committed.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Nobody waits any more: the work would be for nothing.
            if !reply.is_closed() {
                drop(reply.send(on_snapshot(connection, work)));
            }
        });
        let queue = self.queue.as_ref().expect("the queue is closed by drop only");
        queue.send_timeout(job, PATIENCE).await.map_err(|_| unavailable("too many reads are waiting"))?;
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(unavailable("a fault of the store's own")),
            Err(_) => Err(unavailable("the disk takes too long")),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a reader of the store had panicked");
            }
        }
    }
}

fn unavailable(why: &str) -> StoreError {
    StoreError::Unavailable(why.into())
}

fn work_off(connection: &Connection, waiting: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        // The guard goes with this statement: while one thread works, another one waits.
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(job) = job else { return };
        // Unwind safe: the snapshot is rolled back when it is dropped, and the closure is gone.
        if catch_unwind(AssertUnwindSafe(|| job(connection))).is_err() {
            tracing::error!("a read panicked in the store");
        }
    }
}

/// One snapshot for all statements of `work`: who is a member and what they read are of the same moment.
fn on_snapshot<T>(connection: &Connection, work: impl FnOnce(&Connection) -> StoreResult<T>) -> StoreResult<T> {
    let snapshot = connection.unchecked_transaction()?;
    let result = work(&snapshot);
    snapshot.finish()?;
    result
}
