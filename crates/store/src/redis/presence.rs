//! Who is there: a lease for each person and replica, and for each person the last of them. And when somebody was there last.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use protocol::{Timestamp, UserId};

use super::link::Call;
use super::{Redis, scripts};
use crate::StoreResult;
use crate::presence::{LastSeen, Lease, Leases, ReplicaId};

/// People in one script.
const BATCH: usize = 500;
/// After this time Redis forgets by itself which replicas spoke of a person, in milliseconds. Longer than any lease.
const FORGOTTEN_MS: u64 = 600_000;

#[async_trait]
impl Leases for Redis {
    async fn renew(&self, lease: Lease, replica: ReplicaId, people: &[UserId], until: Timestamp) -> StoreResult<Vec<UserId>> {
        let call = |people: &[UserId]| {
            let keys: Vec<String> =
                std::iter::once(self.keys.present(lease)).chain(people.iter().map(|id| self.keys.present_by(lease, id))).collect();
            let call = Call::new(&scripts::RENEW, &keys).arg(replica.0).arg(until.0).arg(FORGOTTEN_MS).repeatable();
            people.iter().fold(call, |call, id| call.arg(id.as_str()))
        };
        let calls: Vec<Call> = people.chunks(BATCH).map(call).collect();
        let mut fresh = Vec::new();
        for answer in self.link.run_all::<Vec<String>>(&calls).await {
            for id in answer? {
                fresh.push(super::stored::parse(id)?);
            }
        }
        Ok(fresh)
    }

    async fn release(&self, lease: Lease, replica: ReplicaId, user_id: &UserId, now: Timestamp) -> StoreResult<bool> {
        let call = Call::new(&scripts::RELEASE, &[self.keys.present(lease), self.keys.present_by(lease, user_id)]);
        let gone: i64 = self.run(&call.arg(replica.0).arg(user_id.as_str()).arg(now.0)).await?;
        Ok(gone == 1)
    }

    async fn present(&self, lease: Lease, people: &[UserId], now: Timestamp) -> StoreResult<HashSet<UserId>> {
        if people.is_empty() {
            return Ok(HashSet::new());
        }
        let mut command = redis::cmd("ZMSCORE");
        command.arg(self.keys.present(lease)).arg(people.iter().map(UserId::as_str).collect::<Vec<_>>());
        let until: Vec<Option<f64>> = self.link.ask(&command).await?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are exact in a double for 285,000 years")]
        let is_there = |until: Option<f64>| until.is_some_and(|until| until > now.0 as f64);
        Ok(people.iter().zip(until).filter(|(_, until)| is_there(*until)).map(|(id, _)| id.clone()).collect())
    }

    async fn everybody(&self, now: Timestamp, limit: usize) -> StoreResult<Vec<UserId>> {
        let mut command = redis::cmd("ZRANGEBYSCORE");
        command.arg(self.keys.present(Lease::There)).arg(format!("({}", now.0)).arg("+inf").arg("LIMIT").arg(0).arg(limit);
        let ids: Vec<String> = self.link.ask(&command).await?;
        let mut there = ids.into_iter().map(super::stored::parse).collect::<StoreResult<Vec<UserId>>>()?;
        there.sort();
        Ok(there)
    }

    async fn expire(&self, lease: Lease, now: Timestamp) -> StoreResult<Vec<UserId>> {
        let call = Call::new(&scripts::EXPIRE, &[self.keys.present(lease)]).arg(now.0).arg(BATCH);
        self.run::<Vec<String>>(&call).await?.into_iter().map(super::stored::parse).collect()
    }
}

#[async_trait]
impl LastSeen for Redis {
    async fn note_seen(&self, people: &[UserId], at: Timestamp) -> StoreResult<()> {
        for some in people.chunks(BATCH) {
            let call = Call::new(&scripts::NOTE_SEEN, &[self.keys.seen()]).arg(at.0).repeatable();
            self.run::<i64>(&some.iter().fold(call, |call, id| call.arg(id.as_str()))).await?;
        }
        Ok(())
    }

    async fn last_seen(&self, people: &[UserId]) -> StoreResult<HashMap<UserId, Timestamp>> {
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        let mut command = redis::cmd("ZMSCORE");
        command.arg(self.keys.seen()).arg(people.iter().map(UserId::as_str).collect::<Vec<_>>());
        let seen: Vec<Option<f64>> = self.link.ask(&command).await?;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole numbers that a double holds")]
        let noted = |(id, at): (&UserId, Option<f64>)| Some((id.clone(), Timestamp(at? as i64)));
        Ok(people.iter().zip(seen).filter_map(noted).collect())
    }
}
