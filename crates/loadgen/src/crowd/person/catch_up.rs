//! What was missed: `sync` on each connection, `history` where there is a hole, the log in the order of `seq`.

use std::collections::BTreeMap;
use std::time::Duration;

use client::CallError;
use futures::FutureExt as _;
use protocol::Seq;
use protocol::ids::Limit;
use protocol::messages::{Cursor, Entry, History, Page};
use protocol::session::{Sync, Synced};
use tokio::time::Instant;

use super::{Answer, Connection, PATIENCE, Person};
use crate::crowd::log::Log;
use crate::crowd::record::lock;

/// After a fetch that failed, or brought nothing nearer.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

impl Person {
    pub(super) fn sync(&mut self) {
        let has = |(&room, log): (&u32, &Log)| (self.run.rooms[room as usize].clone(), Seq(log.complete()));
        let rooms: BTreeMap<_, _> = lock(&self.record).logs.iter().map(has).collect();
        let epoch = self.epoch;
        let synced = self.client.call(Sync { rooms }, PATIENCE);
        self.asks.push(synced.map(move |synced| (epoch, Answer::Synced(synced))).boxed());
    }

    /// Something may have been missed.
    pub(super) fn look_again(&mut self) {
        self.look_again = None;
        if self.connection != Connection::Away {
            self.sync();
        }
    }

    pub(super) fn answered(&mut self, epoch: u64, answer: Answer) {
        if self.connection == Connection::Away || self.epoch != epoch {
            return;
        }
        match answer {
            Answer::Synced(Ok(synced)) => {
                self.connection = Connection::Up;
                self.synced(synced);
            }
            Answer::Page(room, Ok(page)) => {
                self.fetching.remove(&room);
                if self.apply_page(room, &page) {
                    self.fetch(room);
                } else {
                    // It holds less than was seen: asking at once would bring the same.
                    self.look_again_after(LOOK_AGAIN);
                }
            }
            Answer::Synced(Err(error)) => self.look_again_after(wait(&error)),
            Answer::Page(room, Err(error)) => {
                self.fetching.remove(&room);
                self.look_again_after(wait(&error));
            }
        }
    }

    fn look_again_after(&mut self, wait: Duration) {
        let at = Instant::now() + wait;
        self.look_again = Some(self.look_again.map_or(at, |before| before.min(at)));
    }

    fn synced(&mut self, synced: Synced) {
        for missed in synced.missed {
            if let (Some(&room), Some(page)) = (self.run.numbers.get(&missed.room_id), missed.page) {
                self.apply_page(room, &page);
            }
        }
        for summary in synced.rooms {
            if let Some(&room) = self.run.numbers.get(&summary.id) {
                self.record(|record| record.logs.entry(room).or_default().saw_head(summary.head.0));
                self.fetch(room);
            }
        }
    }

    /// Asks for what is missing in a room, if anything is, and nothing that was asked for may bring it.
    pub(super) fn fetch(&mut self, room: u32) {
        if !self.is_up() {
            return;
        }
        let after = lock(&self.record).logs.get(&room).filter(|log| log.has_hole()).map(|log| Seq(log.complete()));
        let Some(after) = after.filter(|_| self.fetching.insert(room)) else { return };
        let (epoch, limit) = (self.epoch, Limit::new(Limit::MAX).expect("the most is a limit"));
        let page = self.client.call(History::new(self.run.rooms[room as usize].clone(), Cursor::After(after), limit), PATIENCE);
        self.asks.push(page.map(move |page| (epoch, Answer::Page(room, page))).boxed());
    }

    /// The room, when there is a hole before the entry.
    pub(super) fn apply(&self, entry: &Entry) -> Option<u32> {
        let &room = self.run.numbers.get(&entry.room_id)?;
        let (item, now) = (self.run.item(entry), self.run.now());
        let mut has_hole = false;
        self.record(|record| {
            let log = record.logs.entry(room).or_default();
            log.apply(item, now);
            has_hole = log.has_hole();
        });
        has_hole.then_some(room)
    }

    /// Whether it brought the end nearer, or there is nothing more to bring.
    fn apply_page(&self, room: u32, page: &Page) -> bool {
        let items: Vec<_> = page.entries.iter().map(|entry| self.run.item(entry)).collect();
        let now = self.run.now();
        let mut nearer = false;
        self.record(|record| {
            let log = record.logs.entry(room).or_default();
            let before = log.complete();
            log.apply_page(items, page.from.0, page.to.0, page.head.0, now);
            nearer = log.complete() > before || !log.has_hole();
        });
        nearer
    }
}

/// How long until the same question may be answered.
pub(in crate::crowd) fn wait(error: &CallError) -> Duration {
    let asked = if let CallError::Refused(error) = error { error.retry_after_ms } else { None };
    asked.map_or(LOOK_AGAIN, |ms| Duration::from_millis(u64::from(ms)))
}
