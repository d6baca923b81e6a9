//! Who is there. A person is there from the first of their sockets until a grace after the last; several screens are one person.
//!
//! Those who share a room are told, room by room: the cost is the rooms of one person, never all people. What comes within one round
//! is told as one, and a socket that shares several rooms with somebody is told once.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use protocol::presence::{Presence, PresenceState};
use protocol::{RoomId, UserId};

use super::hub::Hub;
use super::peer::{Peer, PeerKey, lock};
use super::said;

/// Knows who is there, for the rules.
#[async_trait]
pub trait Present: Send + Sync + 'static {
    /// Those of these people who have a connection, or had one until a moment ago.
    async fn online_of(&self, people: &[UserId]) -> HashSet<UserId>;
}

/// Nobody is ever there: for rules without sockets.
#[derive(Clone, Copy, Debug, Default)]
pub struct NobodyPresent;

#[async_trait]
impl Present for NobodyPresent {
    async fn online_of(&self, _people: &[UserId]) -> HashSet<UserId> {
        HashSet::new()
    }
}

/// In a room that more people than this hear here, nobody is told who comes and goes: `members` says it to those who look.
const MAX_WATCHED: usize = 200;

/// What the next round tells: for each person the last state, and the rooms in which it was said.
#[derive(Default)]
pub(super) struct Pending(Mutex<HashMap<UserId, (PresenceState, HashSet<RoomId>)>>);

#[async_trait]
impl Present for Hub {
    async fn online_of(&self, people: &[UserId]) -> HashSet<UserId> {
        let here = lock(&self.people);
        people.iter().filter(|user_id| here.get(*user_id).is_some_and(|here| here.online)).cloned().collect()
    }
}

impl Hub {
    /// A socket hears these rooms now: when it is the person's first, the others are told.
    pub(super) fn came(&self, peer: &Peer, rooms: Vec<RoomId>) {
        let is_new = match lock(&self.people).get_mut(peer.user_id()) {
            Some(here) if !peer.has_ended() => !std::mem::replace(&mut here.online, true),
            _ => false,
        };
        if is_new {
            self.publish_presence(peer.user_id(), PresenceState::Online, rooms);
        }
    }

    /// The last socket is gone: unless another comes within the grace, so is the person.
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
                match hub.store.room_ids_of(&user_id).await {
                    Ok(rooms) => hub.publish_presence(&user_id, PresenceState::Offline, rooms),
                    Err(error) => tracing::warn!(%error, "somebody went, and nobody can be told"),
                }
            }
        });
    }

    pub(super) fn publish_presence(&self, user_id: &UserId, state: PresenceState, rooms: Vec<RoomId>) {
        let presence = Presence { user_id: user_id.clone(), state };
        for message in rooms.into_iter().filter_map(|room_id| said::pack_presence(room_id, &presence)) {
            self.bus.publish(message);
        }
    }

    /// Somebody who shares this room came or went: told in the next round.
    pub(super) fn note_presence(&self, user_id: UserId, state: PresenceState, room_id: RoomId) {
        let mut pending = lock(&self.pending.0);
        let is_first = pending.is_empty();
        let noted = pending.entry(user_id).or_insert_with(|| (state, HashSet::new()));
        noted.0 = state;
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
        for (user_id, (state, rooms)) in round {
            let watchers = self.watchers(&user_id, &rooms);
            if let Ok(frame) = serde_json::value::to_raw_value(&Presence { user_id, state }) {
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
