//! A socket of this replica, as the others here see it. What it is made of, only the gateway knows.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::{RoomId, UserId};
use serde_json::value::RawValue;

use crate::identity::Identity;

/// Tells sockets apart, on all replicas. Drawn here, so it is worth nothing to a stranger, unlike the transport's own id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerKey(u64);

impl PeerKey {
    fn mint() -> Self {
        Self(rand::random())
    }

    pub(super) const fn number(self) -> u64 {
        self.0
    }
}

/// Why something could not be handed to a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutletError {
    /// As much waits for it as may wait.
    #[error("the socket's queue is full")]
    Full,
    /// It is gone.
    #[error("the socket is gone")]
    Closed,
}

/// The way out to one socket.
pub trait Outlet: Send + Sync + 'static {
    /// Queues an event; never waits. The payload is JSON already.
    fn emit(&self, event: &'static str, payload: &RawValue) -> Result<(), OutletError>;
    /// Disconnects it. Fails with [`OutletError::Full`] when not even that can be queued.
    fn cut(&self) -> Result<(), OutletError>;
}

/// A socket of this replica.
pub struct Peer {
    key: PeerKey,
    user_id: UserId,
    identity: Mutex<Arc<Identity>>,
    outlet: Box<dyn Outlet>,
    /// The rooms that it hears; changed under the room's own lock.
    rooms: Mutex<HashSet<RoomId>>,
    behind: AtomicBool,
    looked_at: AtomicBool,
    /// Whether it said that nobody looks. Programs never say so, and are not away.
    away: AtomicBool,
    ended: AtomicBool,
}

impl Peer {
    /// A socket of the person that the handshake proved.
    pub fn new(identity: Identity, outlet: Box<dyn Outlet>) -> Arc<Self> {
        Arc::new(Self {
            key: PeerKey::mint(),
            user_id: identity.person.id.clone(),
            identity: Mutex::new(Arc::new(identity)),
            outlet,
            rooms: Mutex::default(),
            behind: AtomicBool::new(false),
            looked_at: AtomicBool::new(false),
            away: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        })
    }

    /// Tells it apart from the other sockets here.
    pub const fn key(&self) -> PeerKey {
        self.key
    }

    /// Whose it is.
    pub const fn user_id(&self) -> &UserId {
        &self.user_id
    }

    /// Who acts through it, as they are called now.
    pub fn identity(&self) -> Arc<Identity> {
        lock(&self.identity).clone()
    }

    pub(super) fn rename(&self, person: &protocol::session::Person) {
        let mut identity = lock(&self.identity);
        *identity = Arc::new(Identity { person: person.clone(), ..Identity::clone(&identity) });
    }

    /// Whether it hears a room.
    pub fn hears(&self, room_id: &RoomId) -> bool {
        lock(&self.rooms).contains(room_id)
    }

    /// From now on it hears a room, unless it has ended. Under the room's lock.
    pub(super) fn hear(&self, room_id: &RoomId) -> bool {
        let mut rooms = lock(&self.rooms);
        // Asked under this lock, which `end` takes too: a room is never added after the last look at them.
        !self.has_ended() && (rooms.insert(room_id.clone()) || rooms.contains(room_id))
    }

    /// It hears a room no more. Under the room's lock.
    pub(super) fn unhear(&self, room_id: &RoomId) {
        lock(&self.rooms).remove(room_id);
    }

    /// Whether it has missed something and was not told yet.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Acquire)
    }

    pub(super) fn set_behind(&self, behind: bool) -> bool {
        self.behind.swap(behind, Ordering::AcqRel)
    }

    /// Whether it said that somebody looks at its screen, and has not ended.
    pub fn is_looked_at(&self) -> bool {
        self.looked_at.load(Ordering::Acquire) && !self.has_ended()
    }

    /// Whether it has not said that nobody looks, and has not ended.
    pub(super) fn is_awake(&self) -> bool {
        !self.away.load(Ordering::Acquire) && !self.has_ended()
    }

    /// Somebody looks at its screen, or nobody does; whether that is news.
    pub(super) fn look(&self, on: bool) -> bool {
        let was_away = self.away.swap(!on, Ordering::AcqRel);
        self.looked_at.swap(on, Ordering::AcqRel) != on || was_away == on
    }

    /// Whether it may not act or hear any more: its session has ended, or it is gone.
    pub fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// It may not act or hear any more; returns the rooms that it heard, the first time.
    pub(super) fn end(&self) -> Option<HashSet<RoomId>> {
        let mut rooms = lock(&self.rooms);
        (!self.ended.swap(true, Ordering::AcqRel)).then(|| std::mem::take(&mut *rooms))
    }

    pub(super) fn outlet(&self) -> &dyn Outlet {
        &*self.outlet
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these mutexes guard is changed in steps that leave it whole: a panic of another holder spoils nothing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
