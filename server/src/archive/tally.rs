//! How far it has come: counted where it happens, and told on standard error while it lasts.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use store::archive::End;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

/// How often whoever waits is told.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// Counters that several tasks share.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    passed: Counts,
    added: Counts,
}

#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) people: AtomicU64,
    pub(super) rooms: AtomicU64,
    pub(super) entries: AtomicU64,
}

impl Tally {
    /// What was written, or read.
    pub(super) fn passed(&self) -> &Counts {
        &self.0.passed
    }

    /// What of it was not there before.
    pub(super) fn added(&self) -> &Counts {
        &self.0.added
    }

    /// Tells how far the work has come, once a second, until it is done.
    pub(super) async fn told_while<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut tell = interval_at(Instant::now() + TELL_EVERY, TELL_EVERY);
        tell.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                done = &mut work => return done,
                _ = tell.tick() => eprintln!("suda: {self} so far"),
            }
        }
    }
}

impl Counts {
    /// Some more of one of them.
    pub(super) fn add(counter: &AtomicU64, more: usize) {
        counter.fetch_add(more as u64, Ordering::Relaxed);
    }

    /// As the last line of a file says it.
    pub(super) fn end(&self) -> End {
        let now = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        End { people: now(&self.people), rooms: now(&self.rooms), entries: now(&self.entries) }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.passed().fmt(f)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let End { people, rooms, entries } = self.end();
        write!(f, "{people} people, {rooms} rooms, {entries} entries")
    }
}
