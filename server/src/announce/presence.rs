//! Who is there, and when somebody was there last. A person is there from the first of their sockets until a grace after the last; several screens are one person,
//! whichever replicas they are on. Each replica holds a lease for each of its people, and renews it: whose replica dies is gone when
//! that ends.
//!
//! Those who share a room are told, room by room: the cost is the rooms of one person, never all people. What comes within one round
//! is told as one, and a socket that shares several rooms with somebody is told once.
//!
//! When somebody has gone, the minute is stored with them: the one thing here that lasts. It is a courtesy: where it cannot be stored, it
//! is not said, and nothing else waits for it.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use async_trait::async_trait;
use protocol::presence::{Presence, PresenceState};
use protocol::{RoomId, Timestamp, UserId};
use store::StoreResult;
use store::presence::Lease;

use super::hub::Hub;
use super::peer::{Peer, PeerKey, lock};
use super::said;

/// Knows who is there, for the rules.
#[async_trait]
pub trait Present: Send + Sync + 'static {
    /// Those of these people who have a connection, or had one until a moment ago, and whether they are away.
    async fn there_of(&self, people: &[UserId]) -> StoreResult<HashMap<UserId, PresenceState>>;
    /// Some of all who are there, at most so many.
    async fn everybody(&self, limit: usize) -> StoreResult<Vec<UserId>>;
}

/// Nobody is ever there: for rules without sockets.
#[derive(Clone, Copy, Debug, Default)]
pub struct NobodyPresent;

#[async_trait]
impl Present for NobodyPresent {
    async fn there_of(&self, _people: &[UserId]) -> StoreResult<HashMap<UserId, PresenceState>> {
        Ok(HashMap::new())
    }

    async fn everybody(&self, _limit: usize) -> StoreResult<Vec<UserId>> {
        Ok(Vec::new())
    }
}

/// In a room that more people than this hear here, nobody is told who comes and goes: `members` says it to those who look.
const MAX_WATCHED: usize = 200;

/// Moments at which people were there last are told to the minute: who wants to know the second watches somebody.
const COARSE_MS: i64 = 60_000;

/// What the next round tells: for each person what was said last, and the rooms in which it was.
#[derive(Default)]
pub(super) struct Pending(Mutex<HashMap<UserId, (Presence, HashSet<RoomId>)>>);

#[async_trait]
impl Present for Hub {
    async fn there_of(&self, people: &[UserId]) -> StoreResult<HashMap<UserId, PresenceState>> {
        let now = self.clock.now();
        let there = self.store.present(Lease::There, people, now).await?;
        let awake = self.store.present(Lease::Awake, people, now).await?;
        let state = |id: &UserId| if awake.contains(id) { PresenceState::Online } else { PresenceState::Away };
        Ok(there.into_iter().map(|id| (id.clone(), state(&id))).collect())
    }

    async fn everybody(&self, limit: usize) -> StoreResult<Vec<UserId>> {
        self.store.everybody(self.clock.now(), limit).await
    }
}

impl Hub {
    /// A socket hears these rooms now: when it is the person's first here, the others are told.
    pub(super) async fn came(&self, peer: &Peer, rooms: Vec<RoomId>) -> StoreResult<()> {
        let is_new = match lock(&self.people).get_mut(peer.user_id()) {
            Some(here) if !peer.has_ended() => !std::mem::replace(&mut here.online, true),
            _ => false,
        };
        if is_new {
            if let Err(error) = self.store.renew(Lease::There, self.replica, std::slice::from_ref(peer.user_id()), self.lease_end()).await {
                // The next of their sockets tries again.
                if let Some(here) = lock(&self.people).get_mut(peer.user_id()) {
                    here.online = false;
                }
                return Err(error);
            }
            self.publish_presence(&is(peer.user_id(), PresenceState::Online), rooms);
        }
        // Also when they were away on all of their other screens.
        self.wakes_or_dozes(peer.user_id()).await;
        Ok(())
    }

    /// The last socket here is gone: unless another comes within the grace, so is the person, if no other replica has them.
    pub(super) fn leave_soon(&self, user_id: &UserId) {
        let (hub, user_id, grace) = (self.weak(), user_id.clone(), self.settings.grace);
        tokio::spawn(async move {
            tokio::time::sleep(grace).await;
            // A server that stops does not wait for it.
            let Some(hub) = hub.upgrade() else { return };
            let was_online = {
                let mut people = lock(&hub.people);
                match people.get(&user_id) {
                    Some(here) if here.peers.is_empty() => people.remove(&user_id).is_some_and(|here| here.online),
                    _ => return,
                }
            };
            hub.unsubscribe_person(&user_id).await;
            if was_online {
                if let Err(error) = hub.store.release(Lease::Awake, hub.replica, &user_id, hub.clock.now()).await {
                    tracing::warn!(%error, "somebody went: their lease ends by itself");
                }
                match hub.store.release(Lease::There, hub.replica, &user_id, hub.clock.now()).await {
                    Ok(true) => hub.went(vec![user_id]).await,
                    Ok(false) => {}
                    Err(error) => tracing::warn!(%error, "somebody went: their lease ends by itself"),
                }
            }
        });
    }

    pub(super) async fn publish_of(&self, presence: &Presence) {
        match self.store.room_ids_of(&presence.user_id).await {
            Ok(rooms) => self.publish_presence(presence, rooms),
            Err(error) => tracing::warn!(%error, state = ?presence.state, "somebody came or went, and nobody can be told"),
        }
    }

    /// These people have no connection any more, anywhere.
    async fn went(&self, people: Vec<UserId>) {
        let seen_at = self.note_seen(&people).await;
        for user_id in people {
            self.publish_of(&Presence { user_id, state: PresenceState::Offline, seen_at }).await;
        }
    }

    /// These people were there until now. Returns what others may be told of that.
    async fn note_seen(&self, people: &[UserId]) -> Option<Timestamp> {
        let Timestamp(now) = self.clock.now();
        let at = Timestamp(now - now.rem_euclid(COARSE_MS));
        match self.store.note_seen(people, at).await {
            Ok(()) => Some(at),
            Err(error) => {
                tracing::warn!(%error, "when somebody was there last cannot be stored now");
                None
            }
        }
    }

    /// This server stops: whoever is here was there until now. Nobody is told that they went, since they are about to come back, to
    /// another replica or to the next run of this one; who does not is found to be gone when their lease ends.
    pub async fn note_everyone_seen(&self) {
        let here = self.online();
        if !here.is_empty() {
            self.note_seen(&here).await;
        }
    }

    /// Those who are there, as far as this replica says so.
    fn online(&self) -> Vec<UserId> {
        lock(&self.people).iter().filter(|(_, here)| here.online).map(|(user_id, _)| user_id.clone()).collect()
    }

    pub(super) fn lease_end(&self) -> Timestamp {
        let lease = i64::try_from(self.settings.lease.as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.clock.now().0.saturating_add(lease))
    }

    /// Says again of everybody who is here that they are there.
    pub(super) async fn keep_present(&self) {
        self.keep_looking().await;
        let here = self.online();
        if here.is_empty() {
            return;
        }
        match self.store.renew(Lease::There, self.replica, &here, self.lease_end()).await {
            // Their leases had ended while this replica was cut off: others were told that they are gone.
            Ok(given_up) => {
                for user_id in given_up {
                    self.publish_of(&is(&user_id, PresenceState::Online)).await;
                }
            }
            Err(error) => tracing::warn!(%error, "leases cannot be renewed now"),
        }
    }

    /// Tells of people whose replica died.
    async fn tell_expired(&self) {
        loop {
            match self.store.expire(Lease::There, self.clock.now()).await {
                Ok(gone) if gone.is_empty() => return,
                Ok(gone) => self.went(gone).await,
                Err(error) => return tracing::warn!(%error, "leases cannot be looked at now"),
            }
        }
    }

    pub(super) fn publish_presence(&self, presence: &Presence, rooms: Vec<RoomId>) {
        for message in rooms.into_iter().filter_map(|room_id| said::pack_presence(room_id, presence)) {
            self.bus.publish(message);
        }
    }

    /// Somebody who shares this room came or went: told in the next round.
    pub(super) fn note_presence(&self, presence: Presence, room_id: RoomId) {
        let user_id = &presence.user_id;
        if presence.state == PresenceState::Offline && lock(&self.people).get(user_id).is_some_and(|here| here.online) {
            // They came here at the moment in which they went elsewhere, or their lease ended while the store was away.
            return self.publish_presence(&is(user_id, PresenceState::Online), vec![room_id]);
        }
        let mut pending = lock(&self.pending.0);
        let is_first = pending.is_empty();
        let noted = pending.entry(user_id.clone()).or_insert_with(|| (presence.clone(), HashSet::new()));
        noted.0 = presence;
        noted.1.insert(room_id);
        drop(pending);
        if is_first {
            let hub = self.strong();
            tokio::spawn(async move {
                tokio::time::sleep(hub.settings.round).await;
                hub.tell_presence();
            });
        }
    }

    fn tell_presence(&self) {
        let round = std::mem::take(&mut *lock(&self.pending.0));
        for (user_id, (presence, rooms)) in round {
            let watchers = self.watchers(&user_id, &rooms);
            if let Ok(frame) = serde_json::value::to_raw_value(&presence) {
                self.tell_all::<Presence>(watchers.values(), &frame, false);
            }
        }
    }

    fn watchers(&self, of: &UserId, rooms: &HashSet<RoomId>) -> HashMap<PeerKey, Arc<Peer>> {
        let mut watchers = HashMap::new();
        for room in rooms.iter().filter_map(|room_id| self.room(room_id)) {
            let state = lock(&room.state);
            if state.people() <= MAX_WATCHED {
                let others = state.listeners().filter(|peer| peer.user_id() != of);
                watchers.extend(others.map(|peer| (peer.key(), peer.clone())));
            }
        }
        watchers
    }
}

/// Somebody is there, or away.
pub(super) fn is(user_id: &UserId, state: PresenceState) -> Presence {
    Presence { user_id: user_id.clone(), state, seen_at: None }
}

/// Renews the leases of this replica while it is there, and tells of those that nobody renews.
pub(super) async fn keep(hub: Weak<Hub>, lease: Duration) {
    let mut ticks = tokio::time::interval(lease / 6);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for round in 0_u64.. {
        ticks.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        if round.is_multiple_of(2) {
            hub.keep_present().await;
        }
        hub.tell_expired().await;
        hub.forget_who_looked().await;
    }
}
