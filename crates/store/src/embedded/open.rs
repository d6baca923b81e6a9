//! The data directory: made, locked, its database opened and brought to this version. Each fault is one line that says
//! what to do.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::schema;

/// Why a data directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be made, or not be written to.
    #[error("cannot write to the data directory {}: {source}; make it writable for this user or choose another one", dir.display())]
    Directory {
        /// Which.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has it.
    #[error("the data directory {} is used by another process; stop that one or choose another directory", .0.display())]
    InUse(PathBuf),
    /// A newer program wrote it.
    #[error("the database {} has version {found}, but this program knows versions up to {known}; run a newer program", file.display())]
    Newer {
        /// Which.
        file: PathBuf,
        /// What stands in it.
        found: i64,
        /// [`schema::version`] of this program.
        known: i64,
    },
    /// The file is there, but SQLite cannot work with it.
    #[error("cannot open the database {}: {source}; check the file and the disk, or put back a backup", file.display())]
    Database {
        /// Which.
        file: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The system gives no more threads.
    #[error("cannot start a thread for the store: {0}; raise the limit of processes for this user")]
    Thread(io::Error),
}

/// The database, in the data directory.
pub const DATABASE: &str = "suda.db";
/// Held locked while a process uses the directory. Its content means nothing.
pub const LOCK: &str = "suda.lock";

/// Statements that a connection keeps prepared: more than there are.
const STATEMENTS: usize = 128;
/// Pages (4 KiB) that the WAL may hold before they are folded into the database: 32 MiB. The default of 1,000 makes a
/// busy writer stop several times a second.
const CHECKPOINT_PAGES: u32 = 8_000;
/// Only a tool of the operator can hold the database for a moment.
const BUSY: Duration = Duration::from_secs(5);

/// Makes the directory, and takes it for this process until the file is dropped.
pub(super) fn lock(dir: &Path) -> Result<File, OpenError> {
    let fault = |source| OpenError::Directory { dir: dir.to_owned(), source };
    make(dir).map_err(fault)?;
    let file = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK)).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(fault(source)),
    }
}

/// Nobody else on the machine reads what people said.
fn make(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// The connection that changes things; brings the database to this version.
pub(super) fn writer(dir: &Path) -> Result<Connection, OpenError> {
    let file = dir.join(DATABASE);
    let fault = |source| OpenError::Database { file: file.clone(), source };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(&file, flags).map_err(fault)?;
    // The version first: a database that is too new is not touched.
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(fault)?;
    let known = schema::version();
    if found > known {
        return Err(OpenError::Newer { file, found, known });
    }
    connection.pragma_update(None, "journal_mode", "WAL").map_err(fault)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(fault)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(fault)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).map_err(fault)?;
    connection.pragma_update(None, "cache_size", -16_384).map_err(fault)?;
    if (1..known).contains(&found) {
        tracing::info!(found, known, "bringing the database to this version; a million messages take half a minute");
    }
    // Before `prepare`, which lets SQLite sort in memory: a whole database may be sorted here.
    schema::migrate(&mut connection, found).map_err(fault)?;
    prepare(&connection).map_err(fault)?;
    Ok(connection)
}

/// A connection beside the writer's; it can change nothing.
pub(super) fn reader(dir: &Path) -> Result<Connection, OpenError> {
    let file = dir.join(DATABASE);
    let fault = |source| OpenError::Database { file: file.clone(), source };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&file, flags).map_err(fault)?;
    connection.pragma_update(None, "query_only", true).map_err(fault)?;
    connection.pragma_update(None, "cache_size", -4_096).map_err(fault)?;
    prepare(&connection).map_err(fault)?;
    Ok(connection)
}

/// The version of the tables in a directory.
pub(super) fn version(dir: &Path) -> Result<i64, OpenError> {
    let fault = |source| OpenError::Database { file: dir.join(DATABASE), source };
    reader(dir)?.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(fault)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // Else SQLite, as rusqlite builds it, plans a statement anew each time that another value is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}
