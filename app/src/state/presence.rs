//! Who is there, of those whom the reader's rooms show.

use std::collections::BTreeSet;

use protocol::UserId;
use protocol::presence::{Presence, PresenceState};

/// Everybody who is not offline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present(BTreeSet<UserId>);

impl Present {
    /// As the server lists them, which replaces all that was known.
    pub fn new(present: &[Presence]) -> Self {
        let mut all = Self::default();
        for presence in present {
            all.apply(presence);
        }
        all
    }

    /// One person came or went.
    pub fn apply(&mut self, presence: &Presence) {
        self.set(&presence.user_id, presence.state);
    }

    /// As another reply (members, people) told it on the side.
    pub fn set(&mut self, who: &UserId, state: PresenceState) {
        match state {
            PresenceState::Online => {
                self.0.insert(who.clone());
            }
            PresenceState::Offline => {
                self.0.remove(who);
            }
        }
    }

    /// Whether somebody is there.
    pub fn is_online(&self, who: &UserId) -> bool {
        self.0.contains(who)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_come_and_go() {
        let id = |id: &str| UserId::new(id).expect("an id");
        let presence = |who: &str, state| Presence { user_id: id(who), state };
        let mut present = Present::new(&[presence("jimin", PresenceState::Online), presence("bob", PresenceState::Offline)]);
        assert!(present.is_online(&id("jimin")));
        assert!(!present.is_online(&id("bob")));
        present.apply(&presence("jimin", PresenceState::Offline));
        present.apply(&presence("bob", PresenceState::Online));
        assert!(!present.is_online(&id("jimin")));
        assert!(present.is_online(&id("bob")));
    }
}
