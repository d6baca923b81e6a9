//! Leases of presence: who is there, as far as any replica says so. They end by themselves when nobody renews them. Never stored with
//! messages, and worth nothing after a restart of everything.
//!
//! And one fact that lasts: when somebody was there last.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use protocol::{Timestamp, UserId};

use crate::StoreResult;

/// One run of one server: drawn when it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReplicaId(pub u64);

/// What a lease says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lease {
    /// They have a connection.
    There,
    /// They look at one of their screens: nobody has to call them.
    Looking,
    /// One of their connections has not said that nobody looks: they are not away.
    Awake,
}

/// Leases of each kind, which know nothing of each other. A person is there while any replica says so; several connections of one are one person.
///
/// Times are those of the replicas: their clocks should agree to a few seconds, well within the length of a lease.
#[async_trait]
pub trait Leases: Send + Sync {
    /// This replica says so of these people, until then. Never makes a lease shorter. Returns those of whom nobody said so
    /// before: they have come, or their lease had ended unnoticed.
    async fn renew(&self, lease: Lease, replica: ReplicaId, people: &[UserId], until: Timestamp) -> StoreResult<Vec<UserId>>;
    /// This replica does not say so any more. `true`: now nobody does, and somebody did: they are gone.
    async fn release(&self, lease: Lease, replica: ReplicaId, user_id: &UserId, now: Timestamp) -> StoreResult<bool>;
    /// Those of these people who are there.
    async fn present(&self, lease: Lease, people: &[UserId], now: Timestamp) -> StoreResult<HashSet<UserId>>;
    /// Those who are there, by their ids; where there are more than so many, some of them, and which is not said.
    async fn everybody(&self, now: Timestamp, limit: usize) -> StoreResult<Vec<UserId>>;
    /// People whose last lease has ended, because a replica died: each is returned once, to one caller. A bounded number at a time; none
    /// when there are no more.
    async fn expire(&self, lease: Lease, now: Timestamp) -> StoreResult<Vec<UserId>>;
}

/// When people were there last. Of who is there, it says when they were there the time before.
#[async_trait]
pub trait LastSeen: Send + Sync {
    /// These people were there until then. Never goes back: of several moments the latest counts. Who does not exist is passed over.
    async fn note_seen(&self, people: &[UserId], at: Timestamp) -> StoreResult<()>;
    /// When these people were there last; without those of whom nobody noted it.
    async fn last_seen(&self, people: &[UserId]) -> StoreResult<HashMap<UserId, Timestamp>>;
}
