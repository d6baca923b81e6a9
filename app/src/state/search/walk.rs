//! From hit to hit in a conversation, back to the results, and back to where the conversation was.

use protocol::{RoomId, Seq};

use super::found::Found;
use super::{Choice, Finding, Wants};
use crate::state::chat::Chat;
use crate::state::messages::{Conversation, Place};

/// Where the reader was before they opened a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    room: Option<RoomId>,
    place: Place,
}

/// What a step leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Another hit of the room.
    To(Box<Found>),
    /// The next page has to come first.
    Wait,
    /// There is none in that direction.
    Nowhere,
}

impl Finding {
    /// Whether the reader goes from hit to hit.
    pub const fn is_walking(&self) -> bool {
        self.walk.is_some()
    }

    /// The hit that the conversation stands around, among those of its room: `(3, 14)`, and whether there may be more.
    pub fn walked(&self) -> Option<(usize, usize, bool)> {
        let (room, seq) = self.walk.as_ref()?;
        let at = self.of(room).position(|found| found.hit.entry.seq == *seq)?;
        Some((at + 1, self.of(room).count(), self.results.has_more()))
    }

    /// The hits of a room, in the order of the list.
    fn of(&self, room: &RoomId) -> impl Iterator<Item = &Found> {
        self.results.hits.iter().filter(move |found| found.hit.entry.room_id == *room)
    }

    /// To the next hit of the room (`1`) or the one before (`-1`). Beyond the last one, to the first of the next page that has one.
    pub fn step(&mut self, by: isize) -> Step {
        let Some((at, _, more)) = self.walked() else { return Step::Nowhere };
        let to = (at - 1).checked_add_signed(by);
        let found = self.walk.as_ref().zip(to).and_then(|((room, _), to)| self.of(room).nth(to).cloned());
        match found {
            Some(found) => Step::To(Box::new(found)),
            None if by > 0 && more => {
                self.wants = Wants::Step;
                Step::Wait
            }
            None => Step::Nowhere,
        }
    }

    /// A page came: the step that waited for it. [`Step::Wait`] when it waits for one more, and nothing at all when none waited.
    pub fn step_on(&mut self) -> Step {
        if self.wants != Wants::Step {
            return Step::Nowhere;
        }
        self.wants = Wants::Nothing;
        self.step(1)
    }

    /// A hit is opened. Where the reader was is kept for the way back, once.
    pub fn open(&mut self, room: &RoomId, seq: Seq, origin: Origin) {
        self.shown = false;
        self.walk = Some((room.clone(), seq));
        self.chosen = Some(Choice::Hit(room.clone(), seq));
        self.origin.get_or_insert(origin);
    }

    /// Back to the results, as they were.
    pub fn to_results(&mut self) {
        self.shown = true;
        self.walk = None;
        self.wants = Wants::Nothing;
    }

    /// The reader stays where they are: nothing leads back any more.
    pub fn stay(&mut self) {
        self.walk = None;
        self.origin = None;
        self.wants = Wants::Nothing;
    }
}

impl Chat {
    /// Where the reader is now.
    pub fn origin(&self) -> Origin {
        if let Some(origin) = &self.finding.origin {
            return origin.clone();
        }
        Origin { room: self.open_id().cloned(), place: self.conversation().map_or(Place::End, Conversation::place) }
    }

    /// Out of the search, to where the conversation was before it. Whether another room had to be opened for that.
    pub fn leave_search(&mut self) -> bool {
        let finding = &mut self.finding;
        (finding.shown, finding.walk, finding.chosen, finding.scroll) = (false, None, None, 0);
        let Some(Origin { room, place }) = self.finding.origin.take() else { return false };
        let away = self.open_id() != room.as_ref();
        if away && !self.go(room.as_ref()) {
            return false;
        }
        if let Some(here) = self.conversation_mut() {
            here.go_back(place);
        }
        away
    }
}
