//! `suda reindex`: the index of searches, made anew, beside a running server or without one.
//!
//! Nobody needs it from day to day: the index follows the logs by itself, and one of another version is made anew by the server. It is for
//! an operator who does not trust what is there.

use std::time::{Duration, Instant};

use protocol::RoomId;

use crate::config::Config;
use crate::storage;

/// Rooms that are listed at once.
const PAGE: usize = 500;
/// How often whoever waits is told.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Makes it, room by room, and says on standard error how far it is.
pub async fn reindex(config: &Config) -> anyhow::Result<()> {
    let store = storage::to_leave(config).await?;
    let (mut rooms, mut entries, mut told) = (0_u64, 0_u64, Instant::now());
    let mut last: Option<RoomId> = None;
    loop {
        let page = store.rooms_after(last.as_ref(), PAGE).await?;
        for room in &page {
            entries += store.reindex(room).await?;
            rooms += 1;
            if told.elapsed() >= TELL_EVERY {
                eprintln!("suda: {rooms} rooms, {entries} entries so far");
                told = Instant::now();
            }
        }
        if page.len() < PAGE {
            break;
        }
        last = page.last().cloned();
    }
    eprintln!(
        "suda: the index of searches is made: {rooms} rooms, {entries} entries in blocks, the newest few of each room are looked at without"
    );
    Ok(())
}
