//! The backend on Redis passes the suite: each case on a Redis of its own.

#[path = "backends/single.rs"]
mod single;

use single::Single;

store::conformance!(Single);
