//! The backend on SQLite passes the suite.

#[path = "backends/on_disk.rs"]
mod on_disk;

use on_disk::OnDisk;

store::conformance!(OnDisk);
