//! A room that is or was open: its timeline, where the reader stands in it, and what of it is on the page.
//!
//! | module | holds |
//! |---|---|
//! | [`rows`] | what the log draws: groups, days, notices, the divider |

use client::timeline::{Applied, Timeline};
use protocol::messages::{Cursor, Entry, Page};
use protocol::{RoomId, Seq, UserId};

pub mod rows;
#[cfg(test)]
mod tests;

/// Most entries of a timeline that are drawn at once.
pub const MAX_DRAWN: usize = 180;
/// How many are drawn before the end, or before where the reader goes.
pub const STEP: usize = 60;
/// By how many the window moves while the reader scrolls: what a slow phone draws within a few frames.
pub const MOVE: usize = 20;

/// A conversation.
#[derive(Clone, Debug)]
pub struct Conversation {
    timeline: Timeline,
    /// The divider stands after this place; `None`: there was nothing unread.
    divider: Option<Seq>,
    /// The entry that is marked: a search hit, or the address asked for it.
    focus: Option<Focus>,
    /// The first entry that is drawn.
    top: Seq,
    /// Whether the reader is at the live end, so that the window follows it.
    following: bool,
    /// The reader goes here as soon as it is drawn.
    goal: Option<Goal>,
    /// The first entry on the reader's screen, or the last one at the end.
    seen: Option<Seq>,
    /// The reader has marked it as unread: what is on the screen is not read before they come again.
    put_off: bool,
}

/// Where a reader is in a conversation, to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the live end.
    End,
    /// With this entry at the upper edge of the screen.
    At(Seq),
}

/// An entry that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Which.
    pub seq: Seq,
    /// What of it matches a search, as `[start, end)` in characters.
    pub ranges: Vec<(u32, u32)>,
}

/// Where the reader goes as soon as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// The live end.
    End,
    /// The divider, or the end when there is none.
    Divider,
    /// An entry, centred.
    Entry(Seq),
    /// An entry, at the upper edge.
    Top(Seq),
}

/// What there is beyond what is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    /// It was here, and is drawn now.
    Drawn,
    /// It has to be fetched.
    Fetch(Cursor),
    /// The log ends there.
    Nothing,
}

impl Conversation {
    /// A room as the page began with it.
    pub fn begin(room: RoomId, page: Page, read: Seq, focus: Option<Seq>, me: &UserId) -> Self {
        let mut timeline = Timeline::new(room, me.clone());
        if let Some(seq) = focus {
            timeline.show_around(seq);
        } else if page.to < page.head {
            timeline.show_around(read.next());
        }
        let unread = page.entries.iter().any(|entry| entry.seq > read && is_of_others(entry, me));
        // A page that begins later has all of it below the divider.
        let read = read.max(page.from.prev());
        timeline.apply_page(page);
        let goal = Some(focus.map_or(Goal::Divider, Goal::Entry));
        let divider = unread.then_some(read);
        let focus = focus.map(|seq| Focus { seq, ranges: Vec::new() });
        let mut conversation = Self { timeline, divider, focus, top: Seq::ZERO, following: false, goal, seen: None, put_off: false };
        conversation.settle();
        conversation
    }

    /// A room that is opened in the browser: at its first unread, else at its end. The rest has to be fetched.
    pub fn open(room: RoomId, head: Seq, me: UserId) -> Self {
        let mut timeline = Timeline::new(room, me);
        timeline.saw_head(head);
        Self { timeline, divider: None, focus: None, top: Seq::ZERO, following: true, goal: None, seen: None, put_off: false }
    }

    /// The reader comes (again): `unread` stands after `read`.
    pub fn enter(&mut self, read: Seq, unread: u32, head: Seq) {
        self.timeline.saw_head(head);
        self.focus = None;
        self.put_off = false;
        self.divider = (unread > 0).then_some(read);
        if unread > 0 && !self.holds(read.next()) {
            self.timeline.show_around(read.next());
            self.following = false;
            self.top = Seq::ZERO;
        } else {
            self.timeline.show_live();
            self.following = unread == 0;
            self.top = Seq::ZERO;
            self.show_end();
        }
        self.goal = Some(Goal::Divider);
        self.settle();
    }

    /// Which room.
    pub fn room(&self) -> &RoomId {
        self.timeline.room_id()
    }

    /// The timeline, to read.
    pub const fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The entry that is marked.
    pub const fn focus(&self) -> Option<&Focus> {
        self.focus.as_ref()
    }

    /// Where the divider stands.
    pub const fn divider(&self) -> Option<Seq> {
        self.divider
    }

    /// Something of others came that the reader does not see, because the tab is hidden: it begins below a divider, unless there is
    /// one already.
    pub fn divide(&mut self, read: Seq) {
        self.divider.get_or_insert(read);
    }

    /// The reader reads it later: what stands after a place is below a divider.
    pub fn put_off(&mut self, read: Seq) {
        self.divider = Some(read);
        self.put_off = true;
    }

    /// Whether what is on the screen is not read.
    pub const fn is_put_off(&self) -> bool {
        self.put_off
    }

    /// The last message of the reader's own that is drawn, which they may still change.
    pub fn last_own(&self, me: &UserId) -> Option<Seq> {
        self.drawn().iter().rev().find(|entry| entry.by.id == *me && entry.change.is_message()).map(|entry| entry.seq)
    }

    /// Where the reader has to go now: asked once it is drawn, and then no more.
    pub fn take_goal(&mut self) -> Option<Goal> {
        let any = !self.timeline.shown().entries.is_empty();
        let drawn = match self.goal? {
            Goal::Entry(seq) | Goal::Top(seq) => self.draws(seq),
            Goal::Divider => self.divider.map_or(any, |read| self.draws(read.next())),
            Goal::End => any,
        };
        if drawn { self.goal.take() } else { None }
    }

    /// Whether the reader is on the way somewhere.
    pub const fn has_goal(&self) -> bool {
        self.goal.is_some()
    }

    /// A page came.
    pub fn apply_page(&mut self, page: Page) {
        self.timeline.apply_page(page);
        self.settle();
    }

    /// The next entry of the log.
    pub fn apply_entry(&mut self, entry: Entry) -> Applied {
        let applied = self.timeline.apply_entry(entry);
        self.settle();
        applied
    }

    /// The log goes at least this far.
    pub fn saw_head(&mut self, head: Seq) {
        self.timeline.saw_head(head);
    }

    /// What has to be fetched for what the reader looks at.
    pub fn missing(&self) -> Option<Cursor> {
        self.timeline.missing()
    }

    /// What is drawn.
    pub fn drawn(&self) -> &[Entry] {
        let all = self.timeline.shown().entries;
        let first = all.partition_point(|entry| entry.seq < self.top);
        let last = all.len().min(first + MAX_DRAWN);
        &all[first..last]
    }

    /// Whether what is drawn begins where the log begins.
    pub fn begins(&self) -> bool {
        let shown = self.timeline.shown();
        shown.at_start && shown.entries.first().is_none_or(|first| first.seq >= self.top)
    }

    /// Whether what is drawn ends where the log ends, so that what is sent now comes next.
    pub fn ends(&self) -> bool {
        let shown = self.timeline.shown();
        shown.at_end && self.drawn().last().map(|entry| entry.seq) == shown.entries.last().map(|entry| entry.seq)
    }

    /// The reader came near the upper end of what is drawn.
    pub fn up(&mut self) -> More {
        let all = self.timeline.shown().entries;
        let first = all.partition_point(|entry| entry.seq < self.top);
        if first == 0 {
            return self.timeline.older().map_or(More::Nothing, More::Fetch);
        }
        self.top = all[first.saturating_sub(MOVE)].seq;
        More::Drawn
    }

    /// The reader came near the lower end of what is drawn.
    pub fn down(&mut self) -> More {
        let all = self.timeline.shown().entries;
        let first = all.partition_point(|entry| entry.seq < self.top);
        if first + MAX_DRAWN >= all.len() {
            return self.timeline.newer().map_or(More::Nothing, More::Fetch);
        }
        self.top = all[first + MOVE].seq;
        More::Drawn
    }

    /// Whether the reader is at the live end: the window follows it then, and holds still otherwise. Whether it moved.
    pub fn follow(&mut self, at_end: bool) -> bool {
        let top = self.top;
        self.following = at_end && self.ends();
        self.settle();
        self.top != top
    }

    /// Whether the window follows the live end.
    pub const fn is_following(&self) -> bool {
        self.following
    }

    /// Whether an entry is marked.
    pub const fn has_focus(&self) -> bool {
        self.focus.is_some()
    }

    /// The reader wants to see the latest, unmarked.
    pub fn go_to_end(&mut self) {
        self.focus = None;
        self.timeline.show_live();
        self.show_end();
        self.following = true;
        self.goal = Some(Goal::End);
    }

    /// The reader wants to see an entry in its context; `ranges` of it match a search.
    pub fn go_to(&mut self, seq: Seq, ranges: Vec<(u32, u32)>) {
        self.focus = Some(Focus { seq, ranges });
        self.goal = Some(Goal::Entry(seq));
        self.following = false;
        if !self.draws(seq) {
            self.timeline.show_around(seq);
            self.top = Seq::ZERO;
            self.settle();
        }
    }

    /// The entry in the middle of the reader's screen.
    pub fn look_at(&mut self, seq: Seq) {
        self.seen = Some(seq);
        self.timeline.look_at(seq);
    }

    /// Where the reader is now.
    pub fn place(&self) -> Place {
        self.seen.filter(|_| !self.following).map_or(Place::End, Place::At)
    }

    /// Back to where the reader was; nothing is marked.
    pub fn go_back(&mut self, place: Place) {
        match place {
            Place::End => self.go_to_end(),
            Place::At(seq) => {
                self.go_to(seq, Vec::new());
                self.focus = None;
                self.goal = Some(Goal::Top(seq));
            }
        }
    }

    /// How many messages of others stand after a place; `None` when that is not known here.
    pub fn unread_after(&self, seq: Seq, me: &UserId) -> Option<u32> {
        let shown = self.timeline.shown();
        let from = shown.entries.first().map_or(Seq::ZERO, |entry| entry.seq);
        if !shown.at_end || from > seq.next() {
            return None;
        }
        let unread = shown.entries.iter().filter(|entry| entry.seq > seq && is_of_others(entry, me)).count();
        Some(u32::try_from(unread).unwrap_or(u32::MAX))
    }

    fn draws(&self, seq: Seq) -> bool {
        self.drawn().iter().any(|entry| entry.seq == seq)
    }

    fn holds(&self, seq: Seq) -> bool {
        self.timeline.shown().entries.iter().any(|entry| entry.seq == seq)
    }

    /// The window at the end of what there is.
    fn show_end(&mut self) {
        let all = self.timeline.shown().entries;
        self.top = all.get(all.len().saturating_sub(STEP)).map_or(Seq::ZERO, |entry| entry.seq);
    }

    /// Keeps the window where the reader is: around the goal, or at the end while they follow it. It moves in steps, so that not
    /// every message takes one away at the other end.
    fn settle(&mut self) {
        let all = self.timeline.shown().entries;
        if let (Seq::ZERO, Some(first)) = (self.top, all.first()) {
            self.top = first.seq;
        }
        let place = match self.goal {
            Some(Goal::Entry(seq) | Goal::Top(seq)) => Some(seq),
            Some(Goal::Divider) => self.divider.map(Seq::next),
            Some(Goal::End) | None => None,
        };
        if let Some(seq) = place {
            let at = all.partition_point(|entry| entry.seq < seq);
            self.top = all.get(at.saturating_sub(STEP)).map_or(self.top, |entry| entry.seq);
        } else if self.following || self.goal.is_some() {
            let first = all.partition_point(|entry| entry.seq < self.top);
            if all.len() - first > MAX_DRAWN {
                self.show_end();
            }
        }
    }
}

/// Whether an entry is something that somebody else said.
pub(super) fn is_of_others(entry: &Entry, me: &UserId) -> bool {
    entry.change.is_message() && entry.by.id != *me
}
