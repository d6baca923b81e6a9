//! What one person saw of one room: the whole log in order, and when each entry was complete for them.
//!
//! Not `client::timeline`: that is a window of bounded size for a screen and believes what it is told. This one keeps everything, and
//! also what contradicts what was told before. Pure: the time is an argument.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::check::Item;

/// The log of one room, as far as one person has it.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Ordered by `seq`, without a hole, and when each was there with all before it.
    items: Vec<(Item, Duration)>,
    /// Everything up to here was told.
    complete: u64,
    /// What came after a hole.
    ahead: BTreeMap<u64, Item>,
    /// What was told otherwise before.
    contradicting: Vec<Item>,
    /// The log goes at least this far.
    head: u64,
    /// Entries that came again, the same.
    repeats: u64,
}

impl Log {
    /// An entry came.
    pub(super) fn apply(&mut self, item: Item, now: Duration) {
        self.head = self.head.max(item.seq);
        let known = if item.seq <= self.complete { self.at(item.seq).map(|(item, _)| item) } else { self.ahead.get(&item.seq) };
        match known {
            Some(known) if *known == item => self.repeats += 1,
            Some(_) => self.contradicting.push(item),
            // A page said that nothing is here.
            None if item.seq <= self.complete => self.contradicting.push(item),
            None => {
                self.ahead.insert(item.seq, item);
                self.advance(now);
            }
        }
    }

    /// A page came: all that there is from `from` to `to`, of a log that ends at `head`.
    pub(super) fn apply_page(&mut self, items: impl IntoIterator<Item = Item>, from: u64, to: u64, head: u64, now: Duration) {
        self.head = self.head.max(head);
        for item in items {
            self.apply(item, now);
        }
        if from <= self.complete + 1 && to > self.complete {
            let later = self.ahead.split_off(&(to + 1));
            let here = std::mem::replace(&mut self.ahead, later);
            self.items.extend(here.into_values().map(|item| (item, now)));
            self.complete = to;
            self.advance(now);
        }
    }

    /// The log goes at least this far.
    pub(super) fn saw_head(&mut self, head: u64) {
        self.head = self.head.max(head);
    }

    fn advance(&mut self, now: Duration) {
        while let Some(item) = self.ahead.remove(&(self.complete + 1)) {
            self.complete = item.seq;
            self.items.push((item, now));
        }
    }

    /// Up to where everything is here.
    pub(super) fn complete(&self) -> u64 {
        self.complete
    }

    /// Whether something is known to be missing.
    pub(super) fn has_hole(&self) -> bool {
        self.complete < self.head
    }

    /// When the entry at a place was here, with all before it.
    pub(super) fn complete_at(&self, seq: u64) -> Option<Duration> {
        self.at(seq).map(|(_, when)| *when)
    }

    /// How many entries came again, the same.
    pub(super) fn repeats(&self) -> u64 {
        self.repeats
    }

    /// Everything that was seen, by `seq`; what was told in two ways is there in both.
    pub(super) fn saw(&self) -> Vec<Item> {
        let told = self.items.iter().map(|(item, _)| item).chain(self.ahead.values());
        let mut saw: Vec<Item> = told.chain(&self.contradicting).copied().collect();
        saw.sort_by_key(|item| item.seq);
        saw
    }

    fn at(&self, seq: u64) -> Option<&(Item, Duration)> {
        self.items.binary_search_by_key(&seq, |(item, _)| item.seq).ok().and_then(|at| self.items.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::What;

    fn item(seq: u64) -> Item {
        Item { seq, what: What::Notice, digest: seq * 10 }
    }

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn saw(log: &Log) -> Vec<u64> {
        log.saw().iter().map(|item| item.seq).collect()
    }

    #[test]
    fn entries_are_complete_when_all_before_them_are_here() {
        let mut log = Log::default();
        for (seq, at) in [(1, 1), (3, 3), (4, 4)] {
            log.apply(item(seq), ms(at));
        }
        assert_eq!((log.complete(), log.has_hole()), (1, true));
        assert_eq!(log.complete_at(3), None);
        log.apply(item(2), ms(9));
        assert_eq!((log.complete(), log.has_hole()), (4, false));
        assert_eq!([1, 2, 3, 4].map(|seq| log.complete_at(seq)), [1, 9, 9, 9].map(|at| Some(ms(at))));
    }

    #[test]
    fn what_comes_again_changes_nothing_and_what_contradicts_is_kept() {
        let mut log = Log::default();
        for seq in [1, 2, 4, 2, 4, 1] {
            log.apply(item(seq), ms(1));
        }
        assert_eq!((log.repeats(), saw(&log)), (3, vec![1, 2, 4]));
        for seq in [2, 4] {
            log.apply(Item { digest: 7, ..item(seq) }, ms(2));
        }
        assert_eq!(saw(&log), [1, 2, 2, 4, 4]);
        assert_eq!(log.complete_at(2), Some(ms(1)), "what was told first");
    }

    #[test]
    fn a_page_closes_a_hole_and_says_where_nothing_is() {
        let mut log = Log::default();
        for seq in [1, 5, 8] {
            log.apply(item(seq), ms(1));
        }
        log.apply_page([4, 5].map(item), 4, 5, 8, ms(2));
        assert_eq!(log.complete(), 1, "a page behind the hole");
        log.apply_page([2, 4].map(item), 2, 6, 9, ms(3));
        assert_eq!((log.complete(), saw(&log)), (6, vec![1, 2, 4, 5, 8]), "3 and 6 are nowhere");
        log.apply_page([7].map(item), 7, 7, 9, ms(4));
        assert_eq!((log.complete(), log.has_hole()), (8, true), "9 was told of");
        log.apply(item(3), ms(5));
        assert_eq!(saw(&log), [1, 2, 3, 4, 5, 7, 8], "where a page said that nothing is");
        log.saw_head(20);
        log.apply_page([], 9, 8, 8, ms(6));
        assert!(log.has_hole());
    }
}
