//! Who hears of it: the only way out to people's screens. Takes what the rules announce, puts it on the bus, and on the other side
//! hands it to the sockets of this replica: each room's entries in the order of their `seq`, a removal before everything after it.
//!
//! Decides nothing, and knows neither Socket.IO nor HTTP: a socket is an [`Outlet`].
//!
//! | module | holds |
//! |---|---|
//! | [`said`] | from an [`Announce`] to what travels on the bus, and back |
//! | [`sequencer`] | puts the entries of one room in order; pure |
//! | [`peer`] | a socket of this replica, as the others here see it |
//! | [`hub`] | which sockets hear what, and the task that tells them |
//! | [`heal`] | what was not heard is found in the store |
//! | [`join`] | into a room and out of it, without a race against removals |
//! | [`looking`] | who looks at their screen, and needs no call |
//! | [`presence`] | who is there: leases, a grace, and telling those who see it |

mod heal;
pub mod hub;
mod join;
mod looking;
pub mod peer;
mod presence;
mod room;
mod said;
pub mod sequencer;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use protocol::messages::{Change, Entry, Read, Unread};
use protocol::rooms::RoomSet;
use protocol::session::Person;
use protocol::typing::TypingPulse;
use protocol::{RoomId, UserId};
use store::Store;
use store::bus::{Bus, Handover, Signals};
use store::session::SessionId;

pub use hub::{Hub, Settings};
pub use peer::{Outlet, OutletError, Peer, PeerKey};
pub use presence::{NobodyPresent, Present};

use crate::clock::Clock;
use crate::push::Pusher;

/// Something that was done, and who hears of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Announce {
    /// An entry of a room's log: the sockets in that room, in the order of `seq`. Who is removed by it hears it last.
    Entry(Entry),
    /// Somebody became a member: their sockets join the room and are told `room_invite`, or `joined_room` when they came by themselves.
    Joined {
        /// Where.
        room_id: RoomId,
        /// Who.
        user_id: UserId,
        /// Who invited them; `None`: they came by themselves.
        by: Option<Person>,
    },
    /// A room is gone: the sockets in it.
    RoomDeleted {
        /// Which.
        room_id: RoomId,
    },
    /// A read mark moved: the reader's other sockets.
    Read {
        /// Whose.
        user_id: UserId,
        /// Where to.
        read: Read,
    },
    /// Somebody chose something for themselves in a room: their other sockets.
    RoomSet {
        /// Who.
        user_id: UserId,
        /// What.
        set: RoomSet,
    },
    /// A read mark went back: the reader's other sockets.
    Unread {
        /// Whose.
        user_id: UserId,
        /// Where to.
        unread: Unread,
    },
    /// A pulse: the others in the room.
    Typing(TypingPulse),
    /// Somebody is called otherwise from now on: their sockets type under the new name.
    Renamed(Person),
    /// Sessions ended: their sockets are disconnected.
    SessionsEnded {
        /// Whose.
        user_id: UserId,
        /// Which.
        sessions: Vec<SessionId>,
    },
    /// An account was closed: its sockets are disconnected.
    AccountClosed {
        /// Whose.
        user_id: UserId,
    },
}

impl Announce {
    /// Entries as a store appended them, and what they mean for the sockets of those who became members.
    pub fn entries(entries: impl IntoIterator<Item = Entry>) -> Vec<Self> {
        let mut announce = Vec::new();
        for entry in entries {
            let joined = match &entry.change {
                Change::RoomCreated => Some((entry.by.id.clone(), None)),
                Change::MemberJoined { person } if person.id == entry.by.id => Some((person.id.clone(), None)),
                Change::MemberJoined { person } => Some((person.id.clone(), Some(entry.by.clone()))),
                _ => None,
            };
            let room_id = entry.room_id.clone();
            announce.push(Self::Entry(entry));
            announce.extend(joined.map(|(user_id, by)| Self::Joined { room_id, user_id, by }));
        }
        announce
    }
}

/// Announcements on their way. Who acknowledges a change waits for them first: then what was acknowledged is said, also when this
/// process dies at that moment. Dropping it changes nothing else.
#[derive(Debug)]
pub struct Told(Vec<Handover>);

impl Told {
    /// Waits until everything is handed over. A bus that takes longer holds up nobody: what it lost is found in the store.
    pub async fn wait(self) {
        const PATIENCE: Duration = Duration::from_secs(1);
        for handover in self.0 {
            if !handover.wait(PATIENCE).await {
                metrics::counter!("suda_announcements_late_total").increment(1);
                return;
            }
        }
    }
}

/// Tells. Cheap to clone.
#[derive(Clone)]
pub struct Announcer {
    bus: Arc<dyn Bus>,
    hub: Arc<Hub>,
    /// Those who have no screen open.
    pusher: Option<Pusher>,
}

impl Announcer {
    /// Over this bus; `signals` is what this replica hears on it. Starts the tasks that tell the sockets: call it inside a runtime.
    pub fn start(store: Arc<dyn Store>, bus: Arc<dyn Bus>, signals: Signals, clock: Clock, settings: Settings) -> Self {
        let hub = Hub::start(store, bus.clone(), signals, clock, settings);
        Self { bus, hub, pusher: None }
    }

    /// The same, and what is said is pushed to those who do not look.
    #[must_use]
    pub fn with_pusher(self, pusher: Pusher) -> Self {
        Self { pusher: Some(pusher), ..self }
    }

    /// Announces, in this order. Never waits, and so is never cancelled together with the request or socket that caused it.
    pub fn tell(&self, announce: Vec<Announce>) -> Told {
        self.tell_from(None, announce)
    }

    /// As [`Announcer::tell`], caused by a socket of this replica: `read`, `unread` and `room_set` go to that person's other ones only.
    pub fn tell_from(&self, origin: Option<PeerKey>, announce: Vec<Announce>) -> Told {
        let mut told = Told(Vec::new());
        for announce in announce {
            if let (Announce::Entry(entry), Some(pusher)) = (&announce, &self.pusher) {
                pusher.said(entry);
            }
            let is_a_hint = matches!(announce, Announce::Typing(_));
            if let Some(message) = said::pack(announce, origin) {
                let handover = self.bus.publish(message);
                if !is_a_hint {
                    told.0.push(handover);
                }
            }
        }
        told
    }

    /// Who is there, for the rules.
    pub fn present(&self) -> Arc<dyn Present> {
        self.hub.clone()
    }

    /// The sockets of this replica, for the gateway.
    pub fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }
}
