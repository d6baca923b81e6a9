//! Puts the entries of one room in order. Pure: no clock, no store, no sockets.
//!
//! Entries come from the bus in whatever order those who stored them said so; they leave in the order of `seq`, each once, without
//! a hole. What comes too early is held, within a bound; a hole that stays is fetched from the store and offered here like anything
//! else.

use std::collections::BTreeMap;

use protocol::{Seq, Timestamp};

/// Entries that wait behind a hole at most. What comes on top is let go: the store has it, and whoever fills the hole fetches it.
pub const MAX_HELD: usize = 512;

/// The entries of one room on their way out.
#[derive(Clone, Debug)]
pub struct Sequencer<T> {
    /// The last that was released; `None` until the room's head is known: everything is held.
    last: Option<Seq>,
    held: BTreeMap<Seq, T>,
    /// Since when there is a hole.
    since: Option<Timestamp>,
    /// The furthest place that was ever offered: up to here something exists.
    furthest: Seq,
}

impl<T> Sequencer<T> {
    /// A room whose head is not known yet.
    pub const fn waiting() -> Self {
        Self { last: None, held: BTreeMap::new(), since: None, furthest: Seq::ZERO }
    }

    /// A room of which everything up to `head` was told, or needs not be.
    pub const fn after(head: Seq) -> Self {
        Self { last: Some(head), held: BTreeMap::new(), since: None, furthest: head }
    }

    /// The last entry that was released; `None` while the head is not known.
    pub const fn last(&self) -> Option<Seq> {
        self.last
    }

    /// The head is known now: releases what was held after it.
    pub fn start(&mut self, head: Seq, now: Timestamp) -> Vec<(Seq, T)> {
        if self.last.is_none() {
            self.last = Some(head);
            self.furthest = self.furthest.max(head);
        }
        self.release(now)
    }

    /// An entry; releases it and what waited for it, oldest first. One that was released before is dropped.
    pub fn offer(&mut self, seq: Seq, item: T, now: Timestamp) -> Vec<(Seq, T)> {
        if self.last.is_some_and(|last| seq <= last) {
            return Vec::new();
        }
        self.furthest = self.furthest.max(seq);
        if self.last.is_some_and(|last| seq == last.next()) && self.held.is_empty() && self.since.is_none() {
            // The usual case, without a detour over the map.
            self.last = Some(seq);
            return vec![(seq, item)];
        }
        self.held.entry(seq).or_insert(item);
        let released = self.release(now);
        if self.held.len() > MAX_HELD {
            // The furthest one: it is the last that will be needed.
            self.held.pop_last();
        }
        released
    }

    fn release(&mut self, now: Timestamp) -> Vec<(Seq, T)> {
        let mut released = Vec::new();
        let Some(mut last) = self.last else { return released };
        while let Some(first) = self.held.first_entry() {
            if *first.key() > last.next() {
                break;
            }
            let (seq, item) = first.remove_entry();
            if seq == last.next() {
                last = seq;
                released.push((seq, item));
            }
        }
        if !released.is_empty() || self.since.is_none() {
            self.since = (self.furthest > last).then_some(now);
        }
        self.last = Some(last);
        released
    }

    /// The place after which something is missing, when it has been missing since `before` or earlier.
    pub fn hole(&self, before: Timestamp) -> Option<Seq> {
        self.last.filter(|_| self.since.is_some_and(|since| since <= before))
    }

    /// Whether something is missing, whatever since when.
    pub const fn has_hole(&self) -> bool {
        self.since.is_some()
    }

    /// The store says that the room goes up to `head`: whatever is not here by now is missing. A store that ends before what was told
    /// has lost its end (a failover, a power cut): what is stored there from now on is new.
    pub fn compare(&mut self, head: Seq, now: Timestamp) {
        if self.last.is_some_and(|last| head < last) {
            *self = Self::after(head);
        }
        self.furthest = self.furthest.max(head);
        if let Some(last) = self.last
            && self.furthest > last
        {
            self.since.get_or_insert(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000);

    fn seqs(released: Vec<(Seq, &str)>) -> Vec<u64> {
        released.into_iter().map(|(seq, _)| seq.0).collect()
    }

    #[test]
    fn what_comes_too_early_waits() {
        let mut sequencer = Sequencer::after(Seq(4));
        assert!(seqs(sequencer.offer(Seq(6), "여섯", NOW)).is_empty());
        assert_eq!(sequencer.hole(Timestamp(999)), None, "not yet too old");
        assert_eq!(sequencer.hole(NOW), Some(Seq(4)));
        assert_eq!(seqs(sequencer.offer(Seq(5), "다섯", NOW)), [5, 6]);
        assert_eq!(sequencer.hole(Timestamp(9_999)), None);
        assert!(seqs(sequencer.offer(Seq(5), "다섯", NOW)).is_empty(), "told already");
    }

    #[test]
    fn nothing_leaves_before_the_head_is_known() {
        let mut sequencer = Sequencer::waiting();
        assert!(seqs(sequencer.offer(Seq(8), "여덟", NOW)).is_empty());
        assert!(seqs(sequencer.offer(Seq(9), "아홉", NOW)).is_empty());
        assert_eq!(sequencer.hole(Timestamp(9_999)), None);
        assert_eq!(seqs(sequencer.start(Seq(8), NOW)), [9], "the store had 8 already");
    }

    #[test]
    fn what_does_not_fit_is_known_to_be_missing() {
        let mut sequencer = Sequencer::after(Seq::ZERO);
        for seq in 2..=2_000 {
            assert!(sequencer.offer(Seq(seq), "나중", NOW).is_empty());
        }
        assert!(sequencer.held.len() <= MAX_HELD);
        let released = sequencer.offer(Seq(1), "처음", Timestamp(2_000));
        assert_eq!(released.len(), MAX_HELD + 1);
        assert_eq!(sequencer.hole(Timestamp(2_000)), Some(released.last().expect("not empty").0), "the rest is in the store");
    }

    #[test]
    fn a_head_without_an_entry_is_a_hole() {
        let mut sequencer = Sequencer::<&str>::after(Seq(3));
        sequencer.compare(Seq(3), NOW);
        assert!(!sequencer.has_hole());
        sequencer.compare(Seq(5), NOW);
        assert_eq!(sequencer.hole(NOW), Some(Seq(3)));
        assert_eq!(seqs(sequencer.offer(Seq(4), "넷", NOW)), [4]);
        assert!(sequencer.has_hole());
        assert_eq!(seqs(sequencer.offer(Seq(5), "다섯", NOW)), [5]);
        assert!(!sequencer.has_hole());
    }

    #[test]
    fn a_store_that_lost_its_end_goes_on_from_there() {
        let mut sequencer = Sequencer::after(Seq(105));
        sequencer.compare(Seq(100), NOW);
        assert!(!sequencer.has_hole());
        assert_eq!(seqs(sequencer.offer(Seq(101), "새 백일", NOW)), [101]);
    }

    proptest! {
        /// Whatever the order, with repetitions: every entry leaves once, in order, and nothing is missing at the end.
        #[test]
        fn any_order_in_one_order_out(mut offers in proptest::collection::vec(1_u64..200, 0..400), head in 0_u64..20, known in any::<bool>()) {
            offers.extend(1..200);
            let mut sequencer = if known { Sequencer::after(Seq(head)) } else { Sequencer::waiting() };
            let mut out = Vec::new();
            for (n, seq) in offers.iter().enumerate() {
                if !known && n == offers.len() / 2 {
                    out.extend(sequencer.start(Seq(head), NOW));
                }
                out.extend(sequencer.offer(Seq(*seq), (), NOW));
            }
            let places: Vec<u64> = out.into_iter().map(|(seq, ())| seq.0).collect();
            prop_assert_eq!(places, (head + 1..200).collect::<Vec<_>>());
            prop_assert!(!sequencer.has_hole());
        }

        /// What is told is always contiguous, and a hole is always known.
        #[test]
        fn what_is_lost_is_a_hole(offers in proptest::collection::vec(1_u64..60, 1..60)) {
            let mut sequencer = Sequencer::after(Seq::ZERO);
            let mut next = 1;
            for seq in &offers {
                for (released, ()) in sequencer.offer(Seq(*seq), (), NOW) {
                    prop_assert_eq!(released.0, next);
                    next += 1;
                }
            }
            let furthest = offers.iter().max().copied().unwrap_or_default();
            prop_assert_eq!(sequencer.hole(NOW), (next <= furthest).then_some(Seq(next - 1)));
        }
    }
}
