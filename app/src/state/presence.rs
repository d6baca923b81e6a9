//! Who is there, of those whom the reader's rooms show.

use protocol::UserId;
use protocol::presence::{Presence, PresenceState};

/// Everybody who is not offline, in order of their ids. A sorted list: the code of a tree weighs more than it saves here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present(Vec<(UserId, PresenceState)>);

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
        match (state, self.0.binary_search_by(|(known, _)| known.cmp(who))) {
            (PresenceState::Offline, Ok(place)) => drop(self.0.remove(place)),
            (PresenceState::Offline, Err(_)) => {}
            (_, Ok(place)) => self.0[place].1 = state,
            (_, Err(place)) => self.0.insert(place, (who.clone(), state)),
        }
    }

    /// Whether somebody is there, or away.
    pub fn of(&self, who: &UserId) -> PresenceState {
        self.0.binary_search_by(|(known, _)| known.cmp(who)).map_or(PresenceState::Offline, |place| self.0[place].1)
    }
}

/// The mark of a state, if it has one: whether it is that of who is away.
pub const fn mark(state: PresenceState) -> Option<bool> {
    match state {
        PresenceState::Online => Some(false),
        PresenceState::Away => Some(true),
        PresenceState::Offline => None,
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
        let states = |present: &Present| ["jimin", "bob"].map(|who| present.of(&id(who)));
        assert_eq!(states(&present), [PresenceState::Online, PresenceState::Offline]);
        present.apply(&presence("jimin", PresenceState::Offline));
        present.apply(&presence("bob", PresenceState::Online));
        assert_eq!(states(&present), [PresenceState::Offline, PresenceState::Online]);
        present.apply(&presence("bob", PresenceState::Away));
        assert_eq!(states(&present), [PresenceState::Offline, PresenceState::Away]);
    }
}
