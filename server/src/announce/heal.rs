//! What was not heard is found in the store: a hole in a room's entries, and everything after the bus has lost something.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::StreamExt as _;
use protocol::messages::Entry;
use protocol::session::Resync;
use protocol::{RoomId, Timestamp, UserId};
use store::StoreResult;

use super::hub::{Hub, raw};
use super::peer::lock;
use super::room::{Queued, Room};
use super::said;

/// Entries that are fetched at once to fill a hole.
const FILL: usize = 200;
/// People whose rooms are looked up at the same time after the bus was away.
const AT_ONCE: usize = 32;

impl Hub {
    /// Fills the hole of a room from the store, unless it fills by itself in time. One task for each room.
    pub(super) fn heal_later(&self, room: &Arc<Room>) {
        if room.healing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (hub, room, mut wait, mut noticed) = (self.weak(), room.clone(), self.settings.hole, self.clock.now());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(wait).await;
                let Some(hub) = hub.upgrade() else { return };
                match hub.heal(&room, noticed).await {
                    Ok(true) => wait = hub.settings.hole,
                    Ok(false) => {
                        room.healing.store(false, Ordering::Release);
                        // A hole that came between the last look and the line above has nobody else to see it.
                        let is_left = { lock(&room.state).sequencer.has_hole() };
                        if is_left && hub.room(&room.id).is_some() {
                            hub.heal_later(&room);
                        }
                        return;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a hole in a room cannot be filled yet");
                        wait = (wait * 2).min(Duration::from_secs(5));
                    }
                }
                noticed = hub.clock.now();
            }
        });
    }

    /// Fills the hole that has been there since `noticed`; `true`: there is a younger one.
    async fn heal(&self, room: &Arc<Room>, noticed: Timestamp) -> StoreResult<bool> {
        let hole = { lock(&room.state).sequencer.hole(noticed) };
        if let Some(mut after) = hole {
            metrics::counter!("suda_holes_total").increment(1);
            loop {
                let entries = self.store.entries_after(&room.id, after, FILL).await?;
                let Some(last) = entries.last() else {
                    self.delete_if_gone(room).await;
                    break;
                };
                after = last.seq;
                let is_all = entries.len() < FILL;
                for entry in &entries {
                    self.offer_stored(room, entry);
                }
                if is_all {
                    break;
                }
            }
        }
        Ok(lock(&room.state).sequencer.has_hole())
    }

    /// Entries were said to be there and are not: the room was deleted, and that was not heard.
    async fn delete_if_gone(&self, room: &Arc<Room>) {
        if self.store.heads(std::slice::from_ref(&room.id)).await.is_ok_and(|heads| heads.is_empty()) {
            self.delete(room);
        }
    }

    fn offer_stored(&self, room: &Arc<Room>, entry: &Entry) {
        if let Some(frame) = said::frame(entry)
            && let Some(frame) = raw(&frame)
        {
            self.offer(room, entry.seq, Queued { frame: frame.to_owned(), gone: said::gone_by(entry) });
        }
    }

    /// The bus has lost something. Compares heads: entries are fetched where they are missing, rooms that are gone are told so, people
    /// are in the rooms that the store says, and every socket is told to ask for what it needs.
    pub(super) async fn recover(&self) {
        metrics::counter!("suda_bus_lost_total").increment(1);
        let rooms: Vec<Arc<Room>> = lock(&self.rooms).values().cloned().collect();
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id.clone()).collect();
        let heads = loop {
            match self.store.heads(&ids).await {
                Ok(heads) => break heads.into_iter().collect::<HashMap<_, _>>(),
                Err(error) => tracing::warn!(%error, "heads cannot be compared yet: nothing is told until they are"),
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        };
        for room in &rooms {
            match heads.get(&room.id) {
                None => self.delete(room),
                Some(&head) => {
                    lock(&room.state).sequencer.compare(head, self.clock.now());
                    self.heal_later(room);
                }
            }
        }
        self.check_sessions().await;
        self.keep_present().await;
        let people: Vec<UserId> = lock(&self.people).keys().cloned().collect();
        let again: Vec<_> = people.iter().map(|user_id| self.enter_again(user_id)).collect();
        futures::stream::iter(again).buffer_unordered(AT_ONCE).collect::<()>().await;
    }

    /// A person's sockets hear the rooms that the store says, and are told that they may have missed something.
    async fn enter_again(&self, user_id: &UserId) {
        let peers = self.peers_of(user_id);
        for peer in &peers {
            if let Err(error) = self.enter_all(peer).await {
                tracing::warn!(%error, "a socket cannot join its rooms again");
                self.cut(peer);
            }
        }
        if let Ok(frame) = serde_json::value::to_raw_value(&Resync::default()) {
            self.tell_all::<Resync>(peers.iter(), &frame, true);
        }
    }
}
