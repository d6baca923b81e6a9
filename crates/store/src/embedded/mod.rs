//! The backend on SQLite: one file, no server to install.
//!
//! | module | holds |
//! |---|---|
//! | [`open`] | the data directory: made, locked, its database brought to this version |
//! | `schema` | the tables, as steps from version to version |
//! | `writer` | the one thread that changes anything, and commits in groups |
//! | `readers` | threads that read beside it |
//! | `index` | the thread that makes the index of searches |
//! | `rows` | between rows and the types of `protocol`; what a fault of SQLite means |
//! | `log`, `mentions` | appending to a room, who may, and who is called |
//! | `names` | lists by name |
//! | `session`, `rooms`, `messages`, `search`, `presence`, `push`, `archive` | one trait each |
//!
//! Nothing here runs SQL on a thread of the async runtime.

mod archive;
mod index;
mod log;
mod mentions;
mod messages;
mod names;
pub mod open;
mod presence;
mod push;
mod readers;
mod rooms;
mod rows;
mod schema;
mod search;
mod session;
mod writer;

use std::fs::File;
use std::path::Path;

use index::Indexer;
pub use open::OpenError;
use readers::Readers;
use rusqlite::Connection;
use writer::Writer;

use crate::StoreResult;

/// Threads for short reads: more than a disk of today keeps busy.
const READERS: usize = 4;
/// Threads for searches, which are long: they must not stand in the way of short reads.
const SEARCHERS: usize = 2;

/// The store in a directory of its own.
///
/// Dropping it works off what was asked already, ends the threads, and gives the directory free. That blocks for as long
/// as the work takes: drop it when nobody asks any more.
pub struct Embedded {
    // In the order in which they must end: the last connection to close is the writer's, which folds the WAL into the
    // database; the lock goes when nothing touches the files any more.
    indexer: Indexer,
    searchers: Readers,
    readers: Readers,
    writer: Writer,
    present: presence::Present,
    /// `None`: another process has it, see [`Embedded::beside`].
    _lock: Option<File>,
}

impl Embedded {
    /// Opens the store in `dir`, which is made if it is missing. One process at a time.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let lock = open::lock(dir)?;
        Self::start(dir, Some(lock))
    }

    /// Opens the store beside the process that has taken `dir`, for a short errand of the operator: SQLite lets two processes
    /// take turns at writing. Refuses `InUse` when that process knows another version of the tables.
    pub fn beside(dir: &Path) -> Result<Self, OpenError> {
        if open::version(dir)? < schema::version() {
            return Err(OpenError::InUse(dir.to_owned()));
        }
        Self::start(dir, None)
    }

    fn start(dir: &Path, lock: Option<File>) -> Result<Self, OpenError> {
        let writer = open::writer(dir)?;
        let writer = Writer::start(writer).map_err(OpenError::Thread)?;
        let reader = || open::reader(dir);
        Ok(Self {
            // An errand beside another process does not do that one's work.
            indexer: Indexer::start(reader()?, writer.hand(), lock.is_some())?,
            searchers: Readers::start("search", SEARCHERS, reader)?,
            readers: Readers::start("read", READERS, reader)?,
            writer,
            present: presence::Present::default(),
            _lock: lock,
        })
    }

    /// Runs `work` in the writer's transaction. It changes all that it changes, or, when it says no, nothing.
    async fn write<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        self.writer.run(work).await
    }

    /// The same for `work` that changes nothing before it knows that it will not say no: cheaper.
    async fn write_careful<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        self.writer.run_careful(work).await
    }

    /// Runs `work` on a snapshot of what is committed.
    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> StoreResult<T> + Send + 'static) -> StoreResult<T> {
        self.readers.run(work).await
    }
}
