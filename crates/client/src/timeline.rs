//! An ordered window of one room: what of its log is here, what is shown, and what is missing.
//!
//! Several spans of the log may be held: the one that ends at the live end, one around a search hit, entries that came
//! after a hole. The shown span is always contiguous. The *live span* ends at [`Timeline::contiguous_head`]; entries
//! beyond that wait behind a hole until [`Timeline::missing`] has been fetched. When the hole is longer than a page
//! ([`Limit::MAX`]), it is not filled from below: the latest page becomes the live span and the old one history, which
//! is fetched when the reader scrolls there. Nothing is ever shown across a hole.
//!
//! Messages are as they are now: an entry that changes one is folded into it when the live span reaches it, in the order of the log, and is no
//! entry of its own any more. What a page was read with already is not folded twice.
//!
//! The timeline holds what the log says and nothing else. Messages of the outbox are not in it: show
//! [`crate::outbox::Outbox::of_room`] below the shown span when [`Timeline::is_live`], and when one is acknowledged,
//! give [`crate::outbox::Unsent::into_entry`] to [`Timeline::apply_entry`]: the event that comes later, or came before,
//! changes nothing. When the hole before it is still open it is among [`Timeline::ahead`].

mod fold;
mod span;

use protocol::ids::Limit;
use protocol::messages::{Cursor, Entry, Page};
use protocol::{RoomId, Seq, UserId};

use span::Span;

/// Most entries that a timeline holds.
pub const MAX_ENTRIES: usize = 2_000;

/// How many entries of the live end stay while the reader is far from it.
const LIVE_KEPT: usize = 200;

/// How many entries of what is shown stay when the bound is passed: fewer than the bound, or each further entry would
/// cut again.
const MAX_SHOWN: usize = MAX_ENTRIES - 2 * LIVE_KEPT;

/// A hole that is longer is not filled from below.
const LONGEST_HOLE: u64 = Limit::MAX as u64;

/// What an entry was to the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is held now, and there is no hole between it and what the live span already had.
    Appended,
    /// It was there already, or is of another room.
    Known,
    /// It is held now, and there is a hole before it: fetch [`Timeline::missing`].
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// The live span.
    Live,
    /// The span around a place.
    Around(Seq),
}

/// An ordered window of one room.
#[derive(Clone, Debug)]
pub struct Timeline {
    room_id: RoomId,
    /// Whose screen it is: their own reactions are marked.
    me: UserId,
    /// In order, and none touches the next.
    spans: Vec<Span>,
    /// Where the live span ends; `None` before the live end was fetched.
    live: Option<Seq>,
    /// The log goes at least this far.
    head: Seq,
    view: View,
    /// Where the reader's eyes are, when not at the end of what is shown.
    eyes: Option<Seq>,
}

impl Timeline {
    /// Nothing is known yet; shows the live end.
    pub fn new(room_id: RoomId, me: UserId) -> Self {
        Self { room_id, me, spans: Vec::new(), live: None, head: Seq::ZERO, view: View::Live, eyes: None }
    }

    /// Which room.
    pub fn room_id(&self) -> &RoomId {
        &self.room_id
    }

    /// Takes in a page of the log: from `history`, from `sync`, from the page that the server rendered. Where an entry is
    /// held already, the page's reading of it counts. Entries of another room are left out.
    pub fn apply_page(&mut self, mut page: Page) {
        let (before, known) = (self.live.unwrap_or_default(), self.head);
        self.head = known.max(page.head).max(page.to);
        // All that is held has what was changed up to the live end.
        page.entries.retain(|entry| entry.room_id == self.room_id && (entry.seq > before || entry.change.target().is_none()));
        let (from, to, reaches_end) = (page.from, page.to, page.to >= page.head);
        let Some(span) = Span::covered_by(page) else {
            // The room's log is empty.
            if self.head == Seq::ZERO {
                self.live = Some(Seq::ZERO);
            }
            return;
        };
        self.spans.retain(|old| !old.stale || !old.touches(&span));
        span::insert(&mut self.spans, span);
        match self.live {
            None if reaches_end => {
                self.live = Some(to);
                // What was read before may have been changed in between.
                if from > known.next() {
                    self.distrust(to);
                }
            }
            Some(live) if reaches_end && to > live && self.hole_after(live) > LONGEST_HOLE => self.jump(live, to),
            _ => {}
        }
        self.extend_live();
        self.fold_after(before);
        if let Some(live) = self.live {
            // Heard before the live end was known, or beyond a hole: what was read since has it.
            self.spans.iter_mut().for_each(|span| span.entries.retain(|entry| entry.seq > live || entry.change.target().is_none()));
        }
        self.trim();
    }

    /// Takes in one entry: an event, or a message of mine that was acknowledged.
    pub fn apply_entry(&mut self, entry: Entry) -> Applied {
        let seq = entry.seq;
        if entry.room_id != self.room_id || seq == Seq::ZERO || self.spans.iter().any(|span| span.covers(seq)) {
            return Applied::Known;
        }
        let before = self.live.unwrap_or_default();
        self.head = self.head.max(seq);
        span::insert(&mut self.spans, Span::of(entry));
        self.extend_live();
        self.fold_after(before);
        let ahead = self.live.is_none_or(|live| seq > live);
        self.trim();
        if ahead { Applied::Ahead } else { Applied::Appended }
    }

    /// The log goes at least this far: from a room's summary, when `sync` says that too much was missed.
    pub fn saw_head(&mut self, head: Seq) {
        self.head = self.head.max(head);
    }

    /// The last place of the log that is known to exist.
    pub fn head(&self) -> Seq {
        self.head
    }

    /// What the reader sees. While a place that was asked for by [`Timeline::show_around`] is not here yet: the live
    /// span.
    pub fn shown(&self) -> Shown<'_> {
        match self.shown_span() {
            Some(span) => Shown { entries: &span.entries, at_start: span.from <= Seq(1), at_end: span.to >= self.head },
            None => Shown { entries: &[], at_start: self.live == Some(Seq::ZERO), at_end: self.live == Some(self.head) },
        }
    }

    /// Entries that came after a hole at the live end, in order. Not shown as if nothing were missing.
    pub fn ahead(&self) -> impl Iterator<Item = &Entry> {
        let live = self.live;
        self.spans.iter().filter(move |span| live.is_some_and(|live| span.from > live)).flat_map(|span| &span.entries)
    }

    /// An entry that is held, shown or not: for what a message answers.
    pub fn get(&self, seq: Seq) -> Option<&Entry> {
        let span = self.spans.iter().find(|span| span.covers(seq))?;
        span.entries.binary_search_by_key(&seq, |entry| entry.seq).ok().map(|at| &span.entries[at])
    }

    /// All that is held, shown or not, oldest first; there may be holes.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.spans.iter().flat_map(|span| &span.entries)
    }

    /// What to fetch next, with any limit; `None`: what was asked for is here and there is no hole before the live
    /// end. Ask again after each answer. Each answer brings the end nearer, so this ends.
    pub fn missing(&self) -> Option<Cursor> {
        match (self.view, self.live) {
            (View::Around(seq), _) if self.span_of(seq).is_none_or(|span| span.stale) && seq <= self.head => Some(Cursor::Around(seq)),
            (_, None) => Some(Cursor::Latest),
            (_, Some(live)) if live >= self.head => None,
            (_, Some(live)) if self.hole_after(live) > LONGEST_HOLE => Some(Cursor::Latest),
            (_, Some(live)) => Some(Cursor::After(live)),
        }
    }

    /// What to fetch when the reader comes to the upper end of what is shown; `None`: the log begins there, or nothing
    /// is shown yet.
    pub fn older(&self) -> Option<Cursor> {
        self.shown_span().filter(|span| span.from > Seq(1)).map(|span| Cursor::Before(span.from))
    }

    /// What to fetch when the reader comes to the lower end of what is shown; `None`: the log ends there, or nothing
    /// is shown yet.
    pub fn newer(&self) -> Option<Cursor> {
        self.shown_span().filter(|span| span.to < self.head).map(|span| Cursor::After(span.to))
    }

    /// For `Sync::rooms`: where the live span ends. Everything after it that is held lies behind a hole. `None`: the
    /// live end was not fetched yet, so there is nothing to go on from.
    pub fn contiguous_head(&self) -> Option<Seq> {
        self.live
    }

    /// Shows the live end.
    pub fn show_live(&mut self) {
        (self.view, self.eyes) = (View::Live, None);
        self.trim();
    }

    /// Shows what is around a place: a search hit, a permalink, the first unread. When it is not here,
    /// [`Timeline::missing`] asks for it next.
    pub fn show_around(&mut self, seq: Seq) {
        let seq = seq.max(Seq(1));
        (self.view, self.eyes) = (View::Around(seq), Some(seq));
    }

    /// Whether what is shown goes on at the live end, rather than being a place in the past.
    pub fn is_live(&self) -> bool {
        match self.shown_span() {
            Some(span) => self.live == Some(span.to),
            None => true,
        }
    }

    /// The entry in the middle of the reader's screen, or the last one when the screen is at the end of what is shown.
    /// What is far from it is dropped first; and when the live end runs away from a reader who is not at it, the view
    /// stays where they read.
    pub fn look_at(&mut self, seq: Seq) {
        let Some(span) = self.shown_span().filter(|span| span.covers(seq)) else { return };
        let at_end = span.entries.last().is_some_and(|last| last.seq == seq);
        self.eyes = (!at_end).then_some(seq);
        // The place that was asked for may be dropped when the reader has gone far from it; where they are may not.
        if let View::Around(place) = self.view
            && self.span_of(place).is_some()
        {
            self.view = View::Around(seq);
        }
    }

    fn span_of(&self, seq: Seq) -> Option<&Span> {
        self.spans.iter().find(|span| span.covers(seq))
    }

    fn shown_span(&self) -> Option<&Span> {
        let live = || self.live.map_or_else(|| self.spans.last(), |live| self.span_of(live));
        match self.view {
            View::Live => live(),
            View::Around(seq) => self.span_of(seq).or_else(live),
        }
    }

    /// How many places lie between the live span and the next thing that is known.
    fn hole_after(&self, live: Seq) -> u64 {
        let next = self.spans.iter().map(|span| span.from).find(|&from| from > live);
        next.unwrap_or(self.head.next()).0.saturating_sub(live.0 + 1)
    }

    fn extend_live(&mut self) {
        let Some(live) = self.live else { return };
        if let Some(span) = self.spans.iter().find(|span| span.covers(live) || span.from == live.next()) {
            self.live = Some(live.max(span.to));
        }
    }

    /// Folds what changes messages, of what the live span holds after a place, and forgets it.
    fn fold_after(&mut self, place: Seq) {
        let Some(live) = self.live.filter(|live| *live > place) else { return };
        let Some(span) = self.spans.iter_mut().find(|span| span.covers(live)) else { return };
        let first = span.entries.partition_point(|entry| entry.seq <= place);
        let changes: Vec<Entry> = span.entries.extract_if(first.., |entry| entry.change.target().is_some()).collect();
        let me = self.me.clone();
        for change in changes {
            if let Some(message) = change.change.target().and_then(|target| self.get_mut(target)) {
                fold::fold(message, &change, &me);
            }
        }
    }

    fn get_mut(&mut self, seq: Seq) -> Option<&mut Entry> {
        let span = self.spans.iter_mut().find(|span| span.covers(seq))?;
        span.entries.binary_search_by_key(&seq, |entry| entry.seq).ok().map(|at| &mut span.entries[at])
    }

    /// The live end has run away: the latest page is the live span from now on.
    fn jump(&mut self, old: Seq, new: Seq) {
        if let (View::Live, Some(seq)) = (self.view, self.eyes)
            && self.span_of(old).is_some_and(|span| span.covers(seq))
        {
            self.view = View::Around(seq);
        }
        self.live = Some(new);
        self.distrust(new);
    }

    /// There is a hole before the live end, in which messages may have been changed that are held.
    fn distrust(&mut self, live: Seq) {
        for span in self.spans.iter_mut().filter(|span| !span.covers(live)) {
            span.stale = true;
        }
    }

    /// Keeps the bound: other spans go first, then what is far from the reader's eyes.
    fn trim(&mut self) {
        let held = |spans: &[Span]| spans.iter().map(|span| span.entries.len()).sum::<usize>();
        if held(&self.spans) <= MAX_ENTRIES {
            return;
        }
        let shown = self.shown_span().map(|span| span.from);
        let live = self.live.and_then(|live| self.span_of(live)).map(|span| span.from);
        // What waits behind a hole is fetched with the hole: `head` still says that it exists.
        self.spans.retain(|span| Some(span.from) == shown || Some(span.from) == live);
        if held(&self.spans) <= MAX_ENTRIES {
            return;
        }
        if shown == live {
            self.split_shown();
        }
        for span in &mut self.spans {
            let len = span.entries.len();
            if Some(span.to) == self.live {
                let most = if Some(span.from) == shown { MAX_SHOWN } else { LIVE_KEPT };
                span.keep(len.saturating_sub(most), len);
            } else {
                let (from, to) = window(span, self.eyes);
                span.keep(from, to);
            }
        }
    }

    /// The reader is far up in the live span: its end becomes a span of its own, what they read becomes a place in the
    /// past, and what lies between is dropped.
    fn split_shown(&mut self) {
        let Some(eyes) = self.eyes else { return };
        let Some(at) = self.spans.iter().position(|span| Some(span.to) == self.live) else { return };
        let len = self.spans[at].entries.len();
        let (_, to) = window(&self.spans[at], Some(eyes));
        if to + LIVE_KEPT < len {
            let mut end = self.spans[at].clone();
            end.keep(len - LIVE_KEPT, len);
            self.spans[at].keep(0, to);
            self.spans.insert(at + 1, end);
            self.view = View::Around(eyes);
        }
    }
}

/// The index range of at most [`MAX_SHOWN`] entries around the reader's eyes, or at the span's end.
fn window(span: &Span, eyes: Option<Seq>) -> (usize, usize) {
    let len = span.entries.len();
    let middle = eyes.map_or(len, |seq| span.entries.partition_point(|entry| entry.seq < seq));
    let to = (middle + MAX_SHOWN / 2).clamp(MAX_SHOWN.min(len), len);
    (to.saturating_sub(MAX_SHOWN), to)
}
