//! What one person said, was told and saw. Their task writes it, the crowd reads it; it decides nothing.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::messages::{Change, Entry};
use protocol::{RoomId, UserId};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::log::Log;
use crate::check::{Item, Marker, What};

/// What everybody of a crowd knows.
#[derive(Debug)]
pub(super) struct Run {
    /// In the texts, names and ids of this run.
    pub(super) name: String,
    /// Times count from here.
    pub(super) began: Instant,
    /// The rooms, by number, and their numbers by id.
    pub(super) rooms: Vec<RoomId>,
    pub(super) numbers: HashMap<RoomId, u32>,
    /// The people, by number.
    pub(super) people: Vec<UserId>,
    /// Something was acknowledged or seen.
    pub(super) changed: Notify,
}

/// A message that was acknowledged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Acknowledged {
    pub(super) marker: Marker,
    pub(super) seq: u64,
    /// When it was said and when it was acknowledged, since the run began.
    pub(super) said: Duration,
    pub(super) at: Duration,
}

/// A time without a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Whose, by number.
    pub person: usize,
    /// When the connection was lost, since the run began.
    pub lost: Duration,
    /// When there was one again; `None`: not yet.
    pub back: Option<Duration>,
}

/// One person's part of a run.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// In the order in which it was said; rooms mixed.
    pub(super) invoked: Vec<Marker>,
    /// How many messages were said in each room.
    pub(super) said_in: BTreeMap<u32, u32>,
    pub(super) acknowledged: Vec<Acknowledged>,
    /// The highest `seq` that was acknowledged in each room.
    pub(super) acknowledged_to: BTreeMap<u32, u64>,
    pub(super) refused: Vec<(Marker, String)>,
    /// Said, and neither acknowledged nor refused.
    pub(super) unsent: usize,
    /// How often a message was sent.
    pub(super) sends: u64,
    /// What was seen, by room.
    pub(super) logs: BTreeMap<u32, Log>,
    pub(super) outages: Vec<Outage>,
    /// Why this person is not let in any more.
    pub(super) ended: Option<String>,
}

/// A record that two look at.
pub(super) type Shared = Mutex<Record>;

pub(super) fn lock(record: &Shared) -> MutexGuard<'_, Record> {
    // Each change leaves it whole: a panic of another holder spoils nothing.
    record.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Run {
    /// Time since it began.
    pub(super) fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// An entry as the check sees it.
    pub(super) fn item(&self, entry: &Entry) -> Item {
        let mut digest = DefaultHasher::new();
        (&entry.room_id, &entry.by.id, entry.at).hash(&mut digest);
        let what = if let Change::NewMessage { client_id, content, reply_to, .. } = &entry.change {
            (client_id, content.as_str(), reply_to).hash(&mut digest);
            let marker = Marker::read(&self.name, content.as_str());
            marker.filter(|marker| self.is_whole(*marker, entry)).map_or(What::Strange, What::Said)
        } else {
            // Rare, and of many shapes.
            serde_json::to_string(entry).unwrap_or_default().hash(&mut digest);
            What::Notice
        };
        Item { seq: entry.seq.0, what, digest: digest.finish() }
    }

    /// Whether a message stands in the room where it was said, by the one who said it.
    fn is_whole(&self, marker: Marker, entry: &Entry) -> bool {
        self.numbers.get(&entry.room_id) == Some(&marker.room) && self.people.get(marker.person as usize) == Some(&entry.by.id)
    }
}
