//! The order of a search: which blocks are looked at next, what is found in them, and when that is enough. Pure: both backends read
//! for it.
//!
//! Blocks that may have a hit of the best rank come first, the newest before the others; then those of the next rank. It ends as soon as
//! nothing that was not read can be among the first hits, or when its time is over.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Instant;

use fold::Rank;
use protocol::{RoomId, Seq, Timestamp};

use super::blocks::{GROUP, Mark, Span};
use super::known::{Asked, EVERYTHING, Known};
use super::{Place, Query};
use crate::names::nfc;

/// Entries to look at: `from..=to` of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The room, as it was numbered by [`Walk::enter`].
    pub(crate) room: usize,
    pub(crate) from: Seq,
    pub(crate) to: Seq,
    span: Span,
    /// The best one that a hit in it may have.
    rank: usize,
}

/// A message that matches, not read in full yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) place: Place,
    pub(crate) ranges: Vec<(u32, u32)>,
}

/// What a search found.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) found: Vec<Found>,
    /// Everything was looked at, and everything that was found is here.
    pub(crate) complete: bool,
    /// Where the next page begins.
    pub(crate) cursor: Option<Place>,
}

/// What hits of one rank are sorted by, the newest first.
type Newest = Reverse<(Timestamp, Seq, RoomId)>;

/// A search on its way.
pub(crate) struct Walk<'q> {
    query: &'q Query,
    wanted: Option<&'q fold::Query>,
    asked: &'q Asked,
    /// What is on earlier pages.
    past: Option<(Rank, Newest)>,
    started: Instant,
    rooms: Vec<RoomId>,
    /// For each rank the blocks that are not read and may have a hit of it, but of no better one; the next one is the last.
    blocks: [Vec<Block>; 3],
    rank: usize,
    sorted: bool,
    /// For each rank the first hits: one more than a page has.
    found: [BTreeMap<Newest, Vec<(u32, u32)>>; 3],
    late: bool,
}

const RANKS: [Rank; 3] = [Rank::Whole, Rank::Keys, Rank::Initials];

impl<'q> Walk<'q> {
    /// `wanted` is the query's text, and `asked` what it asks of blocks; `None`: every message matches. Time is counted from `started`.
    pub(crate) fn new(query: &'q Query, wanted: Option<&'q fold::Query>, asked: &'q Asked, started: Instant) -> Self {
        let past = query.cursor.as_ref().map(|cursor| (cursor.rank, Reverse((cursor.at, cursor.seq, cursor.room.clone()))));
        let rank = past.as_ref().map_or(0, |(rank, _)| *rank as usize);
        let (blocks, found) = Default::default();
        Self { query, wanted, asked, past, started, rooms: Vec::new(), blocks, rank, sorted: false, found, late: false }
    }

    /// Takes up a room, with what is in no block yet; returns its number.
    pub(crate) fn enter(&mut self, room: RoomId, mark: Mark, head: Seq) -> usize {
        let number = self.rooms.len();
        self.rooms.push(room);
        let mut from = Seq(mark.sealed).next();
        while from <= head {
            let to = head.min(Seq(from.0 + GROUP - 1));
            self.consider(number, from, to, Span::ANY, EVERYTHING);
            from = to.next();
        }
        number
    }

    /// Takes up the blocks of a room.
    pub(crate) fn consider_all(&mut self, room: usize, known: Known<'_>) {
        for (from, to, span, held) in known.blocks() {
            self.consider(room, from, to, span, held);
        }
    }

    /// Takes up a block that may hold these grams.
    fn consider(&mut self, room: usize, from: Seq, to: Seq, span: Span, held: u64) {
        let Query { before, after, cursor, .. } = self.query;
        let too_late = before.is_some_and(|before| span.oldest >= before);
        if too_late || after.is_some_and(|after| span.newest < after) || span.newest < span.oldest {
            return;
        }
        // All its hits of the cursor's rank are on earlier pages; others may be to come.
        let is_past = |rank: usize| cursor.as_ref().is_some_and(|cursor| cursor.rank as usize == rank && span.oldest > cursor.at);
        let ranks = self.asked.ranks(held);
        if let Some(rank) = (self.rank..RANKS.len()).find(|&rank| ranks[rank] && !is_past(rank)) {
            self.blocks[rank].push(Block { room, from, to, span, rank });
        }
    }

    /// The next block to read; none: there is nothing more to read, as far as is known by now.
    pub(crate) fn next(&mut self) -> Option<Block> {
        while self.rank < RANKS.len() {
            if !self.sorted {
                self.blocks[self.rank].sort_unstable_by_key(|block| (block.span.newest, block.to, block.room));
                self.sorted = true;
            }
            if let Some(&block) = self.blocks[self.rank].last() {
                return if self.is_over(&block) { None } else { self.blocks[self.rank].pop() };
            }
            self.rank += 1;
            self.sorted = false;
        }
        None
    }

    /// Whether neither this block nor one that comes after it is to be looked at.
    pub(crate) fn is_over(&mut self, block: &Block) -> bool {
        self.is_enough(block) || self.is_late()
    }

    /// Whether the time is over. What was not taken up by then is left out.
    pub(crate) fn is_late(&mut self) -> bool {
        self.late |= self.started.elapsed() >= self.query.budget;
        self.late
    }

    /// Whether a page is full of hits that come before everything in this block.
    fn is_enough(&self, block: &Block) -> bool {
        let better: usize = self.found[..block.rank].iter().map(BTreeMap::len).sum();
        let Some(more) = self.query.limit.checked_sub(better) else { return true };
        self.found[block.rank].keys().nth(more).is_some_and(|Reverse((at, ..))| *at > block.span.newest)
    }

    /// Looks at a message of a block, which is of an author that is asked for. Whether it is among the first hits so far.
    pub(crate) fn look(&mut self, room: usize, seq: Seq, at: Timestamp, text: &str) -> bool {
        let Query { before, after, limit, .. } = self.query;
        if before.is_some_and(|before| at >= before) || after.is_some_and(|after| at < after) {
            return false;
        }
        let (rank, ranges) = match self.wanted {
            None => (Rank::Whole, Vec::new()),
            Some(wanted) => match wanted.find(text, nfc) {
                Some(found) => (found.rank, found.ranges.into_iter().map(|range| (range.start, range.end)).collect()),
                None => return false,
            },
        };
        let newest = Reverse((at, seq, self.rooms[room].clone()));
        if self.past.as_ref().is_some_and(|(past, last)| (rank, &newest) <= (*past, last)) {
            return false;
        }
        let found = &mut self.found[rank as usize];
        if found.len() > *limit && found.last_key_value().is_some_and(|(last, _)| *last < newest) {
            return false;
        }
        found.insert(newest, ranges);
        if found.len() > limit + 1 {
            found.pop_last();
        }
        true
    }

    /// The first hits.
    pub(crate) fn end(self) -> Outcome {
        let limit = self.query.limit;
        let all: usize = self.found.iter().map(BTreeMap::len).sum();
        let of_rank = |(rank, found): (Rank, BTreeMap<Newest, Vec<(u32, u32)>>)| {
            found.into_iter().map(move |(Reverse((at, seq, room)), ranges)| Found { place: Place { rank, at, seq, room }, ranges })
        };
        let found: Vec<Found> = RANKS.into_iter().zip(self.found).flat_map(of_rank).take(limit).collect();
        // Where time ran out, something that was not read may stand among these: no page can go on from here.
        let cursor = if all > limit && !self.late { found.last().map(|last| last.place.clone()) } else { None };
        Outcome { complete: !self.late && cursor.is_none(), found, cursor }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use protocol::UserId;

    use super::*;

    fn span(oldest: i64, newest: i64) -> Span {
        Span { oldest: Timestamp(oldest), newest: Timestamp(newest) }
    }

    fn query(limit: usize, cursor: Option<Place>) -> Query {
        let reader = UserId::new("u1").expect("an id");
        let budget = Duration::from_mins(1);
        Query { reader, text: "회의".into(), room_id: None, from: None, before: None, after: None, cursor, limit, budget }
    }

    /// Blocks by their first entry: when they were, and what is said in them when. Whether time runs out after the first one.
    type Said<'t> = [(u64, Span, &'t [(i64, &'t str)])];

    fn run(query: &Query, said: &Said<'_>, late: bool) -> (Vec<i64>, Vec<u64>, Outcome) {
        let wanted = fold::Query::new(&query.text, nfc);
        let asked = Asked::new(wanted.as_ref());
        let mut walk = Walk::new(query, wanted.as_ref(), &asked, Instant::now());
        let room = walk.enter(RoomId::new("r1").expect("an id"), Mark { grouped: 0, sealed: 1_024 }, Seq(1_024));
        for (from, span, _) in said {
            walk.consider(room, Seq(*from), Seq(from + 31), *span, EVERYTHING);
        }
        let mut read = Vec::new();
        while let Some(block) = walk.next() {
            read.push(block.from.0);
            let (.., texts) = said.iter().find(|(from, ..)| *from == block.from.0).expect("it was considered");
            for (nth, (at, text)) in (0..).zip(*texts) {
                walk.look(room, Seq(block.from.0 + nth), Timestamp(*at), text);
            }
            if late {
                walk.started = Instant::now().checked_sub(query.budget).expect("a minute ago");
            }
        }
        let outcome = walk.end();
        (outcome.found.iter().map(|found| found.place.at.0).collect(), read, outcome)
    }

    #[test]
    fn it_ends_as_soon_as_nothing_unread_can_come_before() {
        let said: &Said<'_> = &[
            (1, span(0, 9), &[(5, "회의")]),
            (33, span(10, 19), &[(11, "회의"), (12, "횡단")]),
            (65, span(20, 29), &[(21, "회의"), (22, "회의록"), (23, "다른 말")]),
        ];
        let (found, read, outcome) = run(&query(2, None), said, false);
        assert_eq!((found, read), (vec![22, 21], vec![65, 33]), "one hit more says that there are more");
        let (found, read, outcome) = run(&query(2, outcome.cursor), said, false);
        assert_eq!((found, read), (vec![11, 5], vec![65, 33, 1]));
        assert!(outcome.complete && outcome.cursor.is_none());
    }

    #[test]
    fn where_time_ran_out_no_page_goes_on() {
        let said: &Said<'_> = &[(1, span(50, 90), &[(70, "회의")]), (33, span(10, 100), &[(20, "회의"), (10, "회의")])];
        let (found, read, outcome) = run(&query(1, None), said, true);
        assert_eq!((found, read), (vec![20], vec![33]));
        assert!(!outcome.complete && outcome.cursor.is_none(), "70 comes before the next one");
        let (found, ..) = run(&query(1, None), said, false);
        assert_eq!(found, [70]);
    }
}
