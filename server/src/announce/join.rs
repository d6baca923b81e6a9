//! Into a room and out of it.
//!
//! Joining must not race with removals: who is removed while their socket connects must not be left in the room. The list of a
//! person's rooms comes from the store, so it may be old by the time it is used. The argument why nobody stays who must not:
//!
//! - A socket joins with a [`Ticket`], taken **before** the list was read, and under the room's lock.
//! - A removal that was stored before the list was read is in the list. One that was stored after it is published after it.
//! - If the room was active here (subscribed) when the ticket was taken, that removal is heard here. Was it applied before the socket
//!   joins, then it has raised the person's count of removals, and the ticket is stale. Is it applied after, it takes the socket out.
//! - If the room became active after the ticket was taken, the removal may have been published before anybody listened: the ticket is
//!   stale by its generation.
//!
//! With a stale ticket nothing is joined; a new ticket is taken and the list read again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use protocol::event::EventPayload;
use protocol::presence::PresenceState;
use protocol::rooms::{JoinedRoom, RoomInvite};
use protocol::session::Person;
use protocol::{RoomId, UserId};
use store::bus::Topic;
use store::{Refusal, StoreError, StoreResult};

use super::hub::Hub;
use super::peer::{Peer, lock};
use super::presence::is;
use super::room::Room;

/// How often a list that went stale is read again: more than that, somebody is being removed all the time.
const TRIES: usize = 16;

/// What was known here before a list of rooms was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ticket {
    /// The hub's.
    generation: u64,
    /// The person's.
    removals: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    Done,
    Stale,
    /// The socket has ended.
    Ended,
}

impl Hub {
    /// A socket came: it hears what is for its person, and every room that they are in. When this returns, everything that is said
    /// from now on reaches it: what it fetches then is complete.
    pub async fn arrive(&self, peer: &Arc<Peer>) -> StoreResult<()> {
        let user_id = peer.user_id();
        {
            let mut people = lock(&self.people);
            // Asked under this lock: who departs ends first and looks here afterwards.
            if peer.has_ended() {
                return Ok(());
            }
            people.entry(user_id.clone()).or_default().peers.push(peer.clone());
        }
        metrics::gauge!("suda_sockets").increment(1);
        {
            let _in_one_order = self.subscribing.lock().await;
            self.bus.subscribe(&[Topic::Person(user_id.clone())]).await?;
        }
        let rooms = self.enter_all(peer).await?;
        self.came(peer, rooms).await
    }

    /// A socket is gone, or must not hear any more; twice changes nothing.
    pub fn depart(&self, peer: &Arc<Peer>) {
        let Some(rooms) = peer.end() else { return };
        for room_id in rooms {
            if let Some(room) = self.room(&room_id) {
                lock(&room.state).remove(&room_id, peer);
            }
        }
        let mut people = lock(&self.people);
        let Some(here) = people.get_mut(peer.user_id()) else { return };
        let before = here.peers.len();
        here.peers.retain(|there| there.key() != peer.key());
        if here.peers.len() < before {
            metrics::gauge!("suda_sockets").decrement(1);
        }
        let was_last = here.peers.is_empty();
        drop(people);
        if peer.look(false) {
            self.looked_away(peer.user_id());
        }
        if was_last {
            self.leave_soon(peer.user_id());
        }
    }

    /// The socket hears every room that its person is in; returns them.
    pub(super) async fn enter_all(&self, peer: &Arc<Peer>) -> StoreResult<Vec<RoomId>> {
        for _ in 0..TRIES {
            let ticket = self.ticket(peer.user_id());
            let rooms = self.store.room_ids_of(peer.user_id()).await?;
            self.activate(&rooms).await?;
            let mut stale = false;
            for room_id in &rooms {
                match self.join(room_id, peer, ticket) {
                    Join::Done => {}
                    Join::Stale => stale = true,
                    Join::Ended => return Ok(rooms),
                }
            }
            if !stale {
                return Ok(rooms);
            }
        }
        Err(StoreError::Unavailable("the rooms of a person kept changing".to_owned()))
    }

    /// Somebody became a member: their sockets here hear the room from now on, and are told of it once they do, so that the summary
    /// they are told and the entries that follow leave no hole.
    pub(super) async fn enter_in_place(&self, room_id: &RoomId, user_id: &UserId, by: Option<Person>) {
        if let Err(error) = self.try_enter_in_place(room_id, user_id, by).await {
            tracing::warn!(%error, "somebody who joined a room cannot be told of it: their sockets connect again");
            self.peers_of(user_id).iter().for_each(|peer| self.cut(peer));
        }
    }

    async fn try_enter_in_place(&self, room_id: &RoomId, user_id: &UserId, by: Option<Person>) -> StoreResult<()> {
        for _ in 0..TRIES {
            self.activate(std::slice::from_ref(room_id)).await?;
            let ticket = self.ticket(user_id);
            let peers = self.peers_of(user_id);
            // Removed again since: they have nothing to be told. Gone: nobody to tell.
            if peers.is_empty() || !self.store.is_member(room_id, user_id).await? {
                return Ok(());
            }
            if peers.iter().any(|peer| self.join(room_id, peer, ticket) == Join::Stale) {
                continue;
            }
            let room = match self.store.room(room_id, user_id).await {
                Err(StoreError::Refused(Refusal::NotMember)) => return Ok(()),
                room => room?,
            };
            match by {
                Some(by) => self.tell_peers(&peers, &RoomInvite { room, by }),
                None => self.tell_peers(&peers, &JoinedRoom { room }),
            }
            self.publish_presence(&is(user_id, PresenceState::Online), vec![room_id.clone()]);
            return Ok(());
        }
        Err(StoreError::Unavailable("a membership kept changing".to_owned()))
    }

    fn tell_peers<E: EventPayload>(&self, peers: &[Arc<Peer>], event: &E) {
        match serde_json::value::to_raw_value(event) {
            Ok(frame) => self.tell_all::<E>(peers.iter(), &frame, true),
            Err(error) => tracing::error!(event = E::NAME, %error, "an event cannot be serialised"),
        }
    }

    fn ticket(&self, user_id: &UserId) -> Ticket {
        Ticket { generation: self.generation.load(Ordering::SeqCst), removals: self.removals(user_id) }
    }

    fn removals(&self, user_id: &UserId) -> u64 {
        lock(&self.people).get(user_id).map_or(0, |here| here.removals)
    }

    fn join(&self, room_id: &RoomId, peer: &Arc<Peer>, ticket: Ticket) -> Join {
        let Some(room) = self.room(room_id) else { return Join::Stale };
        let mut state = lock(&room.state);
        let fresh = state.active.is_some_and(|active| active <= ticket.generation) && self.removals(peer.user_id()) == ticket.removals;
        match fresh {
            false => Join::Stale,
            true if state.add(room_id, peer) => Join::Done,
            true => Join::Ended,
        }
    }

    /// Begins to hear these rooms, where it does not yet: first the bus, then the heads. Rooms that do not exist (any more) stay
    /// unheard.
    async fn activate(&self, ids: &[RoomId]) -> StoreResult<()> {
        let is_active = |id: &RoomId| self.room(id).is_some_and(|room| lock(&room.state).active.is_some());
        if ids.iter().all(is_active) {
            return Ok(());
        }
        let _in_one_order = self.subscribing.lock().await;
        let cold: Vec<RoomId> = ids.iter().filter(|id| !is_active(id)).cloned().collect();
        for id in &cold {
            lock(&self.rooms).entry(id.clone()).or_insert_with(|| Room::new(id.clone()));
        }
        self.bus.subscribe(&topics(&cold)).await?;
        let generation = self.generation.fetch_add(1, Ordering::SeqCst) + 1;
        for (id, head) in self.store.heads(&cold).await? {
            let Some(room) = self.room(&id) else { continue };
            let mut state = lock(&room.state);
            state.activate(generation);
            let released = state.sequencer.start(head, self.clock.now());
            self.release(&room, &mut state, released);
            if state.sequencer.has_hole() {
                drop(state);
                self.heal_later(&room);
            }
        }
        let missing: Vec<RoomId> = cold.into_iter().filter(|id| !is_active(id)).collect();
        if !missing.is_empty() {
            for id in &missing {
                lock(&self.rooms).remove(id);
            }
            self.bus.unsubscribe(&topics(&missing)).await;
        }
        Ok(())
    }

    /// Stops to hear the rooms that no socket here hears any more.
    pub(super) async fn leave_empty_rooms(&self) {
        let empty = |room: &Room| lock(&room.state).people() == 0;
        let candidates: Vec<Arc<Room>> = lock(&self.rooms).values().filter(|room| empty(room)).cloned().collect();
        let _in_one_order = self.subscribing.lock().await;
        let mut left = Vec::new();
        for room in candidates {
            let mut rooms = lock(&self.rooms);
            let mut state = lock(&room.state);
            if state.people() == 0 {
                // Who holds this room to join it finds it inactive, and so a stale ticket.
                state.close(&room.id);
                rooms.remove(&room.id);
                left.push(room.id.clone());
            }
        }
        self.bus.unsubscribe(&topics(&left)).await;
    }

    /// Stops to hear a room, unless it is heard again by now.
    pub(super) async fn unsubscribe_room(&self, room_id: &RoomId) {
        let _in_one_order = self.subscribing.lock().await;
        if self.room(room_id).is_none() {
            self.bus.unsubscribe(&[Topic::Room(room_id.clone())]).await;
        }
    }

    /// Stops to hear what is for a person, unless they are here again by now.
    pub(super) async fn unsubscribe_person(&self, user_id: &UserId) {
        let _in_one_order = self.subscribing.lock().await;
        let gone = !lock(&self.people).contains_key(user_id);
        if gone {
            self.bus.unsubscribe(&[Topic::Person(user_id.clone())]).await;
        }
    }
}

fn topics(rooms: &[RoomId]) -> Vec<Topic> {
    rooms.iter().cloned().map(Topic::Room).collect()
}
