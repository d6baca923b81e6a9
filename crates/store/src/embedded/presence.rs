//! Who is there: in memory, because there is one replica, and after its end nobody is. When somebody was there last is stored with them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use protocol::{Timestamp, UserId};
use rusqlite::{OptionalExtension, params};

use super::Embedded;
use crate::StoreResult;
use crate::presence::{LastSeen, Lease, Leases, ReplicaId};

/// People, and who says until when that they are there.
#[derive(Default)]
pub(super) struct Present([Mutex<Leased>; 3]);

type Leased = HashMap<UserId, HashMap<ReplicaId, Timestamp>>;

impl Present {
    fn lock(&self, lease: Lease) -> MutexGuard<'_, Leased> {
        let [there, looking, awake] = &self.0;
        let leased = match lease {
            Lease::There => there,
            Lease::Looking => looking,
            Lease::Awake => awake,
        };
        leased.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_there(leases: &HashMap<ReplicaId, Timestamp>, now: Timestamp) -> bool {
    leases.values().any(|until| *until > now)
}

#[async_trait]
impl Leases for Embedded {
    async fn renew(&self, lease: Lease, replica: ReplicaId, people: &[UserId], until: Timestamp) -> StoreResult<Vec<UserId>> {
        let mut present = self.present.lock(lease);
        let mut fresh = Vec::new();
        for person in people {
            let leases = present.entry(person.clone()).or_default();
            if leases.is_empty() {
                fresh.push(person.clone());
            }
            let ends = leases.entry(replica).or_insert(until);
            *ends = until.max(*ends);
        }
        Ok(fresh)
    }

    async fn release(&self, lease: Lease, replica: ReplicaId, user_id: &UserId, now: Timestamp) -> StoreResult<bool> {
        let mut present = self.present.lock(lease);
        let Some(leases) = present.get_mut(user_id) else { return Ok(false) };
        leases.remove(&replica);
        let gone = !is_there(leases, now);
        if gone {
            present.remove(user_id);
        }
        Ok(gone)
    }

    async fn present(&self, lease: Lease, people: &[UserId], now: Timestamp) -> StoreResult<HashSet<UserId>> {
        let present = self.present.lock(lease);
        Ok(people.iter().filter(|id| present.get(*id).is_some_and(|leases| is_there(leases, now))).cloned().collect())
    }

    async fn everybody(&self, now: Timestamp, limit: usize) -> StoreResult<Vec<UserId>> {
        let there: BTreeSet<UserId> =
            self.present.lock(Lease::There).iter().filter(|(_, leases)| is_there(leases, now)).map(|(id, _)| id.clone()).collect();
        Ok(there.into_iter().take(limit).collect())
    }

    async fn expire(&self, lease: Lease, now: Timestamp) -> StoreResult<Vec<UserId>> {
        let over: Vec<(UserId, _)> = self.present.lock(lease).extract_if(|_, leases| !is_there(leases, now)).collect();
        Ok(over.into_iter().map(|(id, _)| id).collect())
    }
}

#[async_trait]
impl LastSeen for Embedded {
    async fn note_seen(&self, people: &[UserId], at: Timestamp) -> StoreResult<()> {
        let people = people.to_vec();
        self.write_careful(move |connection| {
            let mut note = connection.prepare_cached("UPDATE people SET seen_at = ?2 WHERE id = ?1 AND coalesce(seen_at < ?2, 1)")?;
            for id in &people {
                note.execute(params![id.as_str(), at.0])?;
            }
            Ok(())
        })
        .await
    }

    async fn last_seen(&self, people: &[UserId]) -> StoreResult<HashMap<UserId, Timestamp>> {
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        let people = people.to_vec();
        self.read(move |connection| {
            let mut find = connection.prepare_cached("SELECT seen_at FROM people WHERE id = ?1 AND seen_at IS NOT NULL")?;
            let mut seen = HashMap::new();
            for id in people {
                if let Some(at) = find.query_row([id.as_str()], |row| row.get(0)).optional()? {
                    seen.insert(id, Timestamp(at));
                }
            }
            Ok(seen)
        })
        .await
    }
}
