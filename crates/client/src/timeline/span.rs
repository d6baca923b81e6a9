//! Stretches of a log, each without a hole, kept in order and apart.

use protocol::Seq;
use protocol::messages::{Entry, Page};

/// All that there is of a log between two places, both included.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) from: Seq,
    pub(super) to: Seq,
    /// By `seq`, each once. A place without an entry was folded into another: no hole.
    pub(super) entries: Vec<Entry>,
    /// What changed its messages lies in a hole that is not filled: it is shown until it was read again.
    pub(super) stale: bool,
}

impl Span {
    /// One entry.
    pub(super) fn of(entry: Entry) -> Self {
        Self { from: entry.seq, to: entry.seq, entries: vec![entry], stale: false }
    }

    /// What a page covers; `None` when it covers nothing. What a page has no business to hold is left out.
    pub(super) fn covered_by(page: Page) -> Option<Self> {
        let (from, to) = (page.from.max(Seq(1)), page.to);
        let mut entries = page.entries;
        entries.retain(|entry| (from..=to).contains(&entry.seq));
        // By insertion: a server sends them in order, and the library's sorts weigh 3 kB each in the browser.
        for at in 1..entries.len() {
            let seq = entries[at].seq;
            let place = entries[..at].partition_point(|entry| entry.seq <= seq);
            entries[place..=at].rotate_right(1);
        }
        entries.dedup_by_key(|entry| entry.seq);
        (from <= to).then_some(Self { from, to, entries, stale: false })
    }

    pub(super) fn covers(&self, seq: Seq) -> bool {
        (self.from..=self.to).contains(&seq)
    }

    /// Whether nothing lies between the two.
    pub(super) fn touches(&self, other: &Self) -> bool {
        self.from <= other.to.next() && other.from <= self.to.next()
    }

    /// Takes in a span that touches this one. Where both have an entry, the newer reading counts.
    fn absorb(&mut self, newer: Self) {
        if newer.from == self.to.next() {
            self.entries.extend(newer.entries);
        } else {
            let mut merged = Vec::with_capacity(self.entries.len() + newer.entries.len());
            let mut old = std::mem::take(&mut self.entries).into_iter().peekable();
            for entry in newer.entries {
                merged.extend(std::iter::from_fn(|| old.next_if(|old| old.seq < entry.seq)));
                old.next_if(|old| old.seq == entry.seq);
                merged.push(entry);
            }
            merged.extend(old);
            self.entries = merged;
        }
        self.from = self.from.min(newer.from);
        self.to = self.to.max(newer.to);
    }

    /// Keeps the entries of an index range, and claims no more than these cover.
    pub(super) fn keep(&mut self, from: usize, to: usize) {
        if to < self.entries.len() {
            self.entries.truncate(to);
            self.to = self.entries.last().map_or(self.from, |entry| entry.seq);
        }
        if from > 0 {
            self.entries.drain(..from);
            self.from = self.entries.first().map_or(self.to, |entry| entry.seq);
        }
    }
}

/// Adds a span, joined with those that it touches.
pub(super) fn insert(spans: &mut Vec<Span>, new: Span) {
    let start = spans.partition_point(|span| span.to.next() < new.from);
    let end = start + spans[start..].iter().take_while(|span| span.touches(&new)).count();
    // Usually there is one, the live span, and what is new goes to its end: nothing is moved.
    if end == start + 1 {
        return spans[start].absorb(new);
    }
    // Otherwise each old span takes in what was joined so far, so that the newest reading counts.
    let joined = spans.drain(start..end).fold(new, |joined, mut old| {
        old.absorb(joined);
        old
    });
    spans.insert(start, joined);
}
