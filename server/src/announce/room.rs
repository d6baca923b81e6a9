//! A room as this replica tells it: who of the sockets here hears it, and how far it was told. Everything happens under one lock, so
//! that an entry, a removal and a joining socket are in one order.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use protocol::{RoomId, UserId};
use serde_json::value::RawValue;

use super::Peer;
use super::sequencer::Sequencer;

/// A room that sockets of this replica hear.
pub(super) struct Room {
    pub(super) id: RoomId,
    pub(super) state: Mutex<RoomState>,
    /// Whether somebody is already filling a hole.
    pub(super) healing: AtomicBool,
}

/// An entry on its way out.
pub(super) struct Queued {
    pub(super) frame: Box<RawValue>,
    /// Who is no member any more after it.
    pub(super) gone: Option<UserId>,
}

pub(super) struct RoomState {
    /// The generation of the hub in which this replica began to hear the room; `None`: it does not yet, or not any more.
    pub(super) active: Option<u64>,
    pub(super) sequencer: Sequencer<Queued>,
    listeners: HashMap<UserId, Vec<Arc<Peer>>>,
}

impl Room {
    pub(super) fn new(id: RoomId) -> Arc<Self> {
        let state = RoomState { active: None, sequencer: Sequencer::waiting(), listeners: HashMap::new() };
        Arc::new(Self { id, state: Mutex::new(state), healing: AtomicBool::new(false) })
    }
}

impl RoomState {
    /// The head is known, and nothing that is published from now on is missed.
    pub(super) fn activate(&mut self, generation: u64) {
        self.active = Some(generation);
    }

    /// A socket hears the room from now on; twice changes nothing. `false`: it has ended.
    pub(super) fn add(&mut self, room_id: &RoomId, peer: &Arc<Peer>) -> bool {
        if !peer.hear(room_id) {
            return false;
        }
        let peers = self.listeners.entry(peer.user_id().clone()).or_default();
        if peers.iter().all(|there| there.key() != peer.key()) {
            peers.push(peer.clone());
        }
        true
    }

    /// A socket hears the room no more.
    pub(super) fn remove(&mut self, room_id: &RoomId, peer: &Peer) {
        peer.unhear(room_id);
        if let Some(peers) = self.listeners.get_mut(peer.user_id()) {
            peers.retain(|there| there.key() != peer.key());
            if peers.is_empty() {
                self.listeners.remove(peer.user_id());
            }
        }
    }

    /// No socket of a person hears the room any more.
    pub(super) fn remove_person(&mut self, room_id: &RoomId, user_id: &UserId) {
        for peer in self.listeners.remove(user_id).unwrap_or_default() {
            peer.unhear(room_id);
        }
    }

    /// Nobody hears the room any more, and nobody can join it: it is deleted, or left alone.
    pub(super) fn close(&mut self, room_id: &RoomId) {
        self.active = None;
        self.sequencer = Sequencer::waiting();
        for peer in std::mem::take(&mut self.listeners).into_values().flatten() {
            peer.unhear(room_id);
        }
    }

    /// The sockets that hear the room.
    pub(super) fn listeners(&self) -> impl Iterator<Item = &Arc<Peer>> {
        self.listeners.values().flatten()
    }

    /// How many people hear the room here.
    pub(super) fn people(&self) -> usize {
        self.listeners.len()
    }
}
