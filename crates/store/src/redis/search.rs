//! Search as a scan of the reader's messages, room by room, the newest first. The text decides; there is no index yet.

use std::cmp::Reverse;
use std::time::Instant;

use async_trait::async_trait;
use fold::Rank;
use protocol::search::{Hit, Hits};
use protocol::{RoomId, RoomName, Seq, UserId};
use redis::streams::StreamRangeReply;

use super::Redis;
use super::messages::read_all;
use super::stored::{Stored, What, parse_optional};
use crate::names::nfc;
use crate::search::{Query, SearchMessages};
use crate::{Refusal, StoreResult};

/// Entries that are read in one round trip.
const BATCH: usize = 500;
/// Entries between two looks at the clock.
const LOOK_EVERY: usize = 64;

/// A hit without names.
struct Found {
    rank: Rank,
    room_id: RoomId,
    seq: Seq,
    stored: Stored,
    ranges: Vec<(u32, u32)>,
}

#[async_trait]
impl SearchMessages for Redis {
    async fn search(&self, query: Query) -> StoreResult<Hits> {
        let started = Instant::now();
        let rooms = match &query.room_id {
            Some(room_id) if !self.standing(room_id, &query.reader, &[]).await?.member => return Err(Refusal::NotMember.into()),
            Some(room_id) => vec![room_id.clone()],
            None => self.rooms_of_person(&query.reader).await?,
        };
        let Some(wanted) = fold::Query::new(&query.text, nfc) else { return Ok(Hits { hits: Vec::new(), complete: true }) };
        let (mut found, mut complete) = (Vec::new(), true);
        for room_id in rooms {
            if !self.scan(&query, &wanted, &room_id, started, &mut found).await? {
                complete = false;
            }
        }
        found.sort_by_key(|hit| (hit.rank, Reverse((hit.stored.at, hit.seq))));
        complete &= found.len() <= query.limit;
        found.truncate(query.limit);
        Ok(Hits { hits: self.hits(found).await?, complete })
    }
}

impl Redis {
    /// Looks through one room; at most `limit` hits of each rank are kept. `false`: there may be more.
    async fn scan(
        &self,
        query: &Query,
        wanted: &fold::Query,
        room_id: &RoomId,
        started: Instant,
        found: &mut Vec<Found>,
    ) -> StoreResult<bool> {
        let (mut newest, mut complete) = ("+".to_owned(), true);
        let mut kept = std::collections::BTreeMap::<Rank, usize>::new();
        loop {
            if started.elapsed() >= query.budget {
                return Ok(false);
            }
            let mut command = redis::cmd("XREVRANGE");
            command.arg(self.keys.log(room_id)).arg(&newest).arg("-").arg("COUNT").arg(BATCH);
            let entries = read_all(self.link.ask::<StreamRangeReply>(&command).await?)?;
            let is_all = entries.len() < BATCH;
            let Some((last, _)) = entries.last() else { return Ok(complete) };
            newest = format!("({last}-0");
            for (at, (seq, stored)) in entries.into_iter().enumerate() {
                if at.is_multiple_of(LOOK_EVERY) && started.elapsed() >= query.budget {
                    return Ok(false);
                }
                let What::NewMessage { text, .. } = &stored.what else { continue };
                if !is_asked_for(query, &stored) {
                    continue;
                }
                let Some(hit) = wanted.find(text.as_str(), nfc) else { continue };
                let of_rank = kept.entry(hit.rank).or_default();
                if *of_rank < query.limit {
                    *of_rank += 1;
                    let ranges = hit.ranges.into_iter().map(|range| (range.start, range.end)).collect();
                    found.push(Found { rank: hit.rank, room_id: room_id.clone(), seq, stored, ranges });
                } else {
                    complete = false;
                    // Nothing that comes later in this room is better or newer.
                    if hit.rank == Rank::Whole {
                        return Ok(false);
                    }
                }
            }
            if is_all {
                return Ok(complete);
            }
        }
    }

    async fn hits(&self, found: Vec<Found>) -> StoreResult<Vec<Hit>> {
        let people: Vec<UserId> = found.iter().flat_map(|hit| hit.stored.people().cloned()).collect();
        let names = self.names(&people).await?;
        let called = |hit: &Found| {
            let mut command = redis::cmd("HGET");
            command.arg(&self.keys.room(&hit.room_id)[0]).arg("name");
            command
        };
        let called: Vec<redis::Cmd> = found.iter().map(called).collect();
        let called: Vec<Option<String>> = self.link.ask_all(&called).await?;
        let hit = |(hit, name): (Found, Option<String>)| {
            let room_name: Option<RoomName> = parse_optional(name.unwrap_or_default())?;
            Ok(Hit { entry: hit.stored.entry(hit.room_id, hit.seq, &names)?, room_name, ranges: hit.ranges })
        };
        found.into_iter().zip(called).map(hit).collect()
    }
}

fn is_asked_for(query: &Query, stored: &Stored) -> bool {
    query.from.as_ref().is_none_or(|from| *from == stored.by)
        && query.before.is_none_or(|before| stored.at < before)
        && query.after.is_none_or(|after| stored.at >= after)
}
