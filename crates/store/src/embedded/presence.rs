//! Who is there: in memory, because there is one replica, and after its end nobody is.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use protocol::{Timestamp, UserId};

use super::Embedded;
use crate::StoreResult;
use crate::presence::{Lease, Leases, ReplicaId};

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
