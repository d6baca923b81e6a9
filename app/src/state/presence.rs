//! Who is there, of those whom the reader's rooms show.

use protocol::UserId;
use protocol::presence::{Presence, PresenceState};

/// Everybody who is not offline, in order of their ids. A sorted list: the code of a tree weighs more than it saves here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present(Vec<UserId>);

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
        match (state, self.0.binary_search(who)) {
            (PresenceState::Online, Err(place)) => self.0.insert(place, who.clone()),
            (PresenceState::Offline, Ok(place)) => drop(self.0.remove(place)),
            (PresenceState::Online, Ok(_)) | (PresenceState::Offline, Err(_)) => {}
        }
    }

    /// Whether somebody is there.
    pub fn is_online(&self, who: &UserId) -> bool {
        self.0.binary_search(who).is_ok()
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
