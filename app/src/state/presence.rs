//! Who is there, of those whom the reader's rooms show, and when others were there last.

use protocol::presence::{Presence, PresenceState};
use protocol::{Timestamp, UserId};

/// Everybody who is not offline or was there before, in order of their ids. A sorted list: the code of a tree weighs more than it saves here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Present(Vec<Presence>);

impl Present {
    /// As the server lists them, which replaces all that was known.
    pub fn new(present: &[Presence]) -> Self {
        let mut all = Self::default();
        for presence in present {
            all.apply(presence);
        }
        all
    }

    /// One person came or went, or another reply (members, people) told it on the side.
    pub fn apply(&mut self, presence: &Presence) {
        let nothing = presence.state == PresenceState::Offline && presence.seen_at.is_none();
        match (nothing, self.place(&presence.user_id)) {
            (true, Ok(place)) => drop(self.0.remove(place)),
            (true, Err(_)) => {}
            (false, Ok(place)) => self.0[place] = presence.clone(),
            (false, Err(place)) => self.0.insert(place, presence.clone()),
        }
    }

    /// Whether somebody is there, or away.
    pub fn of(&self, who: &UserId) -> PresenceState {
        self.place(who).map_or(PresenceState::Offline, |place| self.0[place].state)
    }

    /// When somebody was there last who is not.
    pub fn seen(&self, who: &UserId) -> Option<Timestamp> {
        self.place(who).ok().and_then(|place| self.0[place].seen_at)
    }

    fn place(&self, who: &UserId) -> Result<usize, usize> {
        self.0.binary_search_by(|known| known.user_id.cmp(who))
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
        let presence = |who: &str, state| Presence { user_id: id(who), state, seen_at: None };
        let mut present = Present::new(&[presence("jimin", PresenceState::Online), presence("bob", PresenceState::Offline)]);
        let states = |present: &Present| ["jimin", "bob"].map(|who| present.of(&id(who)));
        assert_eq!(states(&present), [PresenceState::Online, PresenceState::Offline]);
        present.apply(&presence("jimin", PresenceState::Offline));
        present.apply(&presence("bob", PresenceState::Online));
        assert_eq!(states(&present), [PresenceState::Offline, PresenceState::Online]);
        present.apply(&presence("bob", PresenceState::Away));
        assert_eq!(states(&present), [PresenceState::Offline, PresenceState::Away]);
    }

    #[test]
    fn who_went_was_there_until_they_come_back() {
        let id = UserId::new("jimin").expect("an id");
        let presence = |state, seen_at| Presence { user_id: id.clone(), state, seen_at };
        let mut present = Present::new(&[presence(PresenceState::Offline, Some(Timestamp(60_000)))]);
        assert_eq!((present.of(&id), present.seen(&id)), (PresenceState::Offline, Some(Timestamp(60_000))));
        present.apply(&presence(PresenceState::Online, None));
        assert_eq!((present.of(&id), present.seen(&id)), (PresenceState::Online, None));
        present.apply(&presence(PresenceState::Offline, Some(Timestamp(120_000))));
        assert_eq!((present.of(&id), present.seen(&id)), (PresenceState::Offline, Some(Timestamp(120_000))));
        present.apply(&presence(PresenceState::Offline, None));
        assert_eq!(present, Present::default(), "nothing is known of them");
    }
}
