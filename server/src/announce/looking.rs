//! Who looks at one of their screens, on any replica: those need not be called. A lease like presence, that nobody is told of.

use std::sync::Arc;

use protocol::UserId;
use protocol::presence::PresenceState;
use store::presence::Lease;

use super::hub::Hub;
use super::peer::{Peer, lock};
use super::presence::is;

impl Hub {
    /// Somebody looks at this socket's screen, or nobody does any more. An outage costs them a call that they did not need, or the other
    /// way round, until the leases are renewed.
    pub async fn look(&self, peer: &Peer, on: bool) {
        if peer.look(on) {
            self.looks_changed(peer.user_id()).await;
            if on {
                self.wakes_or_dozes(peer.user_id()).await;
            } else {
                self.doze_soon(peer.user_id());
            }
        }
    }

    /// Nobody looks at this screen: unless somebody does within the grace, there or elsewhere, they are away. A glance at another tab is no
    /// absence.
    fn doze_soon(&self, user_id: &UserId) {
        let (hub, user_id, grace) = (self.weak(), user_id.clone(), self.settings.grace);
        tokio::spawn(async move {
            tokio::time::sleep(grace).await;
            if let Some(hub) = hub.upgrade() {
                hub.wakes_or_dozes(&user_id).await;
            }
        });
    }

    /// Tells those who share a room when somebody is away from all of their screens, on any replica, or comes back to one.
    pub(super) async fn wakes_or_dozes(&self, user_id: &UserId) {
        let awake = match lock(&self.people).get_mut(user_id) {
            Some(here) if here.online => {
                let awake = here.peers.iter().any(|peer| peer.is_awake());
                if std::mem::replace(&mut here.awake, awake) == awake {
                    return;
                }
                awake
            }
            _ => return,
        };
        let told = if awake {
            let fresh = self.store.renew(Lease::Awake, self.replica, std::slice::from_ref(user_id), self.lease_end()).await;
            fresh.map(|fresh| (!fresh.is_empty()).then_some(PresenceState::Online))
        } else {
            let gone = self.store.release(Lease::Awake, self.replica, user_id, self.clock.now()).await;
            gone.map(|gone| gone.then_some(PresenceState::Away))
        };
        match told {
            Ok(Some(state)) => self.publish_of(&is(user_id, state)).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "whether somebody is away cannot be said"),
        }
    }

    /// A socket is gone that was looked at.
    pub(super) fn looked_away(&self, user_id: &UserId) {
        let (hub, user_id) = (self.weak(), user_id.clone());
        tokio::spawn(async move {
            if let Some(hub) = hub.upgrade() {
                hub.looks_changed(&user_id).await;
            }
        });
    }

    async fn looks_changed(&self, user_id: &UserId) {
        let looks = || lock(&self.people).get(user_id).is_some_and(|here| is_looking(&here.peers));
        let said = if looks() {
            self.store.renew(Lease::Looking, self.replica, std::slice::from_ref(user_id), self.lease_end()).await.map(drop)
        } else {
            let released = self.store.release(Lease::Looking, self.replica, user_id, self.clock.now()).await.map(drop);
            // From one tab to the next: the second may have come to be looked at meanwhile.
            if looks() {
                self.store.renew(Lease::Looking, self.replica, std::slice::from_ref(user_id), self.lease_end()).await.map(drop)
            } else {
                released
            }
        };
        if let Err(error) = said {
            tracing::warn!(%error, "whether somebody looks at their screen cannot be said");
        }
    }

    /// Says again of everybody who looks that they do.
    pub(super) async fn keep_looking(&self) {
        let awake: Vec<UserId> =
            lock(&self.people).iter().filter(|(_, here)| here.online && here.awake).map(|(id, _)| id.clone()).collect();
        if !awake.is_empty()
            && let Err(error) = self.store.renew(Lease::Awake, self.replica, &awake, self.lease_end()).await
        {
            tracing::warn!(%error, "who is not away cannot be said again now");
        }
        let looking: Vec<UserId> =
            lock(&self.people).iter().filter(|(_, here)| is_looking(&here.peers)).map(|(user_id, _)| user_id.clone()).collect();
        if looking.is_empty() {
            return;
        }
        if let Err(error) = self.store.renew(Lease::Looking, self.replica, &looking, self.lease_end()).await {
            tracing::warn!(%error, "who looks at their screen cannot be said again now");
        }
    }

    /// Clears away what a replica has left that died.
    pub(super) async fn forget_who_looked(&self) {
        for lease in [Lease::Looking, Lease::Awake] {
            while self.store.expire(lease, self.clock.now()).await.is_ok_and(|gone| !gone.is_empty()) {}
        }
    }
}

fn is_looking(peers: &[Arc<Peer>]) -> bool {
    peers.iter().any(|peer| peer.is_looked_at())
}
