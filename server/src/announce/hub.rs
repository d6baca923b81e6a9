//! Which sockets of this replica hear what, and the task that tells them.
//!
//! One task works off what the bus brings, in order; it never waits for a socket ([`Outlet::emit`](super::Outlet) only queues) and
//! hands what must wait for the store to tasks of their own. Locks are taken in the order room, then person, then peer, and are
//! never held across an `await`.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use protocol::event::EventPayload;
use protocol::messages::{Entry, Read, Unread};
use protocol::presence::Presence;
use protocol::rooms::{RoomDeleted, RoomSet};
use protocol::session::Resync;
use protocol::typing::TypingPulse;
use protocol::{RoomId, Seq, UserId};
use serde_json::value::RawValue;
use store::Store;
use store::bus::{Bus, Message, Signal, Signals, Topic};
use store::presence::ReplicaId;
use store::session::SessionId;

use super::peer::{OutletError, Peer, lock};
use super::presence::Pending;
use super::room::{Queued, Room};
use super::said::{self, Head};
use crate::clock::Clock;

/// Times of the hub.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A hole in a room's entries that is older is filled from the store.
    pub hole: Duration,
    /// After the last socket of a person is gone, they are offline after this time: a reload is no absence.
    pub grace: Duration,
    /// Presence is told in rounds of this length, so that many who come at once are told once.
    pub round: Duration,
    /// For how long this replica says at a time that somebody is there. When it is killed, its people are offline after this time and a
    /// sixth of it more.
    pub lease: Duration,
    /// How often sessions are checked again, and rooms that nobody hears any more are left.
    pub sweep: Duration,
    /// A socket that takes nothing for so long is cut.
    pub patience: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hole: Duration::from_millis(200),
            grace: Duration::from_secs(5),
            round: Duration::from_millis(100),
            lease: Duration::from_secs(40),
            sweep: Duration::from_mins(1),
            patience: Duration::from_secs(20),
        }
    }
}

/// How often a socket whose queue is full is asked whether it has drained: there is no way to be told.
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// The sockets of this replica.
pub struct Hub {
    this: Weak<Self>,
    pub(super) store: Arc<dyn Store>,
    pub(super) bus: Arc<dyn Bus>,
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    /// This run of this server, for leases.
    pub(super) replica: ReplicaId,
    pub(super) rooms: Mutex<HashMap<RoomId, Arc<Room>>>,
    pub(super) people: Mutex<HashMap<UserId, Here>>,
    /// Counts the times at which rooms became active; see [`super::join`].
    pub(super) generation: AtomicU64,
    /// Held while subscriptions change, so that ending one and wanting it again are in one order.
    pub(super) subscribing: tokio::sync::Mutex<()>,
    pub(super) pending: Pending,
}

/// A person who has sockets here, or had until a moment ago.
#[derive(Default)]
pub(super) struct Here {
    pub(super) peers: Vec<Arc<Peer>>,
    /// Counts the removals of this person that were applied here; see [`super::join`].
    pub(super) removals: u64,
    /// Whether the others were told that this person is there.
    pub(super) online: bool,
    /// Whether one of their sockets here has not said that nobody looks.
    pub(super) awake: bool,
}

impl Hub {
    pub(super) fn start(store: Arc<dyn Store>, bus: Arc<dyn Bus>, signals: Signals, clock: Clock, settings: Settings) -> Arc<Self> {
        let hub = Arc::new_cyclic(|this| Self {
            this: this.clone(),
            store,
            bus,
            clock,
            settings,
            replica: ReplicaId(rand::random()),
            rooms: Mutex::default(),
            people: Mutex::default(),
            generation: AtomicU64::new(0),
            subscribing: tokio::sync::Mutex::default(),
            pending: Pending::default(),
        });
        // The tasks hold the hub weakly: it ends with whoever made it, and they with it.
        tokio::spawn(listen(hub.this.clone(), signals));
        tokio::spawn(sweep(hub.this.clone(), settings.sweep));
        tokio::spawn(super::presence::keep(hub.this.clone(), settings.lease));
        hub
    }

    pub(super) fn strong(&self) -> Arc<Self> {
        self.this.upgrade().expect("a method of the hub is called on a hub that is there")
    }

    /// For tasks that wait: the hub, and with it the store, ends without them.
    pub(super) fn weak(&self) -> Weak<Self> {
        self.this.clone()
    }

    pub(super) fn room(&self, room_id: &RoomId) -> Option<Arc<Room>> {
        lock(&self.rooms).get(room_id).cloned()
    }

    /// The sockets of a person.
    pub(super) fn peers_of(&self, user_id: &UserId) -> Vec<Arc<Peer>> {
        lock(&self.people).get(user_id).map(|here| here.peers.clone()).unwrap_or_default()
    }

    /// Whether a socket here acts in this session.
    pub fn is_in_use(&self, user_id: &UserId, session: SessionId) -> bool {
        self.peers_of(user_id).iter().any(|peer| peer.identity().session == session)
    }

    /// How many sockets a person has here.
    pub fn sockets_of(&self, user_id: &UserId) -> usize {
        lock(&self.people).get(user_id).map_or(0, |here| here.peers.len())
    }

    /// How many sockets are here.
    pub fn sockets(&self) -> usize {
        lock(&self.people).values().map(|here| here.peers.len()).sum()
    }

    fn hear(&self, message: Message) {
        let head = match serde_json::from_str(&message.head) {
            Ok(head) => head,
            Err(error) => return tracing::error!(%error, "a message on the bus has a head that this version does not know"),
        };
        match message.topic {
            Topic::Room(room_id) => self.hear_in_room(&room_id, head, &message.frame),
            Topic::Person(user_id) => self.hear_for_person(user_id, head, &message.frame),
        }
    }

    fn hear_in_room(&self, room_id: &RoomId, head: Head, frame: &str) {
        let Some(room) = self.room(room_id) else { return };
        match head {
            Head::Entry { seq, gone } => {
                if let Some(frame) = raw(frame) {
                    self.offer(&room, seq, Queued { frame: frame.to_owned(), gone });
                }
            }
            Head::Typing { by } => {
                if let Some(frame) = raw(frame) {
                    let state = lock(&room.state);
                    self.tell_all::<TypingPulse>(state.listeners().filter(|peer| *peer.user_id() != by), frame, false);
                }
            }
            Head::RoomDeleted => self.delete(&room),
            Head::Presence { user_id, state, seen_at } => self.note_presence(Presence { user_id, state, seen_at }, room_id.clone()),
            other => tracing::error!(?other, "said in a room, meant for a person"),
        }
    }

    /// The sockets of somebody but the one that has said so.
    fn tell_others<E: EventPayload>(&self, user_id: &UserId, origin: Option<u64>, frame: &str) {
        if let Some(frame) = raw(frame) {
            let peers = self.peers_of(user_id);
            self.tell_all::<E>(peers.iter().filter(|peer| Some(peer.key().number()) != origin), frame, true);
        }
    }

    fn hear_for_person(&self, user_id: UserId, head: Head, frame: &str) {
        match head {
            Head::Joined { room_id, by } => {
                let hub = self.strong();
                tokio::spawn(async move { hub.enter_in_place(&room_id, &user_id, by).await });
            }
            Head::Read { origin } => self.tell_others::<Read>(&user_id, origin, frame),
            Head::Unread { origin } => self.tell_others::<Unread>(&user_id, origin, frame),
            Head::RoomSet { origin } => self.tell_others::<RoomSet>(&user_id, origin, frame),
            Head::Renamed { person } => self.peers_of(&user_id).iter().for_each(|peer| peer.rename(&person)),
            Head::SessionsEnded { sessions } => self.cut_all(&user_id, |session| sessions.contains(&session.0)),
            Head::AccountClosed => self.cut_all(&user_id, |_| true),
            other => tracing::error!(?other, "said to a person, meant for a room"),
        }
    }

    /// An entry of a room: told when it is its turn.
    pub(super) fn offer(&self, room: &Arc<Room>, seq: Seq, entry: Queued) {
        let mut state = lock(&room.state);
        let released = state.sequencer.offer(seq, entry, self.clock.now());
        self.release(room, &mut state, released);
        let hole = state.sequencer.has_hole();
        drop(state);
        if hole {
            self.heal_later(room);
        }
    }

    pub(super) fn release(&self, room: &Room, state: &mut super::room::RoomState, released: Vec<(Seq, Queued)>) {
        for (_, entry) in released {
            self.tell_all::<Entry>(state.listeners(), &entry.frame, true);
            // Who is removed has heard of it, and hears nothing after it: this happens under the lock that the next entry needs.
            if let Some(gone) = entry.gone {
                state.remove_person(&room.id, &gone);
                if let Some(here) = lock(&self.people).get_mut(&gone) {
                    here.removals += 1;
                }
            }
        }
    }

    pub(super) fn delete(&self, room: &Arc<Room>) {
        lock(&self.rooms).remove(&room.id);
        let mut state = lock(&room.state);
        if let Some(frame) = said::frame(&RoomDeleted { room_id: room.id.clone() })
            && let Some(frame) = raw(&frame)
        {
            self.tell_all::<RoomDeleted>(state.listeners(), frame, true);
        }
        state.close(&room.id);
        drop(state);
        let (hub, room_id) = (self.strong(), room.id.clone());
        tokio::spawn(async move { hub.unsubscribe_room(&room_id).await });
    }

    /// One frame to many sockets. What is durable and does not fit leaves the socket behind; what is not is dropped.
    pub(super) fn tell_all<'a, E: EventPayload>(&self, peers: impl Iterator<Item = &'a Arc<Peer>>, frame: &RawValue, durable: bool) {
        let (mut told, mut dropped) = (0_u64, 0_u64);
        for peer in peers {
            // Who is behind fetches it all once there is room again.
            if peer.has_ended() || peer.is_behind() {
                continue;
            }
            match peer.outlet().emit(E::NAME, frame) {
                Ok(()) => told += 1,
                Err(OutletError::Full) => {
                    dropped += 1;
                    if durable {
                        self.leave_behind(peer);
                    }
                }
                // Its disconnection is on its way here.
                Err(OutletError::Closed) => {}
            }
        }
        metrics::counter!("suda_events_total", "event" => E::NAME).increment(told);
        if dropped > 0 {
            metrics::counter!("suda_events_dropped_total", "event" => E::NAME).increment(dropped);
        }
    }

    /// A socket has missed something durable: it is told so, once, when its queue has drained; or it is cut.
    pub fn leave_behind(&self, peer: &Arc<Peer>) {
        if peer.set_behind(true) {
            return;
        }
        let (hub, peer, patience) = (self.weak(), peer.clone(), self.settings.patience);
        tokio::spawn(async move {
            if tokio::time::timeout(patience, catch_up(&peer)).await.is_err()
                && let Some(hub) = hub.upgrade()
            {
                metrics::counter!("suda_sockets_cut_total", "why" => "slow").increment(1);
                hub.cut(&peer);
            }
        });
    }

    fn cut_all(&self, user_id: &UserId, which: impl Fn(SessionId) -> bool) {
        for peer in self.peers_of(user_id) {
            if which(peer.identity().session) {
                self.cut_for_its_session(&peer);
            }
        }
    }

    fn cut_for_its_session(&self, peer: &Arc<Peer>) {
        metrics::counter!("suda_sockets_cut_total", "why" => "session").increment(1);
        self.cut(peer);
    }

    /// Ends every socket here: the server stops.
    pub fn cut_everyone(&self) {
        let everyone: Vec<Arc<Peer>> = lock(&self.people).values().flat_map(|here| here.peers.clone()).collect();
        for peer in everyone {
            self.cut(&peer);
        }
    }

    /// Ends a socket: it neither acts nor hears any more from this moment on, and is disconnected as soon as that can be said.
    pub fn cut(&self, peer: &Arc<Peer>) {
        self.depart(peer);
        if peer.outlet().cut() == Err(OutletError::Full) {
            let peer = peer.clone();
            tokio::spawn(async move {
                while peer.outlet().cut() == Err(OutletError::Full) {
                    tokio::time::sleep(ASK_AGAIN).await;
                }
            });
        }
    }

    /// Cuts the sockets whose sessions have ended, whoever ended them and whether that was heard here or not.
    pub(super) async fn check_sessions(&self) {
        let peers: Vec<Arc<Peer>> = lock(&self.people).values().flat_map(|here| here.peers.clone()).collect();
        let sessions: HashSet<SessionId> = peers.iter().map(|peer| peer.identity().session).collect();
        let sessions: Vec<SessionId> = sessions.into_iter().collect();
        match self.store.live_sessions(&sessions, self.clock.now()).await {
            Ok(live) => {
                for peer in peers.iter().filter(|peer| !live.contains(&peer.identity().session)) {
                    self.cut_for_its_session(peer);
                }
            }
            // Nobody is cut because the store is away.
            Err(error) => tracing::warn!(%error, "sessions cannot be checked now"),
        }
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("sockets", &self.sockets()).finish_non_exhaustive()
    }
}

async fn listen(hub: Weak<Hub>, mut signals: Signals) {
    while let Some(signal) = signals.recv().await {
        let Some(hub) = hub.upgrade() else { return };
        match signal {
            Signal::Message(message) => hub.hear(message),
            Signal::Lost => hub.recover().await,
        }
    }
}

async fn sweep(hub: Weak<Hub>, every: Duration) {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let Some(hub) = hub.upgrade() else { return };
        hub.check_sessions().await;
        hub.leave_empty_rooms().await;
    }
}

/// Waits until a socket's queue has room, and tells it to ask for what it has missed.
async fn catch_up(peer: &Arc<Peer>) {
    let Ok(frame) = serde_json::value::to_raw_value(&Resync::default()) else { return };
    while !peer.has_ended() {
        tokio::time::sleep(ASK_AGAIN).await;
        // First, so that what is told from now on is told: it may come before the event, and is then fetched once more.
        peer.set_behind(false);
        match peer.outlet().emit(Resync::NAME, &frame) {
            Ok(()) => {
                metrics::counter!("suda_events_total", "event" => Resync::NAME).increment(1);
                return;
            }
            Err(OutletError::Full) => {
                peer.set_behind(true);
            }
            Err(OutletError::Closed) => return,
        }
    }
}

/// A frame is JSON, because [`said::frame`] made it.
pub(super) fn raw(frame: &str) -> Option<&RawValue> {
    serde_json::from_str(frame).inspect_err(|error| tracing::error!(%error, "a frame on the bus is not JSON")).ok()
}
