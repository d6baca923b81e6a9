//! An ordered window of one room.

use protocol::messages::{Cursor, Entry, Page};
use protocol::{RoomId, Seq};

/// Most entries that a timeline holds.
pub const MAX_ENTRIES: usize = 2_000;

/// What an entry was to the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is the next one.
    Appended,
    /// It was there already, or is of another room.
    Known,
    /// There is a hole before it: fetch [`Timeline::missing`].
    Ahead,
}

/// What the reader sees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Ordered by `seq`, each once, without a hole between the first and the last.
    pub entries: &'a [Entry],
    /// The log begins here: there is nothing older.
    pub at_start: bool,
    /// The log ends here: there is nothing newer.
    pub at_end: bool,
}

/// An ordered window of one room.
#[derive(Clone, Debug)]
pub struct Timeline {
    room_id: RoomId,
}

impl Timeline {
    /// Nothing is known yet; follows the live end.
    pub fn new(room_id: RoomId) -> Self {
        Self { room_id }
    }
    /// Which room.
    pub fn room_id(&self) -> &RoomId {
        &self.room_id
    }
    /// Takes in a page of the log.
    pub fn apply_page(&mut self, _page: Page) {
        unimplemented!()
    }
    /// Takes in one entry: an event, or a message of mine that was acknowledged.
    pub fn apply_entry(&mut self, _entry: Entry) -> Applied {
        unimplemented!()
    }
    /// The log goes at least this far (from a room's summary).
    pub fn saw_head(&mut self, _head: Seq) {
        unimplemented!()
    }
    /// The last place of the log that is known to exist.
    pub fn head(&self) -> Seq {
        unimplemented!()
    }
    /// What the reader sees.
    pub fn shown(&self) -> Shown<'_> {
        unimplemented!()
    }
    /// Entries that came after a hole at the live end.
    pub fn ahead(&self) -> impl Iterator<Item = &Entry> {
        std::iter::empty()
    }
    /// What to fetch next; `None`: nothing is missing before the live end.
    pub fn missing(&self) -> Option<Cursor> {
        unimplemented!()
    }
    /// What to fetch when the reader comes to the upper end of what is shown.
    pub fn older(&self) -> Option<Cursor> {
        unimplemented!()
    }
    /// What to fetch when the reader comes to the lower end of what is shown.
    pub fn newer(&self) -> Option<Cursor> {
        unimplemented!()
    }
    /// For `Sync::rooms`: the last place before which there is no hole. `None`: nothing is held.
    pub fn contiguous_head(&self) -> Option<Seq> {
        unimplemented!()
    }
    /// Shows the live end.
    pub fn show_live(&mut self) {
        unimplemented!()
    }
    /// Shows what is around an entry: a search hit, the first unread.
    pub fn show_around(&mut self, _seq: Seq) {
        unimplemented!()
    }
    /// Whether the live end is shown, rather than a place in the past.
    pub fn is_live(&self) -> bool {
        unimplemented!()
    }
    /// The entry in the middle of the reader's screen: what is far from it may be dropped.
    pub fn look_at(&mut self, _seq: Seq) {
        unimplemented!()
    }
}
